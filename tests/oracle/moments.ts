/**
 * Moments and intervals, in whole minutes (protocol 2.0, section 8, and "Ids and JSON": a number of hours
 * counts back from now and is exact to the minute). Whole minutes keep 2.4 h less 1.4 h at exactly one hour.
 */
export interface Interval {
  earliest: number;
  latest: number;
}

export const HOUR = 60;

const WIDTH: Record<string, number> = { minute: 0, hour: 60, half_day: 720, day: 1440 };

export function minutesOf(iso: string): number | null {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : Math.round(ms / 60000);
}

export function minutesFromHours(hours: number): number {
  return Math.round(hours * HOUR);
}

/**
 * The specification calls an inexact moment an interval but never gives its ends. The first reading takes
 * half the unit on both sides, the wide one the whole unit.
 */
export function around(minute: number, exact: string, wide: boolean): Interval {
  const width = WIDTH[exact] ?? 0;
  const margin = wide ? width : width / 2;
  return { earliest: minute - margin, latest: minute + margin };
}

export function point(minute: number): Interval {
  return { earliest: minute, latest: minute };
}

/** The age at `later` of something that happened at `earlier`. */
export function difference(later: Interval, earlier: Interval): Interval {
  return { earliest: later.earliest - earlier.latest, latest: later.latest - earlier.earliest };
}

/** Section 8: a release needs the whole interval. */
export function whollyAtMost(age: Interval, limit: number): boolean {
  return age.latest <= limit;
}
export function whollyAtLeast(age: Interval, limit: number): boolean {
  return age.earliest >= limit;
}
/** Section 8: a dangerous rule needs any part of it. */
export function partlyAtMost(age: Interval, limit: number): boolean {
  return age.earliest <= limit;
}
export function partlyMoreThan(age: Interval, limit: number): boolean {
  return age.latest > limit;
}
