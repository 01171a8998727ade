/** What the leg figure shows: every finding that a protocol asks for by side, as it counts now. Nothing is drawn. */
import { currentState } from "../case/current.ts";
import type { Encounter } from "../case/encounter.ts";
import { type AnswerSpec, type Protocol, type Question, SIDES } from "../protocol/schema.ts";
import { answerText } from "../triage/describe.ts";
import type { Answer, Value } from "../triage/finding.ts";

export type LegSide = (typeof SIDES)[number];

export interface Cell {
  text: string;
  /** `found` differs from the protocol's normal; `old` was there before and does not count. */
  tone: "normal" | "found" | "old" | "measured" | "unknown";
}

/** One line of the figure: what it is called, and how each side is. */
export interface LegRow extends Record<LegSide, Cell> {
  id: string;
  label: string;
  /** "Left larger by 4 cm", where there is something to compare. */
  remark?: string;
}

export interface RowGroup {
  kind: "power" | "sensation" | "girth" | "other";
  /** The question's label. */
  label: string;
  rows: readonly LegRow[];
}

export interface LegFacts {
  title: string;
  groups: readonly RowGroup[];
  /** What no line can show: a grade without its place, two answers that stand. */
  notes: readonly string[];
}

const NOT_RECORDED_CELL: Cell = { text: "not recorded", tone: "unknown" };

/**
 * Reads a case. Of two answers that disagree the more dangerous one is shown, as it counts, and a note says so.
 */
export function legFacts(protocol: Protocol, encounter: Encounter): LegFacts {
  const { answers } = currentState(protocol, encounter);
  const groups: RowGroup[] = [];
  const notes: string[] = [];
  for (const question of protocol.questions) {
    const answer = answers[question.id];
    const group = rowGroupOf(question, answer);
    if (!group) continue;
    groups.push(group);
    const whole = placeless(question, answer);
    if (whole) notes.push(`${question.label}: ${whole}.`);
    if (encounter.records.get(question.id)?.conflictingAnswers.length)
      notes.push(
        `${question.label}: two answers stand. The one that counts is shown: ${answerText(question, answer)}.`,
      );
  }
  return { title: `Case ${encounter.handle}: the legs by side`, groups, notes };
}

function rowGroupOf(question: Question, answer: Answer | undefined): RowGroup | null {
  const { label, answer: spec } = question;
  switch (spec.kind) {
    case "grades":
      return { kind: "power", label, rows: powerRows(question, spec, answer) };
    case "sensation":
      return { kind: "sensation", label, rows: sensationRows(question, spec, answer) };
    case "circumferences":
      return { kind: "girth", label, rows: girthRows(question, spec, answer) };
    case "choice":
      return isChosenBySide(spec)
        ? { kind: "other", label, rows: [choiceRow(question, spec, answer)] }
        : null;
    default:
      return null;
  }
}

/** A cell for an answer that was not given, or was said to be unknown. */
function unknownCell(question: Question, answer: Answer | undefined): Cell | null {
  if (answer !== undefined && "value" in answer) return null;
  return { text: answerText(question, answer), tone: "unknown" };
}

const sides = (cell: (side: LegSide) => Cell): Record<LegSide, Cell> => ({
  left: cell("left"),
  right: cell("right"),
});
const answerPart = (answer: Answer | undefined, key: string): Value | undefined =>
  answer && "value" in answer && typeof answer.value === "object" ? answer.value[key] : undefined;

function powerRows(
  question: Question,
  spec: Extract<AnswerSpec, { kind: "grades" }>,
  answer: Answer | undefined,
): LegRow[] {
  const worst = answerPart(answer, "worst");
  return spec.groups.map(({ id, label, root }) => ({
    id,
    label: `${label} (${root})`,
    ...sides((side) => {
      const cell = answerPart(answer, `${side}.${id}`) ?? (worst === spec.normal ? worst : undefined);
      if (cell === undefined) return unknownCell(question, answer) ?? NOT_RECORDED_CELL;
      if (typeof cell === "object") return { text: `${cell.grade}/${spec.normal}, old`, tone: "old" };
      return { text: `${cell}/${spec.normal}`, tone: cell === spec.normal ? "normal" : "found" };
    }),
  }));
}

function sensationRows(
  question: Question,
  spec: Extract<AnswerSpec, { kind: "sensation" }>,
  answer: Answer | undefined,
): LegRow[] {
  return spec.dermatomes.map((level) => ({
    id: level,
    label: level,
    ...sides((side) => {
      const none = unknownCell(question, answer);
      if (none) return none;
      if (answer && "value" in answer && answer.value === "normal") return { text: "normal", tone: "normal" };
      const place = `${side}.${level}`;
      const states = spec.modalities.map((modality) => ({
        modality: modality.replaceAll("_", " "),
        state: answerPart(answer, `${place}.${modality}`) ?? answerPart(answer, place),
      }));
      const reduced = states.filter(({ state }) => state === "reduced");
      const normal = states.filter(({ state }) => state === "normal");
      const named = (list: typeof states, word: string) =>
        list.length === states.length ? word : `${word}: ${list.map(({ modality }) => modality).join(", ")}`;
      const said = [
        ...(reduced.length > 0 ? [named(reduced, "reduced")] : []),
        ...(normal.length > 0 ? [named(normal, "normal")] : []),
      ];
      if (said.length === 0) return NOT_RECORDED_CELL;
      return { text: said.join("; "), tone: reduced.length > 0 ? "found" : "normal" };
    }),
  }));
}

