/** Both legs from the front, with power, circumference and sensation by side. */
import type { Encounter } from "../conversation/encounter.ts";
import { type Protocol, SIDES } from "../protocol/schema.ts";
import {
  agreed,
  type Cell,
  type LegFacts,
  legFacts,
  legWords,
  type Row,
  type RowGroup,
  type Side,
} from "./leg-facts.ts";
import { LEG, placeOf } from "./leg-outline.ts";
import { type Face, leading, letters, widthOf, wrap } from "./lettering.ts";
import { type Child, type Element, el } from "./markup.ts";
import { paint, type Theme } from "./palette.ts";
import { type Picture, picture, provenance } from "./picture.ts";

const WIDTH = 720;
const MARGIN = 16;
const TITLE: Face = { size: 17, bold: true };
const HEAD: Face = { size: 14, bold: true };
const BODY: Face = { size: 14 };
const SMALL: Face = { size: 12.5 };
const COLUMN = 176;
const RIGHT_LEG = MARGIN + COLUMN + 24;
const LEFT_LEG = WIDTH - RIGHT_LEG - LEG.width;
const MIDDLE = WIDTH / 2;

export interface LegOptions {
  theme?: Theme;
}

/** Draws the legs of a case; labels, and what is asked, come from the protocol. */
export function legFigure(
  protocol: Protocol,
  encounter: Encounter,
  { theme = "auto" }: LegOptions = {},
): Picture {
  const facts = legFacts(protocol, encounter);
  const drawn: Child[] = [];
  let y = MARGIN + TITLE.size;
  drawn.push(letters(MARGIN, y, [facts.title], TITLE));
  y += leading(SMALL) + 2;
  drawn.push(
    letters(MARGIN, y, ["Seen from the front: the patient's right is on the left."], {
      ...SMALL,
      colour: "subtle",
    }),
  );
  y += 14;
  const add = (block: Block) => {
    drawn.push(block.drawn);
    y += block.height;
  };
  add(notesBlock(facts, y));
  add(legsBlock(facts, y));
  for (const group of facts.groups.filter(({ kind }) => kind === "sensation")) add(ladderBlock(group, y));
  const others = facts.groups.filter(({ kind }) => kind === "other");
  if (others.length > 0)
    add(
      tableBlock(
        "By side",
        others.flatMap(({ rows }) => rows),
        y,
      ),
    );
  const foot = wrap(provenance(protocol), SMALL, WIDTH - 2 * MARGIN);
  drawn.push(letters(MARGIN, y + SMALL.size, foot, { ...SMALL, colour: "subtle" }));
  y += foot.length * leading(SMALL) + MARGIN;
  return picture(
    {
      id: `legs-${encounter.handle}`,
      width: WIDTH,
      height: y,
      title: facts.title,
      words: legWords(facts),
      theme,
    },
    drawn,
  );
}

interface Block {
  drawn: Child[];
  height: number;
}

function notesBlock({ notes }: LegFacts, y: number): Block {
  const drawn: Child[] = [];
  let at = y;
  for (const note of notes) {
    const lines = wrap(note, HEAD, WIDTH - 2 * MARGIN - 24);
    const height = lines.length * leading(HEAD) + 10;
    drawn.push(
      el("rect", { x: MARGIN, y: at, width: WIDTH - 2 * MARGIN, height, rx: 4, ...paint({ fill: "panel" }) }),
      el("rect", { x: MARGIN, y: at, width: 5, height, ...paint({ fill: "alarm" }) }),
      letters(MARGIN + 14, at + HEAD.size + 3, lines, HEAD),
    );
    at += height + 6;
  }
  return { drawn, height: at - y };
}

