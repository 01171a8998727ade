/** Grades of power: "left foot 3/5", "EHL 4 on R", "5/5 throughout except L dorsiflexion 3/5", "power full". */

import type { Question } from "../../protocol/schema.ts";
import { SIDES } from "../../protocol/terms.ts";
import { typed } from "../input-hints.ts";
import { type AnnotatedTokens, cuesAt } from "./annotate-tokens.ts";
import { type Chunk, chunksOf, pair, sidesIn, unreadTokenIn } from "./chunks.ts";
import type { BodySide } from "./cue-lexicon.ts";
import type { ValueScan } from "./finding-statement.ts";
import { type GradesSpec, gradesAt, rootsIn } from "./grade-marks.ts";

/** What one piece says about power. */
interface MotorStatement {
  chunk: Chunk;
  cells: Record<string, unknown>;
  whole?: number;
  sure: boolean;
  fault?: string;
  old: boolean;
  used: Set<number>;
}

/** What a piece leaves to those behind it: "dorsiflexion 3/5 L, 5/5 R". */
interface GradeContext {
  groups: string[];
  side?: BodySide;
  named: boolean;
}

/** @param elsewhere tokens that are other values */
export function gradesIn(spotted: AnnotatedTokens, elsewhere: ReadonlySet<number>): ValueScan {
  const scan: ValueScan = { said: [], taken: new Set() };
  const question = spotted.questions.find(({ answer }) => answer.kind === "grades");
  if (question?.answer.kind !== "grades") return scan;
  const spec = question.answer;
  const context: GradeContext = { groups: [], named: false };
  const motors: MotorStatement[] = [];
  for (const chunk of chunksOf(spotted)) {
    const motor = readGradeWords(spotted, chunk, question, spec, context, elsewhere);
    if (motor) motors.push(motor);
    else if (spotted.mentions.some(({ from }) => from >= chunk.from && from < chunk.to)) {
      context.groups = [];
      delete context.side;
    }
  }
  motors.forEach((motor, place) => {
    const later = motors.slice(place + 1).filter((other) => Object.keys(other.cells).length > 0);
    const next = later[0];
    const exception = motors[place + 1]?.chunk.exception === true;
    for (const at of motor.used) scan.taken.add(at);
    // it was read with its exception, or as old
    const ownWords = motor.old || (exception && motor.whole !== undefined);
    const at = { question, ownWords, from: Math.min(...motor.used), to: Math.max(...motor.used) + 1 };
    if (motor.fault) {
      scan.said.push({ ...at, says: { is: "fault", fault: motor.fault }, sure: true });
      return;
    }
    let { whole, cells } = motor;
    const doubt = next !== undefined && whole === spec.normal;
    // "5/5 throughout, R EHL 4/5" says the same as "except", less plainly
    if (next && (exception ? whole !== undefined : whole === spec.normal)) {
      cells = Object.fromEntries(
        SIDES.flatMap((side) =>
          spec.groups.map(({ id }) => [`${side}.${id}`, whole as unknown] as const),
        ).filter(([key]) => later.every((other) => other.cells[key] === undefined)),
      );
      whole = undefined;
    }
    const says = { ...(whole !== undefined && { worst: whole }), ...cells };
    if (Object.keys(says).length > 0)
      scan.said.push({ ...at, says: { is: "cells", raw: says }, sure: motor.sure && !(doubt && !exception) });
  });
  return scan;
}

