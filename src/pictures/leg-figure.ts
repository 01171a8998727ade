/** Both legs from the front, with power, circumference and sensation by side. */
import type { SideCell, SideRow } from "../answers/side-table.ts";
import type { Encounter } from "../case/encounter.ts";
import type { Protocol } from "../protocol/schema.ts";
import { SIDES, type Side } from "../protocol/terms.ts";
import type { Setting } from "../triage/evaluate.ts";
import { agreed, type LegFacts, legFacts, legWords, type RowGroup } from "./leg-facts.ts";
import { LEG, legPointOf } from "./leg-outline.ts";
import { type SvgChild, type SvgElement, svgElement } from "./markup.ts";
import { paint, type Theme } from "./palette.ts";
import { type Picture, picture, provenance } from "./picture.ts";
import { type Face, letters, lineHeight, widthOf, wrapLines } from "./text-metrics.ts";

const LEG_WIDTH = 720;
const LEG_MARGIN = 16;
const LEG_TITLE: Face = { size: 17, bold: true };
const LEG_HEAD: Face = { size: 14, bold: true };
const LEG_BODY: Face = { size: 14 };
const LEG_SMALL: Face = { size: 12.5 };
const COLUMN = 176;
const RIGHT_LEG = LEG_MARGIN + COLUMN + 24;
const LEFT_LEG = LEG_WIDTH - RIGHT_LEG - LEG.width;
const MIDDLE = LEG_WIDTH / 2;

export interface LegOptions {
  theme?: Theme;
  /** The moment and the switches that the case is read at; as it was left, where this is left out. */
  setting?: Setting;
}

/** Draws the legs of a case; labels, and what is asked, come from the protocol. */
export function legFigure(
  protocol: Protocol,
  encounter: Encounter,
  { theme = "auto", setting }: LegOptions = {},
): Picture {
  const facts = legFacts(protocol, encounter, setting);
  const drawn: SvgChild[] = [];
  let y = LEG_MARGIN + LEG_TITLE.size;
  drawn.push(letters(LEG_MARGIN, y, [facts.title], LEG_TITLE));
  y += lineHeight(LEG_SMALL) + 2;
  drawn.push(
    letters(LEG_MARGIN, y, ["Seen from the front: the patient's right is on the left."], {
      ...LEG_SMALL,
      colour: "subtle",
    }),
  );
  y += 14;
  const add = (block: FigureBlock) => {
    drawn.push(block.drawn);
    y += block.height;
  };
  add(notesBlock(facts, y));
  add(legsBlock(facts, y));
  for (const group of facts.groups.filter(({ places }) => places === "sensation")) add(ladderBlock(group, y));
  const others = facts.groups.filter(({ places }) => places === "other");
  if (others.length > 0)
    add(
      tableBlock(
        "By side",
        others.flatMap(({ rows }) => rows),
        y,
      ),
    );
  const foot = wrapLines(provenance(protocol), LEG_SMALL, LEG_WIDTH - 2 * LEG_MARGIN);
  drawn.push(letters(LEG_MARGIN, y + LEG_SMALL.size, foot, { ...LEG_SMALL, colour: "subtle" }));
  y += foot.length * lineHeight(LEG_SMALL) + LEG_MARGIN;
  return picture(
    {
      id: `legs-${encounter.handle}`,
      width: LEG_WIDTH,
      height: y,
      title: facts.title,
      words: legWords(facts),
      theme,
    },
    drawn,
  );
}

interface FigureBlock {
  drawn: SvgChild[];
  height: number;
}

function notesBlock({ notes }: LegFacts, y: number): FigureBlock {
  const drawn: SvgChild[] = [];
  let at = y;
  for (const note of notes) {
    const lines = wrapLines(note, LEG_HEAD, LEG_WIDTH - 2 * LEG_MARGIN - 24);
    const height = lines.length * lineHeight(LEG_HEAD) + 10;
    drawn.push(
      svgElement("rect", {
        x: LEG_MARGIN,
        y: at,
        width: LEG_WIDTH - 2 * LEG_MARGIN,
        height,
        rx: 4,
        ...paint({ fill: "panel" }),
      }),
      svgElement("rect", { x: LEG_MARGIN, y: at, width: 5, height, ...paint({ fill: "alarm" }) }),
      letters(LEG_MARGIN + 14, at + LEG_HEAD.size + 3, lines, LEG_HEAD),
    );
    at += height + 6;
  }
  return { drawn, height: at - y };
}

