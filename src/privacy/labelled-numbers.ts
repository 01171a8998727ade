/** Labelled identifiers: a label, then the value. Only the value is an identifier. */

import {
  digitsIn,
  IDENTIFIER_KINDS,
  type IdentifierKind,
  type IdentifierSpan,
  matchEnd,
} from "./identifier-span.ts";
import { isMeasured } from "./measure.ts";

type Label = {
  readonly kind: IdentifierKind;
  /** The words, without their surroundings. */
  readonly words: string;
  /** A value with fewer digits is something else ("case no 3"). */
  readonly digits: number;
};

const NUMBER_WORD = "(?:no\\b\\.?|nos\\b\\.?|num(?:ber)?s?\\b\\.?|nr\\b\\.?|#|id\\b|identifier\\b)";
const RECORD =
  "(?:medical record|med rec|health record|hospital|hosp\\.?|record|patient|pt\\.?|case|chart|file|unit|encounter|visit|account|acct\\.?|accession|acc\\.?|registration|reg\\.?|emr|ehr|empi)";
const IDENTIFIER_LABELS: readonly Label[] = [
  {
    kind: "record number",
    words: "m\\.? ?r\\.? ?n\\.?|mr ?#|mr no\\b\\.?|urn|uhid|nhi|csn|fin",
    digits: 3,
  },
  { kind: "record number", words: `${RECORD}(?:'?s)? {0,2}${NUMBER_WORD}`, digits: 4 },
  { kind: "NHS number", words: `nhs(?: {0,2}${NUMBER_WORD})?|chi(?: {0,2}${NUMBER_WORD})?`, digits: 8 },
  {
    kind: "social security number",
    words: "ssn|ss ?#|social security(?: {0,2}(?:no\\b\\.?|number|#))?|soc\\.? sec\\.?",
    digits: 4,
  },
  {
    kind: "insurance number",
    words: `(?:insurance|policy|member(?:ship)?|subscriber|medicare|medicaid|mbi|beneficiary|health ?card|ohip)(?: (?:policy|member|plan|card|claim))? {0,2}${NUMBER_WORD}|medicare|medicaid|mbi|ohip|health ?card|nino\\b|ni {0,2}${NUMBER_WORD}|national insurance(?: {0,2}${NUMBER_WORD})?`,
    digits: 4,
  },
  {
    kind: "identity document",
    words: `passport(?: {0,2}${NUMBER_WORD})?|(?:driver'?s?|driving) licen[cs]e(?: {0,2}${NUMBER_WORD})?|licen[cs]e {0,2}${NUMBER_WORD}|(?:national|identity|id) card(?: {0,2}${NUMBER_WORD})?`,
    digits: 4,
  },
  // After the others, so that an insurance ID is named as one.
  { kind: "record number", words: "id(?: ?[:#=]| number\\b| no\\b)", digits: 5 },
];
/** What may come between a label and its value. Each repetition takes at least one character, and there are few. */
const LABEL_LINK =
  "(?:[\\s:=*_\"'(\\[#-]|\\.|is\\b|was\\b|no\\b\\.?|num(?:ber)?\\b\\.?|id\\b|</?\\w{1,6}>){0,10}";
const AFTER_NON_WORD = "(?<![\\p{L}\\p{N}])";
/** A label that ends in a letter may be written against the digits of its value, but not against another letter. */
const SCANNERS = IDENTIFIER_LABELS.map((label) => ({
  ...label,
  pattern: new RegExp(`${AFTER_NON_WORD}(?:${label.words})(?!\\p{L})${LABEL_LINK}`, "giu"),
}));

const MARKER = `\\[removed: (?:${IDENTIFIER_KINDS.join("|")})\\]`;
const LABEL_PATTERN = `(?:${IDENTIFIER_LABELS.map(({ words }) => words).join("|")})(?!\\p{L})${LABEL_LINK}`;
const NAME_OR_BIRTH = "(?:(?:(?:patient|pt\\.?)(?:'s)? )?name|dob|date of birth)(?: is)?[: ]{1,3}";

/**
 * Identifiers before everything else on a line, with their label, and one set apart at its end. Neither
 * says anything about the patient. In the middle they stay: "other patient MRN ... has no fever" is about another.
 */
export const REMOVED_AT_AN_END = new RegExp(
  `^(?:[\\s(*"-]{0,3}(?:${LABEL_PATTERN}|${NAME_OR_BIRTH})?${MARKER}[\\s),.;:*"-]{0,3}){1,4}|(?:[,;]|(?<=\\d) ?\\() {0,2}(?:m\\.?r\\.?n\\.?[:# ]{0,3})?${MARKER}[).\\s]{0,3}$`,
  "giu",
);

/** "QQ 12 34 56 C". */
const NATIONAL_INSURANCE = /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/iuy;
/** Eight to ten digits in groups of any size: a mistyped number is still the patient's. */
const NHS = /\d(?:(?: {1,3}| ?- ?|\.)?\d){7,9}(?!\d)/y;
/** All of it, or the last four digits, with or without crosses for the others. */
const SOCIAL_SECURITY =
  /(?:\d{3}(?: {1,3}| ?- ?|\.)\d{2}(?: {1,3}| ?- ?|\.)|[x*]{3}-?[x*]{2}-?)?\d{4,9}(?!\d)/iy;
/** One piece of letters and digits, with more of them behind dashes, dots or slashes: "RX-00123456", "12/345678". */
const CODE =
  /(?:[A-Z]{0,4}[-. ]?|[A-Za-z]{0,4}[-.]?)\d[\dA-Za-z]{0,19}(?:[-./](?=[A-Za-z]{0,3}\d)[\dA-Za-z]{1,12}){0,5}/y;
const MORE_DIGITS = / \d{2,6}(?![\p{L}\p{N}/:%.]|\.\d)/uy;

/** The labelled numbers in `text`. */
export function findLabelledNumbers(text: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const { kind, pattern, digits } of SCANNERS) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + match[0].length;
      const end = endOfValue(kind, text, start);
      if (digitsIn(text, start, end) >= digits) spans.push({ kind, start, end });
    }
  }
  return spans;
}

function endOfValue(kind: IdentifierKind, text: string, start: number): number {
  if (kind === "NHS number") return matchEnd(NHS, text, start);
  if (kind === "social security number") return matchEnd(SOCIAL_SECURITY, text, start);
  if (kind === "insurance number") {
    const end = matchEnd(NATIONAL_INSURANCE, text, start);
    if (end > start) return end;
  }
  let end = matchEnd(CODE, text, start);
  if (end === start) return start;
  // "MRN 001 234 567": a short first piece continues; a long one is complete, and what follows it is clinical.
  if (digitsIn(text, start, end) > 4) return end;
  while (digitsIn(text, start, end) < 8) {
    const next = matchEnd(MORE_DIGITS, text, end);
    if (next === end || isMeasured(text, next, next)) break;
    end = next;
  }
  return end;
}
