/** NHS and social security numbers without a label: each follows rules that most other numbers break. */
import { type DigitWindow, isSpaced, scanDigits, touchesLetter } from "./digit-runs.ts";
import type { IdentifierSpan } from "./identifier-span.ts";
import { isClockTime, isMeasured, isMotorGrid } from "./measure.ts";

/**
 * Ten digits, the last of which is the NHS's check digit (modulus 11; a remainder that asks for 10 is never issued).
 * Ten lines of our own, because the library for it has no types and offers nothing else we need.
 */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < 9; at += 1) sum += Number(digits[at]) * (10 - at);
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}

/** Nine digits that the Social Security Administration could have issued: never area 000, 666 or 9xx, group 00, serial 0000. */
export function isSocialSecurityNumber(digits: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits);
}

/** The unlabelled NHS and social security numbers in `text`. */
export function findNationalNumbers(text: string): IdentifierSpan[] {
  return scanDigits(text, 10, (windows) => {
    for (const window of windows) {
      if (looksLikeNhsNumber(text, window)) return { kind: "NHS number", window };
      if (looksLikeSocialSecurityNumber(text, window)) return { kind: "social security number", window };
    }
    return null;
  });
}

function looksLikeNhsNumber(text: string, window: DigitWindow): boolean {
  const { digits, groups, start, end } = window;
  if (digits.length !== 10 || !isNhsNumber(digits) || isMotorGrid(digits)) return false;
  // Scottish numbers begin with a day and are written in one or two pieces; "210 240 1200" are volumes.
  if (/^[0-2]/.test(digits) && groups.length > 2) return false;
  if (groups.every((group) => group.digits.length >= 3)) return true;
  // Split differently it may be a list of measurements that satisfies the check digit, as one in eleven does: it has
  // to begin as issued numbers do, and nothing may say that it was measured.
  if (!/^(?:[4679]|3[2-9])/.test(digits)) return false;
  const isNoList = groups.some((group) => group.digits.length >= 4 || /^0\d/.test(group.digits));
  return isNoList || !isMeasured(text, start, end);
}

function looksLikeSocialSecurityNumber(text: string, window: DigitWindow): boolean {
  const { digits, groups, start, end } = window;
  if (groups.length !== 3 || digits.length !== 9) return false;
  if (groups[0]?.digits.length !== 3 || groups[1]?.digits.length !== 2) return false;
  if (!isSocialSecurityNumber(digits) || touchesLetter(text, window)) return false;
  if (window.gaps.every((gap) => gap.includes("-"))) return true;
  // "120 80 1430" is a blood pressure and a time.
  const [systolic = 0, diastolic = 0] = groups.map((group) => Number(group.digits));
  const isPressure =
    systolic >= 60 && systolic <= 260 && diastolic >= 30 && isClockTime(groups[2]?.digits ?? "");
  return isSpaced(window) && !isPressure && !isMeasured(text, start, end);
}
