/** Which findings a condition rests on, as far as it is true: by the questions that say so. */
import type { Condition } from "../protocol/condition.ts";
import type { Evaluation } from "./evaluate.ts";

/** Questions whose answers make a condition true, in its order; none where it is not true. */
export function findingsBehind(condition: Condition, evaluation: Evaluation): string[] {
  return [...new Set(behind(condition, evaluation))];
}

function behind(condition: Condition, evaluation: Evaluation): string[] {
  if (evaluation.truth(condition) !== true) return [];
  switch (condition.kind) {
    case "any":
    case "all":
    case "at-least":
      return condition.of.flatMap((part) => behind(part, evaluation));
    case "certainly":
      return behind(condition.of, evaluation);
    case "present":
    case "is":
    case "new-grade":
    case "compare": {
      const { derived, question } = evaluation.index.place(condition.finding);
      if (derived) return behind(derived.when, evaluation);
      return question ? [question.id] : [];
    }
    default:
      return []; // that something is absent, old or not known is no finding
  }
}
