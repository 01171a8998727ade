import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { escapeXml, svgElement } from "../../src/pictures/markup.ts";
import { PALETTES } from "../../src/pictures/palette.ts";
import { FONT_FILES } from "../../src/pictures/png.ts";
import { widthOf, wrapLines } from "../../src/pictures/text-metrics.ts";
import { protocol } from "../protocol-under-test.ts";

const texts = [
  ...protocol.questions.flatMap(({ label, ask }) => [label, ask.physician]),
  ...protocol.rules.map(({ label }) => label),
  ...protocol.recommendations.map(({ text }) => text.physician),
  "0123456789 () [] {} <> & @ # % $ ~ ^ | \\ / ? ! * + - = _ ; : , . ' \"",
  "ÄÖÜ äöü ß é ñ ≥ ≤ → ° × ½",
];

describe("the room that words take", () => {
  it.each([false, true])("is never less than what the font needs (bold: %s)", (bold) => {
    for (const text of texts) {
      const svg = svgElement(
        "svg",
        { xmlns: "http://www.w3.org/2000/svg", width: 4000, height: 60 },
        svgElement(
          "text",
          { x: 0, y: 40, "font-size": 20, "font-family": "Inter", "font-weight": bold ? 700 : 400 },
          text,
        ),
      ).markup;
      const font = { loadSystemFonts: false, fontFiles: [...FONT_FILES], defaultFontFamily: "Inter" };
      const needed = new Resvg(svg, { font }).getBBox()?.width ?? 0;
      expect(needed).toBeGreaterThan(0);
      expect(widthOf(text, { size: 20, bold }), text).toBeGreaterThanOrEqual(needed);
    }
  });

  it("breaks lines at spaces, keeps every word, and fits each line", () => {
    const face = { size: 14 };
    for (const text of texts) {
      const lines = wrapLines(text, face, 200);
      expect(lines.join(" ")).toBe(text.split(" ").filter(Boolean).join(" "));
      for (const line of lines) expect(widthOf(line, face)).toBeLessThanOrEqual(200);
    }
  });

  it("breaks a word that is longer than the line, and loses none of it", () => {
    const lines = wrapLines(`a ${"x".repeat(100)} b`, { size: 14 }, 120);
    expect(lines.join("").replaceAll(" ", "")).toBe(`a${"x".repeat(100)}b`);
    for (const line of lines) expect(widthOf(line, { size: 14 })).toBeLessThanOrEqual(120);
  });

  it("does not break at a no-break space", () => {
    expect(wrapLines("larger by 3.5\u00a0cm", { size: 14 }, 85)).toEqual(["larger by", "3.5\u00a0cm"]);
  });
});

describe("markup", () => {
  it("escapes text and attributes, and replaces what XML forbids", () => {
    expect(svgElement("a", { b: `"<&'>` }, `<i>&"'\u0001\ud800`).markup).toBe(
      '<a b="&quot;&lt;&amp;&#39;&gt;">&lt;i&gt;&amp;&quot;&#39;\ufffd\ufffd</a>',
    );
    expect(escapeXml("plain")).toBe("plain");
  });
});

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(PALETTES))("the %s colours", (_, palette) => {
  it.each(["ink", "subtle", "alarm", "wait", "good"] as const)(
    "%s can be read on paper and panel",
    (name) => {
      expect(contrast(palette[name], palette.paper)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(palette[name], palette.panel)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it("lines can be seen on paper", () => {
    expect(contrast(palette.line, palette.paper)).toBeGreaterThanOrEqual(3);
  });
});
