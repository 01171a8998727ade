/**
 * Colours by meaning. Light ones are attributes, so that a picture is complete where no style sheet is
 * applied (a PNG, a page that forbids inline styles); dark ones override them by class.
 * Every colour with a meaning also has a shape or words: see the pictures.
 */
import { type SvgAttributes, type SvgElement, styleElement } from "./markup.ts";

const LIGHT = {
  paper: "#ffffff",
  panel: "#eef2f6",
  ink: "#16202a",
  subtle: "#4a5663",
  line: "#7c8996",
  alarm: "#b3131b",
  wait: "#7a4a00",
  good: "#0b6148",
} as const;
export type Colour = keyof typeof LIGHT;

const DARK: Record<Colour, string> = {
  paper: "#12171c",
  panel: "#222b33",
  ink: "#eef2f5",
  subtle: "#b8c3cc",
  line: "#8592a0",
  alarm: "#ff9a92",
  wait: "#ffc870",
  good: "#7adcb6",
};

/** `auto` follows the reader's system where it can; `light` contains no style sheet at all, for print and PNG. */
export type Theme = "auto" | "light";

/** Attributes that fill and outline a shape. */
export function paint({ fill, stroke }: { fill?: Colour; stroke?: Colour }): SvgAttributes {
  const classes = [...(fill ? [`tp-f-${fill}`] : []), ...(stroke ? [`tp-s-${stroke}`] : [])].join(" ");
  return {
    ...(classes && { class: classes }),
    fill: fill ? LIGHT[fill] : "none",
    ...(stroke && { stroke: LIGHT[stroke] }),
  };
}

/** The dark colours, for a reader whose system is dark. */
export function darkStyle(): SvgElement {
  const rules = Object.entries(DARK).map(
    ([name, colour]) => `.tp-f-${name}{fill:${colour}}.tp-s-${name}{stroke:${colour}}`,
  );
  return styleElement(`@media (prefers-color-scheme:dark){${rules.join("")}}`);
}

/** Both palettes, for a test of their contrast. */
export const PALETTES = { light: LIGHT, dark: DARK } as const;
