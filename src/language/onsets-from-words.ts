/** When symptoms began, as people type it: "3 h ago" for all that are there, or "numb foot yesterday, pain at 14:00". */
import { type AnswerWords, oneOf } from "../answers/answer-words.ts";
import type { UtcOffsetAt } from "../answers/moment-value.ts";
import { momentFromWords } from "../answers/moment-words.ts";
import { oncePer } from "../answers/once-per.ts";
import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import type { Question } from "../protocol/schema.ts";
import type { DirectAnswer } from "./direct-answer.ts";
import { plainWords } from "./free-text/plain.ts";
import { inputHint } from "./input-hints.ts";

/**
 * Reads words as the onsets of some symptoms; null when a part of them is no moment, or names none or several of them.
 * @param symptoms those that are there: a moment without a name is for each of them
 * @param now milliseconds since the epoch
 */
export function readOnsets(
  lists: AnswerWords,
  question: Question,
  symptoms: readonly Question[],
  typed: string,
  now: number,
  utcOffsetAt: UtcOffsetAt,
): DirectAnswer {
  const words = plainWords(typed)
    .toLowerCase()
    .replace(/[.!]+$/, "");
  const whole = momentFromWords(lists.times, words, now, utcOffsetAt);
  const raw: Record<string, unknown> = {};
  if (whole) for (const { id } of symptoms) raw[id] = whole;
  else
    for (const piece of words.split(/[;,\n]|\band\b/).map((part) => part.trim())) {
      if (piece === "") continue;
      const found = splitMoment(lists, piece, now, utcOffsetAt);
      const [symptom, other] = found ? symptoms.filter((one) => isNamed(lists, one, found.rest)) : [];
      if (!found || !symptom || other) return null;
      raw[symptom.id] = found.moment;
    }
  if (Object.keys(raw).length === 0) return null;
  const reading = readAnswer(question, raw, now, utcOffsetAt);
  return "answer" in reading ? reading : { fault: inputHint(question, reading.faults) };
}

/** The longest end of some words that is a moment, else the longest beginning; and what is left of them. */
function splitMoment(lists: AnswerWords, words: string, now: number, utcOffsetAt: UtcOffsetAt) {
  const tokens = words.split(" ");
  for (let at = 1; at < tokens.length; at += 1) {
    const moment = momentFromWords(lists.times, tokens.slice(at).join(" "), now, utcOffsetAt);
    if (moment) return { moment, rest: tokens.slice(0, at).join(" ") };
  }
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    const moment = momentFromWords(lists.times, tokens.slice(0, at).join(" "), now, utcOffsetAt);
    if (moment) return { moment, rest: tokens.slice(at).join(" ") };
  }
  return null;
}

/** Before and after a symptom's name, and no part of it. */
const aroundOf = oncePer(
  ({ around_symptom }: AnswerWords) => new RegExp(`\\b${oneOf(around_symptom)}\\b`, "g"),
);

/** Whether words name a symptom: by its label or by any word that the protocol gives for it. */
function isNamed(lists: AnswerWords, { id, label, also, answer: spec }: Question, rest: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(aroundOf(lists), " ").replace(/\s+/g, " ").trim();
  const said = bare(rest);
  const names = kindOf(spec)
    .vocabulary(spec)
    .flatMap((entry) => [...entry.own, ...entry.also]);
  return [id.replaceAll("_", " "), label, ...also, ...names]
    .map(bare)
    .some((name) => name.length > 2 && said !== "" && (name === said || ` ${name} `.includes(` ${said} `)));
}
