/** Left and right, as people type them and as they are printed. */
import { SIDES, type Side } from "../protocol/terms.ts";
import type { AnswerWords } from "./answer-words.ts";
import type { Value } from "./value.ts";

/** The side that a word names. */
export const sideNamed = (lists: AnswerWords, word: string): Side | undefined =>
  SIDES.find((side) => lists[side].includes(word));

/** The side that some words name, and the words without it. */
export function splitSide(
  lists: AnswerWords,
  words: readonly string[],
): { side: Side | undefined; rest: string } {
  return {
    side: words.map((word) => sideNamed(lists, word)).find(Boolean),
    rest: words.filter((word) => sideNamed(lists, word) === undefined).join(" "),
  };
}

export const isSide = (word: unknown): word is Side => SIDES.some((side) => side === word);

export const SIDE_NAMES = { left: "Left", right: "Right" } as const;

/** "left 41 cm, right 37 cm"; a value without sides as it is. */
export const sidesText = (value: Value, text: (part: Value) => string): string =>
  typeof value === "object"
    ? SIDES.flatMap((side) => (value[side] === undefined ? [] : [`${side} ${text(value[side])}`])).join(", ")
    : text(value);
