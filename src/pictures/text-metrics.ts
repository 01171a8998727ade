/** The space that words need, and how they wrap, without a screen to measure them on. */
import { type SvgChild, type SvgElement, svgElement } from "./markup.ts";
import { type Colour, paint } from "./palette.ts";

/**
 * The width of the characters from space to tilde in hundredths of the font size: of the fonts that a reader may
 * get (Inter, Noto Sans, DejaVu Sans, Liberation Sans) the widest, so that words may come out narrower, never wider.
 */
const WIDTHS = [
  32, 40, 47, 84, 65, 98, 78, 30, 39, 39, 50, 84, 32, 46, 32, 37, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34,
  34, 84, 84, 84, 53, 102, 69, 69, 73, 77, 67, 61, 78, 75, 34, 50, 67, 57, 91, 78, 79, 64, 79, 72, 67, 65, 74,
  69, 99, 69, 68, 69, 39, 37, 39, 84, 56, 56, 61, 63, 57, 63, 62, 37, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63,
  63, 41, 53, 39, 63, 59, 82, 59, 59, 55, 64, 34, 64, 84,
];
const OTHER = 100;
const NO_BREAK = "\u00a0";
const BOLD = 1.12;

export interface Face {
  size: number;
  bold?: boolean;
}

/** The width of a text in user units; at least what any usual font needs. */
export function widthOf(text: string, { size, bold = false }: Face): number {
  let sum = 0;
  for (const character of text.normalize("NFC").replaceAll(NO_BREAK, " "))
    sum += WIDTHS[(character.codePointAt(0) ?? 0) - 32] ?? (/\p{L}|\p{N}/u.test(character) ? 80 : OTHER);
  return (sum / 100) * size * (bold ? BOLD : 1);
}

/** Breaks a text at its spaces into lines that fit; a word that is too long by itself is broken inside. */
export function wrapLines(text: string, face: Face, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/[^\S\u00a0]+/).filter(Boolean)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer, face) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = pieced(word, face, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return line === "" ? lines : [...lines, line];
}

function pieced(word: string, face: Face, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && widthOf(piece + character, face) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}

/** The distance between two lines of text. */
export const lineHeight = ({ size }: Face): number => Math.round(size * 1.35);

export interface TextStyle extends Face {
  colour?: Colour;
  anchor?: "start" | "middle" | "end";
}

/** Lines of text, the first with its baseline at y. */
export function letters(x: number, y: number, lines: readonly string[], face: TextStyle): SvgElement {
  const { size, bold, colour = "ink", anchor = "start" } = face;
  const rows: SvgChild[] = lines.map((line, row) =>
    svgElement("tspan", { x, ...(row > 0 && { dy: lineHeight(face) }) }, line),
  );
  return svgElement(
    "text",
    {
      x,
      y,
      "font-size": size,
      ...(bold && { "font-weight": 700 }),
      "text-anchor": anchor,
      ...paint({ fill: colour }),
    },
    rows,
  );
}
