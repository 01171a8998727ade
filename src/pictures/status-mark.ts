/** A shape for each state of a window, so that none is shown by colour alone. */
import { type SvgElement, svgElement } from "./markup.ts";
import { type Colour, paint } from "./palette.ts";
import type { WindowState } from "./timeline-facts.ts";

/** Draws the mark around a centre, r units to each side. */
export function statusMark(state: WindowState, x: number, y: number, r: number, colour: Colour): SvgElement {
  const stroke = { "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" } as const;
  const path = (d: string, paints: Parameters<typeof paint>[0]) =>
    svgElement("path", { d, ...stroke, ...paint(paints) });
  switch (state) {
    case "overdue":
      // a warning triangle
      return svgElement(
        "g",
        {},
        path(`M${x} ${y - r}L${x + r} ${y + r - 1}L${x - r} ${y + r - 1}Z`, { fill: colour, stroke: colour }),
        path(`M${x} ${y - r / 3}V${y + r / 4}M${x} ${y + r * 0.6}V${y + r * 0.62}`, { stroke: "paper" }),
      );
    case "due":
      // a clock
      return svgElement(
        "g",
        {},
        svgElement("circle", {
          cx: x,
          cy: y,
          r: r - 1,
          ...stroke,
          ...paint({ fill: "paper", stroke: colour }),
        }),
        path(`M${x} ${y - r / 2}V${y}H${x + r / 2}`, { stroke: colour }),
      );
    case "done":
    case "late":
      // a tick; inside a square when it came late
      return svgElement(
        "g",
        {},
        state === "late"
          ? svgElement("rect", {
              x: x - r + 1,
              y: y - r + 1,
              width: 2 * r - 2,
              height: 2 * r - 2,
              ...stroke,
              ...paint({ stroke: colour }),
            })
          : null,
        path(`M${x - r / 2} ${y}L${x - r / 8} ${y + r / 2}L${x + r / 2} ${y - r / 2}`, { stroke: colour }),
      );
    case "lifted":
      return path(`M${x - r / 2} ${y}H${x + r / 2}`, { stroke: colour });
  }
}
