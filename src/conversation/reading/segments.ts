/**
 * Cuts a sentence where its meaning may turn (commas, "and", "but", "with"), and judges each piece: is what it names
 * said to be there or not, how surely, or is it not about this patient now?
 */
import { type Cue, DENIES_INSIDE, isState, isVerbal, PAST_INSIDE } from "./language.ts";
import type { Sentence } from "./sentences.ts";
import { hidesWeight, isFinding, isTelling, isUnknown, type Mention, type Spotted, wordsOf } from "./spot.ts";

export type Join = "start" | "comma" | "and" | "or" | "contrast" | "exception" | "with" | "opens";

export interface Verdict {
  polarity: "present" | "absent";
  sure: boolean;
  /** Not read at all: old, planned, somebody else's, or not understood. */
  dropped: boolean;
  unknown?: "unable" | "not_assessed" | "declined";
  /** The whole sentence is a plan, a condition, a question, or about somebody else. */
  stopped: boolean;
}

export interface Segment {
  from: number;
  to: number;
  join: Join;
  mentions: readonly Mention[];
  verdict: Verdict;
  /** Where the denial begins that reaches it from a piece before. */
  deniedFrom: number | null;
  /** A denial of its list is still open at its end. */
  denies: boolean;
  /** "not examined" stands before what was not examined. */
  unknownBefore: boolean;
  /** It says something, whether or not that was understood. */
  hasContent: boolean;
}

/** What a heading says about everything under it. */
export type Heading = "neutral" | "stop" | "after-denial";

interface Draft extends Segment {
  /** Cues by their place: before the first finding, behind the last, or inside its words. */
  denials: number;
  list: boolean;
  deniedAfter: boolean;
  affirmed: boolean;
  maybe: boolean;
  past: boolean;
  old: boolean;
  unknownWords: boolean;
  /** A number that belongs to nothing. */
  numbers: boolean;
  /** "all denied" */
  all: boolean;
  /** "no", before or behind. */
  plainDenial: boolean;
  settles: boolean;
  /** It states itself, and needs no "is present": by a value, by a verb ("can't void"), or by its end ("leg swollen"). */
  ownState: "value" | "verb" | "adjective" | null;
  /** The denial is a heading: "Denies: ...". */
  heading: boolean;
}

export const cuesAt = (spotted: Spotted, at: number, is: Cue["is"]): boolean =>
  spotted.cues[at]?.some((cue) => cue.is === is) === true;

/** A word of language begins here, outside of every finding's own words. */
const begins = (spotted: Spotted, at: number, is: Cue["is"]) =>
  spotted.cueBegins[at] === true && cuesAt(spotted, at, is);

/**
 * @param values tokens that a reader of values has used up
 * @param asides tokens that say nothing about a finding
 */
export function segmentsOf(
  sentence: Sentence,
  spotted: Spotted,
  heading: Heading,
  values: ReadonlySet<number>,
  asides: ReadonlySet<number>,
): Segment[] {
  const drafts = cut(spotted).map((piece) => describe(spotted, piece, values, asides));
  const everything = spotted.tokens.some((_, at) => begins(spotted, at, "stop"));
  const question = sentence.asks && spotted.tokens.some((_, at) => begins(spotted, at, "ask"));
  judge(drafts, heading);
  if (underUnknownHeading(spotted))
    for (const { verdict } of drafts) {
      verdict.sure = false;
      if (verdict.polarity === "absent") verdict.dropped = true;
    }
  if (sentence.asks)
    for (const { verdict } of drafts) {
      verdict.sure = false;
      if (verdict.polarity === "absent") verdict.dropped = true;
    }
  const ahead = spotted.tokens.findIndex((_, at) => begins(spotted, at, "stop-ahead"));
  for (const draft of drafts) {
    const first = draft.mentions[0]?.from ?? draft.from;
    if (everything || question || heading === "stop" || (ahead >= 0 && first > ahead))
      draft.verdict.stopped = draft.verdict.dropped = true;
  }
  return drafts;
}

