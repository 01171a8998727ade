/** A points score as an interval: unknown items widen it instead of being counted as absent. */
import { compareNumbers } from "../answers/sentence-truth.ts";
import type { Condition, Leaf } from "../protocol/condition.ts";
import { anyTruth, type Truth } from "../protocol/logic.ts";
import type { Score } from "../protocol/schema.ts";

/** The reader of a score's conditions. */
interface ConditionReader {
  truth(condition: Condition): Truth;
  isExplicitlyTrue(condition: Condition): boolean;
}

export interface ScoreReading {
  id: string;
  /** The lowest and highest total that the unknown items still allow. */
  min: number;
  max: number;
  /** Whether the total reaches the protocol's "likely" mark; null while the interval straddles it. */
  likely: Truth;
  /** Labels of the items that count, and of the unknown ones. */
  counted: readonly string[];
  open: readonly string[];
}

export function readScore(score: Score, evaluation: ConditionReader): ScoreReading {
  let min = 0;
  let max = 0;
  const counted: string[] = [];
  const open: string[] = [];
  for (const item of score.items) {
    const truth = itemTruth(score, item.when, evaluation);
    if (truth === false) continue;
    if (truth === true) counted.push(item.label);
    else open.push(item.label);
    if (truth === true || item.points < 0) min += item.points;
    if (truth === true || item.points > 0) max += item.points;
  }
  const likely = min >= score.likely_from ? true : max < score.likely_from ? false : null;
  return { id: score.id, min, max, likely, counted, open };
}

/** In a score that counts only what was measured, an unknown item does not count. */
function itemTruth({ measured_only }: Score, when: Condition, evaluation: ConditionReader): Truth {
  return measured_only ? evaluation.isExplicitlyTrue(when) : evaluation.truth(when);
}

/** What a score makes of a sentence about its total, which may be an interval, or about a single item. */
export function scoreTruth(
  score: Score,
  { item, comparison, value }: Extract<Leaf, { kind: "score" }>,
  evaluation: ConditionReader,
): Truth {
  if (item)
    return anyTruth(
      score.items.filter(({ points }) => compareNumbers(points, comparison, value)),
      ({ when }) => itemTruth(score, when, evaluation),
    );
  const { min, max } = readScore(score, evaluation);
  const [least, most] = [compareNumbers(min, comparison, value), compareNumbers(max, comparison, value)];
  return least === most ? least : null;
}
