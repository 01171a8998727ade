/** What the leg figure shows: every finding that a protocol asks for by side, as it counts now. Nothing is drawn. */
import { kindOf } from "../answers/registry.ts";
import { NOT_RECORDED_CELL, type SideCell, type SideRow, type SideTable } from "../answers/side-table.ts";
import { answerText } from "../answers/text.ts";
import type { Answer } from "../answers/value.ts";
import { asLastLeft, currentState } from "../case/current.ts";
import type { Encounter } from "../case/encounter.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import type { Setting } from "../triage/evaluate.ts";

/** One finding by side. */
export interface RowGroup extends SideTable {
  /** The question's label. */
  label: string;
}

export interface LegFacts {
  title: string;
  groups: readonly RowGroup[];
  /** What no row can show: a grade without its place, two conflicting answers. */
  notes: readonly string[];
}

/**
 * Reads a case. Of two answers that disagree the more dangerous one is shown, as it counts, and a note says so.
 */
export function legFacts(
  protocol: Protocol,
  encounter: Encounter,
  setting: Setting = asLastLeft(encounter),
): LegFacts {
  const { answers } = currentState(protocol, encounter, setting);
  const groups: RowGroup[] = [];
  const notes: string[] = [];
  for (const question of protocol.questions) {
    const answer = answers[question.id];
    const group = rowGroupOf(question, answer);
    if (!group) continue;
    groups.push(group);
    const { answer: spec } = question;
    const whole = answer && "value" in answer ? kindOf(spec).unplaced(spec, answer.value) : null;
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
  const known = answer !== undefined && "value" in answer;
  const missing: SideCell = known
    ? NOT_RECORDED_CELL
    : { text: answerText(question, answer), tone: "unknown" };
  const table = kindOf(spec).sideTable(spec, question, known ? answer.value : undefined, missing);
  return table && { label, ...table };
}

/** The facts as sentences. */
export function legWords({ title, groups, notes }: LegFacts): string[] {
  return [
    `${title}.`,
    ...notes,
    ...groups.flatMap(({ places, label, rows }) => {
      const alike = agreed(rows);
      if (alike && rows.length > 1) return [`${label}: ${alike.text} at every place on both sides.`];
      const name = (row: SideRow) => (places === "other" ? row.label : `${label}, ${row.label}`);
      return rows.map(
        (row) =>
          `${name(row)}: right ${row.right.text}, left ${row.left.text}${row.remark ? ` (${row.remark})` : ""}.`,
      );
    }),
  ];
}

/** The cell that all rows share on both sides, if they do. */
export function agreed(rows: readonly SideRow[]): SideCell | null {
  const [first] = rows;
  if (!first) return null;
  const same = (cell: SideCell) => cell.text === first.left.text && cell.tone === first.left.tone;
  return rows.every(({ left, right }) => same(left) && same(right)) ? first.left : null;
}
