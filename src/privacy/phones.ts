/** Telephone numbers, and numbers too long to be anything but an identifier. */
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { DATES } from "./birth-dates.ts";
import { type DigitWindow, isSpaced, scanDigits, touchesLetter } from "./digit-runs.ts";
import { type IdentifierSpan, mask, matchEnd } from "./identifier-span.ts";
import { isClockTime, isMeasured, isMotorGrid } from "./measure.ts";

/**
 * The library checks at most this many candidates of one message; further ones count as telephone numbers. A message
 * with more of them is a directory, not a case.
 */
const MOST_LOOKUPS = 200;
const EXTENSION = /,? ?(?:x|ext\.?|extension) ?\d{1,6}(?![\p{L}\p{N}])/iuy;
/** "202611241430". */
const MOMENT = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?$/;

/**
 * The unlabelled telephone numbers and over-long numbers in `text`. The library's own search is not used: it takes
 * "PVR 350 400 2000" for a number and needs a second for a long message. It checks candidates instead.
 *
 * `inLink` says whether a position is inside a web address, where long numbers are usual.
 */
export function findPhones(
  text: string,
  region: CountryCode,
  inLink: (at: number) => boolean,
): IdentifierSpan[] {
  const isPhone = phoneBook(region);
  const spans = scanDigits(text, 5, (windows, undated) => {
    const [shortest] = windows;
    if (!shortest || inLink(shortest.start)) return null;
    const phone = windows.findLast((window) => looksLikePhone(undated, window, isPhone));
    if (phone) return { kind: "phone number", window: phone };
    return isTooLong(undated, shortest) ? { kind: "identification number", window: shortest } : null;
  });
  return spans.map((span) =>
    span.kind === "phone number"
      ? { ...span, start: openingParenthesis(text, span.start), end: matchEnd(EXTENSION, text, span.end) }
      : span,
  );
}

function looksLikePhone(text: string, window: DigitWindow, isPhone: (number: string) => boolean): boolean {
  const { digits, groups, start, end } = window;
  const size = groups.length;
  const isInternational =
    text.charAt(start - 1) === "+" || text.slice(Math.max(0, start - 2), start) === "+(";
  if (digits.length < (isInternational ? 8 : 9) || digits.length > 15) return false;
  if (touchesLetter(text, window)) return false;
  const sizes = groups.map((group) => group.digits.length);
  if (isInternational) {
    // A country code is enough, but "+3 120 80 104" is oedema and a blood pressure: no country has the code 3.
    if (sizes[0] === 1 && !/^[17]/.test(digits)) return false;
    const isPlain = (sizes[0] ?? 0) >= 9 || (digits.length >= 9 && (sizes[0] === 2 || sizes[0] === 3));
    // "+44 (0)20": the trunk prefix is not dialled after a country code.
    return isPlain || isPhone(`+${digits.replace(/^(44|61|49)0/, "$1")}`);
  }
  if (isMotorGrid(digits)) return false;
  if (size > 1 && groups.slice(0, 2).every((group) => isClockTime(group.digits))) return false;
  const rest = sizes.slice(1);
  if (/^0[1-9]|^00[1-9]/.test(groups[0]?.digits ?? "")) {
    // A trunk or international prefix: no list of measurements begins with a zero.
    const isGrouped = rest.every((digits) => digits >= 3) || rest.every((digits) => digits === 2);
    return isGrouped && digits.length <= (digits.startsWith("00") ? 15 : 11);
  }
  const parts = size === 4 && groups[0]?.digits === "1" ? rest : sizes;
  if (digits.length > 11 || parts.some((digits) => digits < 3)) return false;
  // "210 240 1200" are volumes, rounded as volumes are.
  const areRound = groups.every((group) => group.digits.endsWith("0"));
  if (isSpaced(window) && (areRound || isMeasured(text, start, end))) return false;
  return isPhone(digits);
}

/** Nothing that is measured at the bedside has nine digits or more; "10.1097/ALN.0000000000004512" is a reference. */
function isTooLong(text: string, window: DigitWindow): boolean {
  const { digits, groups, start } = window;
  if (groups.length > 1 || digits.length < 9 || isMotorGrid(digits) || MOMENT.test(digits)) return false;
  return !touchesLetter(text, window) && !/[._/]/.test(text.charAt(start - 1));
}

/** Whether digits are a telephone number according to the library, asked a bounded number of times. */
function phoneBook(region: CountryCode): (number: string) => boolean {
  let lookups = 0;
  return (number) => {
    lookups += 1;
    if (lookups > MOST_LOOKUPS) return true;
    return parsePhoneNumberFromString(number, region)?.isValid() ?? false;
  };
}

/** The bracket and the plus sign before a number belong to it. */
function openingParenthesis(text: string, start: number): number {
  let at = start;
  if (text.charAt(at - 1) === "(" && /^\d{1,5}\)/.test(text.slice(start, start + 6))) at -= 1;
  return text.charAt(at - 1) === "+" ? at - 1 : at;
}

const PHONE_LABEL =
  /(?<![\p{L}\p{N}])(?:(?:tele|cell|mobile )?phone|tel|telephone|mobile|mob|cell|fax|ph|whats ?app|call(?:ed)?|callback|ring|text|contact|reach(?:able)?|number|nok)(?!\p{L})(?:[\s:=*_"'#.-]|is\b|no\b|number\b|num\b|back\b|on\b|at\b|me\b|him\b|her\b|them\b|wife\b|husband\b|daughter\b|son\b|family\b|nok\b|details\b){0,8}/giu;
const GROUP = /(?: {1,2}| ?- ?|\.|\) ?-?)?\(?\d{1,15}(?![\p{L}\p{N}/:%])/uy;

/** The labelled telephone numbers in `text`; they need not exist. */
export function findLabelledPhones(text: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  const undated = text.replace(DATES, (date) => mask(date, [{ start: 0, end: date.length }]));
  for (const match of undated.matchAll(PHONE_LABEL)) {
    const start = match.index + match[0].length;
    const { end, groups } = readNumber(undated, start);
    const digits = groups.join("");
    if (digits.length < 7 || isMotorGrid(digits) || groups.every(isClockTime)) continue;
    // Groups of two are measurements unless a colon, a plus sign or a zero says that a number follows.
    const isAnnounced = /[:+#]/.test(undated.slice(match.index, start + 1)) || digits.startsWith("0");
    if (!isAnnounced && groups.some((group) => group.length < 3 && group !== "1")) continue;
    spans.push({ kind: "phone number", start, end: matchEnd(EXTENSION, text, end) });
  }
  return spans;
}

function readNumber(text: string, start: number): { end: number; groups: string[] } {
  const groups: string[] = [];
  let end = text.charAt(start) === "+" ? start + 1 : start;
  for (let total = 0; groups.length < 8; ) {
    const next = matchEnd(GROUP, text, end);
    if (next === end) break;
    const group = text.slice(end, next).replace(/\D/g, "");
    // A full number goes on only inside its punctuation: "202 555 0123 38" is a number and a temperature.
    const isNext = text.charAt(end) === " " && (total >= 10 || (total >= 7 && group.length < 3));
    if (isNext || total + group.length > 15) break;
    groups.push(group);
    total += group.length;
    end = next;
  }
  return { end, groups };
}
