/** Answers in words, the same on every platform. */
import { type AnswerSpec, kindOf } from "./registry.ts";
import type { Answer, UnknownReason, Value } from "./value.ts";

export const UNKNOWN_WORDS: Readonly<Record<UnknownReason, string>> = {
  not_assessed: "not assessed",
  unable: "unable to assess",
  declined: "declined",
};

/** The part of a question that is needed to word its answer. */
interface Answerable {
  readonly answer: AnswerSpec;
}

/** One answer in words: "left 41 cm, right 37 cm". A missing answer was not asked for. */
export function answerText(question: Answerable, answer: Answer | undefined): string {
  if (answer === undefined) return "not asked";
  return "unknown" in answer ? UNKNOWN_WORDS[answer.unknown] : valueText(question, answer.value);
}

export const valueText = ({ answer: spec }: Answerable, value: Value): string =>
  kindOf(spec).text(spec, value);

/**
 * What to watch for, in words for a reader without a measurement; "" where the question's name says it.
 * @param values the values that matter by themselves, of all that the protocol distinguishes, the mildest first
 */
export const watchedText = (
  { answer: spec }: Answerable,
  values: readonly Value[],
  all: readonly Value[],
): string => (values.length === 0 ? "" : kindOf(spec).watchedText(spec, values, all));
