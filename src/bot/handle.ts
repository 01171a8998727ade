/** Names for cases that are easy to say and reveal nothing: amber-falcon-42. */
import { randomInt } from "node:crypto";
import { animals, colors } from "unique-names-generator";

/** Short enough that a button such as "About amber-falcon-42" is shown whole on a phone. */
const plainWordsOf = (words: readonly string[]) => words.filter((word) => /^[a-z]{3,7}$/.test(word));
const COLOUR_WORDS = plainWordsOf(colors);
const ANIMALS = plainWordsOf(animals);

/** @param pick returns a whole number from 0 up to, and not including, its argument */
export function newHandle(pick: (below: number) => number = randomInt): string {
  const one = (words: readonly string[]) => words[pick(words.length)] ?? "";
  return `${one(COLOUR_WORDS)}-${one(ANIMALS)}-${10 + pick(990)}`;
}
