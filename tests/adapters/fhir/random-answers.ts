/** Answers to the newest protocol for FHIR's tests, the same for the same seed: of every kind, unknown, known in part and in full. */
import fc from "fast-check";
import type { ReadAnswers } from "../../../src/answer-file/assessment-json.ts";
import { UNKNOWN_REASONS } from "../../../src/answers/value.ts";
import type { Question } from "../../../src/protocol/schema.ts";
import { readFindings } from "../../../src/triage/finding.ts";
import { completeValues, partialValues } from "../../arbitrary-answers.ts";
import type { Raw } from "../../patient.ts";
import { hoursAgo, NOON, version2 } from "../../version-2.ts";

function valuesOf(question: Question): readonly unknown[] {
  const { kind } = question.answer;
  if (kind === "moment")
    return [
      { value: hoursAgo(20), exact: "minute" },
      { value: hoursAgo(96), exact: "day" },
      { value: hoursAgo(5).replace(".000Z", "Z"), exact: "half_day" },
    ];
  if (kind === "onsets")
    return [
      {
        new_severe_pain: { value: hoursAgo(3), exact: "hour" },
        fever: { value: hoursAgo(30), exact: "day" },
      },
    ];
  const old =
    question.answer.kind === "choice"
      ? (question.answer.old ?? []).map((value) => ({ value, old: true }))
      : [];
  return [...completeValues(question), ...partialValues(question), ...old];
}

const answerTo = (question: Question) =>
  fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 2 },
    { arbitrary: fc.constantFrom<unknown>(...UNKNOWN_REASONS), weight: 1 },
    { arbitrary: fc.constantFrom(...valuesOf(question)), weight: 4 },
    {
      arbitrary: fc
        .constantFrom(...valuesOf(question))
        .map((value) => ({ value, at: hoursAgo(2), exact: "hour" })),
      weight: 1,
    },
  );

const rawAnswers: fc.Arbitrary<Raw> = fc.record(
  Object.fromEntries(version2.questions.map((question) => [question.id, answerTo(question)])),
);

/** What fits together of a set of answers: a result without its study is left out. */
function fitting(raw: Raw): Raw {
  const known = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const read = readFindings(version2, known, NOON);
  if ("findings" in read) return known;
  const faulty = new Set(read.faults.map(({ finding }) => finding.split(".")[0]));
  return fitting(Object.fromEntries(Object.entries(known).filter(([id]) => !faulty.has(id))));
}

export interface RandomAnswers {
  raw: Raw;
  answers: ReadAnswers;
}

/** @param seed of the first set; any two sets of one seed differ */
export function randomAnswers(count: number, seed: number): RandomAnswers[] {
  return fc.sample(rawAnswers, { numRuns: count, seed }).map((raw) => answersOf(fitting(raw)));
}

/** @throws when they do not fit together */
export function answersOf(raw: Raw): RandomAnswers {
  const read = readFindings(version2, raw, NOON);
  if ("faults" in read) throw new Error("answers that fit are not accepted");
  return { raw, answers: { protocol: version2, findings: read.findings, setting: { now: NOON, site: {} } } };
}