function readGradeWords(
  spotted: AnnotatedTokens,
  chunk: Chunk,
  question: Question,
  spec: GradesSpec,
  context: GradeContext,
  elsewhere: ReadonlySet<number>,
): MotorStatement | null {
  const { from, to } = chunk;
  const { tokens } = spotted;
  const inChunk = spotted.mentions.filter((mention) => mention.from >= from && mention.from < to);
  const groups = inChunk.flatMap((mention) =>
    mention.means.flatMap((meaning) => (meaning.is === "group" ? [{ group: meaning.group, mention }] : [])),
  );
  const named = inChunk.filter((mention) =>
    mention.means.some((one) => one.is === "name" && one.question === question),
  );
  const roots = rootsIn(spotted, from, to, spec);
  const used = new Set<number>(roots.used);
  const grades = gradesAt(spotted, from, to, spec, new Set([...used, ...elsewhere]));
  const cue = named.length > 0 || roots.range;
  const limb = gradeTokenRange(from, to).some((at) => cuesAt(spotted, at, "limb"));
  const all = gradeTokenRange(from, to).some((at) => cuesAt(spotted, at, "all"));
  const names = [...groups.map(({ group, mention }) => ({ group, at: mention.from })), ...roots.groups].sort(
    (a, b) => a.at - b.at,
  );
  if (grades.length === 0) {
    if (roots.ambiguous && names.length > 0) return faultyGrade(chunk, spotted, question, spec);
    return gradeWords(spotted, chunk, question, spec, named.length > 0, names.length);
  }
  const written = grades.some(({ ofNormal }) => ofNormal);
  const sides = sidesIn(spotted, from, to).filter(({ at }) => !used.has(at));
  const inherits = names.length === 0 && !limb && !all && !cue && sides.length > 0 && written;
  const groupNames = inherits ? context.groups.map((group) => ({ group, at: -1 })) : names;
  const ofLimb =
    names.length === 0 && (limb || all || cue || (inherits && context.groups.length === 0 && context.named));
  if (groupNames.length === 0 && !ofLimb) return null;
  if (!written && !(cue || names.length > 0)) return null;
  if (!written && grades.some(({ grade }) => grade > 9)) return null;
  const foreign = inChunk.some(
    (mention) =>
      !named.includes(mention) &&
      !groups.some((group) => group.mention === mention) &&
      !mention.means.some(({ is }) => is === "part" || is === "name"),
  );
  for (const { at, to: end } of grades) for (let one = at; one < end; one += 1) used.add(one);
  const unknown = unreadTokenIn(spotted, from, to, used) > 0;
  for (const { mention } of groups) used.add(mention.from);
  for (const mention of named) used.add(mention.from);
  for (const { at } of sides) used.add(at);
  const old = gradeTokenRange(from, to).some((at) => cuesAt(spotted, at, "old"));
  const motor: MotorStatement = {
    chunk,
    cells: {},
    old,
    used,
    sure: !unknown && !foreign && !grades.some(({ between }) => between),
  };
  context.named ||= cue;
  const bad = grades.find(({ grade }) => grade > spec.max);
  if (bad) return { ...motor, fault: typed(spec) };
  const cell = (grade: number) => (old ? { grade, old: true } : grade);
  if (old) motor.sure = false;
  const paired = pair(
    grades.map(({ at }) => at),
    sides,
  );
  if (!paired) return null;
  const [grade] = grades;
  if (ofLimb) {
    if (grades.length === 1 && grade && (paired[0] === undefined || paired[0] === "both" || all)) {
      motor.whole = grade.grade;
      // "power 5/5" may have been tested in one leg
      if (
        grade.grade === spec.normal &&
        paired[0] === undefined &&
        !all &&
        !roots.range &&
        !plural(tokens, from, to)
      )
        motor.sure = false;
      if (old) motor.sure = false;
      return motor;
    }
    let worst: number | undefined;
    grades.forEach((one, place) => {
      const side = paired[place];
      if (side === undefined || side === "both") motor.sure = false;
      else if (one.grade === spec.normal)
        for (const group of spec.groups) motor.cells[`${side}.${group.id}`] = cell(one.grade);
      else worst = Math.min(worst ?? spec.max, one.grade);
    });
    if (worst !== undefined) motor.whole = worst;
    context.groups = [];
    return motor;
  }
  grades.forEach((one, place) => {
    let side = paired[place];
    if (side === undefined && context.side && names.length > 0 && grades.length === 1) {
      side = context.side;
      motor.sure = false;
    }
    const own = groupNames.filter(({ at }) => at < one.at);
    const last = own.at(-1) ?? groupNames[0];
    if (!last) return;
    if (side === undefined) motor.fault = `the side is needed: ${typed(spec)}`;
    else
      for (const each of side === "both" ? SIDES : [side])
        motor.cells[`${each}.${last.group}`] = cell(one.grade);
  });
  // two groups before one grade: whose is it?
  if (
    groupNames.length > grades.length &&
    names.length > 0 &&
    new Set(names.map(({ group }) => group)).size > 1
  )
    return null;
  if (names.length > 0) context.groups = [names.at(-1)?.group ?? ""];
  const lastSide = paired.at(-1);
  if (lastSide === "left" || lastSide === "right") context.side = lastSide;
  return motor;
}

const gradeTokenRange = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
const plural = (tokens: AnnotatedTokens["tokens"], from: number, to: number) =>
  tokens.slice(from, to).some(({ word }) => word === "legs" || word === "limbs");

/** "power full", "normal strength", without a number. */
function gradeWords(
  spotted: AnnotatedTokens,
  chunk: Chunk,
  question: Question,
  spec: GradesSpec,
  named: boolean,
  groups: number,
): MotorStatement | null {
  if (!named || groups > 0) return null;
  const { from, to } = chunk;
  const { tokens } = spotted;
  let full = false;
  const used = new Set<number>();
  for (const at of gradeTokenRange(from, to)) {
    if (cuesAt(spotted, at, "normal")) {
      full = true;
      used.add(at);
    } else if (cuesAt(spotted, at, "deny") || cuesAt(spotted, at, "reduced")) return null;
  }
  const other = spotted.mentions.some(
    (mention) =>
      mention.from >= from && mention.from < to && !mention.means.some((one) => one.question === question),
  );
  const sides = sidesIn(spotted, from, to);
  if (!full || other || sides.some(({ side }) => side !== "both")) return null;
  for (const at of gradeTokenRange(from, to)) if (tokens[at] && spotted.mentionAt[at]) used.add(at);
  const unknown = unreadTokenIn(spotted, from, to, used) > 0;
  return unknown ? null : { chunk, cells: {}, old: false, whole: spec.normal, sure: true, used };
}

function faultyGrade(
  chunk: Chunk,
  spotted: AnnotatedTokens,
  question: Question,
  spec: GradesSpec,
): MotorStatement {
  const used = new Set(
    gradeTokenRange(chunk.from, chunk.to).filter((at) => spotted.tokens[at]?.kind !== "mark"),
  );
  return { chunk, cells: {}, old: false, sure: true, used, fault: `${question.label}: ${typed(spec)}` };
}
