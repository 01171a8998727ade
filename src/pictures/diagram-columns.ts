/** The three columns of a protocol's diagram: its questions, what is derived from them, and the rules by urgency. */
import type { Urgency } from "../protocol/schema.ts";
import { type SvgChild, type SvgElement, svgElement } from "./markup.ts";
import { type Colour, paint } from "./palette.ts";
import { type Flow, type FlowBand, sourcesText } from "./protocol-flow.ts";
import { type Face, letters, lineHeight, type TextStyle, wrapLines } from "./text-metrics.ts";

const COLUMN_HEAD: Face = { size: 15, bold: true };
const COLUMN_BODY: Face = { size: 14 };
const STRONG: Face = { size: 14, bold: true };
const COLUMN_SMALL: Face = { size: 12.5 };
const PAD = 9;
export const DIAGRAM_MARGIN = 24;

/** The left edges and widths of the columns; the gaps between them are for the lines. */
export const QUESTIONS = { x: DIAGRAM_MARGIN, width: 330 };
export const DERIVED = { x: 450, width: 260 };
export const RULES = { x: 830, width: 500 };
const URGENCY_COLUMN = { x: 1370, width: 150 };
export const DIAGRAM_WIDTH = URGENCY_COLUMN.x + URGENCY_COLUMN.width + DIAGRAM_MARGIN;

const URGENCY_COLOURS: Record<Urgency, Colour> = {
  EMERGENT: "alarm",
  URGENT: "wait",
  SOON: "good",
  ROUTINE: "ink",
};

export interface LaidOutColumn {
  drawn: SvgChild[];
  /** The middle of each box by its name: a number, a mark, a rule's id. */
  middles: Map<string, number>;
  height: number;
}

/** A box of lines, one face after the other. */
interface Box {
  height: number;
  draw(y: number): SvgChild[];
}

function boxOf(
  { x, width }: { x: number; width: number },
  stroke: Colour,
  parts: readonly (TextStyle & { text: string | readonly string[] })[],
  dashed = false,
): Box {
  const wrapped = parts.map(({ text, ...face }) => ({
    face,
    lines: [text].flat().flatMap((line) => wrapLines(line, face, width - 2 * PAD)),
  }));
  const height = wrapped.reduce((sum, { face, lines }) => sum + lines.length * lineHeight(face), 2 * PAD);
  const draw = (y: number): SvgChild[] => {
    let at = y + PAD;
    const words = wrapped.map(({ face, lines }) => {
      const drawn = lines.length > 0 ? letters(x + PAD, at + face.size - 1, lines, face) : null;
      at += lines.length * lineHeight(face);
      return drawn;
    });
    return [outline(x, y, width, height, stroke, dashed), words];
  };
  return { height, draw };
}

const outline = (
  x: number,
  y: number,
  width: number,
  height: number,
  stroke: Colour,
  dashed = false,
): SvgElement =>
  svgElement("rect", {
    x,
    y,
    width,
    height,
    rx: 6,
    "stroke-width": 1.5,
    ...(dashed && { "stroke-dasharray": "6 4" }),
    ...paint({ fill: "paper", stroke }),
  });

export function placeQuestions({ sections }: Flow, top: number, whole: number): LaidOutColumn {
  const blocks = sections.map(({ section, questions }) => {
    const rows = questions.map(({ number, question }) => ({
      number,
      lines: wrapLines(question.label, COLUMN_BODY, QUESTIONS.width - 52),
    }));
    const phase = section.phase === "results" ? " (asked after the first decision)" : "";
    const title = wrapLines(section.title + phase, COLUMN_HEAD, QUESTIONS.width - 2 * PAD);
    const head = title.length * lineHeight(COLUMN_HEAD) + PAD;
    const height = rows.reduce(
      (sum, row) => sum + row.lines.length * lineHeight(COLUMN_BODY) + 5,
      head + PAD,
    );
    return { title, rows, head, height };
  });
  const needed = blocks.reduce((sum, { height }) => sum + height, 0);
  const gap = Math.min(Math.max((whole - needed) / Math.max(blocks.length - 1, 1), 16), 90);
  const middles = new Map<string, number>();
  const drawn: SvgChild[] = [];
  let y = top;
  for (const { title, rows, head, height } of blocks) {
    drawn.push(outline(QUESTIONS.x, y, QUESTIONS.width, height, "line"));
    drawn.push(letters(QUESTIONS.x + PAD, y + PAD + COLUMN_HEAD.size - 3, title, COLUMN_HEAD));
    let at = y + head;
    for (const { number, lines: label } of rows) {
      const tall = label.length * lineHeight(COLUMN_BODY) + 5;
      drawn.push(
        letters(QUESTIONS.x + 34, at + COLUMN_BODY.size, [String(number)], { ...STRONG, anchor: "end" }),
        letters(QUESTIONS.x + 44, at + COLUMN_BODY.size, label, COLUMN_BODY),
      );
      middles.set(String(number), at + tall / 2 - 1);
      at += tall;
    }
    y += height + gap;
  }
  return { drawn, middles, height: y - gap - top };
}

