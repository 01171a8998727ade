/** Reads raw values (from JSON, a form or words) as canonical answers; refuses what does not fit, and says what is allowed. */
import type { TimeWords } from "./answer-words.ts";
import type { UtcOffsetAt } from "./moment-value.ts";
import { type AnswerSpec, kindOf } from "./registry.ts";
import { type Answer, isRawMap, isUnknownReason, readUnknownReason } from "./value.ts";

/** One error in one value: names the finding, the value and what is allowed. */
export interface InvalidAnswer {
  finding: string;
  value: string;
  allowed: string;
}

export type AnswerReading = { answer: Answer } | { faults: InvalidAnswer[] };

/** A raw value for a message, shortened if it is long. */
export const printableRaw = (raw: unknown): string => {
  const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? String(raw));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** What a question accepts, in words. */
export const allowed = (spec: AnswerSpec): string => kindOf(spec).allowed(spec);

/**
 * Reads one raw value for a question into its canonical answer.
 * @param utcOffsetAt the place's offset, for a time given without one
 * @param times lets a moment be given in words, such as "yesterday 14:00"
 * @param nowMs lets a point in time ("2026-11-24T14:00") stand for the hours since then; milliseconds since the epoch
 */
export function readAnswer(
  { id, answer: spec }: { readonly id: string; readonly answer: AnswerSpec },
  raw: unknown,
  nowMs?: number,
  utcOffsetAt?: UtcOffsetAt,
  times?: TimeWords,
): AnswerReading {
  const reason = readUnknownReason(raw);
  if (reason) return { answer: { unknown: reason } };
  const faults: InvalidAnswer[] = [];
  const fault = (value: unknown, what: string, part = "") => {
    faults.push({ finding: id + part, value: printableRaw(value), allowed: what });
  };
  const value = kindOf(spec).read(spec, raw, { nowMs, utcOffsetAt, times, fault });
  if (faults.length > 0 || value === null) return { faults };
  // every part is unknown: nothing is known
  if (isRawMap(value) && Object.keys(value).length === 0) return { answer: { unknown: "not_assessed" } };
  return { answer: { value } };
}

/** The raw answer for the value of a question's button. */
export const rawOfTap = (spec: AnswerSpec, value: string): unknown =>
  isUnknownReason(value) ? value : kindOf(spec).rawOfButton(spec, value);
