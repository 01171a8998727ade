/** What every picture is: an SVG, and the same facts in words for people who cannot see it. */
import type { Protocol } from "../protocol/schema.ts";
import { type SvgChild, svgElement } from "./markup.ts";
import { darkStyle, paint, type Theme } from "./palette.ts";

export interface Picture {
  /** A complete SVG document without an XML declaration: it can be a file or part of a page. */
  svg: string;
  width: number;
  height: number;
  title: string;
  /** Every fact of the picture, one sentence per line: for an `alt`, a terminal, a screen reader. */
  words: readonly string[];
}

/** The reader's own system font; a PNG gets the one that is loaded for it. */
const FONT_FAMILIES =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";

interface Frame {
  /** Unique in a page that shows several pictures. */
  id: string;
  width: number;
  height: number;
  title: string;
  words: readonly string[];
  theme: Theme;
}

/** Assembles the drawn parts, with their title and their words. */
export function picture({ id, width, height, title, words, theme }: Frame, ...drawn: SvgChild[]): Picture {
  const name = id.replace(/[^\w-]/g, "-");
  const { markup } = svgElement(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`,
      width: Math.round(width),
      height: Math.round(height),
      role: "img",
      "aria-labelledby": `${name}-title ${name}-words`,
      "font-family": FONT_FAMILIES,
    },
    svgElement("title", { id: `${name}-title` }, title),
    svgElement("desc", { id: `${name}-words` }, words.join("\n")),
    theme === "auto" ? darkStyle() : null,
    svgElement("rect", { width: Math.round(width), height: Math.round(height), ...paint({ fill: "paper" }) }),
    drawn,
  );
  return { svg: markup, width: Math.round(width), height: Math.round(height), title, words };
}

/** The protocol that a picture is based on, and how far it was reviewed: it may travel without its message. */
export const provenance = ({ title, version, review }: Protocol): string =>
  `${title}, version ${version}, ${review}.`;
