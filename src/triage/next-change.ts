/** When time alone changes an assessment: between two such moments nothing can change without an answer. */
import { momentOf } from "../answers/moment-value.ts";
import type { Interval, Value } from "../answers/value.ts";
import { locatedConditions, locatedSentences } from "../protocol/condition-locations.ts";
import type { Protocol } from "../protocol/schema.ts";
import { hoursOf } from "../protocol/sentence.ts";
import { type Assessment, assess } from "./assess.ts";
import { type Setting, UNDATED } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { hoursBefore } from "./moment.ts";

/** An assessment that will differ from the previous one although nobody answers anything. */
export interface ChangeInTime {
  /** The first millisecond at which it differs. */
  at: number;
  assessment: Assessment;
}

/**
 * The next moment after now at which time alone changes something; null when nothing does.
 * @param findings each with the moment at which it was given: one without is always current
 */
export function nextChange(
  protocol: Protocol,
  findings: Findings,
  now: number,
  site: Setting["site"] = UNDATED.site,
): ChangeInTime | null {
  const at = (moment: number) => assess(protocol, findings, { now: moment, site });
  const before = JSON.stringify(at(now));
  for (const moment of turningPoints(protocol, findings, now)) {
    const assessment = at(moment);
    if (JSON.stringify(assessment) !== before) return { at: moment, assessment };
  }
  return null;
}

/** Every later moment at which some moment of the answers reaches an age that the protocol names, in order. */
function turningPoints(protocol: Protocol, findings: Findings, now: number): number[] {
  const moments = Object.values(findings).flatMap((answer) => {
    if (!answer) return [];
    const value = "value" in answer ? momentsIn(answer.value) : [];
    return [...value, ...[answer.at, answer.since].filter((moment) => moment !== undefined)];
  });
  const ends = new Set(moments.flatMap(({ earliest, latest }) => [earliest, latest]));
  const points = new Set<number>();
  for (const hours of agesIn(protocol))
    for (const end of ends) {
      const reached = hoursBefore({ earliest: end, latest: end }, -hours).earliest;
      // "at most 72 h" ends just after, "72 h or more" begins there
      for (const point of [reached, reached + 1]) if (point > now) points.add(point);
    }
  return [...points].sort((a, b) => a - b);
}

/** A moment, or the moments of several findings. */
function momentsIn(value: Value): Interval[] {
  const moment = momentOf(value);
  if (moment) return [moment];
  return typeof value === "object" ? Object.values(value).flatMap(momentsIn) : [];
}

/** Every age that a sentence, a release or a gate of the protocol compares with; in hours. */
function agesIn(protocol: Protocol): ReadonlySet<number> {
  const ages = new Set<number>();
  for (const { condition, path } of locatedConditions(protocol))
    for (const { leaf } of locatedSentences(condition, path)) {
      const hours =
        leaf.kind === "age" || leaf.kind === "answered-within" || leaf.kind === "compare"
          ? hoursOf(leaf.value, leaf.unit)
          : null;
      if (hours !== null) ages.add(hours);
    }
  for (const { release } of protocol.derived)
    if (release?.answers_within) ages.add(release.answers_within.hours);
  for (const { gate } of protocol.recommendations)
    for (const { reaches } of gate?.requires ?? []) if (reaches) ages.add(reaches.age.hours);
  return ages;
}
