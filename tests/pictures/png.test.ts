import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { legFigure } from "../../src/pictures/leg-figure.ts";
import { toPng } from "../../src/pictures/png.ts";
import { windowTimeline } from "../../src/pictures/window-timeline.ts";
import { protocol } from "../protocol-under-test.ts";
import { HOUR, OPENED, sample, time } from "./sample-case.ts";

/** The share of pixels that are not white, read back from the PNG itself. */
function inked(png: Buffer, width: number, height: number): number {
  const image = `<image href="data:image/png;base64,${png.toString("base64")}" width="${width}" height="${height}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  const { pixels } = new Resvg(svg).render();
  let dark = 0;
  for (let at = 0; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 200) dark += 1;
  return dark / (width * height);
}

const worded = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" font-family="system-ui, sans-serif">` +
  `<rect width="300" height="60" fill="#fff"/><text x="10" y="40" font-size="24" fill="#000">${text}</text></svg>`;

describe("a picture as PNG", () => {
  it.each(["plain words", "≥ ≤ → ° ×", "Ünïcödé", "Ελληνικά", "Кириллица"])("has its words: %s", (text) => {
    expect(inked(toPng(worded(text), 1), 300, 60)).toBeGreaterThan(0.005);
    expect(inked(toPng(worded(""), 1), 300, 60)).toBe(0);
  });

  it("loses words when the text is taken out of a strip or a figure", () => {
    const encounter = sample("b07");
    const pictures = [
      windowTimeline(protocol, encounter, { now: OPENED + 2 * HOUR, time, theme: "light" }),
      legFigure(protocol, encounter, { theme: "light" }),
    ];
    for (const { svg, width, height } of pictures) {
      const bare = svg.replace(/<text.*?<\/text>/g, "");
      const share = (source: string) => inked(toPng(source, 1), width, height);
      expect(share(svg) - share(bare)).toBeGreaterThan(0.01);
    }
  });

  it("is in the light colours also when the picture would follow the reader's system", () => {
    const encounter = sample("b07");
    const options = { now: OPENED + HOUR, time };
    const auto = toPng(windowTimeline(protocol, encounter, { ...options, theme: "auto" }).svg);
    const light = toPng(windowTimeline(protocol, encounter, { ...options, theme: "light" }).svg);
    expect(auto.equals(light)).toBe(true);
  });

  it("is twice as large as its units, or as asked", () => {
    const size = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(size(toPng(worded("a")))).toEqual([600, 120]);
    expect(size(toPng(worded("a"), 1))).toEqual([300, 60]);
  });

  it("refuses what is no SVG", () => {
    expect(() => toPng("not a picture")).toThrow();
  });
});
