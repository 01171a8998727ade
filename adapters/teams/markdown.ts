/** Words as the Markdown subset of a card's TextBlock, and as plain text. */
import type { CitationLine, WordSpan, Words } from "../../src/index.ts";

/** Cards fold a run of line ends to a space, unless there are two. */
const doubleLineBreaks = (text: string) => text.replace(/\r\n?/g, "\n").replace(/\n+/g, "\n\n");

/** Text without emphasis, link or date function, whatever it holds. */
const escapeInline = (text: string): string =>
  doubleLineBreaks(text)
    .replace(/([\\*`~])/g, "\\$1")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    // What ends a piece of text may be followed by another piece that completes a link.
    .replace(/\](?=[([:]|$)/g, "]\u200b")
    .replace(/\{(?=\{|$)/g, "{\u200b")
    .replace(/<(?=\/?(?:[a-zA-Z]|$))/g, "<\u200b");

/** Lines that begin no list, heading, quotation or rule. */
const guardLines = (text: string): string =>
  text
    .replace(/^(\s*)(>|[#+-](?=\s)|#{2,}(?=\s)|-{3,}|={3,})/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s)/gm, "$1\\$2");

/**
 * Text that shows as it is typed. Renderers differ in whether a backslash guards a bracket, so a link is broken by
 * a zero-width space between its two halves.
 */
export const escapeMarkdown = (text: string): string => guardLines(escapeInline(text));

/** Only web addresses become links, and nothing in them can end the link early. */
export function safeUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return null;
  return parsed.href.replace(/[()\s<>\\]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** Addresses of the citations that a view holds, by number. */
export type CitationUrls = ReadonlyMap<number, string>;

export function citationUrls(citations: readonly CitationLine[]): CitationUrls {
  return new Map(
    citations.flatMap(({ number, url }) => {
      const safe = safeUrl(url);
      return safe === null ? [] : [[number, safe] as const];
    }),
  );
}

/** Card functions take whole seconds. */
const isoSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");

/** "2026-11-25 14:05 UTC". */
export const utcText = (time: number): string => `${isoSeconds(time).slice(0, 16).replace("T", " ")} UTC`;

/** The reader's own date and time, which the client fills in. */
const localTimeMacro = (time: number): string =>
  `{{DATE(${isoSeconds(time)},SHORT)}} {{TIME(${isoSeconds(time)})}}`;

const personName = (span: Extract<WordSpan, { person: unknown }>): string =>
  span.person.name ?? "a colleague";

/** Words for a TextBlock. */
export function cardMarkdown(words: Words, links: CitationUrls): string {
  const joined = words
    .map((span) => {
      if (typeof span === "string") return escapeInline(span);
      if ("time" in span) return localTimeMacro(span.time);
      if ("person" in span) return escapeInline(personName(span));
      if (span.cite.length === 0) return "";
      const cited = span.cite.map((number) => {
        const url = links.get(number);
        return url === undefined ? String(number) : `[${number}](${url})`;
      });
      return `[${cited.join(", ")}]`;
    })
    .join("");
  return guardLines(joined);
}

/** Words as plain text, times in UTC: for screens, voices and clients that cannot show a card. */
export function plainTextOf(words: Words): string {
  return words
    .map((span) => {
      if (typeof span === "string") return span;
      if ("time" in span) return utcText(span.time);
      if ("person" in span) return personName(span);
      return span.cite.length === 0 ? "" : `[${span.cite.join(", ")}]`;
    })
    .join("");
}
