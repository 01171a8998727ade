/**
 * A real patient for a set of answers that the proof found: an answer file with its moments, and the moment at which it
 * is read. The proof knows moments only by how they lie to each other; here they get hours on a clock.
 */
import type { Protocol } from "../protocol/schema.ts";
import { Evaluation, type Setting } from "../triage/evaluate.ts";
import { readFindings } from "../triage/finding.ts";
import { isMomentQuestion } from "../triage/moment.ts";
import type { AnswerSpace } from "./answer-space.ts";
import { isOnsetQuestion, type TimeFact } from "./time-facts.ts";

/** When every witness is read. */
const NOW = Date.parse("2026-03-10T12:00:00Z");

/** Hours before now that lie on both sides of the ages that protocols name, the plainest first. */
const HOURS = [
  0, 0.5, 1, 1.4, 1.6, 3, 3.9, 4.1, 5, 7, 9, 11, 13, 20, 23.9, 24.1, 25, 30, 40, 47.9, 48.1, 60, 70, 71.9,
  72.1, 80, 100, 150, 200,
];
const EXACT = ["minute", "hour", "half_day", "day"] as const;

/** A moment as an answer file gives it. */
interface StatedMoment {
  at: string;
  exact?: (typeof EXACT)[number];
}

/** Findings as an answer file gives them. */
export type RawFindings = Readonly<Record<string, unknown>>;

/** When a patient is looked at, and what the site signed on. */
export type PatientSetting = Setting;

export interface Witness {
  findings: RawFindings;
  setting: PatientSetting;
}

/**
 * Patients that have these answers, the likeliest to fit first; none fits where no clock can make such moments.
 * @param matters the variables that have to come out; what else is known of moments is left open
 */
export function* witnessesOf(
  protocol: Protocol,
  space: AnswerSpace,
  answers: readonly number[],
  matters: ReadonlySet<number>,
): Generator<Witness> {
  const plain = space.findings(answers);
  const facts = space.facts.filter(({ key }) => matters.has(space.variable(key)));
  const site = Object.fromEntries(
    space.facts.flatMap((fact) =>
      fact.kind === "site" && answers[space.variable(fact.key)] === 1 ? [[fact.switch, true]] : [],
    ),
  );
  const setting = { now: NOW, site };
  if (space.facts.length === 0 && !protocol.questions.some(isMomentQuestion)) {
    yield { findings: plain, setting: { now: 0, site } };
    return;
  }
  for (const moments of momentsOf(protocol, space, answers, plain)) {
    const base = { ...plain, ...moments };
    for (const studies of studyMoments(protocol, base, facts)) {
      const findings = { ...base, ...studies };
      const dated = withMoments(protocol, space, answers, findings, facts, setting);
      if (dated) yield { findings: dated, setting };
    }
  }
}

const ago = (hours: number): string => new Date(NOW - Math.round(hours * 60) * 60_000).toISOString();

/** Ways to say a moment. */
function* statedMoments(): Generator<StatedMoment> {
  for (const exact of EXACT)
    for (const hours of HOURS) yield exact === "minute" ? { at: ago(hours) } : { at: ago(hours), exact };
}

/** Moments that are answers themselves, so exact or so vague as their class says. */
function* momentsOf(
  protocol: Protocol,
  space: AnswerSpace,
  answers: readonly number[],
  plain: RawFindings,
): Generator<Record<string, unknown>> {
  const found: [string, unknown[]][] = protocol.questions
    .filter((question) => isMomentQuestion(question) && plain[question.id] !== undefined)
    .map(({ id }) => {
      const wanted = answers[space.variable(id)] ?? 0;
      const fitting = [...statedMoments()].flatMap(({ at, exact = "minute" }) => {
        const raw = { value: at, exact };
        const read = readFindings(protocol, { [id]: raw }, NOW);
        if ("faults" in read) return [];
        return space.domain(id).classOf(read.findings[id], NOW) === wanted ? [raw] : [];
      });
      return [id, typeof plain[id] === "string" ? [plain[id]] : fitting];
    });
  const [first, ...others] = found;
  if (!first) yield {};
  else
    for (const value of first[1].slice(0, 8))
      yield Object.fromEntries([[first[0], value], ...others.map(([id, values]) => [id, values[0]])]);
}