function legsBlock({ groups }: LegFacts, y: number): FigureBlock {
  const top = y + 34;
  const drawn: SvgChild[] = [
    leg(RIGHT_LEG, top, false),
    leg(LEFT_LEG, top, true),
    letters(RIGHT_LEG + LEG.width / 2, y + 22, ["Right"], { ...LEG_HEAD, anchor: "middle" }),
    letters(LEFT_LEG + LEG.width / 2, y + 22, ["Left"], { ...LEG_HEAD, anchor: "middle" }),
  ];
  const power = groups.filter(({ places }) => places === "power");
  const rows = power.flatMap((group) => group.rows);
  const step = Math.max(LEG.height / Math.max(rows.length, 1), 58);
  const label = power.map((group) => group.label).join(", ");
  drawn.push(
    letters(LEG_MARGIN, y + 22, wrapLines(label, LEG_SMALL, COLUMN), { ...LEG_SMALL, colour: "subtle" }),
  );
  drawn.push(
    letters(LEG_WIDTH - LEG_MARGIN, y + 22, wrapLines(label, LEG_SMALL, COLUMN), {
      ...LEG_SMALL,
      colour: "subtle",
      anchor: "end",
    }),
  );
  rows.forEach((row, at) => {
    const middle = top + step * (at + 0.5);
    drawn.push(powerRow(row, "right", middle, top), powerRow(row, "left", middle, top));
  });
  drawn.push(girths(groups, top));
  return { drawn, height: 34 + Math.max(LEG.height, step * rows.length) + 18 };
}

function leg(x: number, y: number, mirrored: boolean): SvgElement {
  const move = mirrored ? `translate(${x + LEG.width} ${y}) scale(-1 1)` : `translate(${x} ${y})`;
  return svgElement(
    "g",
    { transform: move },
    svgElement("path", {
      d: LEG.skin,
      "stroke-width": 2,
      "stroke-linejoin": "round",
      ...paint({ fill: "panel", stroke: "line" }),
    }),
    svgElement("path", { d: LEG.knee, "stroke-width": 1.2, ...paint({ stroke: "line" }) }),
  );
}

/** A label, its grade in a box, and a line to the part of the leg. */
function powerRow(row: SideRow, side: Side, middle: number, top: number): SvgElement {
  const anchor = side === "right" ? "start" : "end";
  const x = side === "right" ? LEG_MARGIN : LEG_WIDTH - LEG_MARGIN;
  const inward = side === "right" ? 1 : -1;
  const lines = wrapLines(row.label, LEG_BODY, COLUMN);
  const place = legPointOf(row.label);
  const chip = cellChip(row[side], side === "right" ? x : x - chipWidth(row[side]), middle + 4);
  const edge = x + inward * (chipWidth(row[side]) + 6);
  const legX = side === "right" ? RIGHT_LEG : LEFT_LEG;
  const pointX = place && legX + (side === "right" ? place.x : LEG.width - place.x);
  return svgElement(
    "g",
    {},
    letters(x, middle - 4 - (lines.length - 1) * lineHeight(LEG_BODY), lines, { ...LEG_BODY, anchor }),
    place && pointX !== null
      ? [
          svgElement("path", {
            d: `M${edge} ${middle + 15}L${x + inward * (COLUMN + 8)} ${middle + 15}L${pointX} ${top + place.y}`,
            "stroke-width": 1,
            ...paint({ stroke: "subtle" }),
          }),
          svgElement("circle", { cx: pointX, cy: top + place.y, r: 3, ...paint({ fill: "subtle" }) }),
        ]
      : null,
    chip,
  );
}

const chipFace = (cell: SideCell): Face => ({ size: 14, bold: cell.tone === "found" });
const chipWidth = (cell: SideCell): number => widthOf(cell.text, chipFace(cell)) + 14;

/** Filled for a finding, outlined for normal, dashed for old, without a box for unknown. */
function cellChip(cell: SideCell, x: number, y: number): SvgElement {
  const face = chipFace(cell);
  const width = chipWidth(cell);
  const box = { x, y, width, height: 22, rx: 4, "stroke-width": 1.5 };
  const shapes: Record<SideCell["tone"], SvgElement | null> = {
    found: svgElement("rect", { ...box, ...paint({ fill: "alarm", stroke: "alarm" }) }),
    normal: svgElement("rect", { ...box, ...paint({ fill: "paper", stroke: "good" }) }),
    old: svgElement("rect", {
      ...box,
      "stroke-dasharray": "4 3",
      ...paint({ fill: "paper", stroke: "wait" }),
    }),
    measured: svgElement("rect", { ...box, ...paint({ fill: "paper", stroke: "line" }) }),
    unknown: null,
  };
  const colour = cell.tone === "found" ? "paper" : cell.tone === "unknown" ? "subtle" : "ink";
  return svgElement("g", {}, shapes[cell.tone], letters(x + 7, y + 16, [cell.text], { ...face, colour }));
}

