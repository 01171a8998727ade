/** Small PNG files, for platforms with a limit on the size of a message. */
import { renderAsync } from "@resvg/resvg-js";
import { encode, type IndexedColors } from "fast-png";
import { PNG_FONTS } from "./png.ts";

export interface ByteBudget {
  /** The largest size of the file in bytes. */
  bytes: number;
  /** The most pixels on its longer edge. */
  edge: number;
}

/** Pixels for each unit of the SVG, the sharpest first; below the last, text is no longer legible. */
const SCALES = [2, 1.4, 1.15, 1, 0.85] as const;
/** Letters on paper need few: the colours of the picture, and some between each two. */
const PALETTE_SIZES = [64, 16] as const;
/** Colours closer than this, squared, count as one until all others have their place. */
const MIN_COLOUR_DISTANCE = 500;

/**
 * Renders an SVG of this program in its light colours, as sharp as the budget allows; null when it does not allow any.
 * @param picture an SVG with its size in units, as `Picture` holds it
 */
export async function toIndexedPng(
  { svg, width, height }: { svg: string; width: number; height: number },
  { bytes, edge }: ByteBudget,
): Promise<Buffer | null> {
  for (const scale of SCALES) {
    if (Math.max(width, height) * scale > edge) continue;
    const rendered = await renderAsync(svg, { fitTo: { mode: "zoom", value: scale }, font: PNG_FONTS });
    const { pixels } = rendered;
    for (const most of PALETTE_SIZES) {
      const { palette, data } = toPalette(pixels, most);
      const { width, height } = rendered;
      const depth = most <= 16 ? 4 : 8;
      const packed = depth === 4 ? inPairs(data, width) : data;
      const png = encode(
        { width, height, data: packed, depth, channels: 1, palette },
        { zlib: { level: 9 } },
      );
      if (png.length <= bytes) return Buffer.from(png);
    }
  }
  return null;
}

type RgbColour = readonly [red: number, green: number, blue: number];

const colourDistance = (a: RgbColour, b: RgbColour): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

/** Each pixel as the nearest of the palette's colours. Pixels are red, green, blue and alpha; all are opaque. */
function toPalette(pixels: Uint8Array, most: number): { palette: IndexedColors; data: Uint8Array } {
  const { buffer, byteOffset, length } = pixels;
  const packed = new DataView(buffer, byteOffset, length);
  const counts = new Map<number, number>();
  for (let at = 0; at < length; at += 4) {
    const colour = packed.getUint32(at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byUse = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  const palette = choosePalette(byUse.map(unpacked), most);
  const nearest = new Map(
    byUse.map((colour) => {
      const gaps = palette.map((each) => colourDistance(each, unpacked(colour)));
      return [colour, gaps.indexOf(Math.min(...gaps))];
    }),
  );
  const data = new Uint8Array(length / 4);
  for (let at = 0; at < data.length; at += 1) data[at] = nearest.get(packed.getUint32(at * 4)) ?? 0;
  return { palette: palette.map((each) => [...each]), data };
}

/** Two pixels to a byte, each line beginning a new one. */
function inPairs(data: Uint8Array, width: number): Uint8Array {
  const line = Math.ceil(width / 2);
  const packed = new Uint8Array((data.length / width) * line);
  for (const [at, colour] of data.entries()) {
    const x = at % width;
    const place = Math.floor(at / width) * line + (x >> 1);
    packed[place] = (packed[place] ?? 0) | (x % 2 === 0 ? colour << 4 : colour);
  }
  return packed;
}

const unpacked = (colour: number): RgbColour => [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255];

/** First those that differ, so that a rare colour keeps its own; then the shades between them, by use. */
function choosePalette(byUse: readonly RgbColour[], most: number): RgbColour[] {
  const palette: RgbColour[] = [];
  for (const colour of byUse)
    if (palette.length < most && palette.every((each) => colourDistance(each, colour) > MIN_COLOUR_DISTANCE))
      palette.push(colour);
  for (const colour of byUse) if (palette.length < most && !palette.includes(colour)) palette.push(colour);
  return palette;
}
