import { OPAQUE } from "./normalize.ts";

/** What an identifier is; the words are shown to the author, inside the marker. */
export const IDENTIFIER_KINDS = [
  "record number",
  "NHS number",
  "social security number",
  "insurance number",
  "identity document",
  "identification number",
  "date of birth",
  "phone number",
  "e-mail address",
  "address",
  "patient name",
] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** A stretch of text, `end` exclusive, and what it is. */
export type IdentifierSpan = { readonly kind: IdentifierKind; readonly start: number; readonly end: number };

/** `text` at its full length with each stretch made opaque. `spans` are in order and do not overlap. */
export function mask(text: string, spans: readonly { start: number; end: number }[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(done, start), OPAQUE.repeat(end - start));
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}

/** `pattern` (sticky) at `at`: the end of its match, or `at` when it does not match there. */
export function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match ? at + match[0].length : at;
}

/** How many ASCII digits are in `text` between `start` and `end`. */
export function digitsIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) count += 1;
  }
  return count;
}
