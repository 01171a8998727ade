/** Names for cases that people can say to each other, and that tell nothing: amber-falcon-42. */
import { randomInt } from "node:crypto";
import { animals, colors } from "unique-names-generator";

const plainWordsOf = (words: readonly string[]) => words.filter((word) => /^[a-z]{3,10}$/.test(word));
const COLOUR_WORDS = plainWordsOf(colors);
const ANIMALS = plainWordsOf(animals);

/** @param pick a whole number from 0 up to, and not including, its argument */
export function newHandle(pick: (below: number) => number = randomInt): string {
  const one = (words: readonly string[]) => words[pick(words.length)] ?? "";
  return `${one(COLOUR_WORDS)}-${one(ANIMALS)}-${10 + pick(990)}`;
}
