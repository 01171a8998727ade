/** The three columns of a protocol's diagram: its questions, what is derived from them, and the rules by urgency. */
import type { Urgency } from "../protocol/schema.ts";
import { type Face, type Lettering, leading, letters, wrap } from "./lettering.ts";
import { type Child, type Element, el } from "./markup.ts";
import { type Colour, paint } from "./palette.ts";
import { type Flow, type FlowBand, sourcesText } from "./protocol-flow.ts";

const HEAD: Face = { size: 15, bold: true };
const BODY: Face = { size: 14 };
const STRONG: Face = { size: 14, bold: true };
const SMALL: Face = { size: 12.5 };
const PAD = 9;
export const MARGIN = 24;

/** The left edges and widths of the columns; the gaps between them are for the lines. */
export const QUESTIONS = { x: MARGIN, width: 330 };
export const DERIVED = { x: 450, width: 260 };
export const RULES = { x: 830, width: 500 };
const URGENCIES = { x: 1370, width: 150 };
export const WIDTH = URGENCIES.x + URGENCIES.width + MARGIN;

const COLOURS: Record<Urgency, Colour> = { EMERGENT: "alarm", URGENT: "wait", SOON: "good", ROUTINE: "ink" };

export interface Placed {
  drawn: Child[];
  /** The middle of each box by what it is called: a number, a mark, a rule's id. */
  middles: Map<string, number>;
  height: number;
}

/** A box of lines, one face after the other. */
interface Box {
  height: number;
  draw(y: number): Child[];
}

