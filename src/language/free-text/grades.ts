/** Grades of power: "left foot 3/5", "EHL 4 on R", "5/5 throughout except L dorsiflexion 3/5", "power full". */

import type { GradesSpec } from "../../answers/grades.ts";
import type { Question } from "../../protocol/schema.ts";
import { SIDES, type Side } from "../../protocol/terms.ts";
import { typed } from "../input-hints.ts";
import { type AnnotatedTokens, cuesAt, type Mention } from "./annotate-tokens.ts";
import { type Chunk, chunksOf, pair, sidesIn, unreadTokenIn } from "./chunks.ts";
import type { LocatedStatement, ValueScan } from "./finding-statement.ts";
import { gradesAt, rootsIn } from "./grade-marks.ts";
import type { KindReader, ValueContext } from "./kind-reader.ts";
import { tokenRange } from "./tokens.ts";

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

/** What a piece passes on to the following ones: "dorsiflexion 3/5 L, 5/5 R". */
interface GradeContext {
  groups: string[];
  side?: Side;
  named: boolean;
}

export const gradesReader: KindReader<GradesSpec> = { values: gradesIn, joined: lowestWorst };

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

function gradesIn({ spotted, question, spec, elsewhere }: ValueContext<GradesSpec>): ValueScan {
  const scan: ValueScan = { said: [], taken: new Set() };
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

/** Everything that a piece has about power. */
interface GradePiece {
  chunk: Chunk;
  grades: ReturnType<typeof gradesAt>;
  /** Groups that are named, and where. */
  names: readonly { group: string; at: number }[];
  sides: ReturnType<typeof sidesIn>;
  mentions: { named: readonly Mention[]; groups: readonly Mention[]; others: readonly Mention[] };
  roots: ReturnType<typeof rootsIn>;
  /** The question is named, or a range of roots. */
  cue: boolean;
  limb: boolean;
  all: boolean;
}

function gradePieceIn(
  spotted: AnnotatedTokens,
  chunk: Chunk,
  question: Question,
  spec: GradesSpec,
  elsewhere: ReadonlySet<number>,
): GradePiece {
  const { from, to } = chunk;
  const inChunk = spotted.mentions.filter((mention) => mention.from >= from && mention.from < to);
  const named = inChunk.filter(({ means }) =>
    means.some((one) => one.is === "name" && one.question === question),
  );
  const groups = inChunk.flatMap((mention) =>
    mention.means.flatMap((meaning) => (meaning.is === "group" ? [{ group: meaning.group, mention }] : [])),
  );
  const roots = rootsIn(spotted, from, to, spec);
  const has = (cue: "limb" | "all") => tokenRange(chunk).some((at) => cuesAt(spotted, at, cue));
  return {
    chunk,
    grades: gradesAt(spotted, from, to, spec, new Set([...roots.used, ...elsewhere])),
    names: [...groups.map(({ group, mention }) => ({ group, at: mention.from })), ...roots.groups].sort(
      (a, b) => a.at - b.at,
    ),
    sides: sidesIn(spotted, from, to).filter(({ at }) => !roots.used.has(at)),
    mentions: {
      named,
      groups: groups.map(({ mention }) => mention),
      others: inChunk.filter(
        (mention) =>
          !named.includes(mention) &&
          !groups.some((group) => group.mention === mention) &&
          !mention.means.some(({ is }) => is === "part" || is === "name"),
      ),
    },
    roots,
    cue: named.length > 0 || roots.range,
    limb: has("limb"),
    all: has("all"),
  };
}

function readGradeWords(
  spotted: AnnotatedTokens,
  chunk: Chunk,
  question: Question,
  spec: GradesSpec,
  context: GradeContext,
  elsewhere: ReadonlySet<number>,
): MotorStatement | null {
  const piece = gradePieceIn(spotted, chunk, question, spec, elsewhere);
  const { grades, names, sides, mentions, roots, cue, limb, all } = piece;
  if (grades.length === 0) {
    if (roots.ambiguous && names.length > 0) return faultyGrade(chunk, spotted, question, spec);
    return gradeWords(spotted, chunk, question, spec, mentions.named.length > 0, names.length);
  }
  const written = grades.some(({ ofNormal }) => ofNormal);
  const nameless = names.length === 0 && !limb && !all && !cue;
  const inherits = nameless && sides.length > 0 && written;
  const groups = inherits ? context.groups.map((group) => ({ group, at: -1 })) : names;
  const ofLimb =
    names.length === 0 && (limb || all || cue || (inherits && context.groups.length === 0 && context.named));
  if (groups.length === 0 && !ofLimb) return null;
  if (!written && !(cue || names.length > 0)) return null;
  if (!written && grades.some(({ grade }) => grade > 9)) return null;
  const motor = motorOf(spotted, piece);
  context.named ||= cue;
  if (grades.some(({ grade }) => grade > spec.max)) return { ...motor, fault: typed(spec) };
  const paired = pair(
    grades.map(({ at }) => at),
    sides,
  );
  if (!paired) return null;
  return ofLimb
    ? gradesOfLimb(motor, piece, paired, spec, context, plural(spotted.tokens, chunk))
    : gradesOfGroups(motor, piece, groups, paired, spec, context);
}

/** What a piece says before its grades are given to limbs or groups: how sure it is, and the tokens it uses. */
function motorOf(spotted: AnnotatedTokens, piece: GradePiece): MotorStatement {
  const { chunk, grades, sides, mentions, roots } = piece;
  const used = new Set<number>(roots.used);
  for (const { at, to } of grades) for (const one of tokenRange({ from: at, to })) used.add(one);
  const unread = unreadTokenIn(spotted, chunk.from, chunk.to, used) > 0;
  for (const { from } of [...mentions.groups, ...mentions.named]) used.add(from);
  for (const { at } of sides) used.add(at);
  const old = tokenRange(chunk).some((at) => cuesAt(spotted, at, "old"));
  const plain = !unread && mentions.others.length === 0 && !grades.some(({ between }) => between);
  return { chunk, cells: {}, old, used, sure: plain && !old };
}

const cellOf = ({ old }: MotorStatement, grade: number) => (old ? { grade, old: true } : grade);

type PairedSides = NonNullable<ReturnType<typeof pair>>;

/** Grades of whole limbs: "5/5 throughout", "left leg 3/5, right 5/5". */
function gradesOfLimb(
  motor: MotorStatement,
  { grades, roots, all }: GradePiece,
  paired: PairedSides,
  spec: GradesSpec,
  context: GradeContext,
  limbs: boolean,
): MotorStatement {
  const [grade] = grades;
  const [first] = paired;
  if (grades.length === 1 && grade && (first === undefined || first === "both" || all)) {
    motor.whole = grade.grade;
    // "power 5/5" may have been tested in one leg
    if (grade.grade === spec.normal && first === undefined && !all && !roots.range && !limbs)
      motor.sure = false;
    return motor;
  }
  let worst: number | undefined;
  grades.forEach((one, place) => {
    const side = paired[place];
    if (side === undefined || side === "both") motor.sure = false;
    else if (one.grade === spec.normal)
      for (const group of spec.groups) motor.cells[`${side}.${group.id}`] = cellOf(motor, one.grade);
    else worst = Math.min(worst ?? spec.max, one.grade);
  });
  if (worst !== undefined) motor.whole = worst;
  context.groups = [];
  return motor;
}

/** Grades of groups: each belongs to the group that is named before it. */
function gradesOfGroups(
  motor: MotorStatement,
  { grades, names }: GradePiece,
  groups: readonly { group: string; at: number }[],
  paired: PairedSides,
  spec: GradesSpec,
  context: GradeContext,
): MotorStatement | null {
  grades.forEach((one, place) => {
    let side = paired[place];
    if (side === undefined && context.side && names.length > 0 && grades.length === 1) {
      side = context.side;
      motor.sure = false;
    }
    const last = groups.filter(({ at }) => at < one.at).at(-1) ?? groups[0];
    if (!last) return;
    if (side === undefined) motor.fault = `the side is needed: ${typed(spec)}`;
    else
      for (const each of side === "both" ? SIDES : [side])
        motor.cells[`${each}.${last.group}`] = cellOf(motor, one.grade);
  });
  // two groups before one grade: whose is it?
  const distinct = new Set(names.map(({ group }) => group)).size;
  if (groups.length > grades.length && distinct > 1) return null;
  if (names.length > 0) context.groups = [names.at(-1)?.group ?? ""];
  const lastSide = paired.at(-1);
  if (lastSide === "left" || lastSide === "right") context.side = lastSide;
  return motor;
}

const plural = (tokens: AnnotatedTokens["tokens"], { from, to }: Chunk) =>
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
  for (const at of tokenRange({ from, to })) {
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
  for (const at of tokenRange({ from, to })) if (tokens[at] && spotted.mentionAt[at]) used.add(at);
  const unknown = unreadTokenIn(spotted, from, to, used) > 0;
  return unknown ? null : { chunk, cells: {}, old: false, whole: spec.normal, sure: true, used };
}

function faultyGrade(
  chunk: Chunk,
  spotted: AnnotatedTokens,
  question: Question,
  spec: GradesSpec,
): MotorStatement {
  const used = new Set(tokenRange(chunk).filter((at) => spotted.tokens[at]?.kind !== "mark"));
  return { chunk, cells: {}, old: false, sure: true, used, fault: `${question.label}: ${typed(spec)}` };
}
