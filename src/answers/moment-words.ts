/** Moments as people type them: "6 h ago", "yesterday 14:00", "last night", "about 9 this morning", "on Tuesday". */
import * as chrono from "chrono-node";
import { oneOf, type TimeWords } from "./answer-words.ts";
import {
  DAY_MS,
  type Exactness,
  HOUR_MS,
  type MomentValue,
  momentAt,
  momentsOfWall,
  type UtcOffsetAt,
} from "./moment-value.ts";
import { oncePer } from "./once-per.ts";

/** Longer texts are no moment, and are not passed to chrono. */
const MAX_MOMENT_LENGTH = 60;

const HOURS_IN = { minutes: 1 / 60, hours: 1, days: 24, weeks: 24 * 7 } as const;
const UNITS = Object.keys(HOURS_IN) as (keyof typeof HOURS_IN)[];

const patternsOf = oncePer((times: TimeWords) => ({
  /** Before a time, and no part of it. */
  leading: new RegExp(`^(?:${oneOf(times.lead_in)} )+`),
  hedge: new RegExp(`^${oneOf(times.hedge)} ?(?:${oneOf(times.hedge_at)} )?`),
  /** "9 this morning", "8:30 yesterday evening": the hour before the part of the day that says which nine. */
  hourOfPart: new RegExp(
    `^(\\d{1,2})(?:[:.](\\d{2}))? (?:(?:${oneOf(times.of_day)}|${oneOf(times.this)}|(${oneOf(times.days)})) )?(${oneOf([...times.morning, ...times.later_in_the_day])})$`,
  ),
  partOfDay: new RegExp(`\\b${oneOf(times.parts_of_day)}\\b`),
  noonOrMidnight: new RegExp(`\\b${oneOf(times.noon_or_midnight)}\\b`),
  night: new RegExp(` ${oneOf(times.nights)}$`),
  /** "last night at 10", "10 last night": the night before this day says which ten. */
  hourOfNight: new RegExp(
    `^${oneOf(times.night)}(?: (?:${oneOf([...times.hedge, ...times.hedge_at])}))* (\\d{1,2})(?:[:.](\\d{2}))? ?([ap]m)?$`,
  ),
  nightOfHour: new RegExp(`^(\\d{1,2})(?:[:.](\\d{2}))? ?([ap]m)? ${oneOf(times.night)}$`),
  /** "0930" behind a day. */
  clock: new RegExp(`(?<=\\b${oneOf(times.before_clock)} )([01]\\d|2[0-3])([0-5]\\d)(?: ?hrs?)?$`),
  /** Words that leave open how many. */
  vague: new RegExp(`\\b${oneOf(times.vague)}\\b`),
  coming: new RegExp(`^${oneOf(times.coming)} `),
  /** A length of time instead of a moment: it counts back from now. */
  ago: new RegExp(
    `^(\\d+(?:\\.\\d+)?) ?(${oneOf(UNITS.flatMap((unit) => times.units[unit]))})(?: ${oneOf(times.ago)})?$`,
  ),
}));

/** 1/12 is January in one country and December in another. */
const AMBIGUOUS_DATE = /\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b/;
const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/;

/**
 * Reads words that are a moment and nothing else; null when they are not, or are ambiguous. It may lie in the future:
 * the caller decides whether that is possible.
 * @param words plain, in lower case
 * @param now milliseconds since the epoch
 */
export function momentFromWords(
  times: TimeWords,
  words: string,
  now: number,
  offsetAt: UtcOffsetAt,
): MomentValue | null {
  const { vague, leading, hedge, clock } = patternsOf(times);
  if (words.length > MAX_MOMENT_LENGTH || vague.test(words)) return null;
  if (AMBIGUOUS_DATE.test(words.replace(ISO_DATE, ""))) return null;
  const text = words.replace(leading, "").replace(clock, "$1:$2");
  const hedged = hedge.test(text);
  const plain = withMeridiem(times, text.replace(hedge, ""));
  const moment = agoOf(times, plain, now, offsetAt) ?? calendarOf(times, plain, now, offsetAt);
  return moment && hedged && moment.exact === "minute"
    ? momentAt(Date.parse(moment.value), "hour", offsetAt)
    : moment;
}

