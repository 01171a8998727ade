/** Which unknown findings could still raise the urgency, and how far. */
import type { Condition, Leaf } from "../protocol/condition.ts";
import type { Urgency } from "../protocol/schema.ts";
import type { Evaluation } from "./evaluate.ts";
import type { RuleReading } from "./rule.ts";
import { byDanger, isHigher } from "./urgency.ts";

export interface OpenFinding {
  finding: string;
  /** The highest urgency that knowing it could lead to. */
  could_reach: Urgency;
  /** It would do so by itself. */
  alone: boolean;
  /** The rules that it could make true. */
  rules: readonly string[];
}

interface Candidate {
  could_reach: Urgency;
  alone: boolean;
  rules: string[];
}

/** The findings behind these rules' unknown parts: the most dangerous first, then those that decide alone. */
export function openFindings(evaluation: Evaluation, readings: readonly RuleReading[]): OpenFinding[] {
  const found = new Map<string, Candidate>();
  for (const { rule, could_be } of readings) {
    if (could_be === null) continue;
    const conditions = [rule.when, ...(rule.raised ? [rule.raised.when] : [])];
    for (const condition of conditions)
      unresolved(condition, evaluation, true, (leaf, alone) => {
        const finding = questionOf(leaf);
        if (finding === null) return;
        const before = found.get(finding);
        if (!before) found.set(finding, { could_reach: could_be, alone, rules: [rule.id] });
        else {
          if (isHigher(could_be, before.could_reach)) Object.assign(before, { could_reach: could_be, alone });
          else if (could_be === before.could_reach) before.alone ||= alone;
          if (!before.rules.includes(rule.id)) before.rules.push(rule.id);
        }
      });
  }
  const order = (finding: string) => evaluation.index.order.get(finding) ?? 0;
  return [...found]
    .map(([finding, candidate]) => ({ finding, ...candidate }))
    .sort(
      (a, b) =>
        byDanger(a.could_reach, b.could_reach) ||
        Number(b.alone) - Number(a.alone) ||
        order(a.finding) - order(b.finding),
    );
}

const questionOf = (leaf: Leaf): string | null =>
  "finding" in leaf ? (leaf.finding.split(".")[0] ?? null) : null;

/** Visits the unknown sentences of an unknown condition; `alone` when one of them would decide it. */
function unresolved(
  condition: Condition,
  evaluation: Evaluation,
  alone: boolean,
  visit: (leaf: Leaf, alone: boolean) => void,
): void {
  if (evaluation.truth(condition) !== null) return;
  switch (condition.kind) {
    case "any":
      for (const part of condition.of) unresolved(part, evaluation, alone, visit);
      return;
    case "all": {
      const open = condition.of.filter((part) => evaluation.truth(part) === null).length;
      for (const part of condition.of) unresolved(part, evaluation, alone && open === 1, visit);
      return;
    }
    case "at-least": {
      const yes = condition.of.filter((part) => evaluation.truth(part) === true).length;
      for (const part of condition.of)
        unresolved(part, evaluation, alone && condition.count - yes === 1, visit);
      return;
    }
    case "not":
      unresolved(condition.of, evaluation, alone, visit);
      return;
    case "certainly":
      return; // it is never unknown
    default: {
      const derived = "finding" in condition ? evaluation.index.derived.get(condition.finding) : undefined;
      if (derived) unresolved(derived.when, evaluation, alone, visit);
      else visit(condition, alone);
    }
  }
}
