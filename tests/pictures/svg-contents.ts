/** Reads a drawn SVG back: its words, and the room that each line of them takes. */
import { JSDOM } from "jsdom";
import { expect } from "vitest";
import type { Picture } from "../../src/pictures/picture.ts";
import { widthOf } from "../../src/pictures/text-metrics.ts";

export interface Line {
  text: string;
  /** Lines of one text element belong together. */
  block: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const parser = new new JSDOM("").window.DOMParser();

/** Parses as XML, so that a fault of form fails here. */
export function documentOf(svg: string): Document {
  const document = parser.parseFromString(svg, "image/svg+xml");
  expect(document.querySelector("parsererror")?.textContent).toBeUndefined();
  return document;
}

export function linesOf(svg: string): Line[] {
  return [...documentOf(svg).querySelectorAll("text")].flatMap((text, block) => {
    const size = Number(text.getAttribute("font-size"));
    const bold = text.getAttribute("font-weight") === "700";
    const anchor = text.getAttribute("text-anchor");
    let baseline = Number(text.getAttribute("y"));
    return [...text.querySelectorAll("tspan")].map((span) => {
      baseline += Number(span.getAttribute("dy") ?? 0);
      const words = span.textContent ?? "";
      const width = widthOf(words, { size, bold });
      const x = Number(span.getAttribute("x"));
      const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
      return {
        text: words,
        block,
        left,
        right: left + width,
        // letters without descenders reach from about three quarters above to the baseline
        top: baseline - size * 0.74,
        bottom: baseline + size * 0.2,
      };
    });
  });
}

/** Every word that is drawn, in one string. */
export const drawnWords = (svg: string): string =>
  linesOf(svg)
    .map(({ text }) => text)
    .join(" ")
    .replaceAll("\u00a0", " ");

/** Pairs of lines that run into each other, and lines that leave the paper. */
export function collisions({ svg, width, height }: Picture): string[] {
  const lines = linesOf(svg);
  const found = lines
    .filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width + 0.5 || bottom > height)
    .map(({ text }) => `"${text}" leaves the paper`);
  lines.forEach((one, at) => {
    for (const other of lines.slice(at + 1)) {
      const apart =
        one.right <= other.left ||
        other.right <= one.left ||
        one.bottom <= other.top ||
        other.bottom <= one.top;
      if (!apart) found.push(`"${one.text}" runs into "${other.text}"`);
    }
  });
  return found;
}

/** What holds for every picture: well-formed, named, described, and readable. */
export function expectWhole(picture: Picture): void {
  const { documentElement: root } = documentOf(picture.svg);
  expect(root.getAttribute("role")).toBe("img");
  const named = (root.getAttribute("aria-labelledby") ?? "").split(" ");
  expect(named.map((id) => root.querySelector(`[id="${id}"]`)?.textContent)).toEqual([
    picture.title,
    picture.words.join("\n"),
  ]);
  expect(picture.svg).not.toMatch(/NaN|undefined|Infinity/);
  for (const text of root.querySelectorAll("text"))
    expect(Number(text.getAttribute("font-size"))).toBeGreaterThanOrEqual(12);
  expect(collisions(picture)).toEqual([]);
}
