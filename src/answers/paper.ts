/** The room for an answer on paper, free of any markup. */
import { SIDES, type Side } from "../protocol/terms.ts";

/** Something in a line or in a cell of a grid. */
export type PaperItem =
  | string
  /** A box to tick, and what it means; without words, a box in a grid. */
  | { tick: string }
  /** A line to write on. */
  | { blank: "short" | "long" | "cell" | "cell small" }
  /** What precedes the boxes of a line. */
  | { name: string }
  | { hint: string }
  /** The boxes for an answer that is not known. */
  | "unknown-ticks";

export type PaperBlock =
  | { line: readonly PaperItem[] }
  | { heads: readonly string[]; rows: readonly { name: string; cells: readonly PaperItem[] }[] };

/** The patient's right comes first: it is on the left for a person who faces the patient. */
export const PAPER_SIDES: readonly Side[] = [...SIDES].reverse();

export const paperLine = (...line: readonly PaperItem[]): PaperBlock => ({ line });

/** The unit, and the others that may be circled instead. */
export function paperUnits(spec: { unit: string; other_units: readonly { unit: string }[] }): string {
  const others = spec.other_units.map((other) => other.unit);
  return others.length === 0 ? ` ${spec.unit}` : ` circle: ${[spec.unit, ...others].join(" / ")}`;
}