function legsBlock({ groups }: LegFacts, y: number): Block {
  const top = y + 34;
  const drawn: Child[] = [
    leg(RIGHT_LEG, top, false),
    leg(LEFT_LEG, top, true),
    letters(RIGHT_LEG + LEG.width / 2, y + 22, ["Right"], { ...HEAD, anchor: "middle" }),
    letters(LEFT_LEG + LEG.width / 2, y + 22, ["Left"], { ...HEAD, anchor: "middle" }),
  ];
  const power = groups.filter(({ kind }) => kind === "power");
  const rows = power.flatMap((group) => group.rows);
  const step = Math.max(LEG.height / Math.max(rows.length, 1), 58);
  const label = power.map((group) => group.label).join(", ");
  drawn.push(letters(MARGIN, y + 22, wrap(label, SMALL, COLUMN), { ...SMALL, colour: "subtle" }));
  drawn.push(
    letters(WIDTH - MARGIN, y + 22, wrap(label, SMALL, COLUMN), {
      ...SMALL,
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

function leg(x: number, y: number, mirrored: boolean): Element {
  const move = mirrored ? `translate(${x + LEG.width} ${y}) scale(-1 1)` : `translate(${x} ${y})`;
  return el(
    "g",
    { transform: move },
    el("path", {
      d: LEG.skin,
      "stroke-width": 2,
      "stroke-linejoin": "round",
      ...paint({ fill: "panel", stroke: "line" }),
    }),
    el("path", { d: LEG.knee, "stroke-width": 1.2, ...paint({ stroke: "line" }) }),
  );
}

/** A label, its grade in a box, and a line to the part of the leg. */
function powerRow(row: Row, side: Side, middle: number, top: number): Element {
  const anchor = side === "right" ? "start" : "end";
  const x = side === "right" ? MARGIN : WIDTH - MARGIN;
  const inward = side === "right" ? 1 : -1;
  const lines = wrap(row.label, BODY, COLUMN);
  const place = placeOf(row.label);
  const chip = cellChip(row[side], side === "right" ? x : x - chipWidth(row[side]), middle + 4);
  const edge = x + inward * (chipWidth(row[side]) + 6);
  const legX = side === "right" ? RIGHT_LEG : LEFT_LEG;
  const pointX = place && legX + (side === "right" ? place.x : LEG.width - place.x);
  return el(
    "g",
    {},
    letters(x, middle - 4 - (lines.length - 1) * leading(BODY), lines, { ...BODY, anchor }),
    place && pointX !== null
      ? [
          el("path", {
            d: `M${edge} ${middle + 15}L${x + inward * (COLUMN + 8)} ${middle + 15}L${pointX} ${top + place.y}`,
            "stroke-width": 1,
            ...paint({ stroke: "subtle" }),
          }),
          el("circle", { cx: pointX, cy: top + place.y, r: 3, ...paint({ fill: "subtle" }) }),
        ]
      : null,
    chip,
  );
}

const chipFace = (cell: Cell): Face => ({ size: 14, bold: cell.tone === "found" });
const chipWidth = (cell: Cell): number => widthOf(cell.text, chipFace(cell)) + 14;

/** Filled for what was found, outlined for normal, dashed for old, without a box for what is not known. */
function cellChip(cell: Cell, x: number, y: number): Element {
  const face = chipFace(cell);
  const width = chipWidth(cell);
  const box = { x, y, width, height: 22, rx: 4, "stroke-width": 1.5 };
  const shapes: Record<Cell["tone"], Element | null> = {
    found: el("rect", { ...box, ...paint({ fill: "alarm", stroke: "alarm" }) }),
    normal: el("rect", { ...box, ...paint({ fill: "paper", stroke: "good" }) }),
    old: el("rect", { ...box, "stroke-dasharray": "4 3", ...paint({ fill: "paper", stroke: "wait" }) }),
    measured: el("rect", { ...box, ...paint({ fill: "paper", stroke: "line" }) }),
    unknown: null,
  };
  const colour = cell.tone === "found" ? "paper" : cell.tone === "unknown" ? "subtle" : "ink";
  return el("g", {}, shapes[cell.tone], letters(x + 7, y + 16, [cell.text], { ...face, colour }));
}

/** Tapes around both legs, with what they read in the middle. */
function girths(groups: readonly RowGroup[], top: number): Child[] {
  const rows = groups.filter(({ kind }) => kind === "girth").flatMap((group) => group.rows);
  const placed = rows
    .map((row, at) => ({ row, y: placeOf(row.label)?.y ?? null, at }))
    .sort((a, b) => (a.y ?? 330 + a.at * 60) - (b.y ?? 330 + b.at * 60));
  return placed.map(({ row, y }, at) => {
    const middle = top + (y ?? 330 + at * 66);
    const alike = row.right.tone === "unknown" && row.right.text === row.left.text;
    const value = alike
      ? [row.right.text]
      : [`R ${row.right.text}`, `L ${row.left.text}`, ...(row.remark ? [row.remark] : [])];
    const room = LEFT_LEG - RIGHT_LEG - LEG.width - 8;
    const lines = value.flatMap((line) => wrap(line.replace(/(\d) /g, "$1\u00a0"), SMALL, room));
    return el(
      "g",
      {},
      y === null ? null : [tape(RIGHT_LEG, y, top, false), tape(LEFT_LEG, y, top, true)],
      letters(MIDDLE, middle - 6, [row.label], { ...HEAD, anchor: "middle" }),
      letters(MIDDLE, middle + 12, lines, { ...SMALL, anchor: "middle" }),
    );
  });
}

function tape(x: number, y: number, top: number, mirrored: boolean): Element {
  const [outer, inner] = mirrored ? [x + LEG.width + 3, x + 4] : [x - 3, x + LEG.width - 4];
  return el("path", {
    d: `M${outer} ${top + y}Q${(outer + inner) / 2} ${top + y + 12} ${inner} ${top + y}`,
    "stroke-width": 3,
    "stroke-dasharray": "6 3",
    ...paint({ stroke: "ink" }),
  });
}

/** One line when every level is alike; otherwise a ladder with both sides. */
function ladderBlock({ label, rows }: RowGroup, y: number): Block {
  const alike = agreed(rows);
  const [first, last] = [rows[0]?.label, rows.at(-1)?.label];
  if (!alike) return tableBlock(label, merged(rows), y);
  const line = `${first} to ${last}, both sides:`;
  return {
    drawn: [
      letters(MARGIN, y + HEAD.size, [label], HEAD),
      letters(MARGIN, y + HEAD.size + 26, [line], BODY),
      cellChip(alike, MARGIN + widthOf(line, BODY) + 8, y + HEAD.size + 10),
    ],
    height: HEAD.size + 54,
  };
}

/** Neighbouring levels that are alike share a line. */
function merged(rows: readonly Row[]): Row[] {
  const runs: Row[][] = [];
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

const LABELS = 220;

function tableBlock(label: string, rows: readonly Row[], y: number): Block {
  const column = (WIDTH - 2 * MARGIN - LABELS) / 2;
  const [right, left] = [MARGIN + LABELS, MARGIN + LABELS + column];
  const drawn: Child[] = [
    letters(MARGIN, y + HEAD.size, wrap(label, HEAD, LABELS - 8), HEAD),
    letters(right + 7, y + HEAD.size, ["Right"], HEAD),
    letters(left + 7, y + HEAD.size, ["Left"], HEAD),
  ];
  let at = y + HEAD.size + 8;
  for (const row of rows) {
    const names = wrap(row.label, BODY, LABELS - 8);
    const cells = [row.right, row.left].map((cell) => wrap(cell.text, chipFace(cell), column - 22));
    const height = Math.max(names.length, ...cells.map((lines) => lines.length)) * leading(BODY) + 10;
    drawn.push(
      el("line", {
        x1: MARGIN,
        x2: WIDTH - MARGIN,
        y1: at,
        y2: at,
        "stroke-width": 1,
        ...paint({ stroke: "panel" }),
      }),
      letters(MARGIN, at + 20, names, BODY),
      tableCell(row.right, cells[0] ?? [], right, at + 3),
      tableCell(row.left, cells[1] ?? [], left, at + 3),
    );
    at += height;
  }
  return { drawn, height: at - y + 14 };
}

function tableCell(cell: Cell, lines: readonly string[], x: number, y: number): Child {
  if (lines.length < 2) return cellChip(cell, x, y);
  const mark =
    cell.tone === "found"
      ? el("rect", {
          x,
          y: y + 3,
          width: 4,
          height: lines.length * leading(BODY),
          ...paint({ fill: "alarm" }),
        })
      : null;
  return [mark, letters(x + 8, y + 16, lines, chipFace(cell))];
}
