/** Combines everything that was said about one question: one answer, two that differ, or an error. */

import { readAnswer } from "../../answers/read.ts";
import type { Question } from "../../protocol/schema.ts";
import type { AnswerCandidate, LocatedStatement, RawCandidate } from "./finding-statement.ts";
import { readerOf } from "./kind-readers.ts";

export interface MergedAnswers {
  /** One is an answer; several are a conflict. */
  readings: readonly AnswerCandidate[];
  faults: readonly { fault: string; start: number; end: number }[];
}

/** @param at when it was said, in milliseconds since the epoch, and the place's minutes east of UTC */
export function mergeStatements(
  question: Question,
  said: readonly LocatedStatement[],
  { now, utcOffsetMinutes }: { now: number; utcOffsetMinutes: number },
): MergedAnswers {
  const spec = question.answer;
  const reader = readerOf(spec);
  const faults = said.flatMap(({ says, start, end }) =>
    says.is === "fault" ? [{ fault: says.fault, start, end }] : [],
  );
  const answers = [
    ...(reader.candidates?.(spec, said) ?? []),
    ...cellCandidates(question, said),
    ...wholeCandidates(said),
  ];
  const readings: AnswerCandidate[] = [];
  for (const { raw, sure, start, end } of answers) {
    const read = readAnswer(question, raw, now, () => utcOffsetMinutes);
    if ("faults" in read)
      faults.push({
        fault: read.faults.map(({ value, allowed }) => `${value}: ${allowed}`).join("; "),
        start,
        end,
      });
    else addCandidate(readings, { answer: read.answer, sure, start, end });
  }
  const distinct = reader.withoutRepeats?.(spec, question, readings) ?? readings;
  return {
    readings: [...distinct].sort((a, b) => a.start - b.start),
    faults: reader.forgivesFaults && readings.length > 0 ? [] : faults,
  };
}

const addCandidate = (readings: AnswerCandidate[], reading: AnswerCandidate): void => {
  const known = readings.find(({ answer }) => JSON.stringify(answer) === JSON.stringify(reading.answer));
  if (!known) readings.push(reading);
  else if (reading.sure && !known.sure) Object.assign(known, reading);
};

const wholeCandidate = (said: readonly LocatedStatement[], raw: unknown): RawCandidate => ({
  raw,
  sure: said.every(({ sure }) => sure),
  start: Math.min(...said.map(({ start }) => start)),
  end: Math.max(...said.map(({ end }) => end)),
});

/** Cells from several places are one answer, unless two of them differ. */
function cellCandidates(question: Question, said: readonly LocatedStatement[]): RawCandidate[] {
  const parts = said.flatMap((one) => (one.says.is === "cells" ? [{ one, raw: one.says.raw }] : []));
  if (parts.length === 0) return [];
  const merged: { raw: Record<string, unknown>; from: LocatedStatement[] }[] = [];
  for (const { one, raw } of parts) {
    const fits = merged.find((other) => !differs(other.raw, raw));
    if (fits) {
      fits.raw = joinCells(fits.raw, raw);
      fits.from.push(one);
    } else merged.push({ raw: { ...raw }, from: [one] });
  }
  const { joined } = readerOf(question.answer);
  return merged.map(({ raw, from }) => wholeCandidate(from, joined ? joined(raw, from) : raw));
}

const isCellMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function differs(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(b).some(([key, value]) => {
    const other = a[key];
    if (key === "worst") return Object.entries(a).some(([, grade]) => isLower(grade, value));
    if (isLower(value, a.worst)) return true;
    if (other === undefined) return false;
    return isCellMap(other) && isCellMap(value) && !("grade" in value)
      ? differs(other, value)
      : JSON.stringify(other) !== JSON.stringify(value);
  });
}

/** A grade below what is said to be the lowest. */
const isLower = (grade: unknown, worst: unknown): boolean =>
  typeof grade === "number" && typeof worst === "number" && grade < worst;

function joinCells(
  a: Record<string, unknown>,
  b: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const joined = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = joined[key];
    joined[key] = isCellMap(other) && isCellMap(value) ? joinCells(other, value) : value;
  }
  return joined;
}

function wholeCandidates(said: readonly LocatedStatement[]): RawCandidate[] {
  return said.flatMap(({ says, sure, start, end }) => {
    if (says.is === "value") return [{ raw: says.raw, sure, start, end }];
    return says.is === "unknown" ? [{ raw: says.reason, sure, start, end }] : [];
  });
}
