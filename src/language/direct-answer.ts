/**
 * The words that answer the pending question literally, and nothing else: "no", "n/a", "3/5", "41 vs 37", "101F",
 * "yesterday 14:00". Anything less plain is not accepted: asking again is cheap, a wrong record is not.
 */
import { oneOf } from "../answers/answer-words.ts";
import type { UtcOffsetAt } from "../answers/moment-value.ts";
import { oncePer } from "../answers/once-per.ts";
import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer } from "../answers/value.ts";
import type { Question } from "../protocol/schema.ts";
import { plainWords } from "./free-text/plain.ts";
import { inputHint } from "./input-hints.ts";
import { withSpokenNumbers } from "./spoken-numbers.ts";
import type { WordLists } from "./word-lists.ts";

/** The lists that it takes. */
type DirectLists = Pick<WordLists, "answers" | "reader">;

const leftOverOf = oncePer(
  ({ answers }: DirectLists) =>
    new RegExp(
      `\\b${oneOf(answers.left_over)}\\b|(?<=\\d) ?${oneOf(answers.left_over_after_number)}\\b`,
      "g",
    ),
);

/** An answer; or what is wrong with words that look like one; or null when they do not answer the question. */
export type DirectAnswer = { answer: Answer } | { fault: string } | null;

/** @param nowMs the moment that "yesterday 14:00" counts from; milliseconds since the epoch
 * @param utcOffset the place's offset: minutes east of UTC, now or at any moment */
export function readDirectAnswer(
  lists: DirectLists,
  question: Question,
  typed: string,
  nowMs: number,
  utcOffset: number | UtcOffsetAt = 0,
): DirectAnswer {
  const utcOffsetAt = typeof utcOffset === "number" ? () => utcOffset : utcOffset;
  const words = withoutQuotes(plainWords(typed).toLowerCase()).replace(/[.!;]+$/, "");
  if (words === "") return null;
  if (lists.answers.unable.includes(words)) return { answer: { unknown: "unable" } };
  if (lists.answers.declined.includes(words)) return { answer: { unknown: "declined" } };
  return (
    readWords(lists, question, words, nowMs, utcOffsetAt) ??
    readWithoutLeftOver(lists, question, words, nowMs, utcOffsetAt) ??
    readSpoken(lists, question, words, nowMs, utcOffsetAt)
  );
}

/** Quotation marks round a whole answer, and invisible characters, say nothing about it. */
export const withoutQuotes = (words: string): string =>
  words
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, "")
    .replace(/^["'`\u00ab\u00bb]+|["'`\u00ab\u00bb]+(?=[.!;]*$)/g, "")
    .trim();

/** "six hundred", "four seconds": a number in words. */
function readSpoken(
  lists: DirectLists,
  question: Question,
  words: string,
  nowMs: number,
  utcOffsetAt: UtcOffsetAt,
): DirectAnswer {
  if (/^\d/.test(words)) return null;
  const rest = withSpokenNumbers(lists, words, true);
  return rest === words ? null : readWords(lists, question, rest, nowMs, utcOffsetAt);
}

function readWithoutLeftOver(
  lists: DirectLists,
  question: Question,
  words: string,
  nowMs: number,
  utcOffsetAt: UtcOffsetAt,
): DirectAnswer {
  const rest = words
    .replace(leftOverOf(lists), " ")
    .replace(/ +/g, " ")
    .replace(/[ ,]+$/, "")
    .trim();
  return rest === "" || rest === words ? null : readWords(lists, question, rest, nowMs, utcOffsetAt);
}

function readWords(
  { answers }: DirectLists,
  question: Question,
  words: string,
  nowMs: number,
  utcOffsetAt: UtcOffsetAt,
): DirectAnswer {
  const polarity = answers.yes.includes(words) ? "present" : answers.no.includes(words) ? "absent" : null;
  const raw = kindOf(question.answer).direct(question.answer, {
    words,
    polarity,
    lists: answers,
    now: nowMs,
    utcOffsetAt,
  });
  // "not done" may be the name of an option
  if (raw === undefined)
    return answers.not_assessed.includes(words) ? { answer: { unknown: "not_assessed" } } : null;
  const reading = readAnswer(question, raw, nowMs, utcOffsetAt);
  if ("answer" in reading) return reading;
  return { fault: inputHint(question, reading.faults) };
}
