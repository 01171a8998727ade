/** What the words of one piece say about what it names, before its neighbours are considered. */

import {
  type AnnotatedTokens,
  carriesWeight,
  hidesWeight,
  isFinding,
  isUnknown,
  type Mention,
  mentionTokens,
} from "./annotate-tokens.ts";
import type { ClauseJoin } from "./clauses.ts";
import type { ReaderWords } from "./reader-words.ts";
import { tokenRange } from "./tokens.ts";

export interface SegmentVerdict {
  polarity: "present" | "absent";
  sure: boolean;
  /** Not read at all: old, planned, about somebody else, or not understood. */
  dropped: boolean;
  unknown?: "unable" | "not_assessed" | "declined";
  /** The whole sentence is a plan, a condition, a question, or about somebody else. */
  stopped: boolean;
}

export interface Segment {
  from: number;
  to: number;
  join: ClauseJoin;
  mentions: readonly Mention[];
  verdict: SegmentVerdict;
  /** Where the denial begins that reaches it from an earlier piece. */
  deniedFrom: number | null;
  /** A denial of its list still applies at its end. */
  denies: boolean;
  /** "not examined" precedes what was not examined. */
  unknownBefore: boolean;
  /** It says something, whether or not that was understood. */
  hasContent: boolean;
}

export interface SegmentEvidence extends Segment {
  /** Cues by position: before the first finding, after the last, or inside its words. */
  denials: number;
  list: boolean;
  deniedAfter: boolean;
  /** "no rash", where nothing is known of rashes: what was denied is another thing than what was named before. */
  deniesUnknown: boolean;
  affirmed: boolean;
  maybe: boolean;
  past: boolean;
  old: boolean;
  unknownWords: boolean;
  /** A number that belongs to nothing. */
  numbers: boolean;
  /** "all denied" */
  all: boolean;
  /** "no", before or after. */
  plainDenial: boolean;
  settles: boolean;
  /** A word that may be a denial with a slip of the finger. */
  hiddenDenial: boolean;
  /** A slip of the finger was mended in it. */
  slip: boolean;
  /** It makes a statement without "is present": by a value, by a verb ("can't void"), or by its end ("leg swollen"). */
  ownState: "value" | "verb" | "adjective" | null;
  /** The denial is a heading: "Denies: ...". */
  heading: boolean;
}

/**
 * @param values tokens already read as values
 * @param asides tokens that say nothing about a finding
 */
export function gatherEvidence(
  spotted: AnnotatedTokens,
  { from, to, join }: Pick<Segment, "from" | "to" | "join">,
  values: ReadonlySet<number>,
  asides: ReadonlySet<number>,
): SegmentEvidence {
  const { words, tokens, timeAt } = spotted;
  const mentions = spotted.mentions.filter((mention) => mention.from >= from && mention.from < to);
  const first = mentions[0]?.from ?? to;
  const inside = new Set(mentions.flatMap((mention) => mention.inside));
  const draft: SegmentEvidence = {
    from,
    to,
    join,
    mentions,
    verdict: { polarity: "present", sure: true, dropped: false, stopped: false },
    hasContent: mentions.length > 0,
    deniedFrom: null,
    denies: false,
    denials: 0,
    list: false,
    deniedAfter: false,
    deniesUnknown: false,
    affirmed: false,
    maybe: false,
    past: false,
    old: false,
    unknownWords: false,
    numbers: false,
    all: false,
    plainDenial: false,
    settles: false,
    hiddenDenial: false,
    slip: tokenRange({ from, to }).some((at) => spotted.slipAt.has(at)),
    unknownBefore: false,
    heading: tokens.slice(from, first).some(({ word }) => word === ":"),
    ownState: ownStateOf(spotted, mentions, values, from, to),
  };
  let degree = false;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (!token || values.has(at) || asides.has(at)) continue;
    const time = timeAt[at];
    if (time && spotted.mentions.length === 0) draft.hasContent = true;
    if (time && time.from === at && (time.is === "ago" || time.is === "year" || time.is === "before"))
      draft.past = true;
    if (isUnknown(spotted, at)) {
      draft.unknownWords = true;
      draft.hasContent = true;
      if (token.kind === "number") draft.numbers = true;
      if (hidesWeight(spotted.words, token)) draft.hiddenDenial = true;
      if (carriesWeight(token) || (mentions.length > 0 && draft.hiddenDenial)) draft.settles = true;
    }
    if (isMinus(tokens, at, to) && !isSign(spotted, at)) draft.settles = true;
    if (inside.has(at)) {
      if (words.deniesInside.has(token.word)) draft.denials += 1;
      if (words.pastInside.has(token.word)) draft.past = true;
      continue;
    }
    if (!spotted.cueBegins[at] || spotted.mentionAt[at]) continue;
    const kinds = new Set(spotted.cues[at]?.map(({ is }) => is));
    if (kinds.size > 0 && !kinds.has("filler") && !kinds.has("greeting") && !kinds.has("side"))
      draft.hasContent = true;
    if (kinds.has("unable") || kinds.has("not-assessed") || kinds.has("declined")) {
      draft.verdict.unknown = kinds.has("unable")
        ? "unable"
        : kinds.has("declined")
          ? "declined"
          : "not_assessed";
      draft.unknownBefore = at < first;
      continue;
    }
    if (kinds.has("deny") && !isReply(spotted, at)) {
      if (at < first && mentions.length > 0) {
        draft.denials += 1;
        draft.list ||= spotted.cues[at]?.some((cue) => cue.is === "deny" && cue.list) === true;
      } else if (at > first && isUnknownNext(spotted, at, to)) {
        // "pee runs out, no warning": what is denied is another thing
        draft.unknownWords = true;
        continue;
      } else {
        draft.deniedAfter = true;
        draft.deniesUnknown ||= words.replies.get(token.word) === "absent" && isUnknownNext(spotted, at, to);
      }
      draft.plainDenial = true;
    } else if (kinds.has("deny-after")) {
      if (at < first && tokens[spotted.cueEnds[at] ?? at + 1]?.word === ":" && mentions.length > 0) {
        draft.denials += 1;
        draft.list = true;
      } else if (at < first && mentions.length > 0) draft.settles = true;
      else draft.deniedAfter = true;
    }
    if (kinds.has("affirm")) {
      draft.affirmed = true;
      // "not confirmed retention" denies the confirmation
      if (draft.denials > 0 && at < first) draft.settles = true;
    }
    if (kinds.has("maybe") || kinds.has("versus")) draft.maybe = true;
    if (kinds.has("all")) draft.all = true;
    if (kinds.has("past")) draft.past = true;
    if (kinds.has("stop-here") && !tellsNoTime(spotted, at, draft.ownState)) draft.old = true;
    if (kinds.has("degree") && at < first) degree = true;
  }
  if (mentions.some((mention) => isHistory(words, mention))) draft.past = false;
  if (draft.denials > 1 || (draft.denials === 1 && draft.deniedAfter)) draft.settles = true;
  if (draft.deniedAfter && mentions.filter(isFinding).length > 1) draft.settles = true;
  if (draft.denials === 1 && (degree || draft.maybe)) draft.settles = true;
  if (draft.deniedAfter && draft.affirmed) draft.settles = true;
  if (draft.plainDenial && draft.verdict.unknown) draft.settles = true;
  return draft;
}

