/** Left and right, as people type them and as they are printed. */
import { SIDES, type Side } from "../protocol/terms.ts";
import type { Value } from "./value.ts";

/** A side as it is typed. */
export const SIDE_WORDS: Readonly<Record<string, Side>> = {
  left: "left",
  l: "left",
  right: "right",
  r: "right",
};

/** The side that some words name, and the words without it. */
export function splitSide(words: readonly string[]): { side: Side | undefined; rest: string } {
  return {
    side: words.map((word) => SIDE_WORDS[word]).find(Boolean),
    rest: words.filter((word) => SIDE_WORDS[word] === undefined).join(" "),
  };
}

export const isSide = (word: unknown): word is Side => SIDES.some((side) => side === word);

export const SIDE_NAMES = { left: "Left", right: "Right" } as const;

/** "left 41 cm, right 37 cm"; a value without sides as it is. */
export const sidesText = (value: Value, text: (part: Value) => string): string =>
  typeof value === "object"
    ? SIDES.flatMap((side) => (value[side] === undefined ? [] : [`${side} ${text(value[side])}`])).join(", ")
    : text(value);
