/** Every condition and every sentence of a protocol, with its place and what it is for. */
import type { Condition, Leaf } from "./condition.ts";
import type { Path } from "./issue.ts";
import type { Protocol } from "./schema.ts";

export interface LocatedCondition {
  /** What hangs on it. */
  role:
    | "rule"
    | "raised"
    | "leads"
    | "if"
    | "ask"
    | "adjunct"
    | "derived"
    | "gate"
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
  protocol.questions.forEach(({ id, ask_when, adjunct }, at) => {
    const [owner, path] = [`question "${id}"`, ["questions", at]];
    if (typeof adjunct !== "boolean") add("adjunct", owner, [...path, "adjunct", "while"], adjunct.while);
    add("ask", owner, [...path, "ask_when"], ask_when);
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
    add("replaced", owner, [...path, "replaced", "when"], replaced?.when);
    notes.forEach(({ when }, index) => {
      add("note", owner, [...path, "notes", index, "when"], when);
    });
  });
  protocol.scores.forEach(({ id, items }, at) => {
    items.forEach(({ label, when }, index) => {
      add("score", `item "${label}" of "${id}"`, ["scores", at, "items", index, "when"], when);
    });
  });
  protocol.promises.forEach(({ id, when, unless }, at) => {
    const [owner, path] = [`promise "${id}"`, ["promises", at]];
    add("promise", owner, [...path, "when"], when);
    add("promise", owner, [...path, "unless"], unless);
  });
  return all;
}

export interface LocatedSentence {
  leaf: Leaf;
  path: Path;
  /** Under an odd number of `not`: it helps when it is false. */
  negated: boolean;
}

/** Every sentence of a condition with its own place. */
export function locatedSentences(condition: Condition, path: Path, negated = false): LocatedSentence[] {
  switch (condition.kind) {
    case "any":
    case "all":
      return condition.of.flatMap((part, at) =>
        locatedSentences(part, [...path, condition.kind, at], negated),
      );
    case "at-least":
      return condition.of.flatMap((part, at) =>
        locatedSentences(part, [...path, "at_least", "of", at], negated),
      );
    case "not":
      return locatedSentences(condition.of, [...path, "not"], !negated);
    default:
      return [{ leaf: condition, path, negated }];
  }
}
