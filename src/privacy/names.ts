/**
 * Names of patients, where something introduces them: "pt name is", "patient called", "Mr".
 *
 * "Dr" introduces nobody here: a clinician's name is not the patient's, and who was consulted belongs to the record.
 */
import { isClinicalWord } from "./clinical-words.ts";
import { type IdentifierSpan, matchEnd } from "./identifier-span.ts";

/** How reliable an introduction is: whether it also announces a name in lower case, and of how many words. */
type Introduction = { readonly pattern: RegExp; readonly smallWords: number; readonly least: number };

const WORD_START = "(?<![\\p{L}\\p{N}])";
const SOMEONE = "(?:patient|pt|lady|woman|man|gentleman|girl|boy|male|female|\\d{1,3} ?(?:yo?|y/o)? ?[mf])";
const MARK = "[*_\"'(]{0,2}";
const INTRODUCTIONS: readonly Introduction[] = [
  {
    // "pt's full name is", "patient: name -", "surname:", "name of patient:"
    pattern: new RegExp(
      `${WORD_START}(?:(?:patient|pt)\\.?(?:'?s)?[ :,-]{1,3}(?:full |first |last |given |legal )?(?:sur|fore)?name|name of (?:the )?(?:patient|pt)|(?:full|first|last|given|family|legal|middle) name|surname|forename)s?(?!\\p{L})${MARK}[ ]{0,3}(?:is\\b|was\\b|[:=-])?${MARK}\\s{0,3}${MARK}`,
      "giu",
    ),
    smallWords: 2,
    least: 1,
  },
  { pattern: new RegExp(`${WORD_START}(?:is |was )?named {1,3}${MARK}`, "giu"), smallWords: 0, least: 1 },
  {
    pattern: new RegExp(
      `${WORD_START}name(?: is| ?[:=-])${MARK}\\s{1,3}${MARK}|${WORD_START}name[:=]${MARK}`,
      "giu",
    ),
    smallWords: 2,
    least: 1,
  },
  {
    pattern: new RegExp(`${WORD_START}name's? {1,3}${MARK}|${WORD_START}name {1,3}${MARK}`, "giu"),
    smallWords: 0,
    least: 1,
  },
  {
    pattern: new RegExp(
      `${WORD_START}${SOMEONE}\\.?,? (?:is |was |who is )?(?:called|named|known as) {1,3}${MARK}`,
      "giu",
    ),
    smallWords: 0,
    least: 1,
  },
  // "Pt John Smith": two words, because one may be anything.
  {
    pattern: new RegExp(`${WORD_START}(?:patient|pt)\\.?(?:[:,]| is)? {1,3}${MARK}`, "giu"),
    smallWords: 0,
    least: 2,
  },
  {
    pattern: new RegExp(`${WORD_START}(?:mr|mrs|mister|mx)(?:\\. {0,3}| {1,3})${MARK}`, "giu"),
    smallWords: 1,
    least: 1,
  },
  // "MS" is multiple sclerosis and "miss" a verb.
  {
    pattern: new RegExp(`${WORD_START}(?:[Mm]s|Miss)(?:\\. {0,3}| {1,3})${MARK}`, "gu"),
    smallWords: 0,
    least: 1,
  },
];
/** "drug name: apixaban", "user name": names of something else. */
const NAME_OF_A_THING =
  /(?:drug|brand|generic|trade|medication|med|file|user|procedure|product|device|test|doctor|dr|surgeon|consultant|nurse|proceduralist|physician|provider|clinic|hospital|ward|protocol|study|channel|bot)(?:'s)? $/i;

/** Clinical words that are people's names after "Mr". */
const SURNAMES = new Set(
  "bancroft brown fell foot head hoffmann homan keen light long low march may old power pratt short still weber wells young".split(
    " ",
  ),
);

const PARTICLE =
  /(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|bint|ter|ten|st|y)(?=[ .'-])[ .]{1,2}/iuy;
const WORD = /\p{L}[\p{L}\p{M}]{0,29}(?:['-][\p{L}][\p{L}\p{M}]{0,29}){0,3}(?![\p{L}\p{N}])/uy;
const BETWEEN_NAMES = /\.? {1,3}|, ?(?=\p{Lu})/uy;

/** The patients' names in `text`. */
export function findNames(text: string): IdentifierSpan[] {
  const spans: IdentifierSpan[] = [];
  for (const introduction of INTRODUCTIONS) {
    for (const match of text.matchAll(introduction.pattern)) {
      if (
        /^name/i.test(match[0]) &&
        NAME_OF_A_THING.test(text.slice(Math.max(0, match.index - 16), match.index))
      )
        continue;
      const start = match.index + match[0].length;
      const isScan = match[0].startsWith("MR");
      const isTitle = /^(?:Mr|Mrs|Ms|Miss)(?!\p{L})/u.test(match[0]);
      const end = endOfName(text, start, introduction, isScan, isTitle);
      if (end > start) spans.push({ kind: "patient name", start, end });
    }
  }
  return spans;
}

/**
 * The end of the name that begins at `start`, or `start` when there is none. `isScan`: after "MR", which may be imaging.
 * `isTitle`: after "Mr" as titles are spelled, which leaves less doubt.
 */
function endOfName(
  text: string,
  start: number,
  { smallWords, least }: Introduction,
  isScan: boolean,
  isTitle: boolean,
): number {
  let end = start;
  let words = 0;
  let style: "Title" | "CAPITALS" | "small" | null = null;
  for (let at = start; words < 4; ) {
    let wordStart = at;
    for (let particles = 0; particles < 3; particles += 1) wordStart = matchEnd(PARTICLE, text, wordStart);
    const wordEnd = matchEnd(WORD, text, wordStart);
    if (wordEnd === wordStart) break;
    const word = text.slice(wordStart, wordEnd).replace(/'s$/i, "");
    const letters = word.replace(/[^\p{L}]/gu, "");
    const isInitial = letters.length === 1 && /\p{Lu}/u.test(letters);
    const spelling = styleOf(letters);
    const isSurname = isTitle && words === 0 && spelling === "Title" && SURNAMES.has(word.toLowerCase());
    if (isClinicalWord(word) && !isSurname) break;
    if (isInitial) {
      // "J. Smith", "John P. Smith"; in "Mr Smith T 38.4" the letter belongs to what follows.
      const follows = matchEnd(BETWEEN_NAMES, text, wordEnd);
      const isFollowed = follows > wordEnd && /^\p{Lu}\p{L}/u.test(text.slice(follows, follows + 2));
      if (isScan || !(isFollowed || (words === 0 && least === 1))) break;
      const next = /^[\p{L}\p{M}'-]{1,40}/u.exec(text.slice(follows, follows + 40))?.[0] ?? "";
      if (isFollowed && (isClinicalWord(next) || (words > 0 && styleOf(next) !== style))) break;
    } else {
      if (isScan && spelling === "small") break;
      if (spelling === "small" && (smallWords === 0 || words >= smallWords)) break;
      // "John SMITH" is a name, "Smith MRI" a name and a study: short capitals count as clinical.
      const isLast = style === "Title" && spelling === "CAPITALS" && words === 1 && letters.length >= 4;
      if (style && spelling !== style && !isLast) break;
      style = spelling;
    }
    words += 1;
    end = wordStart + word.length;
    if (wordEnd !== end) break;
    const gap = matchEnd(BETWEEN_NAMES, text, wordEnd);
    // A full stop ends a name unless it belongs to an initial.
    if (gap === wordEnd || (!isInitial && text.charAt(wordEnd) === ".")) break;
    if (style === "CAPITALS" && words >= 2) break;
    at = gap;
  }
  return words >= least ? end : start;
}

function styleOf(letters: string): "Title" | "CAPITALS" | "small" {
  if (/^\p{Lu}+$/u.test(letters)) return "CAPITALS";
  return /^\p{Lu}/u.test(letters) ? "Title" : "small";
}
