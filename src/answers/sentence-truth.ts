/** What values make of a protocol's sentences, for every kind of answer. */
import type { Comparison, FindingCondition } from "../protocol/condition.ts";
import type { Truth } from "../protocol/logic.ts";
import { SIDES, type Side } from "../protocol/terms.ts";

/** One answer to a question, as what it makes of each sentence about that question. */
export type LeafValuation = (leaf: FindingCondition) => Truth;

/** What a sentence is read against, besides the answer. */
export interface SentenceContext {
  /** Milliseconds since the epoch; without it no moment has an age. */
  now?: number | undefined;
  /** Whether what was there before, unchanged, counts as well. */
  oldCounts?: boolean;
}

export const compareNumbers = (a: number, comparison: Comparison, b: number): boolean => {
  switch (comparison) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
};

/** What a number makes of a comparison; nothing of any other sentence. */
export const compareTruth = (leaf: FindingCondition, value: number): Truth =>
  "comparison" in leaf ? compareNumbers(value, leaf.comparison, leaf.value) : null;

/** "unknown" asks whether "present" can be decided: both read the same answer. */
export const isPresence = (leaf: FindingCondition): boolean =>
  leaf.kind === "present" || leaf.kind === "unknown";

/** Whether a sentence counts only what is new; a grade is new unless it is marked as old. */
export const isNewOnly = (leaf: FindingCondition): boolean =>
  leaf.kind === "new-grade" || ("unlessOld" in leaf && leaf.unlessOld === true);

/** The sides that a sentence is about. */
export const sidesOf = (leaf: FindingCondition): readonly Side[] =>
  "side" in leaf && leaf.side !== undefined ? [leaf.side] : SIDES;

/** True when one of them is; false only when all of them are. */
export const eitherTruth = (readings: readonly Truth[]): Truth =>
  readings.includes(true) ? true : readings.includes(null) ? null : false;

/** The numbers that these sentences compare with. */
export const thresholds = (leaves: readonly FindingCondition[]): number[] =>
  leaves.flatMap((leaf) => ("comparison" in leaf ? [leaf.value] : []));
