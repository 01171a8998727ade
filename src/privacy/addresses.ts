/** Postal and e-mail addresses. */
import { isClinicalWord } from "./clinical-words.ts";
import { digitsIn, type IdentifierSpan, matchEnd } from "./identifier-span.ts";

const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;

/** The e-mail addresses in `text`: each "@" is examined once, with a bounded stretch on either side. */
export function findEmails(text: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start < 64 && LOCAL.test(text.charAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at < 254 && DOMAIN.test(text.charAt(end))) end += 1;
    const domain = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u.exec(text.slice(at + 1, end));
    const local = text.slice(start, at);
    if (domain && /\p{L}|\d{3}/u.test(local)) {
      spans.push({ kind: "e-mail address", start, end: at + 1 + domain[0].length });
    }
  }
  return spans;
}

const POSTCODE_LABEL =
  /(?<![\p{L}\p{N}])(?:post ?code|postal code|zip(?: ?code)?)(?!\p{L})[\s:=*_"'-]{0,6}(?:is {1,2})?/giu;
const POSTCODE =
  /(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4,6}(?:-\d{3,4})?)(?![\p{L}\p{N}])/iuy;
const ADDRESS_LABEL =
  /(?<![\p{L}\p{N}])(?:(?:home |postal |mailing |street |patient'?s? |pt'?s? )?(?:address|addr)\.?(?: is\b|[*_"']{0,2} ?[:=-])|(?:lives|living|resides|residing) at(?= {0,3}\d{1,5}[a-z]? ))[\s*_"']{0,6}/giu;
const ADDRESS_PART = /[ ,]{0,3}(?:#|no\. )?[\p{L}\p{N}][\p{L}\p{M}\p{N}'.-]{0,40}/uy;
const ABBREVIATION = /^(?:st|ave?|rd|dr|blvd|ln|ct|apt|no|hwy|sq|pl|n|s|e|w|ste)\.$/i;

/** The labelled street addresses and postcodes in `text`; an address without a number is not found. */
export function findAddresses(text: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const match of text.matchAll(POSTCODE_LABEL)) {
    const start = match.index + match[0].length;
    const end = matchEnd(POSTCODE, text, start);
    if (end > start) spans.push({ kind: "address", start, end });
  }
  for (const match of text.matchAll(ADDRESS_LABEL)) {
    const start = match.index + match[0].length;
    const end = endOfAddress(text, start);
    if (digitsIn(text, start, end) > 0) spans.push({ kind: "address", start, end });
  }
  return spans;
}

/** Word by word until the sentence ends or a clinical word comes. */
function endOfAddress(text: string, start: number): number {
  let end = start;
  for (let words = 0; words < 16; words += 1) {
    const next = matchEnd(ADDRESS_PART, text, end);
    if (next === end) break;
    const word = text.slice(end, next).replace(/^[ ,]+/, "");
    const isFigure =
      /^\d{1,3}(?:\.\d+)?$/.test(word) &&
      ((words > 0 && /[/:%]/.test(text.charAt(next))) || word.includes("."));
    if (isClinicalWord(word.replace(/[.'-]+$/, "")) || isFigure) break;
    const stops = word.endsWith(".") && !ABBREVIATION.test(word);
    end = stops ? next - 1 : next;
    if (stops) break;
  }
  return end;
}
