/** Puts everything that was said about one question together: one answer, two that differ, or a fault. */

import { readAnswer } from "../../answers/read.ts";
import type { Answer } from "../../answers/value.ts";
import type { Question } from "../../protocol/schema.ts";
import type { FindingStatement } from "./finding-statement.ts";
import { isSided } from "./lexicon.ts";

/** Something that was said, with its place in the plain words of the whole text. */
export interface LocatedStatement extends Omit<FindingStatement, "from" | "to" | "ownWords"> {
  start: number;
  end: number;
}

export interface AnswerCandidate {
  answer: Answer;
  sure: boolean;
  start: number;
  end: number;
}

export interface MergedAnswers {
  /** One is an answer; several are a conflict. */
  readings: readonly AnswerCandidate[];
  faults: readonly { fault: string; start: number; end: number }[];
}

export function mergeStatements(question: Question, said: readonly LocatedStatement[]): MergedAnswers {
  const faults = said.flatMap(({ says, start, end }) =>
    says.is === "fault" ? [{ fault: says.fault, start, end }] : [],
  );
  const answers = [
    ...triCandidates(question, said),
    ...cellCandidates(question, said),
    ...wholeCandidates(question, said),
  ];
  const readings: AnswerCandidate[] = [];
  for (const { raw, sure, start, end } of answers) {
    const read = readAnswer(question, raw);
    if ("faults" in read)
      faults.push({
        fault: read.faults.map(({ value, allowed }) => `${value}: ${allowed}`).join("; "),
        start,
        end,
      });
    else addCandidate(readings, { answer: read.answer, sure, start, end });
  }
  // an option that was not named in one place may be in another
  const settled = readings.length > 0 && question.answer.kind === "choice";
  return {
    readings: [...withoutRepeats(question, readings)].sort((a, b) => a.start - b.start),
    faults: settled ? [] : faults,
  };
}

interface RawCandidate {
  raw: unknown;
  sure: boolean;
  start: number;
  end: number;
}

const addCandidate = (readings: AnswerCandidate[], reading: AnswerCandidate): void => {
  const known = readings.find(({ answer }) => JSON.stringify(answer) === JSON.stringify(reading.answer));
  if (!known) readings.push(reading);
  else if (reading.sure && !known.sure) Object.assign(known, reading);
};

/** A measured value says more than the word beside it; left and right said apart are both. */
function withoutRepeats(
  question: Question,
  readings: readonly AnswerCandidate[],
): readonly AnswerCandidate[] {
  const spec = question.answer;
  const value = ({ answer }: AnswerCandidate) => ("value" in answer ? answer.value : undefined);
  if (spec.kind === "tri" && spec.measured) {
    const numbers = readings.filter((reading) => typeof value(reading) === "number");
    const least = spec.measured.present_at_least;
    const agrees = (reading: AnswerCandidate) =>
      numbers.some((number) => value(reading) === (Number(value(number)) >= least ? "present" : "absent"));
    return readings.filter((reading) => typeof value(reading) === "number" || !agrees(reading));
  }
  if (isSided(question) && readings.length === 2) {
    const sides = readings.map(value);
    const [first, second] = readings;
    if (first && second && sides.includes("left") && sides.includes("right"))
      return [
        {
          answer: { value: "both" },
          sure: first.sure && second.sure,
          start: Math.min(first.start, second.start),
          end: Math.max(first.end, second.end),
        },
      ];
  }
  return readings;
}

const wholeCandidate = (said: readonly LocatedStatement[], raw: unknown): RawCandidate => ({
  raw,
  sure: said.every(({ sure }) => sure),
  start: Math.min(...said.map(({ start }) => start)),
  end: Math.max(...said.map(({ end }) => end)),
});

/** One part that is there makes it present; only the whole denied, or every part of it, makes it plainly absent. */
function triCandidates(question: Question, said: readonly LocatedStatement[]): RawCandidate[] {
  if (question.answer.kind !== "tri") return [];
  const parts = question.answer.parts.length;
  const words = said.flatMap(({ says, sure, start, end }) =>
    says.is === "tri" ? [{ ...says, sure, start, end }] : [],
  );
  const present = words.filter(({ polarity }) => polarity === "present");
  const absent = words.filter(({ polarity }) => polarity === "absent");
  const key = ({ scope }: (typeof words)[number]) => JSON.stringify(scope);
  const raws: RawCandidate[] = [];
  const surest = (list: typeof words) => list.find(({ sure }) => sure) ?? list[0];
  const there = surest(present);
  if (there) raws.push({ raw: "present", sure: there.sure, start: there.start, end: there.end });
  const contradicts = absent.filter(
    (one) =>
      one.scope === "whole" || present.some((other) => other.scope === "whole" || key(other) === key(one)),
  );
  if (there) {
    const [one] = contradicts;
    if (one) raws.push({ raw: "absent", sure: one.sure, start: one.start, end: one.end });
    return raws;
  }
  const [first] = absent;
  if (!first) return raws;
  const denied = absent.filter(({ scope, sure }) => scope === "whole" && sure);
  const deniedParts = new Set(
    absent.flatMap(({ scope, sure }) =>
      typeof scope === "object" && "part" in scope && sure ? [scope.part] : [],
    ),
  );
  const all = parts > 0 && deniedParts.size === parts;
  const from = denied[0] ?? first;
  if (denied[0]) raws.push({ raw: "absent", sure: true, start: from.start, end: from.end });
  else
    raws.push({
      raw: "absent",
      sure: all,
      start: first.start,
      end: all ? Math.max(...absent.map(({ end }) => end)) : first.end,
    });
  return raws;
}

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
  return merged.map(({ raw, from }) =>
    wholeCandidate(from, question.answer.kind === "grades" ? lowestWorst(raw, from) : raw),
  );
}

/** Two limbs may each have a worst grade: the answer has one, the lower. */
function lowestWorst(
  raw: Record<string, unknown>,
  from: readonly LocatedStatement[],
): Record<string, unknown> {
  const worst = from.flatMap(({ says }) =>
    says.is === "cells" && typeof says.raw.worst === "number" ? [says.raw.worst] : [],
  );
  return worst.length > 0 ? { ...raw, worst: Math.min(...worst) } : raw;
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

function wholeCandidates(_: Question, said: readonly LocatedStatement[]): RawCandidate[] {
  return said.flatMap(({ says, sure, start, end }) => {
    if (says.is === "value") return [{ raw: says.raw, sure, start, end }];
    return says.is === "unknown" ? [{ raw: says.reason, sure, start, end }] : [];
  });
}
