/** Dates of birth: a date after words of birth, or a full date too old to be an injection's. */
import { type IdentifierSpan, matchEnd } from "./identifier-span.ts";

/**
 * A full date from before this many years ago is taken for a date of birth: an injection that is still followed up for
 * its complications is never so old.
 */
const YEARS_OF_DOUBT = 15;
/** The year of the first protocol, used when the caller gives no year. */
const FIRST_YEAR = 2026;

const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const DAY_PATTERN = "\\d{1,2}(?:st|nd|rd|th)?";
const YEAR = "(?:19|20)\\d\\d";
const JOINT = "(?: ?[-/., ] ?)";
/** A day and a month in words, then `year`. */
const inWords = (year: string) =>
  `${DAY_PATTERN}[ -]?(?:of )?${MONTH}[, -]{0,2}${year}|${MONTH}[ -]?${DAY_PATTERN}[, -]{0,2}${year}|${year}[ -]${MONTH}[ -]${DAY_PATTERN}`;
const NOT_AFTER = "(?<![\\p{L}\\p{N}]|\\d[-/.])";
const NOT_BEFORE = "(?![\\p{L}\\p{N}]|[-/.]\\d)";

/** A full date with a four-digit year: the only kind that is recognised without words of birth. */
export const DATES = new RegExp(
  `${NOT_AFTER}(?:\\d{1,2}([-/.])\\d{1,2}\\1${YEAR}|${YEAR}([-/.])\\d{1,2}\\2\\d{1,2}|${inWords(YEAR)}|\\d{1,2}-${MONTH}-\\d\\d)${NOT_BEFORE}`,
  "giu",
);
const WORDS_OF_BIRTH =
  /(?<![\p{L}\p{N}])(?:(d\.? ?o\.? ?b\b\.?|date of birth|birth ?-?date|birth ?day)|born)(?![\p{L}\p{N}])(?:[\s:=*_"'(-]|is\b|was\b|on\b|in\b|the\b){0,8}/giu;
const WITH_YEAR = new RegExp(
  `(?:\\d{1,2}${JOINT}\\d{1,2}${JOINT}\\d{2,4}|${YEAR}${JOINT}\\d{1,2}${JOINT}\\d{1,2}|${inWords("'?\\d{2,4}")}|${MONTH}[, ]{1,2}${YEAR}|\\d{1,2}[-/]${YEAR})(?![\\p{L}\\p{N}])`,
  "iuy",
);
/** After "DOB" even half a date counts. */
const ANY_DATE = new RegExp(
  `(?:${WITH_YEAR.source}|(?:${DAY_PATTERN}[ -](?:of )?${MONTH}|${MONTH}[ -]${DAY_PATTERN}|\\d{1,2}[-/]\\d{1,4}|\\d{8}|\\d{6})(?![\\p{L}\\p{N}]))`,
  "iuy",
);
/** Words that make an old date part of the history, which may answer a question. */
const HISTORY_PATTERN =
  /(?<!\p{L})(?:dvt|pe|vte|clot|surgery|op|operation|operated|fusion|laminectomy|discectomy|since|diagnosed|diagnosis|dx|injury|accident|mva|rta|stent|filter|cancer|chemo\w*|radio\w*|procedure|injection|injected|esi|block|implant\w*|pacemaker|previous|prior|last|first|mri|ct|scan|stroke|admitted|admission|onset|started|stopped|s\/p|tkr|thr|orif|polio|from|weak(?:ness)?|numb(?:ness)?|pain|drop)(?!\p{L})[^\n.;]{0,20}$/iu;

/** The dates of birth in `text`, as of `year`. */
export function findBirthDates(text: string, year = FIRST_YEAR): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const match of text.matchAll(WORDS_OF_BIRTH)) {
    const start = match.index + match[0].length;
    const end = matchEnd(match[1] ? ANY_DATE : WITH_YEAR, text, start);
    if (end > start) spans.push({ kind: "date of birth", start, end });
  }
  const labelled = new Set(spans.map((span) => span.start));
  for (const match of text.matchAll(DATES)) {
    if (labelled.has(match.index) || !isOld(match[0], year)) continue;
    if (HISTORY_PATTERN.test(text.slice(Math.max(0, match.index - 36), match.index))) continue;
    spans.push({ kind: "date of birth", start: match.index, end: match.index + match[0].length });
  }
  return spans.sort((a, b) => a.start - b.start);
}

function isOld(date: string, year: number): boolean {
  const figures = date.split(/[-/.]/).map(Number);
  const [a = 0, b = 0] = figures.filter((figure) => figure < 1000);
  // "41/37/1958" is no date; one with a month in words has no such figures.
  if (figures.length === 3 && figures.every(Number.isFinite) && (Math.min(a, b) > 12 || Math.max(a, b) > 31))
    return false;
  const full = /(?:19|20)\d\d/.exec(date)?.[0];
  if (full) return Number(full) < year - YEARS_OF_DOUBT;
  // "12-Mar-58": the latest year with these two digits that is not in the future.
  const short = Number(/\d\d$/.exec(date)?.[0] ?? year % 100);
  const century = year - (year % 100);
  return (short > year % 100 ? century - 100 : century) + short < year - YEARS_OF_DOUBT;
}
