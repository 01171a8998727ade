/** The case picture: from the injection to recognition to each window, with what is done, due and overdue. */
import type { Encounter } from "../case/encounter.ts";
import type { Protocol } from "../protocol/schema.ts";
import type { Setting } from "../triage/evaluate.ts";
import { type SvgChild, type SvgElement, svgElement } from "./markup.ts";
import { type Colour, paint, type Theme } from "./palette.ts";
import { type Picture, picture, provenance } from "./picture.ts";
import { statusMark } from "./status-mark.ts";
import { type Face, letters, lineHeight, widthOf, wrapLines } from "./text-metrics.ts";
import {
  type Moment,
  stripFacts,
  stripWords,
  type TimelineFacts,
  type WindowFact,
  type WriteTime,
} from "./timeline-facts.ts";
import { scaleOf } from "./timeline-scale.ts";

export interface TimelineOptions {
  /** The current moment, in milliseconds since the epoch. */
  now: number;
  /** The site's switches that are on; none where it is left out. */
  site?: Setting["site"];
  /** Writes a moment in the reader's time zone, such as "Wed 14:30". */
  time: WriteTime;
  /** In CSS pixels, 320 or more. A narrower picture wraps long words, and never uses smaller letters. */
  width?: number;
  theme?: Theme;
  /** Also shows the windows that the protocol shows only to the owner of a case. */
  forOwner?: boolean;
}

const TIMELINE_MARGIN = 16;
const TIMELINE_TITLE: Face = { size: 17, bold: true };
const TIMELINE_BODY: Face = { size: 14 };
const STATUS: Face = { size: 14, bold: true };
const TIMELINE_SMALL: Face = { size: 12.5 };
const BAR = 12;

const WINDOW_COLOURS: Record<WindowFact["state"], Colour> = {
  overdue: "alarm",
  due: "wait",
  late: "alarm",
  done: "good",
  lifted: "subtle",
};

/**
 * Draws a case's timeline. Distances on it are not to scale; every moment is written out.
 * @throws Error when the width is below 320
 */
export function windowTimeline(protocol: Protocol, encounter: Encounter, options: TimelineOptions): Picture {
  const { now, site = {}, time, width = 720, theme = "auto", forOwner = false } = options;
  if (!(width >= 320)) throw new Error(`a strip is at least 320 wide, and ${width} was asked for`);
  const facts = stripFacts(protocol, encounter, { setting: { now, site }, time, forOwner });
  const title = wrapLines(facts.title, TIMELINE_TITLE, width - 2 * TIMELINE_MARGIN);
  let y = TIMELINE_MARGIN + TIMELINE_TITLE.size;
  const drawn: SvgChild[] = [letters(TIMELINE_MARGIN, y, title, TIMELINE_TITLE)];
  y += (title.length - 1) * lineHeight(TIMELINE_TITLE) + 18;

  const flags = flagsOf(facts.moments, Math.min(180, width * 0.34), time);
  const x = axisOf(facts, flags, TIMELINE_MARGIN + 6, width - TIMELINE_MARGIN);
  const height = placeFlags(flags, x);
  const axis = y + height;
  drawn.push(
    flags.map((flag) => drawFlag(flag, axis)),
    axisLine(x, facts, axis),
  );
  y = axis + 26;

  for (const window of facts.windows) {
    const row = windowRow(window, x, y, width);
    drawn.push(row.drawn);
    y += row.height;
  }
  if (facts.windows.length === 0) {
    drawn.push(letters(TIMELINE_MARGIN, y + TIMELINE_BODY.size, ["No window is running."], TIMELINE_BODY));
    y += lineHeight(TIMELINE_BODY) + 8;
  }
  const foot = wrapLines(
    `Distances are not to scale. ${provenance(protocol)}`,
    TIMELINE_SMALL,
    width - 2 * TIMELINE_MARGIN,
  );
  drawn.push(
    letters(TIMELINE_MARGIN, y + TIMELINE_SMALL.size, foot, { ...TIMELINE_SMALL, colour: "subtle" }),
  );
  y += foot.length * lineHeight(TIMELINE_SMALL) + TIMELINE_MARGIN;
  return picture(
    {
      id: `strip-${encounter.handle}`,
      width,
      height: y,
      title: facts.title,
      words: stripWords(facts, time),
      theme,
    },
    drawn,
  );
}

interface Flag {
  at: number;
  label: readonly string[];
  time: readonly string[];
  width: number;
  height: number;
  x: number;
  /** How far above the axis its words end. */
  bottom: number;
}

function flagsOf(moments: readonly Moment[], most: number, time: WriteTime): Flag[] {
  return moments.map((moment) => {
    const label = wrapLines(moment.label, STATUS, most - 8);
    const when = wrapLines(time(moment.at), TIMELINE_SMALL, most - 8);
    const width = Math.max(...[...label, ...when].map((line) => widthOf(line, STATUS))) + 8;
    const height = (label.length + when.length) * lineHeight(STATUS);
    return { at: moment.at, label, time: when, width, height, x: 0, bottom: 0 };
  });
}

