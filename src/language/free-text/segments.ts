/** Classifies each clause: present, absent, uncertain, or not about this patient now. */

import { type AnnotatedTokens, cuesAt, isUnknown } from "./annotate-tokens.ts";
import { splitClauses } from "./clauses.ts";
import { gatherEvidence, type Segment, type SegmentEvidence } from "./evidence.ts";
import type { Cue } from "./reader-words.ts";
import type { Sentence } from "./sentences.ts";

/** What a heading says about everything under it. */
export type Heading = "neutral" | "stop" | "after-denial";

/** A cue begins here, outside every finding's own words. */
const begins = (spotted: AnnotatedTokens, at: number, is: Cue["is"]) =>
  spotted.cueBegins[at] === true && cuesAt(spotted, at, is);

/**
 * @param values tokens already read as values
 * @param asides tokens that say nothing about a finding
 */
export function segmentsOf(
  sentence: Sentence,
  spotted: AnnotatedTokens,
  heading: Heading,
  values: ReadonlySet<number>,
  asides: ReadonlySet<number>,
): Segment[] {
  const drafts = splitClauses(spotted).map((piece) => gatherEvidence(spotted, piece, values, asides));
  const everything =
    spotted.tokens.some((_, at) => begins(spotted, at, "stop")) ||
    spotted.tokens.some((_, at) => begins(spotted, at, "question-word") && asksAt(sentence, spotted, at));
  const question = sentence.asks && spotted.tokens.some((_, at) => begins(spotted, at, "ask"));
  judge(drafts, heading);
  hiddenDenials(drafts);
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
  const ahead = spotted.tokens.findIndex(
    (_, at) =>
      begins(spotted, at, "stop-ahead") && spotted.tokens[spotted.cueEnds[at] ?? at + 1]?.word !== ":",
  );
  for (const draft of drafts) {
    const first = draft.mentions[0]?.from ?? draft.from;
    if (everything || question || heading === "stop" || (ahead >= 0 && first > ahead))
      draft.verdict.stopped = draft.verdict.dropped = true;
  }
  return drafts;
}

/** "What about fever" asks; "what she worries about is", "buckling, which is new" do not. */
const asksAt = ({ asks }: Sentence, { tokens, words }: AnnotatedTokens, at: number): boolean =>
  asks || (at === 0 && !words.pronouns.has(tokens[1]?.word ?? ""));

/** "dneies fever, weakness": a denial with a slip may be meant for all of its list. */
function hiddenDenials(drafts: readonly SegmentEvidence[]): void {
  let hidden = false;
  for (const draft of drafts) {
    if (draft.join === "contrast" || draft.join === "opens" || draft.join === "exception") hidden = false;
    if (draft.hiddenDenial) hidden = true;
    else if (hidden && isBare(draft)) draft.verdict.dropped = true;
  }
}

/** "Handover: ...", "Yesterday's list: ...": it is unclear how such a heading changes what follows. */
function underUnknownHeading(spotted: AnnotatedTokens): boolean {
  const { tokens, mentions } = spotted;
  const colon = tokens.findIndex(({ word, glued }, at) => word === ":" && !(glued && tokens[at + 1]?.glued));
  if (colon < 1 || mentions.some(({ from }) => from < colon)) return false;
  return tokens.slice(0, colon).some((_, at) => isUnknown(spotted, at));
}

/** Nothing of its own says whether it is present: a neighbour's denial or doubt may apply to it too. */
const isBare = (draft: SegmentEvidence) =>
  draft.mentions.length > 0 &&
  // "no oedema, pulses full": an answer by itself is no part of a list
  !draft.mentions.some(({ means }) => means.every(({ is }) => is === "option")) &&
  draft.denials === 0 &&
  !draft.deniedAfter &&
  !draft.affirmed &&
  draft.ownState === null &&
  draft.verdict.unknown === undefined;

function judge(drafts: readonly SegmentEvidence[], heading: Heading): void {
  let carry: { list: boolean; heading: boolean; from: number } | null = null;
  let doubt = false;
  let oldNews = false;
  let waiting: SegmentEvidence[] = [];
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
        if (!draft.deniesUnknown) dropListBefore(drafts, place);
        settleWaiting("drop");
        // "no bowel or bladder ...": the denial may be meant for what follows, too
        carry = draft.plainDenial ? { list: false, heading: false, from: draft.from } : null;
      }
      return;
    }
    if (join === "exception" && before) exceptionAfter(before);
    if (draft.settles || (heading === "after-denial" && place === 0 && isBare(draft))) verdict.dropped = true;
    // "fever or rigors": one of them, without saying which
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
    if (draft.slip || draft.mentions.some(({ slip }) => slip)) verdict.sure = false;
  });
  const open = carry as { heading: boolean } | null;
  settleWaiting(open?.heading ? "unsure" : "drop");
  const last = drafts.at(-1);
  if (last) last.denies = open !== null;
  spreadUnknown(drafts);
}

/** "fever, rigors absent": is fever absent, too? */
function dropListBefore(drafts: readonly SegmentEvidence[], place: number): boolean {
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

/** A piece that names nothing may change the preceding one: "rigors, now settled", "fever, none", "retention, possibly". */
function bearsOnTheOneBefore(draft: SegmentEvidence, before: SegmentEvidence | undefined): void {
  if (!before) return;
  const { verdict } = before;
  if (draft.deniesUnknown && draft.denials === 0 && !draft.old && !draft.maybe && !draft.numbers) return;
  const deniesOther = draft.denials === 0 && draft.deniedAfter && draft.unknownWords;
  // "gone to sleep and isn't waking up", "foot drop, no b/b change" deny something else
  if (deniesOther && verdict.polarity === "present") verdict.sure = false;
  else if (draft.old || draft.denials > 0 || draft.deniedAfter || draft.settles) verdict.dropped = true;
  if (draft.maybe || draft.numbers) verdict.sure = false;
  if (draft.join === "exception") exceptionAfter(before);
  if (draft.join === "contrast" && draft.hasContent) exceptionAfter(before);
  if (draft.verdict.unknown && before.verdict.unknown === undefined) verdict.dropped = true;
}

/** What was said before an exception is not the whole truth. */
function exceptionAfter(before: SegmentEvidence): void {
  if (before.verdict.polarity === "absent") before.verdict.dropped = true;
  else before.verdict.sure = false;
}

/** "power and sensation not tested": both; "unable to assess power or sensation": both. */
function spreadUnknown(drafts: readonly SegmentEvidence[]): void {
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
