/** Words as Slack's markup: escaped once, never cut inside a character, a time, a name or a link. */
import type { WordSpan, Words } from "../../src/index.ts";
import { slackUserId } from "./slack-ids.ts";

/** A piece of markup that must not be split. */
export type MrkdwnAtom = string;

/** Where a citation number leads, for the numbers that a view explains. */
export type CitationLinks = ReadonlyMap<number, string>;

/** No atom is longer, so that any text can be split to fit. */
const LONGEST_ATOM = 400;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Literal text, for a place that reads markup: nobody is mentioned, nothing becomes a link. */
export const escapeMrkdwn = (text: string): string =>
  withoutFormatting(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/**
 * Slack pairs these signs and has no escape for them: "~38.1 at night, ~37.2 now" would be struck through. A sign
 * inside a word formats nothing and stays; elsewhere a look-alike replaces it.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = { "*": "\u2217", "~": "\u223c", "`": "\u02cb" };
const withoutFormatting = (text: string): string =>
  text
    .replace(/(?<![\p{L}\p{N}])[*~`]|[*~`](?![\p{L}\p{N}])/gu, (sign) => LOOK_ALIKES[sign] ?? sign)
    // an underscore has no good look-alike: an invisible space disables it
    .replace(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/gu, "_\u200b")
    // at the start of a line this would be a quotation; it is escaped below, and escaped it still quotes
    .replace(/^>/gm, "\u200b>");

/** Words as pieces of markup that can be laid out line by line. */
export function wordsAtoms(words: Words, links: CitationLinks = new Map()): MrkdwnAtom[] {
  return words.flatMap((span) => spanAtoms(span, links));
}

function spanAtoms(span: WordSpan, links: CitationLinks): MrkdwnAtom[] {
  if (typeof span === "string") return textAtoms(span);
  if ("time" in span) return [timeAtom(span.time)];
  if ("person" in span) {
    const user = slackUserId(span.person);
    return user ? [`<@${user}>`] : textAtoms(span.person.name ?? span.person.id);
  }
  const { cite: numbers, urls = [] } = span;
  const leads = numbers.map((number, at) => citationAtom(number, links.get(number) ?? urls[at]));
  return ["[", ...leads.flatMap((lead, at) => (at > 0 ? [", ", lead] : [lead])), "]"];
}

function textAtoms(text: string): MrkdwnAtom[] {
  // whether a sign formats depends on its neighbours, so that is settled before the text is split
  return withoutFormatting(text)
    .split(/(\s+)/)
    .filter((piece) => piece !== "")
    .flatMap((piece) => (piece.length <= LONGEST_ATOM / 5 ? [escapeEntities(piece)] : splitLongText(piece)));
}

const escapeEntities = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function splitLongText(piece: string): MrkdwnAtom[] {
  const parts: MrkdwnAtom[] = [];
  let part = "";
  for (const { segment } of graphemes.segment(piece)) {
    const next = escapeEntities(segment);
    if (part.length + next.length > LONGEST_ATOM) {
      parts.push(part);
      part = "";
    }
    part += next;
  }
  if (part) parts.push(part);
  return parts;
}

function citationAtom(number: number, url: string | undefined): MrkdwnAtom {
  const target = url === undefined ? null : linkTarget(url);
  return target ? `<${target}|${number}>` : `${number}`;
}

/** A link with its words; only the words when the address is not a web address. */
export function linkAtoms(url: string, label: string): MrkdwnAtom[] {
  const target = linkTarget(url);
  return target ? [`<${target}|${escapeEntities(withoutFormatting(label))}>`] : textAtoms(label);
}

/** An address that can be linked; null when it is not a web address. */
export function linkTarget(url: string): string | null {
  if (!/^https?:\/\/[^\s]+$/.test(url) || url.length > 1_000) return null;
  return url.replace(/[<>|]/g, (sign) => encodeURIComponent(sign)).replace(/&/g, "&amp;");
}

/** A time in the reader's own zone; the words after the bar are for clients that cannot show it so. */
export function timeAtom(ms: number): MrkdwnAtom {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return "an unknown time";
  const utc = `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${utc}>`;
}

/** Atoms as texts of at most `max` characters each, split at a line or a space where there is one. */
export function packAtoms(pieces: readonly MrkdwnAtom[], max: number): string[] {
  const texts: string[] = [];
  let text = "";
  for (const piece of pieces) {
    if (text.length + piece.length > max) {
      texts.push(text.trimEnd());
      text = piece.trimStart();
    } else text += piece;
  }
  if (text.trim()) texts.push(text.trimEnd());
  return texts.filter((each) => each !== "");
}

/** Text for a place that reads markup, in at most `max` characters of markup: whole, or cut with "…". */
export function clipEscaped(text: string, max: number): string {
  const whole = escapeMrkdwn(text);
  if (whole.length <= max) return whole;
  let kept = "";
  for (const { segment } of graphemes.segment(withoutFormatting(text))) {
    const next = escapeEntities(segment);
    if (kept.length + next.length > max - 1) break;
    kept += next;
  }
  return `${kept.trimEnd()}…`;
}

/** Plain text of at most `max` characters: whole, or cut between characters as people see them, with "…". */
export function clipText(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
