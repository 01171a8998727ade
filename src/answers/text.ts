/** Answers in words, the same words on every platform. */
import { type AnswerSpec, kindOf } from "./registry.ts";
import type { Answer, UnknownReason, Value } from "./value.ts";

export const UNKNOWN_WORDS: Readonly<Record<UnknownReason, string>> = {
  not_assessed: "not assessed",
  unable: "unable to assess",
  declined: "declined",
};

/** A question, as far as its answer is put into words. */
interface Answerable {
  readonly answer: AnswerSpec;
}

/** One answer in words: "left 41 cm, right 37 cm". An answer that is missing was not asked. */
export function answerText(question: Answerable, answer: Answer | undefined): string {
  if (answer === undefined) return "not asked";
  return "unknown" in answer ? UNKNOWN_WORDS[answer.unknown] : valueText(question, answer.value);
}

export const valueText = ({ answer: spec }: Answerable, value: Value): string =>
  kindOf(spec).text(spec, value);

/**
 * What to watch for, as a reader who has no measurement yet would say it; "" where its name says it.
 * @param values what of this question matters by itself, of all that the protocol tells apart, the mildest first
 */
export const watchedText = (
  { answer: spec }: Answerable,
  values: readonly Value[],
  all: readonly Value[],
): string => (values.length === 0 ? "" : kindOf(spec).watchedText(spec, values, all));
