/**
 * Every answer that makes a difference: for one question, the finitely many ways in which the sentences about it
 * can come out together. Numbers are tried at each threshold, between thresholds and at the ends of their range,
 * so nothing is sampled and nothing is missed.
 */
import { kindOf } from "../answers/registry.ts";
import type { LeafValuation } from "../answers/sentence-truth.ts";
import type { FindingCondition } from "./condition.ts";
import type { Truth } from "./logic.ts";
import type { Question } from "./schema.ts";

export class TooComplex extends Error {}

/** The most distinct answers to one question that are enumerated. */
const MOST_ANSWERS = 20_000;

/** What each possible answer makes of these sentences about one question, each outcome once. */
export function answerClassesOf(question: Question, leaves: readonly FindingCondition[]): Truth[][] {
  const classes = new Map<string, Truth[]>();
  let tried = 0;
  for (const valuation of valuationsOf(question, leaves)) {
    tried += 1;
    if (tried > MOST_ANSWERS)
      throw new TooComplex(`the question "${question.id}" has too many different answers`);
    const outcome = leaves.map(valuation);
    classes.set(outcome.join(), outcome);
  }
  return [...classes.values()];
}

function* valuationsOf(
  { id, answer, until_known }: Question,
  leaves: readonly FindingCondition[],
): Generator<LeafValuation> {
  const kind = kindOf(answer);
  const unanswered: LeafValuation =
    until_known === undefined ? () => null : kind.optionValuation(answer, until_known);
  // "unable" is a reason for not knowing; every other reason, and not being asked, reads alike
  for (const unable of [true, false])
    yield (leaf) => (leaf.kind === "unable" ? unable : leaf.kind === "known" ? false : unanswered(leaf));
  for (const valuation of kind.valueClasses(answer, id, leaves))
    yield (leaf) => (leaf.kind === "unable" ? false : leaf.kind === "known" ? true : valuation(leaf));
}
