/** Moments as intervals: how exact one is limits what may rest on it. Milliseconds since the epoch. */

import { HOUR_MS } from "../answers/moment-value.ts";
import { kindOf } from "../answers/registry.ts";
import { compareNumbers } from "../answers/sentence-truth.ts";
import type { Interval } from "../answers/value.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import type { Comparison } from "../protocol/sentence.ts";

const MINUTE = 60_000;

/** This many hours before a moment; a number of hours is exact to the minute. */
export function hoursBefore(moment: Interval, hours: number): Interval {
  const back = Math.round(hours * 60) * MINUTE;
  return { earliest: moment.earliest - back, latest: moment.latest - back };
}

/** The hours from one moment to a later one, at least and at most. */
export interface Age {
  least: number;
  most: number;
}

export const ageAt = (moment: Interval, later: Interval): Age => ({
  least: (later.earliest - moment.latest) / HOUR_MS,
  most: (later.latest - moment.earliest) / HOUR_MS,
});

/** The first of several moments, of which none is known exactly. */
export const firstOf = (moments: readonly Interval[]): Interval => ({
  earliest: Math.min(...moments.map(({ earliest }) => earliest)),
  latest: Math.min(...moments.map(({ latest }) => latest)),
});

/** Whether some part of the one lies after the other. Two equal ones count as the same moment. */
export function isLater(moment: Interval, than: Interval): boolean {
  const same = moment.earliest === than.earliest && moment.latest === than.latest;
  return !same && moment.latest > than.earliest;
}

/**
 * Compares an age with a limit: true or false where the whole interval agrees.
 * @param may true also where only a part of it does
 */
export function compareAge({ least, most }: Age, comparison: Comparison, hours: number, may: boolean): Truth {
  const low = compareNumbers(least, comparison, hours);
  const high = compareNumbers(most, comparison, hours);
  if (low === high) return low;
  return may ? true : null;
}

/** Whether time alone can change what a protocol decides: it asks for moments, whose age grows. */
export const knowsTime = ({ questions }: Protocol): boolean => questions.some(isMomentQuestion);

/** Whether a window means at once: where the protocol counts time, no later hour is shown for it before it has passed. */
export const isAtOnce = (protocol: Protocol, window: string | undefined): boolean =>
  knowsTime(protocol) && window === protocol.provisional.window;

/** Whether an answer is a moment whose age grows, and not a fixed number of hours. */
export const isMomentQuestion = ({ answer }: Question): boolean => kindOf(answer).isMoment(answer);
