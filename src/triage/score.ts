/** A points score as an interval: items that are not known widen it instead of being counted as absent. */
import type { Truth } from "../protocol/logic.ts";
import type { Score } from "../protocol/schema.ts";
import type { Evaluation } from "./evaluate.ts";

export interface ScoreReading {
  id: string;
  /** The lowest and highest total that the unknown items still allow. */
  min: number;
  max: number;
  /** Whether the total reaches the protocol's "likely" mark; null while the interval straddles it. */
  likely: Truth;
  /** Labels of the items that count, and of those that are not known. */
  counted: readonly string[];
  open: readonly string[];
}

export function readScore(score: Score, evaluation: Evaluation): ScoreReading {
  let min = 0;
  let max = 0;
  const counted: string[] = [];
  const open: string[] = [];
  for (const item of score.items) {
    const truth = evaluation.truth(item.when);
    if (truth === false) continue;
    if (truth === true) counted.push(item.label);
    else open.push(item.label);
    if (truth === true || item.points < 0) min += item.points;
    if (truth === true || item.points > 0) max += item.points;
  }
  const likely = min >= score.likely_from ? true : max < score.likely_from ? false : null;
  return { id: score.id, min, max, likely, counted, open };
}