/** When the studies were done that some finding has to be newer or older than. */
function* studyMoments(
  protocol: Protocol,
  findings: RawFindings,
  facts: readonly TimeFact[],
): Generator<Record<string, unknown>> {
  const studies = [...new Set(facts.flatMap((fact) => (fact.kind === "newer" ? [fact.study] : [])))].filter(
    (id) => findings[id] !== undefined && protocol.questions.some((question) => question.id === id),
  );
  const [first, second] = studies;
  yield {};
  if (first === undefined) return;
  const dated = (id: string, hours: number) => ({ [id]: { value: findings[id], at: ago(hours) } });
  const hours = [3, 5, 1, 12, 30, 60, 120];
  for (const one of hours) yield dated(first, one);
  if (second === undefined) return;
  for (const one of hours) yield dated(second, one);
  for (const one of hours) for (const other of hours) yield { ...dated(first, one), ...dated(second, other) };
}

/** The findings with moments of answers and onsets with which each fact comes out; null when one cannot. */
function withMoments(
  protocol: Protocol,
  space: AnswerSpace,
  answers: readonly number[],
  findings: RawFindings,
  facts: readonly TimeFact[],
  setting: PatientSetting,
): RawFindings | null {
  const own = new Map<string, TimeFact[]>();
  for (const fact of facts) {
    const about = ownerOf(fact, findings);
    if (about !== null) own.set(about, [...(own.get(about) ?? []), fact]);
  }
  let so: RawFindings = findings;
  for (const [question, about] of own) {
    const fit = fitted(protocol, space, answers, so, question, about, setting);
    if (!fit) return null;
    so = fit;
  }
  return so;
}

/** Whose moments decide a fact. */
function ownerOf(fact: TimeFact, findings: RawFindings): string | null {
  if (fact.kind === "site") return null;
  if (!("of" in fact)) return fact.question;
  return fact.of.find((id) => findings[id] !== undefined) ?? fact.of[0] ?? null;
}

function fitted(
  protocol: Protocol,
  space: AnswerSpace,
  answers: readonly number[],
  findings: RawFindings,
  question: string,
  facts: readonly TimeFact[],
  setting: PatientSetting,
): RawFindings | null {
  const withOnset = facts.some(
    ({ kind }) => kind === "onset" || kind === "entered-onset" || kind === "newer",
  );
  const onsetsId = protocol.questions.find(isOnsetQuestion)?.id;
  const exactly = HOURS.map((hours): StatedMoment => ({ at: ago(hours) }));
  const onsets: (StatedMoment | null)[] = [null, ...(withOnset && onsetsId ? exactly : [])];
  const value = findings[question];
  const isDated = value !== null && typeof value === "object" && "at" in value;
  const ats: (StatedMoment | null)[] = [null, ...(value !== undefined && !isDated ? exactly : [])];
  for (const onset of onsets)
    for (const at of ats) {
      const next: Record<string, unknown> = { ...findings };
      if (at) next[question] = { value: value, ...at };
      if (onset && onsetsId) {
        const held = next[onsetsId];
        next[onsetsId] = {
          ...(held !== null && typeof held === "object" ? held : {}),
          [question]: { value: onset.at, exact: onset.exact ?? "minute" },
        };
      }
      const read = readFindings(protocol, next, setting.now);
      if ("faults" in read) continue;
      const evaluation = new Evaluation(protocol, read.findings, setting);
      if (facts.every((fact) => isAs(space, answers, fact, evaluation))) return next;
    }
  return null;
}

/** Whether a fact is as its class says. */
function isAs(
  space: AnswerSpace,
  answers: readonly number[],
  fact: TimeFact,
  evaluation: Evaluation,
): boolean {
  const inClass = answers[space.variable(fact.key)] ?? 0;
  switch (fact.kind) {
    case "site":
      return true;
    case "newer":
      return (
        evaluation.leaf({ kind: "after", finding: fact.question, studies: [fact.study] }) === (inClass === 1)
      );
    case "freshness": {
      const isWithin = (value: number) =>
        evaluation.leaf({ kind: "answered-within", finding: fact.question, value, unit: "h" }) === true;
      const [least, most] = [fact.limits[inClass - 1], fact.limits[inClass]];
      return (least === undefined || !isWithin(least)) && (most === undefined || isWithin(most));
    }
    default: {
      // class 0, "no such moment", is read like the next one where there is a moment
      const told = [fact.classes[inClass], ...(inClass === 0 ? [fact.classes[1]] : [])];
      return told.some((one) =>
        fact.leaves.every((leaf, at) => evaluation.leaf(leaf) === ([...(one?.values() ?? [])][at] ?? null)),
      );
    }
  }
}
