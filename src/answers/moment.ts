/** A point in time, with how exact it is. Sentences compare how many hours ago it was. */
import { z } from "zod";
import type { ValueCondition } from "../protocol/condition.ts";
import type { Truth } from "../protocol/logic.ts";
import type { TimeWords } from "./answer-words.ts";
import { around, numbers } from "./enumerate.ts";
import { textField, typedUnknownReason, unknownWords } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
import {
  HOUR_MS,
  MOMENT_FORMS,
  type MomentValue,
  momentOf,
  readIso,
  readMoment,
  type UtcOffsetAt,
} from "./moment-value.ts";
import { momentFromWords } from "./moment-words.ts";
import { paperLine } from "./paper.ts";
import { compareTruth, type LeafValuation, thresholds } from "./sentence-truth.ts";
import { isRawMap, type Value, valuePart } from "./value.ts";

const momentSchema = z.strictObject({
  kind: z.literal("moment"),
  /** Hours: nothing that is asked for happened longer ago. */
  max: z.number().positive(),
});

/** How a moment is typed. */
export const MOMENT_HINT = '"6 h ago", "yesterday 14:00", "last night", or a date and time';

/** A moment in words, where the clocks of the place and the words for times are given; null for anything else. */
export function fromWords(
  raw: unknown,
  now: number,
  utcOffsetAt: UtcOffsetAt | undefined,
  times: TimeWords | undefined,
): MomentValue | null {
  // a file writes its moments with their offset, or they are refused
  if (typeof raw !== "string" || !utcOffsetAt || !times || /^\d{4}-\d{2}-\d{2}T/.test(raw)) return null;
  return momentFromWords(times, raw.trim().toLowerCase(), now, utcOffsetAt);
}

/** The unit in which sentences say how long ago it was. */
const AGE_UNIT = "h";

export const moment: AnswerKind<typeof momentSchema> = answerKind(momentSchema, {
  allowed: ({ max }) => `${MOMENT_FORMS}; up to ${max} h ago, or unknown`,
  read({ max }, raw, { nowMs, utcOffsetAt, times, fault }) {
    const refuse = (why: string): null => {
      fault(isRawMap(raw) && typeof raw.value === "string" ? raw.value : raw, why);
      return null;
    };
    if (nowMs === undefined) return readAge(max, raw) ?? refuse(MOMENT_FORMS);
    const reading = readMoment(fromWords(raw, nowMs, utcOffsetAt, times) ?? raw, nowMs, utcOffsetAt);
    if ("fault" in reading) return refuse(reading.fault);
    const tooLong = nowMs - reading.moment.latest > max * HOUR_MS;
    return tooLong ? refuse(`it is more than ${max} h ago`) : reading.moment;
  },
  text: (_, value) => momentText(value),
  watchedText: () => "",

  isTime: () => true,
  isMoment: () => true,
  timeOf: (_, value) => {
    const known = momentOf(value);
    return known && (known.earliest + known.latest) / 2;
  },

  sayable: () => ({ compare: AGE_UNIT }),
  sentenceExamples: ({ max }, id) => `"${id} <= ${max} ${AGE_UNIT}"`,
  truth: (_, _part, leaf, value, { now }) => {
    const age = ageOf(value, now);
    return age ? ageTruth(leaf, age) : null;
  },
  boundaryValues: ({ max }, thresholdsOf) =>
    around(thresholdsOf(), 0, max).map((hours) => ({ hours_ago: hours })),
  *valueClasses({ max }, _id, leaves) {
    // an interval not shorter than any stretch can begin and end anywhere
    const ages = numbers(0, max, thresholds(leaves));
    for (const [at, least] of ages.entries())
      for (const most of ages.slice(at)) yield agesBetween(least, most);
  },
  rawValues({ max }, thresholdsOf) {
    const ages = numbers(0, max, thresholdsOf());
    const intervals = ages.flatMap((most, at) =>
      ages.slice(0, at).map((least) => ({ hours_ago: { least, most } })),
    );
    return [...ages.map((hours) => ({ hours_ago: hours })), ...intervals];
  },
  measure: () => "amount",

  direct: (_, { words, now, utcOffsetAt, lists }) =>
    momentFromWords(lists.times, words, now, utcOffsetAt) ?? undefined,
  examples: () => ["6 h ago", "yesterday 14:00", "last night", "about 9 this morning"],
  // each button says no more than it can know: what is known better is typed
  buttons: ({ max }) =>
    ["In the last hour", "Today", "Yesterday", "2 days ago", "3 days ago"]
      .filter((_, days) => (days - 1) * 24 <= max)
      .map((label) => ({ label, value: label.toLowerCase() })),
  isTyped: () => true,
  fields(_, label, value) {
    const typed = typeof value === "string" ? unknownWords(value) : typedMoment(value);
    return [textField("", label, MOMENT_HINT, typed)];
  },
  rawOfFields(_, filled) {
    const typed = filled.get("");
    return typed === undefined ? undefined : (typedUnknownReason(typed) ?? typed);
  },
  paper: () => [
    paperLine("date and time ", { blank: "long" }, { tick: "about" }),
    paperLine({ hint: "about: not known to the minute" }, "unknown-ticks"),
  ],
});