/** "Handover: ...", "Yesterday's list: ...": nobody knows what such a heading makes of what follows. */
function underUnknownHeading(spotted: Spotted): boolean {
  const { tokens, mentions } = spotted;
  const colon = tokens.findIndex(({ word, glued }, at) => word === ":" && !(glued && tokens[at + 1]?.glued));
  if (colon < 1 || mentions.some(({ from }) => from < colon)) return false;
  return tokens.slice(0, colon).some((_, at) => isUnknown(spotted, at));
}

function cut({ tokens, mentions, cues, cueBegins }: Spotted): { from: number; to: number; join: Join }[] {
  const within = new Set<number>();
  for (const { from, to } of mentions) for (let at = from; at < to; at += 1) within.add(at);
  const pieces: { from: number; to: number; join: Join }[] = [];
  let from = 0;
  let join: Join = "start";
  let named = false;
  const close = (to: number, next: Join, skip: number) => {
    if (to > from) {
      pieces.push({ from, to, join });
      join = next;
      named = false;
    } else join = stronger(join, next);
    from = to + skip;
  };
  for (let at = 0; at < tokens.length; at += 1) {
    if (within.has(at)) {
      named = true;
      continue;
    }
    const word = tokens[at]?.word;
    const numbers = tokens[at - 1]?.kind === "number" && tokens[at + 1]?.kind === "number";
    if (word === "," || (word === "/" && !numbers)) {
      close(at, word === "," ? "comma" : "or", 1);
      continue;
    }
    if (!cueBegins[at]) continue;
    const kinds = new Set(cues[at]?.map(({ is }) => is));
    const plainly = cues[at]?.some((cue) => cue.is === "opens" && cue.plainly);
    let length = 1;
    while (at + length < tokens.length && !cueBegins[at + length] && (cues[at + length]?.length ?? 0) > 0)
      length += 1;
    if (kinds.has("and")) close(at, "and", length);
    else if (kinds.has("or")) close(at, "or", length);
    else if (kinds.has("contrast")) close(at, "contrast", length);
    else if (kinds.has("exception")) close(at, "exception", length);
    else if (
      named &&
      cues[at]?.some((cue) => cue.is === "deny" && cue.list) &&
      mentions.some((one) => one.from > at)
    )
      close(at, "opens", 0);
    else if (kinds.has("opens") && (named || at === from)) close(at, plainly ? "opens" : "with", length);
  }
  close(tokens.length, "start", 0);
  return pieces;
}

const RANK: readonly Join[] = ["start", "comma", "with", "and", "or", "opens", "contrast", "exception"];
const stronger = (a: Join, b: Join): Join => (RANK.indexOf(a) > RANK.indexOf(b) ? a : b);

function describe(
  spotted: Spotted,
  { from, to, join }: Pick<Segment, "from" | "to" | "join">,
  values: ReadonlySet<number>,
  asides: ReadonlySet<number>,
): Draft {
  const { tokens, timeAt } = spotted;
  const mentions = spotted.mentions.filter((mention) => mention.from >= from && mention.from < to);
  const first = mentions[0]?.from ?? to;
  const inside = new Set(mentions.flatMap((mention) => mention.inside));
  const draft: Draft = {
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
    affirmed: false,
    maybe: false,
    past: false,
    old: false,
    unknownWords: false,
    numbers: false,
    all: false,
    plainDenial: false,
    settles: false,
    unknownBefore: false,
    heading: tokens.slice(from, first).some(({ word }) => word === ":"),
    ownState: ownStateOf(tokens, mentions, values, from, to),
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
      if (isTelling(token) || (mentions.length > 0 && hidesWeight(token))) draft.settles = true;
    }
    if (isMinus(tokens, at, to)) draft.settles = true;
    if (inside.has(at)) {
      if (DENIES_INSIDE.has(token.word)) draft.denials += 1;
      if (PAST_INSIDE.has(token.word)) draft.past = true;
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
    if (kinds.has("deny")) {
      if (at < first && mentions.length > 0) {
        draft.denials += 1;
        draft.list ||= spotted.cues[at]?.some((cue) => cue.is === "deny" && cue.list) === true;
      } else draft.deniedAfter = true;
      draft.plainDenial = true;
    } else if (kinds.has("deny-after")) {
      if (at < first && mentions.length > 0) draft.settles = true;
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
    if (kinds.has("stop-here")) draft.old = true;
    if (kinds.has("degree") && at < first) degree = true;
  }
  if (mentions.some(isHistory)) draft.past = false;
  if (draft.denials > 1 || (draft.denials === 1 && draft.deniedAfter)) draft.settles = true;
  if (draft.deniedAfter && mentions.filter(isFinding).length > 1) draft.settles = true;
  if (draft.denials === 1 && (degree || draft.maybe)) draft.settles = true;
  if (draft.deniedAfter && draft.affirmed) draft.settles = true;
  if (draft.plainDenial && draft.verdict.unknown) draft.settles = true;
  return draft;
}

function ownStateOf(
  tokens: Spotted["tokens"],
  mentions: readonly Mention[],
  values: ReadonlySet<number>,
  from: number,
  to: number,
): Draft["ownState"] {
  if ([...values].some((at) => at >= from && at < to)) return "value";
  const words = mentions.map((mention) => wordsOf(mention).map((at) => tokens[at]?.word ?? ""));
  if (words.some((said) => said.some(isVerbal))) return "verb";
  return words.some((said) => isState(said.at(-1) ?? "")) ? "adjective" : null;
}

/** "-fever", "rigors-", "(-)": a minus that may deny what it stands at; " - " between two words is a dash. */
function isMinus(tokens: Spotted["tokens"], at: number, to: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token?.word !== "-") return false;
  if (before?.word === "(") return next?.word === ")";
  if (next?.kind === "word" && next.glued) return !token.glued;
  return before?.kind === "word" && (at + 1 >= to || token.glued);
}