export function placeRules({ bands }: Flow, top: number): LaidOutColumn {
  const middles = new Map<string, number>();
  const drawn: SvgChild[] = [];
  let y = top;
  for (const band of bands) {
    const begin = y;
    const colour = band.urgency ? URGENCY_COLOURS[band.urgency] : "subtle";
    for (const { rule, when, remarks, from } of band.rules) {
      const box = boxOf(RULES, colour, [
        { ...STRONG, text: rule.label },
        { ...COLUMN_SMALL, text: `When ${when}` },
        { ...COLUMN_SMALL, bold: true, text: remarks.map((remark) => `${remark}.`) },
        { ...COLUMN_SMALL, colour: "subtle", text: sourcesText(from) },
      ]);
      const middle = y + box.height / 2;
      middles.set(rule.id, middle);
      drawn.push(box.draw(y), arrow(RULES.x + RULES.width, middle, URGENCY_COLUMN.x, colour));
      y += box.height + 10;
    }
    const height = Math.max(y - 10 - begin, bandLines(band).height);
    drawn.push(bandBox(band, begin, height, colour));
    y = begin + height + 36;
  }
  return { drawn, middles, height: y - 36 - top };
}

function arrow(from: number, y: number, to: number, colour: Colour): SvgElement {
  const [middle, tip] = [Math.round(y), to - 4];
  return svgElement("path", {
    d: `M${from} ${middle}H${tip}M${tip - 7} ${middle - 5}L${tip} ${middle}L${tip - 7} ${middle + 5}`,
    "stroke-width": 2,
    ...paint({ stroke: colour }),
  });
}

/** The lines of a band's box, and the height that they need. */
function bandLines({ label, means }: FlowBand) {
  const name = wrapLines(label, COLUMN_HEAD, URGENCY_COLUMN.width - 2 * PAD);
  const text = wrapLines(means, COLUMN_SMALL, URGENCY_COLUMN.width - 2 * PAD);
  return {
    name,
    text,
    height: name.length * lineHeight(COLUMN_HEAD) + text.length * lineHeight(COLUMN_SMALL) + 2 * PAD,
  };
}

function bandBox(band: FlowBand, y: number, height: number, colour: Colour): SvgChild[] {
  const { name, text } = bandLines(band);
  const { x, width } = URGENCY_COLUMN;
  const middle = x + width / 2;
  const below = y + PAD + name.length * lineHeight(COLUMN_HEAD) + COLUMN_SMALL.size - 1;
  const frame = { x, y, width, height, rx: 6, "stroke-width": 3 };
  return [
    svgElement("rect", { ...frame, ...paint({ fill: "panel", stroke: colour }) }),
    letters(middle, y + PAD + COLUMN_HEAD.size - 1, name, { ...COLUMN_HEAD, colour, anchor: "middle" }),
    letters(middle, below, text, { ...COLUMN_SMALL, anchor: "middle" }),
  ];
}

/** Each derived finding at the height of its inputs and outputs, if there is room; then the gates. */
export function placeDerived(
  flow: Flow,
  top: number,
  questions: LaidOutColumn,
  rules: LaidOutColumn,
): LaidOutColumn {
  const derived = flow.derived
    .map(({ mark, derived: { label }, when, from }) => {
      const into = from.questions.flatMap((number) => questions.middles.get(String(number)) ?? []);
      const out = flow.bands
        .flatMap((band) => band.rules)
        .flatMap(({ rule, from: of }) =>
          of.derived.includes(mark) ? (rules.middles.get(rule.id) ?? []) : [],
        );
      const all = [...into, ...out];
      const box = boxOf(DERIVED, "ink", [
        { ...STRONG, text: `${mark}  ${label}` },
        { ...COLUMN_SMALL, text: when },
        { ...COLUMN_SMALL, colour: "subtle", text: sourcesText(from) },
      ]);
      return { mark, box, wanted: all.reduce((sum, y) => sum + y, 0) / Math.max(all.length, 1) };
    })
    .sort((a, b) => a.wanted - b.wanted);
  const middles = new Map<string, number>();
  const drawn: SvgChild[] = [];
  let free = top;
  for (const { mark, box, wanted } of derived) {
    const y = Math.max(free, wanted - box.height / 2);
    drawn.push(box.draw(y));
    middles.set(mark, y + box.height / 2);
    free = y + box.height + 24;
  }
  for (const { name, only, from } of flow.gates) {
    const box = boxOf(
      DERIVED,
      "alarm",
      [
        { ...COLUMN_SMALL, bold: true, colour: "alarm", text: "Withheld unless" },
        { ...COLUMN_SMALL, text: only },
        { ...STRONG, text: name },
        { ...COLUMN_SMALL, colour: "subtle", text: sourcesText(from) },
      ],
      true,
    );
    drawn.push(box.draw(free));
    free += box.height + 24;
  }
  return { drawn, middles, height: free - 24 - top };
}
