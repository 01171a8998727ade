/** Findings: what is known of a patient, by question. */
import { closest, distance } from "fastest-levenshtein";
import { type Exactness, HOUR_MS, type MomentValue } from "../answers/moment-value.ts";
import { type AnswerReading, type InvalidAnswer, printableRaw, readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import { readTimedAnswer } from "../answers/timed.ts";
import { type Answer, type Interval, isRawMap } from "../answers/value.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { index } from "./index-of-protocol.ts";

/** What is known so far, by question id. A question that is missing was not asked and counts as unknown. */
export type Findings = Readonly<Record<string, Answer | undefined>>;

/** Reads a whole map of raw findings; all errors are collected, so that one run shows everything to correct. */
export function readFindings(
  protocol: Protocol,
  raw: Readonly<Record<string, unknown>>,
  nowMs?: number,
): { findings: Findings } | { faults: InvalidAnswer[] } {
  const findings: Record<string, Answer> = {};
  const faults: InvalidAnswer[] = [];
  const { questions } = index(protocol);
  for (const [id, value] of Object.entries(raw)) {
    const question = questions.get(id);
    if (!question) {
      const near = closest(id, [...questions.keys()]);
      const hint = distance(id, near) <= 3 ? `; did you mean ${near}?` : "";
      faults.push({
        finding: id,
        value: printableRaw(value),
        allowed: `no such finding in this protocol${hint}`,
      });
      continue;
    }
    const reading = readTimed(question, value, nowMs);
    if ("faults" in reading) faults.push(...reading.faults);
    else findings[id] = reading.answer;
  }
  faults.push(...relatedFaults(protocol, raw, findings));
  return faults.length > 0 ? { faults } : { findings };
}

/** An answer and the moment at which it was given, if it has one. */
function readTimed(question: Question, raw: unknown, nowMs: number | undefined): AnswerReading {
  if (nowMs === undefined) return readAnswer(question, raw);
  const timed = readTimedAnswer(raw, nowMs);
  if ("fault" in timed)
    return { faults: [{ finding: question.id, value: printableRaw(raw), allowed: timed.fault }] };
  if (!timed.at) return readAnswer(question, plainRaw(raw), nowMs);
  // what was said to be some hours ago was so when it was said
  const said = Date.parse(timed.at.value);
  const reading = readAnswer(question, timed.raw, Math.min(nowMs, said));
  return "faults" in reading ? reading : { answer: { ...reading.answer, at: roughly(timed.at, said) } };
}

/** Hours that a moment may lie before and after what was said. */
const MARGIN: Readonly<Record<Exactness, number>> = { minute: 0, hour: 0.5, half_day: 6, day: 12 };

/** Wide on both sides, past midnight and past now: a release needs all of it, a warning any part. */
function roughly({ earliest, latest, exact }: MomentValue, said: number): Interval {
  const margin = MARGIN[exact] * HOUR_MS;
  return { earliest: Math.min(earliest, said - margin), latest: Math.max(latest, said + margin) };
}

/** `{"value": ...}` with nothing around it is the value. */
const plainRaw = (raw: unknown): unknown =>
  isRawMap(raw) && "value" in raw && Object.keys(raw).length === 1 ? raw.value : raw;

/** What one answer alone does not show: a result that needs another, and onsets without a finding. */
function* relatedFaults(
  protocol: Protocol,
  raw: Readonly<Record<string, unknown>>,
  findings: Findings,
): Generator<InvalidAnswer> {
  const { questions } = index(protocol);
  for (const { id, needs, answer: spec } of questions.values()) {
    const answer = findings[id];
    if (!answer || !("value" in answer)) continue;
    if (needs !== undefined && !(findings[needs] && "value" in findings[needs]))
      yield { finding: id, value: printableRaw(raw[id]), allowed: `it means nothing without ${needs}` };
    for (const named of kindOf(spec).namedFindings(spec, answer.value))
      if (!questions.has(named))
        yield { finding: `${id}.${named}`, value: named, allowed: "a finding of this protocol" };
  }
}
