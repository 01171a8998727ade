/**
 * The mark "old": the finding was there before, unchanged. An old finding is known, and does not count as present for a
 * sentence that does not ask for old ones.
 */
import type { Truth } from "../protocol/logic.ts";
import { type AnswerWords, oneOf } from "./answer-words.ts";
import { oncePer } from "./once-per.ts";
import type { SentenceContext } from "./sentence-truth.ts";
import { isRawMap, type Value, type ValueMap, valuePart } from "./value.ts";

/** A value with the mark. A grade, the first kind to have it, uses `grade` for `value`. */
export interface OldValue extends ValueMap {
  value: Value;
  old: true;
}

export const isOld = (value: Value | undefined): value is OldValue => valuePart(value, "old") === true;

/** Whether a value or any part of it has the mark. */
export const hasOld = (value: Value): boolean =>
  isOld(value) || (typeof value === "object" && Object.values(value).some(hasOld));

export const markOld = (value: Value): OldValue => ({ value, old: true });

/** The value itself, whether or not it has the mark. */
export const withoutMark = (value: Value): Value => (isOld(value) ? value.value : value);

/** "reduced (old)". */
export const withOldText = (value: Value, text: (plain: Value) => string): string =>
  isOld(value) ? `${text(value.value)} (old)` : text(value);

/** What a value makes of a sentence: an old one only "no", unless old ones count. */
export const oldTruth = (
  value: Value,
  { oldCounts = false }: SentenceContext,
  truth: (plain: Value) => Truth,
): Truth => (isOld(value) && !oldCounts ? false : truth(withoutMark(value)));

/**
 * Takes `{"value", "old"}` apart; every other raw value is new.
 * @returns null once a fault was reported
 */
export function readOldMark(
  raw: unknown,
  mayBeOld: boolean,
  fault: (value: unknown, allowed: string) => void,
): { raw: unknown; old: boolean } | null {
  if (!isRawMap(raw) || !("old" in raw)) return { raw, old: false };
  const { value, old, ...more } = raw;
  const extra = Object.keys(more)[0];
  if (extra !== undefined) fault(extra, "only value and old");
  else if (typeof old !== "boolean") fault(old, "old is true or false");
  else if (old && !mayBeOld) fault(old, "it cannot be said here that it was there before");
  else return { raw: value, old };
  return null;
}

/** The value of a field's option that says that it is old, and back. */
export const oldOption = (value: string): string => `${value} old`;
export const rawOfOption = (typed: string): unknown =>
  typed.endsWith(" old") ? { value: typed.slice(0, -" old".length), old: true } : typed;
/** The meaning of a field's option. */
export const optionOf = (value: Value | undefined): Value | undefined =>
  isOld(value) && typeof value.value === "string" ? oldOption(value.value) : value;

/** "reduced, old", "reduced (old)": the words before the mark; null when it is not there. */
export function beforeOldWord(lists: AnswerWords, words: string): string | null {
  const match = oldPatternOf(lists).exec(words);
  return match?.[1] ?? null;
}
const oldPatternOf = oncePer(({ old }: AnswerWords) => {
  const word = oneOf(old);
  return new RegExp(`^(.+?),? (?:${word}|\\(${word}\\))$`);
});
