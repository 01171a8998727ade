/** Findings by side, as a table with a column for each leg. */
import type { Side } from "../protocol/terms.ts";

export interface SideCell {
  text: string;
  /** `found` differs from the protocol's normal; `old` was there before and does not count. */
  tone: "normal" | "found" | "old" | "measured" | "unknown";
}

/** One line: what it is called, and how each side is. */
export interface SideRow extends Record<Side, SideCell> {
  id: string;
  label: string;
  /** "Left larger by 4 cm", where there is something to compare. */
  remark?: string;
}

export interface SideTable {
  /** What the rows are places of: groups of muscles, dermatomes, levels where the leg is measured, or nothing of these. */
  places: "power" | "sensation" | "girth" | "other";
  rows: readonly SideRow[];
}

export const NOT_RECORDED_CELL: SideCell = { text: "not recorded", tone: "unknown" };

export const bothSides = (cell: (side: Side) => SideCell): Record<Side, SideCell> => ({
  left: cell("left"),
  right: cell("right"),
});
