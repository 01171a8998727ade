/**
 * Digits as people group them: "202-555-0123" is a run of three groups, and a question about identifiers is put to
 * windows of a run. A window has at most ten groups, so the work grows with the length of the text only.
 */
import { DATES } from "./birth.ts";
import { type IdentifierKind, mask, type Span } from "./span.ts";

type Group = { readonly digits: string; readonly start: number; readonly end: number };
/** Groups that only spaces, dashes, single dots or brackets separate; `gaps[i]` stands before `groups[i + 1]`. */
type Run = { readonly groups: Group[]; readonly gaps: string[] };

/** Consecutive groups of a run: at least 8 digits, which at most 15 are if there is more than one group. */
export type Window = {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  /** How many groups there are, and, for those who need them, which and what stands between them. */
  readonly size: number;
  readonly groups: () => readonly Group[];
  readonly gaps: () => readonly string[];
};

/** Picks, among the windows that begin at one place (shortest first), the one that is an identifier. */
export type Recognise = (
  windows: readonly Window[],
  text: string,
) => { kind: IdentifierKind; window: Window } | null;

const GAP = /^(?: {1,3}| {0,2}- {0,2}|\.|\)[ -]?| ?\()$/;
const FIGURE_AFTER = /^(?:[/:]\d|%)/;
/** A fraction or a time goes on ("120/80", "14:00"), or thousands do ("250,000"). */
const FIGURE_BEFORE = /\d[/:]$/;
const THOUSANDS_BEFORE = /\d,$/;

/** The identifiers in `text` that `recognise` finds, in order. Dates are looked through as if they were not there. */
export function scanDigits(text: string, recognise: Recognise): Span[] {
  const spans: Span[] = [];
  const undated = text.replace(DATES, (date) => mask(date, [{ start: 0, end: date.length }]));
  for (const run of runsOf(undated)) {
    for (let first = 0; first < run.groups.length; ) {
      const windows = windowsFrom(run, first);
      const found = windows.length > 0 ? recognise(windows, undated) : null;
      if (found) spans.push({ kind: found.kind, start: found.window.start, end: found.window.end });
      first += found?.window.size ?? 1;
    }
  }
  return spans;
}

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let run: Run | null = null;
  for (const match of text.matchAll(/\d+/g)) {
    const group = { digits: match[0], start: match.index, end: match.index + match[0].length };
    if (isFigure(text, group)) {
      run = null;
      continue;
    }
    const previous = run?.groups.at(-1);
    const gap = previous && group.start - previous.end <= 5 ? text.slice(previous.end, group.start) : "";
    const isDecimal = gap === "." && Math.min(previous?.digits.length ?? 0, group.digits.length) < 3;
    if (run && GAP.test(gap) && !isDecimal) {
      run.groups.push(group);
      run.gaps.push(gap);
    } else {
      run = { groups: [group], gaps: [] };
      runs.push(run);
    }
  }
  return runs;
}

function isFigure(text: string, { digits, start, end }: Group): boolean {
  // No figure is so long; a web address may well have a record's number between its slashes.
  if (digits.length >= 9) return false;
  const before = text.slice(Math.max(0, start - 2), start);
  return (
    FIGURE_AFTER.test(text.slice(end, end + 2)) ||
    FIGURE_BEFORE.test(before) ||
    (digits.length === 3 && THOUSANDS_BEFORE.test(before))
  );
}

function windowsFrom(run: Run, first: number): Window[] {
  const windows: Window[] = [];
  const start = run.groups[first]?.start ?? 0;
  let digits = "";
  for (let size = 1; size <= 10 && first + size <= run.groups.length; size += 1) {
    const last = run.groups[first + size - 1];
    digits += last?.digits ?? "";
    if (size > 1 && digits.length > 15) break;
    if (digits.length < 8) continue;
    windows.push({
      digits,
      start,
      end: last?.end ?? start,
      size,
      groups: () => run.groups.slice(first, first + size),
      gaps: () => run.gaps.slice(first, first + size - 1),
    });
  }
  return windows;
}

/** Whether letters touch the window, as in "NCT01234567"; the "x" of an extension may. */
export function touchesLetter(text: string, { start, end }: Window): boolean {
  const after = text.charAt(end);
  return /\p{L}/u.test(text.charAt(start - 1)) || (/\p{L}/u.test(after) && after.toLowerCase() !== "x");
}

/** Whether only spaces separate its groups. */
export function isSpaced({ size, gaps }: Window): boolean {
  return size > 1 && gaps().every((gap) => gap.trim() === "");
}
