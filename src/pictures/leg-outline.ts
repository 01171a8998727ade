/** The outline of a leg from the front, and where on it the words of a protocol point. A drawing, not a map of nerves. */

/** The leg on the viewer's left, which is the patient's right; the other one is its mirror image. */
export const LEG = {
  width: 80,
  height: 412,
  skin:
    "M3 0C-1 60 5 130 13 182C11 212 8 245 15 282C20 318 24 345 24 362C19 378 5 392 3 402C6 412 28 413 40 407" +
    "C47 396 46 380 46 362C48 335 58 305 61 270C64 240 58 214 58 190C66 140 76 85 79 26C60 14 30 4 3 0Z",
  knee: "M25 180C28 172 46 172 49 180C50 194 46 203 37 204C28 203 24 194 25 180Z",
} as const;

/** Words for a group or a level, and the point on the leg they refer to. */
const PLACES: readonly (readonly [RegExp, { x: number; y: number }])[] = [
  [/\bhip\b/i, { x: 34, y: 22 }],
  [/\bthigh\b/i, { x: 38, y: 92 }],
  [/\bknee\b/i, { x: 37, y: 188 }],
  [/\bcalf\b|\bshin\b/i, { x: 37, y: 256 }],
  [/\bplantar/i, { x: 20, y: 396 }],
  [/\btoe\b|\bhallux\b/i, { x: 36, y: 400 }],
  [/\bankle\b/i, { x: 35, y: 358 }],
  [/\bfoot\b|\bheel\b/i, { x: 26, y: 385 }],
];

/** Where a label points, or null when the drawing has no such part. */
export const legPointOf = (label: string): { x: number; y: number } | null =>
  PLACES.find(([words]) => words.test(label))?.[1] ?? null;