function ownStateOf(
  { words, tokens }: AnnotatedTokens,
  mentions: readonly Mention[],
  values: ReadonlySet<number>,
  from: number,
  to: number,
): SegmentEvidence["ownState"] {
  if ([...values].some((at) => at >= from && at < to)) return "value";
  const phrases = mentions.map((mention) => mentionTokens(mention).map((at) => tokens[at]?.word ?? ""));
  if (phrases.some((said) => said.some((word) => words.verbal.has(word)))) return "verb";
  if (phrases.some((said) => words.emphatic.has(said[0] ?? ""))) return "adjective";
  return phrases.some((said) => words.states.has(said.at(-1) ?? "")) ? "adjective" : null;
}

/** "no she is dry": an answer, and no denial of what follows. */
const isReply = ({ tokens, words, cueEnds }: AnnotatedTokens, at: number): boolean =>
  words.replies.has(tokens[at]?.word ?? "") && words.pronouns.has(tokens[cueEnds[at] ?? at + 1]?.word ?? "");

const isUnknownNext = (spotted: AnnotatedTokens, at: number, to: number): boolean => {
  const next = spotted.cueEnds[at] ?? at + 1;
  return next < to && isUnknown(spotted, next);
};

/** "before he said so", "last 20 mg", "can't tell any more": nothing of it is old. */
function tellsNoTime(
  { tokens, words, cueEnds }: AnnotatedTokens,
  at: number,
  ownState: SegmentEvidence["ownState"],
): boolean {
  const next = tokens[cueEnds[at] ?? at + 1];
  const said = tokens
    .slice(at, cueEnds[at] ?? at + 1)
    .map(({ word }) => word)
    .join(" ");
  if (words.anyMore.has(said)) return ownState === "verb";
  if (words.times.before.has(said)) return words.pronouns.has(next?.word ?? "");
  return words.times.lasting_filler.has(said) && next?.kind === "number";
}

/** A minus that was read as a denial. */
const isSign = ({ cues }: AnnotatedTokens, at: number): boolean =>
  cues[at]?.some(({ is }) => is === "deny" || is === "deny-after") === true;

/** "-fever", "rigors-", "(-)": a minus that may deny the word it touches; " - " between two words is a dash. */
function isMinus(tokens: AnnotatedTokens["tokens"], at: number, to: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token?.word !== "-") return false;
  if (before?.word === "(") return next?.word === ")";
  if (next?.kind === "word" && next.glued) return !token.glued;
  return before?.kind === "word" && (at + 1 >= to || token.glued);
}

/** The finding is itself about the past ("previous dvt"). */
const isHistory = ({ history }: ReaderWords, { phrase }: Mention): boolean =>
  phrase.split(" ").some((word) => history.has(word));