const HISTORY = new Set("previous prior past history hx h/o".split(" "));
/** The finding is itself about the past ("previous dvt"). */
export const isHistory = ({ phrase }: Mention): boolean =>
  phrase.split(" ").some((word) => HISTORY.has(word));

/** Nothing of its own says whether it is there: a denial or a doubt of its neighbours may be meant for it too. */
const isBare = (draft: Draft) =>
  draft.mentions.length > 0 &&
  draft.denials === 0 &&
  !draft.deniedAfter &&
  !draft.affirmed &&
  draft.ownState === null &&
  draft.verdict.unknown === undefined;

function judge(drafts: readonly Draft[], heading: Heading): void {
  let carry: { list: boolean; heading: boolean; from: number } | null = null;
  let doubt = false;
  let oldNews = false;
  let waiting: Draft[] = [];
  const settleWaiting = (how: "absent" | "unsure" | "drop") => {
    for (const draft of waiting) {
      draft.verdict.polarity = "absent";
      if (how === "unsure") draft.verdict.sure = false;
      if (how === "drop") draft.verdict.dropped = true;
    }
    waiting = [];
  };
  drafts.forEach((draft, place) => {
    const { verdict, join } = draft;
    const before = drafts[place - 1];
    if (join === "contrast" || join === "opens" || join === "exception") {
      settleWaiting(carry?.heading ? "unsure" : "drop");
      carry = null;
      doubt = false;
      oldNews = false;
    }
    if (draft.mentions.length === 0) {
      bearsOnTheOneBefore(draft, before);
      if (draft.deniedAfter) {
        dropListBefore(drafts, place);
        settleWaiting("drop");
        // "no bowel or bladder ...": the denial may be meant for what follows, too
        carry = draft.plainDenial ? { list: false, heading: false, from: draft.from } : null;
      }
      return;
    }
    if (join === "exception" && before) exceptionAfter(before);
    if (draft.settles || (heading === "after-denial" && place === 0 && isBare(draft))) verdict.dropped = true;
    // "fever or rigors": one of them, and it is not said which
    if (join === "or" && !carry && before && before.mentions.length > 0 && isBare(draft)) {
      verdict.sure = false;
      before.verdict.sure = false;
    }
    if (draft.denials === 1) {
      settleWaiting(carry?.heading ? "unsure" : "drop");
      verdict.polarity = "absent";
      carry = { list: draft.list, heading: draft.heading, from: draft.from };
    } else if (draft.deniedAfter) {
      verdict.polarity = "absent";
      settleWaiting("drop");
      carry = null;
      if (dropListBefore(drafts, place)) {
        verdict.sure = false;
        // "fever, weakness and incontinence all denied": a person says which
        verdict.dropped ||= draft.all;
      }
    } else if (carry && isBare(draft)) {
      draft.deniedFrom = carry.from;
      if (join === "or") {
        verdict.polarity = "absent";
        settleWaiting("absent");
      } else if (join === "and" && carry.list) {
        verdict.polarity = "absent";
        settleWaiting("absent");
      } else if (join === "comma") waiting.push(draft);
      else {
        verdict.dropped = true;
        settleWaiting("drop");
      }
    } else if (carry) {
      settleWaiting(carry.heading ? "unsure" : "drop");
      if (join === "with") verdict.dropped = true;
      // "denies fever and leg swollen": a statement of its own, or part of the denial?
      if (draft.ownState && (join === "and" || join === "or") && !draft.affirmed) verdict.dropped = true;
      else if (draft.ownState === "adjective" && join === "comma") verdict.sure = false;
      carry = null;
    }
    if (draft.maybe) doubt = true;
    else if (join === "with" || draft.ownState || draft.affirmed) doubt = false;
    if (draft.maybe || (doubt && join !== "start")) verdict.sure = false;
    // what was not examined was not examined, whatever the reason
    if (verdict.unknown) return;
    if (draft.old) {
      oldNews = true;
      verdict.dropped = true;
    } else if (oldNews) {
      if (join === "comma") verdict.sure &&= draft.ownState !== null;
      else if (!draft.ownState) verdict.dropped = true;
    }
    if (draft.past || draft.unknownWords) {
      if (verdict.polarity === "absent") verdict.dropped = true;
      else verdict.sure = false;
    }
    if (draft.mentions.some(({ slip }) => slip)) verdict.sure = false;
  });
  const open = carry as { heading: boolean } | null;
  settleWaiting(open?.heading ? "unsure" : "drop");
  const last = drafts.at(-1);
  if (last) last.denies = open !== null;
  spreadUnknown(drafts);
}

