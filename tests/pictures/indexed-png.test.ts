import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { toIndexedPng } from "../../src/pictures/indexed-png.ts";
import { legFigure } from "../../src/pictures/leg-figure.ts";
import { windowTimeline } from "../../src/pictures/window-timeline.ts";
import { protocol } from "../protocol-under-test.ts";
import { HOUR, OPENED, sample, time } from "./sample-case.ts";

const EDGE = 1024;
const encounter = sample("b07");
const strip = windowTimeline(protocol, encounter, { now: OPENED + 2 * HOUR, time });
const legs = legFigure(protocol, encounter);

describe("a picture as a small PNG", () => {
  it.each([
    ["strip", strip],
    ["legs", legs],
  ])("stays within its bytes and its edge: %s", async (_, picture) => {
    for (const bytes of [24_500, 60_000]) {
      const png = await toIndexedPng(picture, { bytes, edge: EDGE });
      if (png === null) throw new Error("no room");
      expect(png.length).toBeLessThanOrEqual(bytes);
      const { width, height, data } = decode(png);
      expect(Math.max(width, height)).toBeLessThanOrEqual(EDGE);
      expect(width / height).toBeCloseTo(picture.width / picture.height, 1);
      expect(new Set(data).size).toBeGreaterThan(8);
    }
  });

  it("is the sharper the more room there is", async () => {
    const width = async (bytes: number) => {
      const png = await toIndexedPng(legs, { bytes, edge: EDGE });
      return png === null ? 0 : decode(png).width;
    };
    expect(await width(60_000)).toBeGreaterThan(await width(24_500));
  });

  it("is none where it could not be read any more", async () => {
    expect(await toIndexedPng(legs, { bytes: 2_000, edge: EDGE })).toBeNull();
    expect(await toIndexedPng(legs, { bytes: 60_000, edge: 200 })).toBeNull();
  });

  it("keeps the colour of a small mark", async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><rect width="300" height="60" fill="#fff"/>${Array.from({ length: 80 }, (_, at) => `<rect x="${at * 3}" width="3" height="60" fill="rgb(${at * 3},${at * 3},${at * 3})"/>`).join("")}<rect x="290" y="50" width="2" height="2" fill="#b3121c"/></svg>`;
    const png = await toIndexedPng({ svg, width: 300, height: 60 }, { bytes: 60_000, edge: 300 });
    if (png === null) throw new Error("no room");
    const { palette = [] } = decode(png);
    expect(palette.length).toBe(64);
    expect(palette.some(([red = 0, green = 0]) => red > 150 && green < 60)).toBe(true);
  });
});
