/** From what Teams sends to what the person typed: entities, markup, and text that Teams lost. */

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  deg: "°",
  plusmn: "±",
  micro: "µ",
  le: "≤",
  ge: "≥",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
};

/** Decodes each entity once: "&amp;lt;" is the word "&lt;". */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (whole, dec, hex, name) => {
      if (name !== undefined) return NAMED_ENTITIES[name] ?? whole;
      const code = dec !== undefined ? Number(dec) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : whole;
    },
  );
}

/**
 * Replaces what stands from an opening tag to the next closing one, in a single pass: a text of opening tags alone must not
 * be searched from each of them.
 * @param tag finds both, all over the text; its first group is "/" in a closing one
 */
export function replaceEnclosed(text: string, tag: RegExp, replace: (inside: string) => string): string {
  let replaced = "";
  let from = 0;
  let open: RegExpExecArray | null = null;
  for (const found of text.matchAll(tag)) {
    if (found[1] !== "/") open ??= found;
    else if (open !== null) {
      const inside = text.slice(open.index + open[0].length, found.index);
      replaced += text.slice(from, open.index) + replace(inside);
      from = found.index + found[0].length;
      open = null;
    }
  }
  return replaced + text.slice(from);
}

const QUOTE_TAG = /<(\/?)blockquote\b[^<>]*>/gi;
const HTML_TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9:]*)(?:\s[^<>]*)?\/?>/g;
const BREAKING_TAGS = new Set(["br", "p", "div", "li", "tr", "ul", "ol"]);

/**
 * The words of a text/html attachment with its mentions left in as `<at>` and its entities still encoded, in the
 * form that `text` should have had. Quotes of an earlier message are left out: they were not said now.
 */
export function textOfHtml(html: string): string {
  return replaceEnclosed(html, QUOTE_TAG, () => "").replace(HTML_TAG, (_, slash: string, name: string) => {
    const tag = name.toLowerCase();
    if (tag === "at" || tag === "span") return tag === "at" ? `<${slash}at>` : "";
    return BREAKING_TAGS.has(tag) ? "\n" : "";
  });
}

const withoutSpaces = (text: string) => text.replace(/\s+/gu, "");

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of part) {
    at = whole.indexOf(char, at);
    if (at === -1) return false;
    at += char.length;
  }
  return true;
}

/**
 * Teams has been seen to drop what follows a "<" from the plain text ("SpO2 <90"). When the markup of the same
 * message holds everything that the text holds, and a "<" that the text lacks, the markup is what was typed.
 * Both arguments are without mentions and with entities decoded.
 */
export function completeText(text: string, fromHtml: string | null): string {
  if (fromHtml === null || !fromHtml.includes("<")) return text;
  const [short, long] = [withoutSpaces(text), withoutSpaces(fromHtml)];
  return short.length < long.length && isSubsequence(short, long) ? fromHtml : text;
}

/** One space for runs of blanks within a line, no blank ends, at most one empty line in a row. */
export const tidySpaces = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\S\n]+/gu, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
