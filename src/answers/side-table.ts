/** Findings by side, as a table with a column for each leg. */
import type { Side } from "../protocol/terms.ts";

export interface SideCell {
  text: string;
  /** `found` differs from the protocol's normal; `old` was there before and does not count. */
  tone: "normal" | "found" | "old" | "measured" | "unknown";
}

/** One row: its name, and the state of each side. */
export interface SideRow extends Record<Side, SideCell> {
  id: string;
  label: string;
  /** "Left larger by 4 cm", where there is something to compare. */
  remark?: string;
}

export interface SideTable {
  /** What the rows stand for: groups of muscles, dermatomes, levels of measurement on the leg, or none of these. */
  places: "power" | "sensation" | "girth" | "other";
  rows: readonly SideRow[];
}

export const NOT_RECORDED_CELL: SideCell = { text: "not recorded", tone: "unknown" };

export const bothSides = (cell: (side: Side) => SideCell): Record<Side, SideCell> => ({
  left: cell("left"),
  right: cell("right"),
});
