import { isAlwaysAdjunct } from "../protocol/adjunct.ts";
import type {
  Citation,
  DerivedFinding,
  Panel,
  Protocol,
  Question,
  Recommendation,
  Rule,
  Score,
  SourceReference,
  TimeWindow,
} from "../protocol/schema.ts";

/** The meaning of a finding's name in a condition: a derived finding, or an answer or a part of one. */
export interface FindingPlace {
  derived: DerivedFinding | undefined;
  question: Question | undefined;
  part: string | undefined;
  /** Its unknown never counts. */
  alwaysAdjunct: boolean;
}

/** A protocol's parts by id, built once for each protocol. */
export interface ProtocolIndex {
  questions: ReadonlyMap<string, Question>;
  derived: ReadonlyMap<string, DerivedFinding>;
  rules: ReadonlyMap<string, Rule>;
  recommendations: ReadonlyMap<string, Recommendation>;
  windows: ReadonlyMap<string, TimeWindow>;
  citations: ReadonlyMap<string, Citation>;
  references: ReadonlyMap<string, SourceReference>;
  scores: ReadonlyMap<string, Score>;
  panels: ReadonlyMap<string, Panel>;
  /** The lines that acts share, in order. */
  lines: Protocol["lines"];
  /** The position of a question in the order of asking, from 0. */
  order: ReadonlyMap<string, number>;
  /** The meaning of a finding's name in a condition. */
  place(finding: string): FindingPlace;
}

const indexCache = new WeakMap<Protocol, ProtocolIndex>();

export function index(protocol: Protocol): ProtocolIndex {
  let known = indexCache.get(protocol);
  if (!known) {
    const byId = <T extends { id: string }>(parts: readonly T[]) =>
      new Map(parts.map((part) => [part.id, part]));
    const questions = byId(protocol.questions);
    const derived = byId(protocol.derived);
    known = {
      questions,
      derived,
      place: placesIn(questions, derived),
      rules: byId(protocol.rules),
      recommendations: byId(protocol.recommendations),
      windows: byId(protocol.windows),
      citations: byId(protocol.citations),
      references: byId(protocol.references),
      scores: byId(protocol.scores),
      panels: byId(protocol.panels),
      lines: protocol.lines,
      order: new Map(protocol.questions.map((question, at) => [question.id, at])),
    };
    indexCache.set(protocol, known);
  }
  return known;
}

/** Names are parsed once: the engine meets each of them thousands of times in a turn. */
function placesIn(
  questions: ReadonlyMap<string, Question>,
  derived: ReadonlyMap<string, DerivedFinding>,
): (finding: string) => FindingPlace {
  const places = new Map<string, FindingPlace>();
  return (finding) => {
    let place = places.get(finding);
    if (!place) {
      const [id = "", part] = finding.split(".");
      const question = questions.get(id);
      const alwaysAdjunct = question !== undefined && isAlwaysAdjunct(question, part);
      place = { derived: derived.get(finding), question, part, alwaysAdjunct };
      places.set(finding, place);
    }
    return place;
  };
}
