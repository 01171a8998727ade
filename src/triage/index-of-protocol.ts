import type {
  Citation,
  Derived,
  Protocol,
  Question,
  Recommendation,
  Reference,
  Rule,
  Score,
  Window,
} from "../protocol/schema.ts";

/** A protocol's parts by id, built once per protocol. */
export interface ProtocolIndex {
  questions: ReadonlyMap<string, Question>;
  derived: ReadonlyMap<string, Derived>;
  rules: ReadonlyMap<string, Rule>;
  recommendations: ReadonlyMap<string, Recommendation>;
  windows: ReadonlyMap<string, Window>;
  citations: ReadonlyMap<string, Citation>;
  references: ReadonlyMap<string, Reference>;
  scores: ReadonlyMap<string, Score>;
  /** Where a question stands in the order of asking, from 0. */
  order: ReadonlyMap<string, number>;
}

const built = new WeakMap<Protocol, ProtocolIndex>();

export function index(protocol: Protocol): ProtocolIndex {
  let known = built.get(protocol);
  if (!known) {
    const byId = <T extends { id: string }>(parts: readonly T[]) =>
      new Map(parts.map((part) => [part.id, part]));
    known = {
      questions: byId(protocol.questions),
      derived: byId(protocol.derived),
      rules: byId(protocol.rules),
      recommendations: byId(protocol.recommendations),
      windows: byId(protocol.windows),
      citations: byId(protocol.citations),
      references: byId(protocol.references),
      scores: byId(protocol.scores),
      order: new Map(protocol.questions.map((question, at) => [question.id, at])),
    };
    built.set(protocol, known);
  }
  return known;
}
