/**
 * The words that answer the pending question literally, and nothing else: "no", "n/a", "3/5", "41 vs 37", "101F",
 * "yesterday 14:00". Anything less plain is not accepted: asking again is cheap, a wrong record is not.
 */
import type { UtcOffsetAt } from "../answers/moment-value.ts";
import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer } from "../answers/value.ts";
import type { Question } from "../protocol/schema.ts";
import { plainWords } from "./free-text/plain.ts";
import { inputHint } from "./input-hints.ts";

const YES_WORDS = new Set(["yes", "y", "yep", "yeah", "present", "positive", "+ve", "true"]);
const NO_WORDS = new Set([
  "no",
  "n",
  "nope",
  "none",
  "nil",
  "absent",
  "negative",
  "-ve",
  "false",
  "denies",
  "denied",
]);
const NOT_ASSESSED = new Set([
  "n/a",
  "na",
  "unknown",
  "not assessed",
  "not done",
  "not examined",
  "don't know",
  "dont know",
  "not known",
  "skip",
  "?",
]);
const UNABLE = new Set(["unable", "unable to assess", "cannot assess", "can't assess", "not possible"]);
const DECLINED = new Set(["declined", "declines", "refused", "refuses"]);

/** An answer; or what is wrong with words that look like one; or null when they do not answer the question. */
export type DirectAnswer = { answer: Answer } | { fault: string } | null;

/** @param nowMs the moment that "yesterday 14:00" counts from; milliseconds since the epoch
 * @param utcOffset the place's offset: minutes east of UTC, now or at any moment */
export function readDirectAnswer(
  question: Question,
  typed: string,
  nowMs: number,
  utcOffset: number | UtcOffsetAt = 0,
): DirectAnswer {
  const utcOffsetAt = typeof utcOffset === "number" ? () => utcOffset : utcOffset;
  const words = withoutQuotes(plainWords(typed).toLowerCase()).replace(/[.!;]+$/, "");
  if (words === "") return null;
  if (UNABLE.has(words)) return { answer: { unknown: "unable" } };
  if (DECLINED.has(words)) return { answer: { unknown: "declined" } };
  return (
    readWords(question, words, nowMs, utcOffsetAt) ?? readWithoutLeftOver(question, words, nowMs, utcOffsetAt)
  );
}

/** Quotation marks round a whole answer, and invisible characters, say nothing about it. */
export const withoutQuotes = (words: string): string =>
  words
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, "")
    .replace(/^["'`\u00ab\u00bb]+|["'`\u00ab\u00bb]+(?=[.!;]*$)/g, "")
    .trim();

/** Words that may be left over after an answer, because they do not change it. */
const LEFT_OVER =
  /\b(?:at|about|around|approximately|approx|roughly|please|thanks|thank you|cheers)\b|(?<=\d) ?ish\b/g;

function readWithoutLeftOver(
  question: Question,
  words: string,
  nowMs: number,
  utcOffsetAt: UtcOffsetAt,
): DirectAnswer {
  const rest = words
    .replace(LEFT_OVER, " ")
    .replace(/ +/g, " ")
    .replace(/[ ,]+$/, "")
    .trim();
  return rest === "" || rest === words ? null : readWords(question, rest, nowMs, utcOffsetAt);
}

function readWords(question: Question, words: string, nowMs: number, utcOffsetAt: UtcOffsetAt): DirectAnswer {
  const polarity = YES_WORDS.has(words) ? "present" : NO_WORDS.has(words) ? "absent" : null;
  const raw = kindOf(question.answer).direct(question.answer, {
    words,
    polarity,
    now: nowMs,
    utcOffsetAt,
  });
  // "not done" may be the name of an option
  if (raw === undefined) return NOT_ASSESSED.has(words) ? { answer: { unknown: "not_assessed" } } : null;
  const reading = readAnswer(question, raw, nowMs, utcOffsetAt);
  if ("answer" in reading) return reading;
  return { fault: inputHint(question, reading.faults) };
}
