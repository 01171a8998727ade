/** The protocol drawn as a flow from its questions through its rules to the urgencies. */
import type { Protocol } from "../protocol/schema.ts";
import {
  DERIVED,
  DIAGRAM_MARGIN,
  DIAGRAM_WIDTH,
  type LaidOutColumn,
  placeDerived,
  placeQuestions,
  placeRules,
  QUESTIONS,
  RULES,
} from "./diagram-columns.ts";
import { type SvgChild, svgElement } from "./markup.ts";
import { type Colour, paint, type Theme } from "./palette.ts";
import { type Picture, picture, provenance } from "./picture.ts";
import { type Flow, flowOf, type Sources, sourcesText } from "./protocol-flow.ts";
import { type Face, letters, lineHeight, wrapLines } from "./text-metrics.ts";

const DIAGRAM_TITLE: Face = { size: 22, bold: true };
const DIAGRAM_BODY: Face = { size: 14 };

/** Draws a protocol; everything clinical in it comes from its file. */
export function protocolDiagram(protocol: Protocol, { theme = "auto" }: { theme?: Theme } = {}): Picture {
  const flow = flowOf(protocol);
  const title = `${protocol.title}: from the questions to the urgency`;
  const heading = wrapLines(title, DIAGRAM_TITLE, DIAGRAM_WIDTH - 2 * DIAGRAM_MARGIN);
  const intro = [
    "A line leads from each question to what depends on it. A finding that is not known makes a rule possible, never false. The highest urgency of the true rules wins.",
    `${provenance(protocol)} ${protocol.disclaimer}`,
  ].flatMap((line) => wrapLines(line, DIAGRAM_BODY, DIAGRAM_WIDTH - 2 * DIAGRAM_MARGIN));
  const below = DIAGRAM_MARGIN + heading.length * lineHeight(DIAGRAM_TITLE) + DIAGRAM_BODY.size;
  const top = below + intro.length * lineHeight(DIAGRAM_BODY) + 20;
  const rules = placeRules(flow, top);
  const questions = placeQuestions(flow, top, rules.height);
  const derived = placeDerived(flow, top, questions, rules);
  const height = top + Math.max(rules.height, questions.height, derived.height) + DIAGRAM_MARGIN;
  return picture(
    { id: `protocol-${protocol.id}`, width: DIAGRAM_WIDTH, height, title, words: diagramText(flow), theme },
    letters(DIAGRAM_MARGIN, DIAGRAM_MARGIN + DIAGRAM_TITLE.size, heading, DIAGRAM_TITLE),
    letters(DIAGRAM_MARGIN, below, intro, { ...DIAGRAM_BODY, colour: "subtle" }),
    connectorLines(flow, questions, derived, rules),
    questions.drawn,
    derived.drawn,
    rules.drawn,
  );
}

function connectorLines(
  { derived, bands }: Flow,
  questions: LaidOutColumn,
  marks: LaidOutColumn,
  rules: LaidOutColumn,
): SvgChild[] {
  const begin = QUESTIONS.x + QUESTIONS.width;
  const end = DERIVED.x + DERIVED.width;
  const fromQuestions = ({ questions: numbers }: Sources, x: number, y: number | undefined) =>
    numbers.map((number) => curve(begin, questions.middles.get(String(number)), x, y, "line"));
  return [
    ...derived.flatMap(({ mark, from }) => {
      const y = marks.middles.get(mark);
      return [
        ...fromQuestions(from, DERIVED.x, y),
        ...from.derived.map((other) => loop(end, marks.middles.get(other), y)),
      ];
    }),
    ...bands
      .flatMap((band) => band.rules)
      .flatMap(({ rule, from }) => {
        const y = rules.middles.get(rule.id);
        return [
          ...fromQuestions(from, RULES.x, y),
          ...from.derived.map((mark) => curve(end, marks.middles.get(mark), RULES.x, y, "ink")),
        ];
      }),
  ];
}

function curve(
  x1: number,
  y1: number | undefined,
  x2: number,
  y2: number | undefined,
  colour: Colour,
): SvgChild {
  if (y1 === undefined || y2 === undefined) return null;
  const bend = (x2 - x1) * 0.45;
  const [from, to] = [Math.round(y1), Math.round(y2)];
  return svgElement("path", {
    d: `M${x1} ${from}C${Math.round(x1 + bend)} ${from} ${Math.round(x2 - bend)} ${to} ${x2} ${to}`,
    "stroke-width": colour === "ink" ? 1.5 : 1,
    ...paint({ stroke: colour }),
  });
}

/** From one derived finding to another one, outside of their column. */
function loop(x: number, y1: number | undefined, y2: number | undefined): SvgChild {
  if (y1 === undefined || y2 === undefined) return null;
  const [from, to] = [Math.round(y1), Math.round(y2)];
  return svgElement("path", {
    d: `M${x} ${from}C${x + 50} ${from} ${x + 50} ${to} ${x} ${to}`,
    "stroke-width": 1.5,
    ...paint({ stroke: "ink" }),
  });
}

/** The same flow in sentences. */
function diagramText({ sections, derived, gates, bands }: Flow): string[] {
  return [
    ...sections.map(
      ({ section, questions }) =>
        `${section.title} asks: ${questions.map(({ number, question }) => `${number} ${question.label}`).join("; ")}.`,
    ),
    ...derived.map(
      ({ mark, derived: { label }, when, from }) => `${mark} ${label}: ${when} (${sourcesText(from)}).`,
    ),
    ...bands.flatMap(({ label, means, rules }) => [
      `${label}: ${means}`,
      ...rules.map(({ rule, when, remarks, from }) => {
        const source = sourcesText(from);
        const told = `${label}: ${rule.label}, when ${when}${source && ` (${source})`}.`;
        return [told, ...remarks.map((each) => `${each}.`)].join(" ");
      }),
    ]),
    ...gates.map(({ name, only, from }) => `Withheld unless ${only}: ${name} (${sourcesText(from)}).`),
  ];
}