function withMeridiem(times: TimeWords, text: string): string {
  const match = patternsOf(times).hourOfPart.exec(text);
  if (!match || Number(match[1]) > 12) return text;
  const [, hour, minutes = "00", day, part = ""] = match;
  return `${day ?? "today"} ${hour}:${minutes} ${times.morning.includes(part) ? "am" : "pm"}`;
}

function agoOf(times: TimeWords, text: string, now: number, offsetAt: UtcOffsetAt): MomentValue | null {
  const [, count, word = ""] = patternsOf(times).ago.exec(text) ?? [];
  const unit = UNITS.find((each) => times.units[each].includes(word));
  if (count === undefined || unit === undefined) return null;
  const hours = HOURS_IN[unit];
  const at = now - Math.round(Number(count) * hours * HOUR_MS);
  if (hours < 24) return momentAt(at, "minute", offsetAt);
  // days are counted by the calendar, regardless of clock changes in between
  const wall = wallAt(now, offsetAt) - Math.round(Number(count) * hours * HOUR_MS);
  return momentAt(momentsOfWall(wall, offsetAt)[0], "day", offsetAt);
}

const wallAt = (at: number, offsetAt: UtcOffsetAt): number => at + offsetAt(at) * 60_000;

const midnightBefore = (wall: number): number => Math.floor(wall / DAY_MS) * DAY_MS;

function calendarOf(times: TimeWords, text: string, now: number, offsetAt: UtcOffsetAt): MomentValue | null {
  // the wall clock is read as if it were UTC: which moment it shows depends on the clocks of that day, not of today
  const wallNow = wallAt(now, offsetAt);
  const at = (wall: number, exact: Exactness): MomentValue => {
    const [first, last] = momentsOfWall(wall, offsetAt);
    const moment = momentAt(first, exact, offsetAt);
    // where the clock showed it twice, either may be meant
    return last === first || exact !== "minute" ? moment : { ...moment, exact: "hour", latest: last };
  };
  if (times.last_hour.includes(text)) return momentAt(now - HOUR_MS / 2, "hour", offsetAt);
  if (times.night.includes(text)) return at(midnightBefore(wallNow), "half_day");
  const inTheNight = wallInTheNight(times, text, midnightBefore(wallNow));
  if (inTheNight) return at(inTheNight.wall, inTheNight.exact);
  const [result, ...others] = chrono.parse(text, { instant: new Date(wallNow), timezone: 0 });
  if (!result || others.length > 0 || result.end || result.text.length !== text.length) return null;
  const { start } = result;
  let wall = start.date().getTime();
  if (start.tags().has("result/relativeDateAndTime"))
    return momentAt(now - (wallNow - wall), "minute", offsetAt);
  // a day of the week is the last one, not the next
  const named = start.isCertain("weekday") && !start.isCertain("day");
  if (named && wall > wallNow && !patternsOf(times).coming.test(text)) wall -= 7 * DAY_MS;
  // a night lasts until the morning after
  if (patternsOf(times).night.test(text)) wall = midnightBefore(wall) + DAY_MS;
  return at(wall, exactnessOf(times, start, text));
}

/** The first hour that is read as one of the evening; before it, the night is over midnight. */
const EVENING_FROM = 5;

/** An hour of the last night: late on the day before, or early on this one. @param midnight the wall clock's last */
function wallInTheNight(
  times: TimeWords,
  text: string,
  midnight: number,
): { wall: number; exact: Exactness } | null {
  const { hourOfNight, nightOfHour } = patternsOf(times);
  const match = hourOfNight.exec(text) ?? nightOfHour.exec(text);
  if (!match) return null;
  const [, said = "", minutes, half] = match;
  const hour = Number(said);
  if (hour > 23 || Number(minutes ?? 0) > 59) return null;
  const late = hour > 12 || half === "pm" || (half === undefined && hour >= EVENING_FROM && hour < 12);
  const after = late ? (hour > 12 ? hour : hour + 12) - 24 : hour % 12;
  return {
    wall: midnight + after * HOUR_MS + Number(minutes ?? 0) * 60_000,
    exact: minutes === undefined ? "hour" : "minute",
  };
}

function exactnessOf(times: TimeWords, start: chrono.ParsedComponents, text: string): Exactness {
  const { noonOrMidnight, partOfDay } = patternsOf(times);
  if (start.isCertain("minute") && !noonOrMidnight.test(text)) return "minute";
  if (start.isCertain("hour")) return "hour";
  return partOfDay.test(text) ? "half_day" : "day";
}
