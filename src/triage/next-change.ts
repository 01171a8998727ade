/** When time alone changes an assessment: between two such moments nothing can change without an answer. */
import { momentOf } from "../answers/moment-value.ts";
import type { Answer, Interval, Value } from "../answers/value.ts";
import { locatedConditions, locatedSentences } from "../protocol/condition-locations.ts";
import type { Protocol } from "../protocol/schema.ts";
import { type Comparison, hoursOf } from "../protocol/sentence.ts";
import { type Assessment, assess } from "./assess.ts";
import { Evaluation, type Setting, UNDATED } from "./evaluate.ts";
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
  for (const moment of turningPoints(protocol, findings, { now, site })) {
    const assessment = at(moment);
    if (JSON.stringify(assessment) !== before) return { at: moment, assessment };
  }
  return null;
}

/** Every later moment at which something that the protocol reads reaches an age that it names, in order. */
function turningPoints(protocol: Protocol, findings: Findings, { now, site }: Setting): number[] {
  const points = new Set<number>();
  const add = ({ earliest, latest }: Interval, { hours, after }: AgeLimit) => {
    for (const end of [earliest, latest]) {
      const point = hoursBefore({ earliest: end, latest: end }, -hours).earliest + (after ? 1 : 0);
      if (point > now) points.add(point);
    }
  };
  const { moments, answers } = limitsOf(protocol);
  for (const [id, answer] of Object.entries(findings)) {
    if (!answer) continue;
    for (const limit of moments.get(id) ?? [])
      for (const moment of "value" in answer ? momentsIn(answer.value) : []) add(moment, limit);
    for (const limit of answers.get(id) ?? []) if (answer.at) add(answer.at, limit);
  }
  for (const limit of releasesThatHold(protocol, findings, { now, site }))
    for (const { at } of Object.values(findings).filter((answer): answer is Answer => answer !== undefined))
      if (at) add(at, limit);
  return [...points].sort((a, b) => a - b);
}

/** An age in hours, and whether what it decides changes only just after it: "at most 72 h" still holds at 72 h. */
interface AgeLimit {
  hours: number;
  after: boolean;
}

/** The ages that sentences name: of a moment, and of an answer; by the question. */
interface AgeLimits {
  moments: ReadonlyMap<string, readonly AgeLimit[]>;
  answers: ReadonlyMap<string, readonly AgeLimit[]>;
}

const limitsCache = new WeakMap<Protocol, AgeLimits>();

function limitsOf(protocol: Protocol): AgeLimits {
  const known = limitsCache.get(protocol);
  if (known) return known;
  const moments = new Map<string, AgeLimit[]>();
  const answers = new Map<string, AgeLimit[]>();
  const note = (into: Map<string, AgeLimit[]>, id: string, limit: AgeLimit) => {
    const others = into.get(id) ?? [];
    if (!others.some(({ hours, after }) => hours === limit.hours && after === limit.after))
      others.push(limit);
    into.set(id, others);
  };
  for (const { condition, path } of locatedConditions(protocol))
    for (const { leaf } of locatedSentences(condition, path)) {
      if (leaf.kind !== "age" && leaf.kind !== "answered-within" && leaf.kind !== "compare") continue;
      const hours = hoursOf(leaf.value, leaf.unit);
      if (hours === null) continue;
      if (leaf.kind === "answered-within") note(answers, leaf.finding, { hours, after: true });
      else note(moments, leaf.finding, { hours, after: isJustAfter(leaf.comparison) });
    }
  const limits = { moments, answers };
  limitsCache.set(protocol, limits);
  return limits;
}

const isJustAfter = (comparison: Comparison): boolean => comparison === "<=" || comparison === ">";

/** How old the answers may be of the releases that hold now: one that does not hold is not opened by age. */
function releasesThatHold(protocol: Protocol, findings: Findings, setting: Setting): AgeLimit[] {
  const evaluation = new Evaluation(protocol, findings, setting);
  return protocol.derived.flatMap(({ id, release }) =>
    release?.answers_within && evaluation.truth({ kind: "present", finding: id }) === true
      ? [{ hours: release.answers_within.hours, after: true }]
      : [],
  );
}

/** A moment, or the moments of several findings. */
function momentsIn(value: Value): Interval[] {
  const moment = momentOf(value);
  if (moment) return [moment];
  return typeof value === "object" ? Object.values(value).flatMap(momentsIn) : [];
}
