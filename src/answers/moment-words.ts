/** Moments as people type them: "6 h ago", "yesterday 14:00", "last night", "about 9 this morning", "on Tuesday". */
import * as chrono from "chrono-node";
import {
  type Exactness,
  HOUR_MS,
  type MomentValue,
  momentAt,
  momentsOfWall,
  type UtcOffsetAt,
} from "./moment-value.ts";

/** Longer texts are no moment, and are not passed to chrono. */
const MAX_MOMENT_LENGTH = 60;

/** Words before a time that are not part of it. */
const LEADING = /^(?:(?:it )?(?:was|began|started) |since |from |at |on )+/;
const HEDGE = /^(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|~) ?(?:at )?/;

/** "9 this morning", "8:30 yesterday evening": the hour before the part of the day that says which nine. */
const HOUR_OF_PART =
  /^(\d{1,2})(?:[:.](\d{2}))? (?:(?:in the|(this)|(yesterday|today)) )?(morning|afternoon|evening)$/;

const PART_OF_DAY = /\b(?:morning|afternoon|evening|night|tonight|midday|midnight|noon)\b/;

/** A duration instead of a moment: it counts back from now. */
const AGO = /^(\d+(?:\.\d+)?) ?(min|mins|minutes?|h|hrs?|hours?|d|days?|wks?|weeks?)(?: ago)?$/;
const AGO_HOURS: Readonly<Record<string, number>> = { m: 1 / 60, h: 1, d: 24, w: 24 * 7 };

/** Words that leave the number open. */
const VAGUE = /\b(?:few|couple|several|some|many)\b/;

/** 1/12 is January in one country and December in another. */
const AMBIGUOUS_DATE = /\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b/;
const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/;

/**
 * Reads words that are a moment and nothing else; null when they are not, or are ambiguous. It may lie in the future:
 * the caller decides whether that is possible.
 * @param words plain, in lower case
 * @param now milliseconds since the epoch
 */
export function momentFromWords(words: string, now: number, offsetAt: UtcOffsetAt): MomentValue | null {
  if (words.length > MAX_MOMENT_LENGTH || VAGUE.test(words)) return null;
  if (AMBIGUOUS_DATE.test(words.replace(ISO_DATE, ""))) return null;
  const text = words.replace(LEADING, "");
  const hedged = HEDGE.test(text);
  const plain = withMeridiem(text.replace(HEDGE, ""));
  const moment = agoOf(plain, now, offsetAt) ?? calendarOf(plain, now, offsetAt);
  return moment && hedged && moment.exact === "minute"
    ? momentAt(Date.parse(moment.value), "hour", offsetAt)
    : moment;
}

function withMeridiem(text: string): string {
  const match = HOUR_OF_PART.exec(text);
  if (!match || Number(match[1]) > 12) return text;
  const [, hour, minutes = "00", , day, part] = match;
  return `${day ?? "today"} ${hour}:${minutes} ${part === "morning" ? "am" : "pm"}`;
}

function agoOf(text: string, now: number, offsetAt: UtcOffsetAt): MomentValue | null {
  const [, count, unit = ""] = AGO.exec(text) ?? [];
  const hours = AGO_HOURS[unit.charAt(0)];
  if (count === undefined || hours === undefined) return null;
  const at = now - Math.round(Number(count) * hours * HOUR_MS);
  if (hours < 24) return momentAt(at, "minute", offsetAt);
  // days are counted by the calendar, regardless of clock changes in between
  const wall = wallAt(now, offsetAt) - Math.round(Number(count) * hours * HOUR_MS);
  return momentAt(momentsOfWall(wall, offsetAt)[0], "day", offsetAt);
}

const wallAt = (at: number, offsetAt: UtcOffsetAt): number => at + offsetAt(at) * 60_000;

const DAY_MS = 24 * HOUR_MS;
const midnightBefore = (wall: number): number => Math.floor(wall / DAY_MS) * DAY_MS;

function calendarOf(text: string, now: number, offsetAt: UtcOffsetAt): MomentValue | null {
  // the wall clock is read as if it were UTC: the moment depends on the offset of that day, not of today
  const wallNow = wallAt(now, offsetAt);
  const at = (wall: number, exact: Exactness): MomentValue => {
    const [first, last] = momentsOfWall(wall, offsetAt);
    const moment = momentAt(first, exact, offsetAt);
    // where the clock showed it twice, either may be meant
    return last === first || exact !== "minute" ? moment : { ...moment, exact: "hour", latest: last };
  };
  if (text === "last night" || text === "overnight") return at(midnightBefore(wallNow), "half_day");
  const [result, ...others] = chrono.parse(text, { instant: new Date(wallNow), timezone: 0 });
  if (!result || others.length > 0 || result.end || result.text.length !== text.length) return null;
  const { start } = result;
  let wall = start.date().getTime();
  if (start.tags().has("result/relativeDateAndTime"))
    return momentAt(now - (wallNow - wall), "minute", offsetAt);
  // a day of the week is the last one, not the next
  const named = start.isCertain("weekday") && !start.isCertain("day");
  if (named && wall > wallNow && !/^(?:next|coming|this coming) /.test(text)) wall -= 7 * DAY_MS;
  // a night lasts until the morning after
  if (/ night$/.test(text)) wall = midnightBefore(wall) + DAY_MS;
  return at(wall, exactnessOf(start, text));
}

function exactnessOf(start: chrono.ParsedComponents, text: string): Exactness {
  if (start.isCertain("minute") && !/\b(?:noon|midday|midnight)\b/.test(text)) return "minute";
  if (start.isCertain("hour")) return "hour";
  return PART_OF_DAY.test(text) ? "half_day" : "day";
}