/** Tapes around both legs, with what they read in the middle. */
function girths(groups: readonly RowGroup[], top: number): SvgChild[] {
  const rows = groups.filter(({ places }) => places === "girth").flatMap((group) => group.rows);
  const placed = rows
    .map((row, at) => ({ row, y: legPointOf(row.label)?.y ?? null, at }))
    .sort((a, b) => (a.y ?? 330 + a.at * 60) - (b.y ?? 330 + b.at * 60));
  return placed.map(({ row, y }, at) => {
    const middle = top + (y ?? 330 + at * 66);
    const alike = row.right.tone === "unknown" && row.right.text === row.left.text;
    const value = alike
      ? [row.right.text]
      : [`R ${row.right.text}`, `L ${row.left.text}`, ...(row.remark ? [row.remark] : [])];
    const room = LEFT_LEG - RIGHT_LEG - LEG.width - 8;
    const lines = value.flatMap((line) => wrapLines(line.replace(/(\d) /g, "$1\u00a0"), LEG_SMALL, room));
    return svgElement(
      "g",
      {},
      y === null ? null : [tape(RIGHT_LEG, y, top, false), tape(LEFT_LEG, y, top, true)],
      letters(MIDDLE, middle - 6, [row.label], { ...LEG_HEAD, anchor: "middle" }),
      letters(MIDDLE, middle + 12, lines, { ...LEG_SMALL, anchor: "middle" }),
    );
  });
}

function tape(x: number, y: number, top: number, mirrored: boolean): SvgElement {
  const [outer, inner] = mirrored ? [x + LEG.width + 3, x + 4] : [x - 3, x + LEG.width - 4];
  return svgElement("path", {
    d: `M${outer} ${top + y}Q${(outer + inner) / 2} ${top + y + 12} ${inner} ${top + y}`,
    "stroke-width": 3,
    "stroke-dasharray": "6 3",
    ...paint({ stroke: "ink" }),
  });
}

/** One line when every level is equal; otherwise a ladder with both sides. */
function ladderBlock({ label, rows }: RowGroup, y: number): FigureBlock {
  const alike = agreed(rows);
  const [first, last] = [rows[0]?.label, rows.at(-1)?.label];
  if (!alike) return tableBlock(label, merged(rows), y);
  const line = `${first} to ${last}, both sides:`;
  return {
    drawn: [
      letters(LEG_MARGIN, y + LEG_HEAD.size, [label], LEG_HEAD),
      letters(LEG_MARGIN, y + LEG_HEAD.size + 26, [line], LEG_BODY),
      cellChip(alike, LEG_MARGIN + widthOf(line, LEG_BODY) + 8, y + LEG_HEAD.size + 10),
    ],
    height: LEG_HEAD.size + 54,
  };
}

/** Equal neighbouring levels share a line. */
function merged(rows: readonly SideRow[]): SideRow[] {
  const runs: SideRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0] && SIDES.every((side) => run[0]?.[side].text === row[side].text)) run.push(row);
    else runs.push([row]);
  }
  return runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    return first && last && first !== last ? [{ ...first, label: `${first.label} to ${last.label}` }] : run;
  });
}

const LABEL_COLUMN_WIDTH = 220;

function tableBlock(label: string, rows: readonly SideRow[], y: number): FigureBlock {
  const column = (LEG_WIDTH - 2 * LEG_MARGIN - LABEL_COLUMN_WIDTH) / 2;
  const [right, left] = [LEG_MARGIN + LABEL_COLUMN_WIDTH, LEG_MARGIN + LABEL_COLUMN_WIDTH + column];
  const drawn: SvgChild[] = [
    letters(LEG_MARGIN, y + LEG_HEAD.size, wrapLines(label, LEG_HEAD, LABEL_COLUMN_WIDTH - 8), LEG_HEAD),
    letters(right + 7, y + LEG_HEAD.size, ["Right"], LEG_HEAD),
    letters(left + 7, y + LEG_HEAD.size, ["Left"], LEG_HEAD),
  ];
  let at = y + LEG_HEAD.size + 8;
  for (const row of rows) {
    const names = wrapLines(row.label, LEG_BODY, LABEL_COLUMN_WIDTH - 8);
    const cells = [row.right, row.left].map((cell) => wrapLines(cell.text, chipFace(cell), column - 22));
    const height = Math.max(names.length, ...cells.map((lines) => lines.length)) * lineHeight(LEG_BODY) + 10;
    drawn.push(
      svgElement("line", {
        x1: LEG_MARGIN,
        x2: LEG_WIDTH - LEG_MARGIN,
        y1: at,
        y2: at,
        "stroke-width": 1,
        ...paint({ stroke: "panel" }),
      }),
      letters(LEG_MARGIN, at + 20, names, LEG_BODY),
      tableCell(row.right, cells[0] ?? [], right, at + 3),
      tableCell(row.left, cells[1] ?? [], left, at + 3),
    );
    at += height;
  }
  return { drawn, height: at - y + 14 };
}

function tableCell(cell: SideCell, lines: readonly string[], x: number, y: number): SvgChild {
  if (lines.length < 2) return cellChip(cell, x, y);
  const mark =
    cell.tone === "found"
      ? svgElement("rect", {
          x,
          y: y + 3,
          width: 4,
          height: lines.length * lineHeight(LEG_BODY),
          ...paint({ fill: "alarm" }),
        })
      : null;
  return [mark, letters(x + 8, y + 16, lines, chipFace(cell))];
}