/** The scale that uses the full width and leaves each flag room to its right. */
function axisOf(
  facts: TimelineFacts,
  flags: readonly Flag[],
  from: number,
  edge: number,
): (at: number) => number {
  const marks = [
    ...facts.moments.map(({ at }) => at),
    ...facts.windows.flatMap(({ started, due, until }) => [started, due, until]),
  ];
  let to = edge - 4;
  for (;;) {
    const x = scaleOf(marks, from, to);
    const beyond = Math.max(...flags.map((flag) => x(flag.at) + flag.width - edge));
    if (beyond <= 0 || to - beyond < from) return x;
    to -= Math.max(beyond, 1);
  }
}

/**
 * Flags are on staffs and point to the right; each is above all that begin under it, so that no staff crosses
 * words. Returns their height.
 */
function placeFlags(flags: readonly Flag[], x: (at: number) => number): number {
  const placed: Flag[] = [];
  for (const flag of [...flags].reverse()) {
    flag.x = x(flag.at);
    const under = placed.filter((other) => other.x < flag.x + flag.width + 6);
    flag.bottom = Math.max(10, ...under.map((other) => other.bottom + other.height + 6));
    placed.push(flag);
  }
  return Math.max(...placed.map(({ bottom, height }) => bottom + height)) + 4;
}

function drawFlag({ x, bottom, height, label, time }: Flag, axis: number): SvgElement {
  const top = axis - bottom - height;
  const first = top + STATUS.size - 2;
  return svgElement(
    "g",
    {},
    svgElement("line", {
      x1: x,
      x2: x,
      y1: axis,
      y2: top,
      "stroke-width": 1.5,
      ...paint({ stroke: "line" }),
    }),
    letters(x + 6, first, label, STATUS),
    letters(x + 6, first + label.length * lineHeight(STATUS), time, { ...TIMELINE_SMALL, colour: "subtle" }),
  );
}

function axisLine(x: (at: number) => number, { moments, end }: TimelineFacts, y: number): SvgElement[] {
  const first = Math.min(...moments.map(({ at }) => at));
  const dots = moments.map(({ at, kind }) =>
    kind === "recognised"
      ? svgElement("path", { d: diamond(x(at), y, 7), ...paint({ fill: "alarm" }) })
      : svgElement("circle", {
          cx: x(at),
          cy: y,
          r: kind === "end" ? 6 : 5,
          "stroke-width": 2,
          ...paint({ fill: kind === "end" ? "paper" : "ink", stroke: "ink" }),
        }),
  );
  return [
    svgElement("line", {
      x1: x(first),
      x2: x(end),
      y1: y,
      y2: y,
      "stroke-width": 3,
      ...paint({ stroke: "line" }),
    }),
    ...dots,
  ];
}

const diamond = (x: number, y: number, r: number): string =>
  `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`.replace(/\d+\.\d+/g, (n) =>
    String(Math.round(Number(n) * 100) / 100),
  );

/** One window: what is requested, its state, and its bar from the start to the limit. */
function windowRow(window: WindowFact, x: (at: number) => number, y: number, width: number) {
  const left = TIMELINE_MARGIN + 24;
  const room = width - left - TIMELINE_MARGIN;
  const colour = WINDOW_COLOURS[window.state];
  const label = wrapLines(window.label, TIMELINE_BODY, room);
  const status = wrapLines(window.status, STATUS, room);
  const note = wrapLines(window.note, TIMELINE_SMALL, room);
  let at = y + STATUS.size;
  const drawn: SvgChild[] = [statusMark(window.state, TIMELINE_MARGIN + 8, at - 5, 8, colour)];
  drawn.push(letters(left, at, status, { ...STATUS, colour }));
  at += status.length * lineHeight(STATUS);
  drawn.push(letters(left, at, label, TIMELINE_BODY));
  at += label.length * lineHeight(TIMELINE_BODY);
  drawn.push(letters(left, at - 1, note, { ...TIMELINE_SMALL, colour: "subtle" }));
  at += (note.length - 1) * lineHeight(TIMELINE_SMALL) + 8;
  drawn.push(bar(window, x, at, colour));
  return { drawn, height: at + BAR + 20 - y };
}

function bar(
  { started, due, until, state }: WindowFact,
  x: (at: number) => number,
  y: number,
  colour: Colour,
): SvgElement[] {
  const [from, limit, now] = [x(started), x(due), x(until)];
  const used = Math.min(now, limit);
  const box = (a: number, b: number, attributes: Parameters<typeof paint>[0], more = {}) =>
    svgElement("rect", { x: a, y, width: Math.max(b - a, 0), height: BAR, ...paint(attributes), ...more });
  const parts = [
    box(from, limit, { fill: "panel", stroke: "line" }),
    box(from, used, { fill: state === "lifted" ? "line" : colour }),
  ];
  // beyond the limit the bar is open and crossed, so that it reads without colour
  if (now > limit) {
    parts.push(box(limit, now, { fill: "paper", stroke: colour }, { "stroke-width": 1.5 }));
    for (let at = limit + 6; at < now; at += 6)
      parts.push(
        svgElement("line", {
          x1: at - 4,
          x2: at,
          y1: y + BAR - 1,
          y2: y + 1,
          "stroke-width": 1.5,
          ...paint({ stroke: colour }),
        }),
      );
  }
  parts.push(
    svgElement("line", {
      x1: limit,
      x2: limit,
      y1: y - 4,
      y2: y + BAR + 4,
      "stroke-width": 2.5,
      ...paint({ stroke: "ink" }),
    }),
  );
  return parts;
}
