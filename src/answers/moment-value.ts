/**
 * Points in time and how exact they are. What is known of one is an interval: a decision based on it holds for the
 * whole interval, or is unknown.
 */
import { isRawMap, type Value, type ValueMap, valuePart } from "./value.ts";

/** From exact to vague. */
export const EXACTNESS = ["minute", "hour", "half_day", "day"] as const;
export type Exactness = (typeof EXACTNESS)[number];

/** A place's offset from UTC at a moment, in minutes, positive to the east. */
export type UtcOffsetAt = (at: number) => number;

/** A stored moment: as it was said, and the interval it represents. Milliseconds since the epoch. */
export interface MomentValue extends ValueMap {
  /** ISO 8601 with the offset of the place where it was said. */
  value: string;
  exact: Exactness;
  earliest: number;
  latest: number;
}

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
export const DAY_MS = 24 * HOUR_MS;

/** How far the moment may lie before and after what was said. */
const HALF_WIDTH: Readonly<Record<Exclude<Exactness, "day">, number>> = {
  minute: 0,
  hour: HOUR_MS / 2,
  half_day: 6 * HOUR_MS,
};

export const isExactness = (raw: unknown): raw is Exactness => EXACTNESS.some((one) => one === raw);

/** A stored moment, if the value is one. */
export const momentOf = (value: Value | undefined): MomentValue | null =>
  typeof valuePart(value, "earliest") === "number" ? (value as MomentValue) : null;

/** A place's wall-clock time as milliseconds, as if the place were at UTC. */
const wallClock = (at: number, offsetAt: UtcOffsetAt): number => at + offsetAt(at) * MINUTE_MS;

/**
 * The moments at which a wall clock shows a time: two when the clock was put back over it, and the nearest one when it
 * was put forward over it.
 */
export function momentsOfWall(wall: number, offsetAt: UtcOffsetAt): [first: number, last: number] {
  const offsets = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)];
  const shown = offsets
    .map((offset) => wall - offset * MINUTE_MS)
    .filter((at) => wallClock(at, offsetAt) === wall)
    .sort((a, b) => a - b);
  const nearest = wall - (offsets[0] ?? 0) * MINUTE_MS;
  return [shown[0] ?? nearest, shown.at(-1) ?? nearest];
}

/** A moment, as exact as it was said. @param at milliseconds since the epoch */
export function momentAt(at: number, exact: Exactness, offsetAt: UtcOffsetAt): MomentValue {
  const value = isoText(at, offsetAt(at));
  if (exact !== "day") {
    const half = HALF_WIDTH[exact];
    return { value, exact, earliest: at - half, latest: at + half };
  }
  // a day has 23 or 25 hours when the clocks are changed
  const midnight = Math.floor(wallClock(at, offsetAt) / DAY_MS) * DAY_MS;
  const [earliest] = momentsOfWall(midnight, offsetAt);
  const [, latest] = momentsOfWall(midnight + DAY_MS, offsetAt);
  return { value, exact, earliest, latest };
}

/** "2026-12-01T09:00:00+01:00". */
export function isoText(at: number, offset: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const away = Math.abs(offset);
  const sign = offset < 0 ? "-" : "+";
  const wall = new Date(at + offset * MINUTE_MS).toISOString().replace(/(?:\.000)?Z$/, "");
  return `${wall}${sign}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** ISO 8601 with a date, a time and an offset. */
const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/;

/** A moment and its written offset; null when a text is no such moment. */
export function readIso(raw: unknown): { at: number; offset: number } | null {
  const match = typeof raw === "string" ? ISO_MOMENT.exec(raw) : null;
  if (!match) return null;
  const at = Date.parse(match[0]);
  if (Number.isNaN(at)) return null;
  const [, sign, hours = "0", minutes = "0"] = match;
  return { at, offset: (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) };
}

/** A moment from an answer file, or what is wrong with it. */
export type MomentReading = { moment: MomentValue } | { fault: string };

export const MOMENT_FORMS =
  'a date and time with its offset ("2026-12-01T09:00+01:00"), a number of hours ago, or {"value", "exact"} with exact one of minute, hour, half_day, day';

/**
 * Reads a moment: ISO 8601 with its offset, or a number of hours counted back from `now`, either by itself (then exact
 * to the minute) or as `{"value", "exact"}`.
 * @param now milliseconds since the epoch; nothing that is remembered lies after it
 * @param offsetAt the place's offset; a moment written with an offset uses its own
 */
export function readMoment(raw: unknown, now: number, offsetAt: UtcOffsetAt = () => 0): MomentReading {
  const stored = readStored(raw);
  if (stored) return past(stored, now);
  const { value, exact = "minute", ...more } = isRawMap(raw) ? raw : { value: raw };
  const extra = Object.keys(more)[0];
  if (extra !== undefined) return { fault: `only value and exact, not "${extra}": ${MOMENT_FORMS}` };
  if (!isExactness(exact)) return { fault: `exact is one of ${EXACTNESS.join(", ")}` };
  if (typeof value === "number")
    return Number.isFinite(value) && value >= 0
      ? past(momentAt(now - Math.round(value * HOUR_MS), exact, offsetAt), now)
      : { fault: "a number of hours ago is 0 or more" };
  const iso = readIso(value);
  if (!iso) return { fault: MOMENT_FORMS };
  // the place's time zone knows of a change in between; a written offset does not
  const clocks = offsetAt(iso.at) === iso.offset ? offsetAt : () => iso.offset;
  return past(momentAt(iso.at, exact, clocks), now);
}

/** An event in the past ends now at the latest. */
const past = (moment: MomentValue, now: number): MomentReading =>
  moment.earliest > now
    ? { fault: "it lies in the future" }
    : { moment: { ...moment, latest: Math.min(moment.latest, now) } };

/** A moment that was read before is read again unchanged. */
function readStored(raw: unknown): MomentValue | null {
  if (!isRawMap(raw)) return null;
  const { value, exact, earliest, latest, ...more } = raw;
  const iso = readIso(value);
  if (!iso || typeof value !== "string" || !isExactness(exact) || Object.keys(more).length > 0) return null;
  if (typeof earliest !== "number" || typeof latest !== "number") return null;
  // no exactness is vaguer than a day of 25 hours
  const fits = earliest <= latest && latest - earliest <= 25 * HOUR_MS;
  const near = iso.at >= earliest - 25 * HOUR_MS && iso.at <= latest + 25 * HOUR_MS;
  return fits && near ? { value, exact, earliest, latest } : null;
}
