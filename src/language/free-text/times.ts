/** Times in words: "3 days ago", "2/7 ago", "for 3 days", "since yesterday", "in 2019", "POD 2". */
import type { ReaderWords } from "./reader-words.ts";
import type { Token } from "./tokens.ts";

type TimeWords = ReaderWords["times"];

export interface TimeSpan {
  from: number;
  to: number;
  /** ago: a distance to now. after, before: a distance to an event. lasting: how long it has been so. year: long past. clock: a moment. */
  is: "ago" | "after" | "before" | "lasting" | "year" | "clock" | "bare";
  hours?: number;
  /** Given in whole days: the hours are unknown. */
  rough: boolean;
}

/** "2/7" is two days, "3/52" three weeks, "6/12" six months. */
const PARTS: Readonly<Record<string, number>> = { "7": 24, "52": 168, "12": 730, "24": 1 };
const numberOf = ({ numbers, one }: TimeWords, token: Token | undefined): number | undefined => {
  if (!token) return undefined;
  if (token.kind === "number" && /^\d{1,4}(?:\.\d+)?$/.test(token.word)) return Number(token.word);
  const at = numbers.indexOf(token.word);
  return at < 0 ? (one.has(token.word) ? 1 : undefined) : at;
};

export function timesIn(words: TimeWords, tokens: readonly Token[]): TimeSpan[] {
  const spans: TimeSpan[] = [];
  let at = 0;
  while (at < tokens.length) {
    const span = timeAt(words, tokens, at);
    if (span) spans.push(span);
    at = span ? span.to : at + 1;
  }
  return spans;
}

function timeAt(words: TimeWords, tokens: readonly Token[], from: number): TimeSpan | null {
  const word = (at: number) => tokens[at]?.word ?? "";
  const lead = word(from);
  if (words.lasting.has(lead)) {
    const filler = words.lasting_filler.has(word(from + 1)) ? 1 : 0;
    const amount = amountAt(words, tokens, from + 1 + filler);
    if (amount) return { from, to: amount.to, is: "lasting", hours: amount.hours, rough: true };
    if (words.since.has(lead)) {
      let to = from + 1;
      while (
        to - from <= 4 &&
        (words.when.has(word(to)) || amountAt(words, tokens, to) || clockAt(words, tokens, to))
      )
        to = amountAt(words, tokens, to)?.to ?? clockAt(words, tokens, to) ?? to + 1;
      if (to < tokens.length && words.ago.has(word(to))) to += 1;
      if (to > from + 1) return { from, to, is: "lasting", rough: true };
    }
  }
  if (words.in_year.has(lead) && /^(19|20)\d\d$/.test(word(from + 1)))
    return { from, to: from + 2, is: "year", rough: true };
  const clock = clockAt(words, tokens, from);
  if (clock) return { from, to: clock, is: "clock", rough: false };
  const amount = amountAt(words, tokens, from);
  if (!amount) return null;
  const { hours, to } = amount;
  const rough = amount.rough;
  const next = word(to);
  if (words.ago.has(next)) return { from, to: to + 1, is: "ago", hours, rough };
  if (words.after.has(next)) return { from, to: to + 1, is: "after", hours, rough };
  if (words.before.has(next)) return { from, to: to + 1, is: "before", hours, rough };
  return { from, to, is: "bare", hours, rough: true };
}

/** "3 days", "48h", "2/7", "six hours". */
function amountAt(
  words: TimeWords,
  tokens: readonly Token[],
  at: number,
): { hours: number; to: number; rough: boolean } | null {
  const amount = numberOf(words, tokens[at]);
  if (amount === undefined) return null;
  const unit = tokens[at + 1];
  const times = unit && words.units.get(unit.word);
  // "68 M" or "4 D" with a space could be many things; a unit of one letter stands close to its number
  if (times && (unit.word.length > 1 || unit.glued || unit.word === "h"))
    return { hours: hours(amount * times), to: at + 2, rough: tokens[at]?.word === "a" };
  const part = tokens[at + 2];
  if (unit?.word === "/" && unit.glued && part?.glued && PARTS[part.word] !== undefined) {
    const follows = tokens[at + 3]?.word ?? "";
    const leads = tokens[at - 1]?.word ?? "";
    if (words.ago.has(follows) || words.after.has(follows) || words.lasting.has(leads))
      return { hours: hours(amount * (PARTS[part.word] ?? 0)), to: at + 3, rough: false };
  }
  return null;
}

/** "14:00", "3pm"; returns where it ends. */
function clockAt(words: TimeWords, tokens: readonly Token[], at: number): number | null {
  const hour = tokens[at];
  if (hour?.kind !== "number" || !/^\d{1,2}(?:\.\d\d)?$/.test(hour.word)) return null;
  const colon = tokens[at + 1];
  const minute = tokens[at + 2];
  let to = at + 1;
  if (colon?.word === ":" && colon.glued && minute?.glued && /^\d\d$/.test(minute.word)) to = at + 3;
  if (words.halves.has(tokens[to]?.word ?? "")) return to + 1;
  return to > at + 1 ? to : null;
}

const hours = (value: number) => Math.round(value * 100) / 100;
