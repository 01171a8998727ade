/** Names for cases that are easy to say and reveal nothing: amber-falcon-42. */
import { randomInt } from "node:crypto";
import { animals, colors } from "unique-names-generator";
import { buttonWidth, PHONE_CONTENT_WIDTH } from "../pictures/button-labels.ts";

const plainWordsOf = (words: readonly string[]) => words.filter((word) => /^[a-z]{3,7}$/.test(word));
const COLOUR_WORDS = plainWordsOf(colors);
const ANIMALS = plainWordsOf(animals);

/** Whether the widest button that carries a name, "Move to amber-falcon-42", is shown whole on a phone. */
const fitsButtons = (handle: string): boolean => buttonWidth(`Move to ${handle}`) <= PHONE_CONTENT_WIDTH;

/** @param pick returns a whole number from 0 up to, and not including, its argument */
export function newHandle(pick: (below: number) => number = randomInt): string {
  const one = (words: readonly string[]) => words[pick(words.length)] ?? "";
  let handle: string;
  do handle = `${one(COLOUR_WORDS)}-${one(ANIMALS)}-${10 + pick(990)}`;
  while (!fitsButtons(handle));
  return handle;
}
