/** Values that carry the moment at which they were found. */
import { type MomentValue, readIso, readMoment, type UtcOffsetAt } from "./moment-value.ts";
import { isRawMap } from "./value.ts";

/** A raw answer, and when it was found; `at` is null where that was not given. */
export interface TimedAnswer {
  raw: unknown;
  at: MomentValue | null;
}

/**
 * Splits the moment from a raw answer: `{"value": ..., "at": ISO 8601 with its offset, "exact": "hour"}`, where `exact`
 * is "minute" if it is missing. The mark for an old value stays with the value.
 * @param now milliseconds since the epoch; nothing was found after it
 */
export function readTimedAnswer(
  raw: unknown,
  now: number,
  offsetAt?: UtcOffsetAt,
): TimedAnswer | { fault: string } {
  if (!isRawMap(raw) || !("at" in raw) || !("value" in raw)) return { raw, at: null };
  const { at, exact = "minute", value, ...marks } = raw;
  if (!readIso(at))
    return { fault: '"at" is a date and time with its offset, such as "2026-12-01T09:00+01:00"' };
  const reading = readMoment({ value: at, exact }, now, offsetAt);
  if ("fault" in reading) return reading;
  return { raw: Object.keys(marks).length > 0 ? { value, ...marks } : value, at: reading.moment };
}
