/** Every condition and every sentence of a protocol, with its location and purpose. */
import type { Condition, Leaf } from "./condition.ts";
import type { Path } from "./issue.ts";
import type { Protocol, Recommendation } from "./schema.ts";

export interface LocatedCondition {
  /** What depends on it. */
  role:
    | "rule"
    | "raised"
    | "leads"
    | "if"
    | "ask"
    | "adjunct"
    | "derived"
    | "gate"
    | "requirement"
    | "lowered"
    | "replaced"
    | "note"
    | "score"
    | "promise";
  /** Whose condition it is, for messages: rule "fever". */
  owner: string;
  path: Path;
  condition: Condition;
  /** The index of the rule it belongs to. */
  rule?: number;
}

/** Every condition of a protocol, from the top of the file to its end. */
export function locatedConditions(protocol: Protocol): LocatedCondition[] {
  const all: LocatedCondition[] = [];
  const add = (
    role: LocatedCondition["role"],
    owner: string,
    path: Path,
    condition?: Condition,
    rule?: number,
  ) => {
    if (condition) all.push({ role, owner, path, condition, ...(rule !== undefined && { rule }) });
  };
  add("lowered", "the lowered floor", ["provisional", "lowered", "when"], protocol.provisional.lowered?.when);
  protocol.questions.forEach(({ id, ask_when, adjunct, asked_unless_absent, first_when }, at) => {
    const [owner, path] = [`question "${id}"`, ["questions", at]];
    if (typeof adjunct !== "boolean") add("adjunct", owner, [...path, "adjunct", "while"], adjunct.while);
    add("ask", owner, [...path, "ask_when"], ask_when);
    add("ask", owner, [...path, "asked_unless_absent"], asked_unless_absent);
    add("ask", owner, [...path, "first_when"], first_when);
  });
  protocol.panels.forEach(({ id, skipped_when, patient_words_when }, at) => {
    const [owner, path] = [`panel "${id}"`, ["panels", at]];
    add("ask", owner, [...path, "skipped_when"], skipped_when);
    add("ask", owner, [...path, "patient_words_when"], patient_words_when);
  });
  protocol.derived.forEach(({ id, when }, at) => {
    add("derived", `derived finding "${id}"`, ["derived", at, "when"], when);
  });
  protocol.rules.forEach((rule, at) => {
    const [owner, path] = [`rule "${rule.id}"`, ["rules", at]];
    add("rule", owner, [...path, "when"], rule.when, at);
    add("raised", owner, [...path, "raised", "when"], rule.raised?.when, at);
    add("leads", owner, [...path, "leads_when"], rule.leads_when, at);
    rule.recommend.forEach((wanted, index) => {
      add("if", `"${wanted.id}" in ${owner}`, [...path, "recommend", index, "if"], wanted.if, at);
    });
  });
  protocol.recommendations.forEach(({ id, gate, replaced, notes }, at) => {
    const [owner, path] = [`recommendation "${id}"`, ["recommendations", at]];
    add("gate", owner, [...path, "gate", "only_if"], gate?.only_if);
    gate?.requires.forEach(({ met }, index) => {
      add("requirement", owner, [...path, "gate", "requires", index, "met"], met);
    });
    replaced.forEach(({ when }, index) => {
      // a single one is written without a list
      add("replaced", owner, [...path, "replaced", ...(replaced.length > 1 ? [index] : []), "when"], when);
    });
    notes.forEach(({ when }, index) => {
      add("note", owner, [...path, "notes", index, "when"], when);
    });
  });
  protocol.scores.forEach(({ id, items }, at) => {
    items.forEach(({ label, when }, index) => {
      add("score", `item "${label}" of "${id}"`, ["scores", at, "items", index, "when"], when);
    });
  });
  protocol.promises.forEach(({ id, when, unless, except }, at) => {
    const [owner, path] = [`promise "${id}"`, ["promises", at]];
    except.forEach((one, index) => {
      add("promise", owner, [...path, "except", index, "when"], one.when);
    });
    add("promise", owner, [...path, "when"], when);
    add("promise", owner, [...path, "unless"], unless);
  });
  return all;
}

/** What has to be true before a gate opens, as one condition. */
export function gateCondition({ only_if, requires }: NonNullable<Recommendation["gate"]>): Condition {
  return only_if ?? { kind: "all", of: requires.map(({ met }) => met) };
}

/** What a recommendation's gate looks at: the condition that opens it, or each of its requirements. */
export const gateConditions = ({ gate }: Recommendation): Condition[] =>
  gate?.only_if ? [gate.only_if] : (gate?.requires ?? []).map(({ met }) => met);

export interface LocatedSentence {
  leaf: Leaf;
  path: Path;
  /** Under an odd number of `not`: it helps when it is false. */
  negated: boolean;
  /** Under a `certainly`: an unknown reads as false because of the wording, not because of the kind of finding. */
  certain: boolean;
}

/** Every sentence of a condition with its own location. */
export function locatedSentences(
  condition: Condition,
  path: Path,
  negated = false,
  certain = false,
): LocatedSentence[] {
  switch (condition.kind) {
    case "any":
    case "all":
      return condition.of.flatMap((part, at) =>
        locatedSentences(part, [...path, condition.kind, at], negated, certain),
      );
    case "at-least":
      return condition.of.flatMap((part, at) =>
        locatedSentences(part, [...path, "at_least", "of", at], negated, certain),
      );
    case "not":
      return locatedSentences(condition.of, [...path, "not"], !negated, certain);
    case "certainly":
      return locatedSentences(condition.of, [...path, "certainly"], negated, true);
    default:
      return [{ leaf: condition, path, negated, certain }];
  }
}