function girthRows(
  question: Question,
  spec: Extract<AnswerSpec, { kind: "circumferences" }>,
  answer: Answer | undefined,
): LegRow[] {
  return spec.levels.map(({ id, label }) => {
    const measured = answerPart(answer, id);
    const of = (side: LegSide) => {
      const length = typeof measured === "object" ? measured[side] : undefined;
      return typeof length === "number" ? length : undefined;
    };
    const [left, right] = [of("left"), of("right")];
    return {
      id,
      label,
      ...sides((side) => {
        const length = of(side);
        if (length === undefined) return unknownCell(question, answer) ?? NOT_RECORDED_CELL;
        return { text: `${length} ${spec.unit}`, tone: "measured" };
      }),
      ...(left !== undefined && right !== undefined && { remark: comparedSides(left, right, spec.unit) }),
    };
  });
}

function comparedSides(left: number, right: number, unit: string): string {
  if (left === right) return "no difference";
  const by = Math.round(Math.abs(left - right) * 100) / 100;
  return `${left > right ? "left" : "right"} larger by ${by} ${unit}`;
}

type ChoiceSpec = Extract<AnswerSpec, { kind: "choice" }>;

/** A choice that is answered for each side, or whose options are the sides. */
const isChosenBySide = (spec: ChoiceSpec): boolean =>
  spec.by_side || SIDES.every((side) => spec.options.some(({ id }) => id === side));

function choiceRow(question: Question, spec: ChoiceSpec, answer: Answer | undefined): LegRow {
  const word = (option: Value) =>
    (spec.options.find((each) => each.id === option)?.label ?? String(option)).toLowerCase();
  const cell = (side: LegSide): Cell => {
    const none = unknownCell(question, answer);
    if (none || !answer || !("value" in answer)) return none ?? NOT_RECORDED_CELL;
    const { value } = answer;
    const state = typeof value === "object" ? value[side] : value;
    const degrees = typeof value === "object" ? value[`${side}_degrees`] : undefined;
    const angle = degrees === undefined ? "" : ` at ${degrees} degrees`;
    if (state === undefined) return angle ? { text: angle.trim(), tone: "measured" } : NOT_RECORDED_CELL;
    const named = SIDES.find((each) => each === state);
    // the answer "left" says nothing of the right leg; it is not turned into a "no" there
    if (named && named !== side) return { text: "not named", tone: "unknown" };
    if (named) return { text: "yes", tone: "found" };
    return { text: `${word(state)}${angle}`, tone: state === spec.absent ? "normal" : "found" };
  };
  return { id: question.id, label: question.label, ...sides(cell) };
}

/** What was found without saying where; it must not get lost between empty lines. */
function placeless({ answer: spec }: Question, answer: Answer | undefined): string | null {
  if (!answer || !("value" in answer)) return null;
  if (spec.kind === "sensation" && answer.value === "reduced") return "reduced, the place is not recorded";
  if (spec.kind !== "grades") return null;
  const worst = answerPart(answer, "worst");
  if (worst === undefined || worst === spec.normal) return null;
  const grade = typeof worst === "object" ? `${worst.grade}/${spec.normal} (old)` : `${worst}/${spec.normal}`;
  return `the weakest grade is ${grade}, its group and side are not recorded`;
}

/** The facts as sentences. */
export function legWords({ title, groups, notes }: LegFacts): string[] {
  return [
    `${title}.`,
    ...notes,
    ...groups.flatMap(({ kind, label, rows }) => {
      const alike = agreed(rows);
      if (alike && rows.length > 1) return [`${label}: ${alike.text} at every place on both sides.`];
      const name = (row: LegRow) => (kind === "other" ? row.label : `${label}, ${row.label}`);
      return rows.map(
        (row) =>
          `${name(row)}: right ${row.right.text}, left ${row.left.text}${row.remark ? ` (${row.remark})` : ""}.`,
      );
    }),
  ];
}

/** The one cell that all lines have on both sides, if they have. */
export function agreed(rows: readonly LegRow[]): Cell | null {
  const [first] = rows;
  if (!first) return null;
  const same = (cell: Cell) => cell.text === first.left.text && cell.tone === first.left.tone;
  return rows.every(({ left, right }) => same(left) && same(right)) ? first.left : null;
}
