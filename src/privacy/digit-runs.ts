/**
 * Digits as people group them: "202-555-0123" is a run of three groups, and a question about identifiers is put to
 * windows of a run. A window has at most ten groups, so the work grows with the length of the text only.
 */
import { DATES } from "./birth-dates.ts";
import { type IdentifierKind, type IdentifierSpan, mask } from "./identifier-span.ts";

type Group = { readonly digits: string; readonly start: number; readonly end: number };
/** Groups that only spaces, dashes, single dots or brackets separate; `gaps[i]` stands before `groups[i + 1]`. */
type DigitRun = { readonly groups: Group[]; readonly gaps: string[] };

/** Consecutive groups of a run: at least 8 digits, which at most 15 are if there is more than one group. */
export type DigitWindow = {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly Group[];
  readonly gaps: readonly string[];
};

/** Picks, among the windows that begin at one place (shortest first), the one that is an identifier. */
export type Recognise = (
  windows: readonly DigitWindow[],
  text: string,
) => { kind: IdentifierKind; window: DigitWindow } | null;

const DIGIT_GAP = /^(?: {1,3}| {0,2}- {0,2}|\.|\)[ -]?| ?\()$/;
/**
 * The identifiers in `text` that `recognise` finds, in order; dates are no part of one. A number without the prefix of a
 * telephone number has at most `mostGroups` groups, and no number more than ten.
 */
export function scanDigits(text: string, mostGroups: number, recognise: Recognise): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  const undated = text.replace(DATES, (date) => mask(date, [{ start: 0, end: date.length }]));
  for (const run of digitRuns(undated)) {
    for (let first = 0; first < run.groups.length; ) {
      const windows = windowsFrom(undated, run, first, mostGroups);
      const found = windows.length > 0 ? recognise(windows, undated) : null;
      if (found) spans.push({ kind: found.kind, start: found.window.start, end: found.window.end });
      first += found?.window.groups.length ?? 1;
    }
  }
  return spans;
}

function digitRuns(text: string): DigitRun[] {
  const runs: DigitRun[] = [];
  let run: DigitRun | null = null;
  for (const match of text.matchAll(/\d+/g)) {
    const group = { digits: match[0], start: match.index, end: match.index + match[0].length };
    if (isFigure(text, group)) {
      run = null;
      continue;
    }
    const previous = run?.groups.at(-1);
    const gap = previous && group.start - previous.end <= 5 ? text.slice(previous.end, group.start) : "";
    const isDecimal = gap === "." && Math.min(previous?.digits.length ?? 0, group.digits.length) < 3;
    if (run && (gap === " " || DIGIT_GAP.test(gap)) && !isDecimal) {
      run.groups.push(group);
      run.gaps.push(gap);
    } else {
      run = { groups: [group], gaps: [] };
      runs.push(run);
    }
  }
  return runs;
}

/** Part of a fraction, a time, a percentage or a number with thousands: 120/80, 14:00, 98%, 250,000. */
function isFigure(text: string, { digits, start, end }: Group): boolean {
  // No figure is this long; a web address may well have a record number between its slashes.
  if (digits.length >= 9) return false;
  const after = text.charAt(end);
  if (after === "%" || ((after === "/" || after === ":") && isDigit(text, end + 1))) return true;
  const before = text.charAt(start - 1);
  const continues = before === "/" || before === ":" || (before === "," && digits.length === 3);
  return continues && isDigit(text, start - 2);
}

function isDigit(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character >= "0" && character <= "9";
}

function windowsFrom(
  text: string,
  { groups, gaps }: DigitRun,
  first: number,
  mostGroups: number,
): DigitWindow[] {
  const windows: DigitWindow[] = [];
  const start = groups[first]?.start ?? 0;
  const isPrefixed = text.charAt(start) === "0" || text.slice(Math.max(0, start - 2), start).includes("+");
  let count = 0;
  const most = Math.min(isPrefixed ? 10 : mostGroups, groups.length - first);
  for (let size = 1; size <= most; size += 1) {
    const last = groups[first + size - 1];
    count += last?.digits.length ?? 0;
    if (size > 1 && count > 15) break;
    // In more than five pieces there are only ten digits one by one, or a telephone number in pairs.
    if (count < 8 || (size > 5 && count !== 10 && !isPrefixed)) continue;
    const members = groups.slice(first, first + size);
    windows.push({
      digits: members.map((group) => group.digits).join(""),
      start,
      end: last?.end ?? start,
      groups: members,
      gaps: gaps.slice(first, first + size - 1),
    });
  }
  return windows;
}

/** Whether letters touch the window, as in "NCT01234567"; the "x" of an extension may. */
export function touchesLetter(text: string, { start, end }: DigitWindow): boolean {
  const after = text.charAt(end);
  return /\p{L}/u.test(text.charAt(start - 1)) || (/\p{L}/u.test(after) && after.toLowerCase() !== "x");
}

/** Whether only spaces separate its groups. */
export function isSpaced({ gaps }: DigitWindow): boolean {
  return gaps.length > 0 && gaps.every((gap) => gap.trim() === "");
}