/** How many hours ago something was: at least and at most. */
interface Age {
  least: number;
  most: number;
}

/**
 * An age that stays the same whenever it is read, as the proof needs it: `{"hours_ago": 24}`, or from `least` to `most`.
 * Never from a bare number: a moment whose age did not grow would open a treatment too early or too late.
 */
function readAge(max: number, raw: unknown): Value | null {
  const given = isRawMap(raw) ? raw.hours_ago : undefined;
  const { least, most } = isRawMap(given) ? given : { least: given, most: given };
  if (typeof least !== "number" || typeof most !== "number") return momentAsStored(raw);
  if (!(least >= 0 && least <= most && most <= max)) return null;
  return { hours_ago: least === most ? least : { least, most } };
}

/** A stored moment can be read again without the current time. */
function momentAsStored(raw: unknown): Value | null {
  if (!isRawMap(raw) || typeof raw.latest !== "number") return null;
  const reading = readMoment(raw, raw.latest);
  return "moment" in reading ? reading.moment : null;
}

/** @param now milliseconds since the epoch; without it only an age is known, not a moment's */
export function ageOf(value: Value, now: number | undefined): Age | null {
  const known = momentOf(value);
  if (known)
    return now === undefined
      ? null
      : { least: (now - known.latest) / HOUR_MS, most: (now - known.earliest) / HOUR_MS };
  const age = valuePart(value, "hours_ago");
  if (typeof age === "number") return { least: age, most: age };
  const [least, most] = [valuePart(age, "least"), valuePart(age, "most")];
  return typeof least === "number" && typeof most === "number" ? { least, most } : null;
}

/** True or false for every age between the two; null where it depends on which. */
export function ageTruth(leaf: ValueCondition, { least, most }: Age): Truth {
  const [atLeast, atMost] = [compareTruth(leaf, least), compareTruth(leaf, most)];
  return atLeast === atMost ? atLeast : null;
}

const PART_OF_DAY = [
  { from: 3, words: "morning" },
  { from: 12, words: "afternoon" },
  { from: 18, words: "evening" },
] as const;

interface LocalMoment {
  /** "2026-12-01", "09:00" */
  date: string;
  time: string;
  /** "Tue 1 Dec" */
  day: string;
  /** The day before and "night", or this day and another part of it. */
  part: { date: string; day: string; words: string };
}

const DAY_FORMAT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const dayText = (date: Date): string => DAY_FORMAT.format(date).replace(",", "");

/** A moment by the local clock where it was said. */
function localOf({ value }: MomentValue): LocalMoment {
  const iso = readIso(value);
  const wall = new Date((iso?.at ?? 0) + (iso?.offset ?? 0) * 60_000);
  const hour = wall.getUTCHours();
  const evening = new Date(wall.getTime() - (hour < 3 ? 12 * HOUR_MS : 0));
  const part = PART_OF_DAY.findLast(({ from }) => hour >= from && hour < 22);
  const date = (of: Date) => of.toISOString().slice(0, 10);
  return {
    date: date(wall),
    time: wall.toISOString().slice(11, 16),
    day: dayText(wall),
    part: { date: date(evening), day: dayText(evening), words: part?.words ?? "night" },
  };
}

/** "Tue 1 Dec, about 09:00": the day, and the time as exactly as it is known. */
export function momentText(value: Value): string {
  const known = momentOf(value);
  const age = ageOf(value, undefined);
  if (!known) {
    if (!age) return String(value);
    return age.least === age.most ? `${age.least} h ago` : `${age.least} to ${age.most} h ago`;
  }
  const { day, time, part } = localOf(known);
  const texts = {
    minute: `${day}, ${time}`,
    hour: `${day}, about ${time}`,
    half_day: `${part.day}, ${part.words}`,
    day,
  };
  return texts[known.exact];
}

/** The same as somebody would type it: it can be read as written. */
export function typedMoment(value: Value | undefined): string | undefined {
  const known = momentOf(value);
  if (!known) return undefined;
  const { date, time, part } = localOf(known);
  const words = {
    minute: `${date} ${time}`,
    hour: `about ${date} ${time}`,
    half_day: `${part.date} ${part.words}`,
    day: date,
  };
  return words[known.exact];
}

const agesBetween =
  (least: number, most: number): LeafValuation =>
  (leaf) => {
    if (leaf.kind !== "compare" && leaf.kind !== "age") return null;
    const [low, high] = [compareTruth(leaf, least), compareTruth(leaf, most)];
    return low === high ? low : leaf.kind === "age" && leaf.may ? true : null;
  };