function boxOf(
  { x, width }: { x: number; width: number },
  stroke: Colour,
  parts: readonly (Lettering & { text: string | readonly string[] })[],
  dashed = false,
): Box {
  const wrapped = parts.map(({ text, ...face }) => ({
    face,
    lines: [text].flat().flatMap((line) => wrap(line, face, width - 2 * PAD)),
  }));
  const height = wrapped.reduce((sum, { face, lines }) => sum + lines.length * leading(face), 2 * PAD);
  const draw = (y: number): Child[] => {
    let at = y + PAD;
    const words = wrapped.map(({ face, lines }) => {
      const drawn = lines.length > 0 ? letters(x + PAD, at + face.size - 1, lines, face) : null;
      at += lines.length * leading(face);
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
): Element =>
  el("rect", {
    x,
    y,
    width,
    height,
    rx: 6,
    "stroke-width": 1.5,
    ...(dashed && { "stroke-dasharray": "6 4" }),
    ...paint({ fill: "paper", stroke }),
  });

export function placeQuestions({ sections }: Flow, top: number, whole: number): Placed {
  const blocks = sections.map(({ section, questions }) => {
    const rows = questions.map(({ number, question }) => ({
      number,
      lines: wrap(question.label, BODY, QUESTIONS.width - 52),
    }));
    const phase = section.phase === "results" ? " (asked after the first decision)" : "";
    const title = wrap(section.title + phase, HEAD, QUESTIONS.width - 2 * PAD);
    const head = title.length * leading(HEAD) + PAD;
    const height = rows.reduce((sum, row) => sum + row.lines.length * leading(BODY) + 5, head + PAD);
    return { title, rows, head, height };
  });
  const needed = blocks.reduce((sum, { height }) => sum + height, 0);
  const gap = Math.min(Math.max((whole - needed) / Math.max(blocks.length - 1, 1), 16), 90);
  const middles = new Map<string, number>();
  const drawn: Child[] = [];
  let y = top;
  for (const { title, rows, head, height } of blocks) {
    drawn.push(outline(QUESTIONS.x, y, QUESTIONS.width, height, "line"));
    drawn.push(letters(QUESTIONS.x + PAD, y + PAD + HEAD.size - 3, title, HEAD));
    let at = y + head;
    for (const { number, lines: label } of rows) {
      const tall = label.length * leading(BODY) + 5;
      drawn.push(
        letters(QUESTIONS.x + 34, at + BODY.size, [String(number)], { ...STRONG, anchor: "end" }),
        letters(QUESTIONS.x + 44, at + BODY.size, label, BODY),
      );
      middles.set(String(number), at + tall / 2 - 1);
      at += tall;
    }
    y += height + gap;
  }
  return { drawn, middles, height: y - gap - top };
}

export function placeRules({ bands }: Flow, top: number): Placed {
  const middles = new Map<string, number>();
  const drawn: Child[] = [];
  let y = top;
  for (const band of bands) {
    const begin = y;
    const colour = band.urgency ? COLOURS[band.urgency] : "subtle";
    for (const { rule, when, remarks, from } of band.rules) {
      const box = boxOf(RULES, colour, [
        { ...STRONG, text: rule.label },
        { ...SMALL, text: `When ${when}` },
        { ...SMALL, bold: true, text: remarks.map((remark) => `${remark}.`) },
        { ...SMALL, colour: "subtle", text: sourcesText(from) },
      ]);
      const middle = y + box.height / 2;
      middles.set(rule.id, middle);
      drawn.push(box.draw(y), arrow(RULES.x + RULES.width, middle, URGENCIES.x, colour));
      y += box.height + 10;
    }
    const height = Math.max(y - 10 - begin, bandLines(band).height);
    drawn.push(bandBox(band, begin, height, colour));
    y = begin + height + 36;
  }
  return { drawn, middles, height: y - 36 - top };
}

function arrow(from: number, y: number, to: number, colour: Colour): Element {
  const [middle, tip] = [Math.round(y), to - 4];
  return el("path", {
    d: `M${from} ${middle}H${tip}M${tip - 7} ${middle - 5}L${tip} ${middle}L${tip - 7} ${middle + 5}`,
    "stroke-width": 2,
    ...paint({ stroke: colour }),
  });
}

/** The lines of a band's box, and the height that they need. */
function bandLines({ label, means }: FlowBand) {
  const name = wrap(label, HEAD, URGENCIES.width - 2 * PAD);
  const text = wrap(means, SMALL, URGENCIES.width - 2 * PAD);
  return { name, text, height: name.length * leading(HEAD) + text.length * leading(SMALL) + 2 * PAD };
}

function bandBox(band: FlowBand, y: number, height: number, colour: Colour): Child[] {
  const { name, text } = bandLines(band);
  const { x, width } = URGENCIES;
  const middle = x + width / 2;
  const below = y + PAD + name.length * leading(HEAD) + SMALL.size - 1;
  const frame = { x, y, width, height, rx: 6, "stroke-width": 3 };
  return [
    el("rect", { ...frame, ...paint({ fill: "panel", stroke: colour }) }),
    letters(middle, y + PAD + HEAD.size - 1, name, { ...HEAD, colour, anchor: "middle" }),
    letters(middle, below, text, { ...SMALL, anchor: "middle" }),
  ];
}

/** Each derived finding at the height of what leads into it and out of it, as far as there is room; then the gates. */
export function placeDerived(flow: Flow, top: number, questions: Placed, rules: Placed): Placed {
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
        { ...SMALL, text: when },
        { ...SMALL, colour: "subtle", text: sourcesText(from) },
      ]);
      return { mark, box, wanted: all.reduce((sum, y) => sum + y, 0) / Math.max(all.length, 1) };
    })
    .sort((a, b) => a.wanted - b.wanted);
  const middles = new Map<string, number>();
  const drawn: Child[] = [];
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
        { ...SMALL, bold: true, colour: "alarm", text: "Withheld unless" },
        { ...SMALL, text: only },
        { ...STRONG, text: name },
        { ...SMALL, colour: "subtle", text: sourcesText(from) },
      ],
      true,
    );
    drawn.push(box.draw(free));
    free += box.height + 24;
  }
  return { drawn, middles, height: free - 24 - top };
}
