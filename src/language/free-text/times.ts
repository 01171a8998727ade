/** Times in words: "3 days ago", "2/7 ago", "for 3 days", "since yesterday", "in 2019", "POD 2". */
import type { Token } from "./tokens.ts";

export interface TimeSpan {
  from: number;
  to: number;
  /** ago: a distance to now. after, before: a distance to an event. lasting: how long it has been so. year: long past. clock: a moment. */
  is: "ago" | "after" | "before" | "lasting" | "year" | "clock" | "bare";
  hours?: number;
  /** Given in whole days: the hours are unknown. */
  rough: boolean;
}

const UNITS: Readonly<Record<string, number>> = {
  h: 1,
  hr: 1,
  hrs: 1,
  hour: 1,
  hours: 1,
  min: 1 / 60,
  mins: 1 / 60,
  minute: 1 / 60,
  minutes: 1 / 60,
  d: 24,
  day: 24,
  days: 24,
  w: 168,
  wk: 168,
  wks: 168,
  week: 168,
  weeks: 168,
  mo: 730,
  month: 730,
  months: 730,
  yr: 8760,
  yrs: 8760,
  year: 8760,
  years: 8760,
};
/** "2/7" is two days, "3/52" three weeks, "6/12" six months. */
const PARTS: Readonly<Record<string, number>> = { "7": 24, "52": 168, "12": 730, "24": 1 };
const NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const AGO = new Set(["ago", "earlier"]);
const AFTER_CUES = new Set(["post", "after", "following", "since", "later", "out"]);
const BEFORE_CUES = new Set(["before", "prior", "pre"]);
const LASTING = new Set(["for", "x", "over", "past", "last", "since", "within", "×"]);
const WHEN = new Set(
  "yesterday today tonight lunchtime lunch midnight noon monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun last this night morning evening afternoon injection procedure then surgery waking discharge the around about on early late yesterday's".split(
    " ",
  ),
);

const numberOf = (token: Token | undefined): number | undefined => {
  if (!token) return undefined;
  if (token.kind === "number" && /^\d{1,4}(?:\.\d+)?$/.test(token.word)) return Number(token.word);
  const at = NUMBERS.indexOf(token.word);
  return at < 0 ? (token.word === "a" || token.word === "an" ? 1 : undefined) : at;
};

export function timesIn(tokens: readonly Token[]): TimeSpan[] {
  const spans: TimeSpan[] = [];
  let at = 0;
  while (at < tokens.length) {
    const span = timeAt(tokens, at);
    if (span) spans.push(span);
    at = span ? span.to : at + 1;
  }
  return spans;
}

function timeAt(tokens: readonly Token[], from: number): TimeSpan | null {
  const word = (at: number) => tokens[at]?.word ?? "";
  const lead = word(from);
  if (LASTING.has(lead)) {
    const filler = ["the", "about", "last", "past"].includes(word(from + 1)) ? 1 : 0;
    const amount = amountAt(tokens, from + 1 + filler);
    if (amount) return { from, to: amount.to, is: "lasting", hours: amount.hours, rough: true };
    if (lead === "since") {
      let to = from + 1;
      while (to - from <= 4 && (WHEN.has(word(to)) || amountAt(tokens, to) || clockAt(tokens, to)))
        to = amountAt(tokens, to)?.to ?? clockAt(tokens, to) ?? to + 1;
      if (to < tokens.length && AGO.has(word(to))) to += 1;
      if (to > from + 1) return { from, to, is: "lasting", rough: true };
    }
  }
  if ((lead === "in" || lead === "since") && /^(19|20)\d\d$/.test(word(from + 1)))
    return { from, to: from + 2, is: "year", rough: true };
  const clock = clockAt(tokens, from);
  if (clock) return { from, to: clock, is: "clock", rough: false };
  const amount = amountAt(tokens, from);
  if (!amount) return null;
  const { hours, to } = amount;
  const rough = amount.rough;
  const next = word(to);
  if (AGO.has(next)) return { from, to: to + 1, is: "ago", hours, rough };
  if (AFTER_CUES.has(next)) return { from, to: to + 1, is: "after", hours, rough };
  if (BEFORE_CUES.has(next)) return { from, to: to + 1, is: "before", hours, rough };
  return { from, to, is: "bare", hours, rough: true };
}

/** "3 days", "48h", "2/7", "six hours". */
function amountAt(
  tokens: readonly Token[],
  at: number,
): { hours: number; to: number; rough: boolean } | null {
  const amount = numberOf(tokens[at]);
  if (amount === undefined) return null;
  const unit = tokens[at + 1];
  const times = unit && UNITS[unit.word];
  // "68 M" or "4 D" with a space could be many things; a one-letter unit directly follows its number
  if (times && (unit.word.length > 1 || unit.glued || unit.word === "h"))
    return { hours: hours(amount * times), to: at + 2, rough: tokens[at]?.word === "a" };
  const part = tokens[at + 2];
  if (unit?.word === "/" && unit.glued && part?.glued && PARTS[part.word] !== undefined) {
    const follows = tokens[at + 3]?.word ?? "";
    const leads = tokens[at - 1]?.word ?? "";
    if (AGO.has(follows) || AFTER_CUES.has(follows) || LASTING.has(leads))
      return { hours: hours(amount * (PARTS[part.word] ?? 0)), to: at + 3, rough: false };
  }
  return null;
}

/** "14:00", "3pm"; returns where it ends. */
function clockAt(tokens: readonly Token[], at: number): number | null {
  const hour = tokens[at];
  if (hour?.kind !== "number" || !/^\d{1,2}(?:\.\d\d)?$/.test(hour.word)) return null;
  const colon = tokens[at + 1];
  const minute = tokens[at + 2];
  let to = at + 1;
  if (colon?.word === ":" && colon.glued && minute?.glued && /^\d\d$/.test(minute.word)) to = at + 3;
  const half = tokens[to]?.word;
  if (half === "am" || half === "pm") return to + 1;
  return to > at + 1 ? to : null;
}

const hours = (value: number) => Math.round(value * 100) / 100;