/** "fever, rigors absent": is fever absent, too? */
function dropListBefore(drafts: readonly Draft[], place: number): boolean {
  let dropped = false;
  for (let at = place; at > 0; at -= 1) {
    const earlier = drafts[at - 1];
    const join = drafts[at]?.join;
    if (!earlier || !isBare(earlier) || (join !== "comma" && join !== "and" && join !== "or")) break;
    earlier.verdict.dropped = true;
    dropped = true;
  }
  return dropped;
}

/** A piece that names nothing may change the one before: "rigors, now settled", "fever, none", "retention, possibly". */
function bearsOnTheOneBefore(draft: Draft, before: Draft | undefined): void {
  if (!before) return;
  const { verdict } = before;
  if (draft.old || draft.denials > 0 || draft.deniedAfter || draft.settles) verdict.dropped = true;
  if (draft.maybe || draft.numbers) verdict.sure = false;
  if (draft.join === "exception") exceptionAfter(before);
  if (draft.join === "contrast" && draft.hasContent) exceptionAfter(before);
  if (draft.verdict.unknown && before.verdict.unknown === undefined) verdict.dropped = true;
}

/** What was said before an exception is not the whole truth. */
function exceptionAfter(before: Draft): void {
  if (before.verdict.polarity === "absent") before.verdict.dropped = true;
  else before.verdict.sure = false;
}

/** "power and sensation not tested": both; "unable to assess power or sensation": both. */
function spreadUnknown(drafts: readonly Draft[]): void {
  drafts.forEach((draft, place) => {
    const { unknown } = draft.verdict;
    if (!unknown || draft.mentions.length === 0) return;
    const step = draft.unknownBefore ? 1 : -1;
    for (let at = place + step; at >= 0 && at < drafts.length; at += step) {
      const other = drafts[at];
      const join = step > 0 ? other?.join : drafts[at + 1]?.join;
      if (!other || other.mentions.length === 0 || other.verdict.unknown) break;
      const bare = other.denials === 0 && !other.deniedAfter && !other.affirmed && !other.ownState;
      if (!bare || (join !== "and" && join !== "or" && join !== "comma")) break;
      if (join === "comma" && step > 0) break;
      other.verdict.unknown = unknown;
      other.verdict.dropped ||= draft.verdict.dropped;
    }
  });
}
