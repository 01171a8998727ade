/**
 * The privacy guard: removes a patient's identifiers from a message before anything of it is stored or logged.
 *
 * When in doubt it keeps the clinical part. A number without a label is removed only when its own form identifies it (a
 * check digit, a telephone number that exists, a length that no measurement has), and a name only when something
 * introduces it: "John Smith, 68M" alone is not recognised. A clinician's name after "Dr" stays.
 */
import type { CountryCode } from "libphonenumber-js/max";
import { findAddresses, findEmails } from "./addresses.ts";
import { findBirthDates } from "./birth-dates.ts";
import { type IdentifierSpan, mask } from "./identifier-span.ts";
import { findLabelledNumbers } from "./labelled-numbers.ts";
import { findNames } from "./names.ts";
import { findNationalNumbers } from "./national-numbers.ts";
import { normalizeText } from "./normalize.ts";
import { findLabelledPhones, findPhones } from "./phones.ts";

/** What was removed from a message: its kind, and its place in the text as it was typed, `end` exclusive. */
export type RemovedSpan = IdentifierSpan;

/** A message that may be stored, and what is no longer in it. */
export type SanitizedText = { readonly text: string; readonly removed: readonly RemovedSpan[] };

export type GuardOptions = {
  /** The country whose telephone numbers are recognised without a country code. */
  readonly region?: CountryCode;
  /** The current year: a full date from well before it counts as a date of birth. Without it, the year 2026. */
  readonly year?: number;
};

/** One removal can reveal another, so a message in which something was found is read again. */
const MOST_LOOKS = 5;

/**
 * Replaces each identifier in `text` by a marker such as `[removed: phone number]` and leaves everything else as
 * typed. A label stays ("MRN [removed: record number]"). A link or a Slack `<mailto:…|…>` that holds an identifier
 * is removed whole; mentions (`<@U123>`) and earlier markers are never touched, so guarding twice changes nothing.
 *
 * `removed` is in order, does not overlap, and refers to `text` as given. Takes any string and never throws; the work
 * grows linearly with its length.
 */
export function removeIdentifiers(text: string, { region = "US", year }: GuardOptions = {}): SanitizedText {
  const reading = normalizeText(text);
  let plain = reading.plain;
  const found: IdentifierSpan[] = [];
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const spans = findIdentifiers(plain, region, year);
    if (spans.length === 0) break;
    for (const span of spans) found.push(span);
    plain = mask(plain, mergeSpans(spans));
  }
  const removed = mergeSpans(found).map(({ kind, start, end }) => ({ kind, ...reading.typed(start, end) }));
  return { text: rewrite(text, removed), removed };
}

/** One pass of all detectors. The more certain ones come first, and what they found is hidden from the rest. */
function findIdentifiers(text: string, region: CountryCode, year?: number): IdentifierSpan[] {
  const links = linksIn(text);
  const detectors: readonly ((plain: string) => IdentifierSpan[])[] = [
    telephoneLinks,
    findEmails,
    findLabelledNumbers,
    (plain) => findBirthDates(plain, year),
    findAddresses,
    findNationalNumbers,
    findLabelledPhones,
    (plain) => findPhones(plain, region, insideLink(links)),
    findNames,
  ];
  let plain = text;
  const found: IdentifierSpan[] = [];
  for (const detect of detectors) {
    const spans = mergeSpans(widenToLinks(detect(plain), links));
    if (spans.length === 0) continue;
    plain = mask(plain, spans);
    for (const span of spans) found.push(span);
  }
  return found;
}

function rewrite(text: string, removed: readonly RemovedSpan[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { kind, start, end } of removed) {
    parts.push(text.slice(done, start), `[removed: ${kind}]`);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}

/** In order, with overlapping stretches merged; the stretch that begins first gives the kind. */
function mergeSpans(spans: readonly IdentifierSpan[]): IdentifierSpan[] {
  const merged: IdentifierSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last && span.start < last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** A web address or a Slack link, and the end of its address part: what a Slack link shows comes after it. */
type LinkSpan = { readonly start: number; readonly end: number; readonly addressEnd: number };

// Neither alternative can run across the beginning of another attempt, so this reads the text once.
const LINK_PATTERN = /<(?:https?|mailto|tel|sips?):[^<>\n]{1,4000}>|https?:\/\/[^\s<>]{1,4000}/gi;

function linksIn(plain: string): LinkSpan[] {
  return [...plain.matchAll(LINK_PATTERN)].map((match) => {
    const bar = match[0].indexOf("|");
    const end = match.index + match[0].length;
    return { start: match.index, end, addressEnd: bar === -1 ? end : match.index + bar };
  });
}

/** Slack makes a link of what it recognises as a telephone number; short ones are 911 or a pager. */
function telephoneLinks(plain: string): IdentifierSpan[] {
  return [...plain.matchAll(/<tel:[^<>\n]{1,400}>/gi)]
    .filter((match) => match[0].replace(/\|.*/, "").replace(/\D/g, "").length >= 7)
    .map((match) => ({ kind: "phone number", start: match.index, end: match.index + match[0].length }));
}

/** Whether a position is in the address part of one of `links`, which are in order. */
function insideLink(links: readonly LinkSpan[]): (at: number) => boolean {
  return (at) => {
    const link = lastStartingBy(links, at);
    return link !== undefined && at < link.addressEnd;
  };
}

function widenToLinks(spans: readonly IdentifierSpan[], links: readonly LinkSpan[]): IdentifierSpan[] {
  return spans.map((span) => {
    const link = lastStartingBy(links, span.start);
    return link && span.start < link.end
      ? { ...span, start: link.start, end: Math.max(link.end, span.end) }
      : span;
  });
}

function lastStartingBy(links: readonly LinkSpan[], at: number): LinkSpan | undefined {
  let low = 0;
  let high = links.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((links[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return links[low - 1];
}
