/** What one sentence says about the protocol's questions. */
import { type AnswerSpec, kindOf } from "../../answers/registry.ts";
import type { Question } from "../../protocol/schema.ts";
import type { Side } from "../../protocol/terms.ts";
import {
  type AnnotatedTokens,
  annotateTokens,
  isFinding,
  isUnknown,
  type Mention,
  mentionTokens,
} from "./annotate-tokens.ts";
import { sidesIn } from "./chunks.ts";
import type { Segment, SegmentVerdict } from "./evidence.ts";
import type { FindingStatement, StatementValue } from "./finding-statement.ts";
import type { NamedContext, NamedStatement } from "./kind-reader.ts";
import { readerOf, writtenValues } from "./kind-readers.ts";
import { isSided, type Lexicon, type Meaning } from "./lexicon.ts";
import { isMeasuredFinding, quantitiesIn } from "./quantities.ts";
import { type Heading, segmentsOf } from "./segments.ts";
import type { Sentence } from "./sentences.ts";
import { tokenRange } from "./tokens.ts";

export interface Statement {
  said: readonly FindingStatement[];
  spotted: AnnotatedTokens;
  segments: readonly Segment[];
  /** Pieces that say something that was not understood: tokens from, to. */
  unread: readonly { from: number; to: number }[];
}

export interface StatementContext {
  heading: Heading;
  /** "Fever? No.": the answer that follows the question. */
  reply: "present" | "absent" | null;
  now: number;
  utcOffsetMinutes: number;
  shouting: boolean;
}

export function statementOf(lexicon: Lexicon, sentence: Sentence, around: StatementContext): Statement {
  const { text } = sentence.line;
  const spotted = annotateTokens(lexicon, sentence.tokens, around.shouting);
  const asked: Sentence = around.reply ? { ...sentence, asks: false } : sentence;
  const quantities = quantitiesIn(text, spotted);
  const { now, utcOffsetMinutes } = around;
  const scans = [
    quantities,
    ...writtenValues({
      text,
      spotted,
      elsewhere: quantities.taken,
      moments: lexicon.moments,
      now,
      utcOffsetMinutes,
    }),
  ];
  const values = new Set<number>(scans.flatMap((scan) => [...scan.taken]));
  const asides = asidesIn(spotted, values);
  const first = segmentsOf(asked, spotted, around.heading, values, asides);
  const named = namersOf(first, spotted);
  for (const [segment, { question, mention }] of named)
    for (const at of valueTokens({ lexicon, spotted, segment, question, mention })) values.add(at);
  const segments = segmentsOf(asked, spotted, around.heading, values, asides);
  if (around.reply) answerWith(segments, around.reply);
  const said: FindingStatement[] = [];
  for (const one of scans.flatMap((scan) => scan.said)) {
    const segment = segments.find(({ from, to }) => one.from >= from && one.from < to) ?? segments[0];
    const kept = segment && withVerdict(one, segment.verdict);
    if (kept) said.push(kept);
  }
  segments.forEach((segment, place) => {
    const naming = named.get(first[place] as Segment);
    said.push(...mentionsIn(lexicon, spotted, segment, values, naming));
  });
  return { said, spotted, segments, unread: unreadIn(spotted, segments, said, values) };
}

/** A value is a statement by itself, but not in a plan, and not where it is denied. */
function withVerdict(said: FindingStatement, verdict: SegmentVerdict): FindingStatement | null {
  if (verdict.stopped) return null;
  if (said.ownWords) return said;
  if (verdict.dropped) return null;
  // "no fever, T 38.4": the number decides
  if (verdict.polarity === "absent" && !isMeasuredFinding(said.question)) return null;
  return { ...said, sure: said.sure && verdict.sure };
}

/** The reply is about the one thing that was asked. */
function answerWith(segments: readonly Segment[], reply: "present" | "absent"): void {
  const named = segments.filter(({ mentions }) => mentions.length > 0);
  for (const { verdict } of named) {
    if (named.length > 1 || verdict.polarity === "absent") verdict.dropped = true;
    verdict.polarity = reply;
  }
}

/** Numbers that are no finding: "68F" is who the patient is, "L4/5" where the needle went, "8/10" a score of pain. */
function asidesIn({ words, tokens }: AnnotatedTokens, values: ReadonlySet<number>): ReadonlySet<number> {
  const asides = new Set<number>();
  const [age, next] = tokens;
  if (age?.kind === "number" && /^\d{1,3}$/.test(age.word) && next && words.who.has(next.word))
    asides.add(0).add(1);
  tokens.forEach((token, at) => {
    const [one, two, three] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]];
    if (values.has(at)) return;
    if (token.kind === "number" && one?.word === "/" && two?.word === "10")
      asides
        .add(at)
        .add(at + 1)
        .add(at + 2);
    const level = /^[lst]$/.test(token.word) && one?.glued && /^[1-5]$/.test(one.word);
    if (!level || !two?.glued || (two.word !== "/" && two.word !== "-") || !three?.glued) return;
    const to = three.kind === "number" ? at + 3 : at + 4;
    for (let each = at; each <= to; each += 1) asides.add(each);
  });
  return asides;
}

/** Answered for each side. */
const isBySide = ({ answer }: Question): boolean =>
  kindOf(answer).choices(answer) !== null && kindOf(answer).fixedParts(answer) !== null;

interface NamingSegment {
  question: Question;
  mention: Mention | null;
}

/** Which choice or sensation each piece is about: named in it, or in the preceding piece ("L DP absent, R present"). */
function namersOf(segments: readonly Segment[], spotted: AnnotatedTokens): Map<Segment, NamingSegment> {
  const named = new Map<Segment, NamingSegment>();
  let before: NamingSegment | null = null;
  for (const segment of segments) {
    const own = segment.mentions
      .flatMap((mention) => mention.means.map((meaning) => ({ meaning, mention })))
      .find(({ meaning }) => readerOf(meaning.question.answer).opens?.(meaning));
    if (own) {
      before = { question: own.meaning.question, mention: own.mention };
      named.set(segment, before);
    } else if (segment.mentions.length > 0) before = null;
    else if (
      before &&
      readerOf(before.question.answer).goesOn?.(before.question.answer) &&
      (segment.join === "comma" || segment.join === "and")
    ) {
      const hasSide = tokenRange(segment).some((at) => spotted.cues[at]?.some(({ is }) => is === "side"));
      if (hasSide) named.set(segment, { question: before.question, mention: null });
    }
  }
  return named;
}

type NamedPiece = Omit<NamedContext<AnswerSpec>, "spec">;

const valueTokens = (piece: NamedPiece): number[] =>
  readerOf(piece.question.answer).valueTokens?.({ ...piece, spec: piece.question.answer }) ?? [];

const namedValue = (piece: NamedPiece): NamedStatement | null =>
  readerOf(piece.question.answer).named?.({ ...piece, spec: piece.question.answer }) ?? null;

function mentionsIn(
  lexicon: Lexicon,
  spotted: AnnotatedTokens,
  segment: Segment,
  taken: ReadonlySet<number>,
  naming: NamingSegment | undefined,
): FindingStatement[] {
  const { verdict, mentions } = segment;
  const from = segment.deniedFrom ?? segment.from;
  const { to } = segment;
  const said: FindingStatement[] = [];
  if (naming?.mention === null && !verdict.dropped && !verdict.unknown) {
    const chosen = namedValue({ lexicon, spotted, segment, question: naming.question, mention: null });
    const rest = tokenRange(segment).some((at) => !chosen?.used.has(at) && isUnknown(spotted, at));
    if (chosen && !rest)
      said.push({ question: naming.question, says: chosen.says, sure: chosen.sure, from, to });
  }
  const unexamined = segment.unknownBefore ? mentions[0] : mentions.at(-1);
  for (const mention of mentions) {
    const words = mentionTokens(mention);
    if (verdict.unknown && mention !== unexamined) continue;
    if (verdict.dropped || (naming?.mention !== mention && words.every((at) => taken.has(at)))) continue;
    // a denial reaches the first finding that follows it, and no further without "or"
    if (verdict.polarity === "absent" && isFinding(mention) && mention !== mentions.find(isFinding)) continue;
    const spoken = new Set<Question>();
    for (const meaning of mention.means) {
      const { question } = meaning;
      if (spoken.has(question)) continue;
      const read = verdict.unknown
        ? unknownOf(meaning, verdict.unknown)
        : sayingOf(lexicon, spotted, segment, mention, meaning);
      if (!read) continue;
      said.push({ question, says: read.says, sure: read.sure, from, to });
      spoken.add(question);
    }
  }
  return said;
}

/** Only what names a question as a whole can be said to be unknown. */
function unknownOf(
  meaning: Meaning,
  reason: NonNullable<SegmentVerdict["unknown"]>,
): { says: StatementValue; sure: boolean } | null {
  if (meaning.is !== "name" && meaning.is !== "measure") return null;
  if (kindOf(meaning.question.answer).isTime(meaning.question.answer)) return null;
  return { says: { is: "unknown", reason }, sure: true };
}

function sayingOf(
  lexicon: Lexicon,
  spotted: AnnotatedTokens,
  segment: Segment,
  mention: Mention,
  meaning: Meaning,
): { says: StatementValue; sure: boolean } | null {
  const { question } = meaning;
  const { polarity } = segment.verdict;
  // "no weakness on the left" leaves the right open
  const named = sidesNamed(spotted, segment);
  const side = onlySide(named);
  const partial = polarity === "absent" && side !== null;
  const sure = segment.verdict.sure && !partial;
  const piece = { lexicon, spotted, segment, question, mention };
  switch (meaning.is) {
    case "name":
    case "modality": {
      const said = namedValue(piece);
      return said && { ...said, sure: said.sure && !(partial && said.says.is === "tri") };
    }
    case "part":
      return { says: { is: "tri", polarity, scope: { part: meaning.part } }, sure };
    case "example":
      return { says: { is: "tri", polarity, scope: { example: mention.phrase } }, sure };
    case "absent":
      // "not afebrile" is no plain statement
      return polarity === "absent" ? null : { says: { is: "tri", polarity: "absent", scope: "whole" }, sure };
    case "option":
      if (isSided(question)) return namedValue(piece);
      if (polarity === "absent") return null;
      if (isBySide(question)) {
        if (side) return { says: { is: "cells", raw: { [side]: meaning.option } }, sure };
        // "left leg marbled, no pulse in that foot": most likely it is said of the side that was named
        const likely =
          named.size === 0 ? onlySide(sidesNamed(spotted, { from: 0, to: spotted.tokens.length })) : null;
        if (likely) return { says: { is: "cells", raw: { [likely]: meaning.option } }, sure: false };
      }
      return { says: { is: "value", raw: meaning.option }, sure };
    case "sign":
      return { says: { is: "cells", raw: { [meaning.sign]: polarity } }, sure };
    default:
      return null;
  }
}

/** "no syncope calves soft": what follows the finding that is denied, where at least two words of it are not known. */
function afterDenial(
  spotted: AnnotatedTokens,
  { mentions, to }: Segment,
  values: ReadonlySet<number>,
): { from: number; to: number } | null {
  const end = Math.max(0, ...mentions.flatMap((mention) => mentionTokens(mention).map((at) => at + 1)));
  const unknown = tokenRange({ from: end, to }).filter((at) => !values.has(at) && isUnknown(spotted, at));
  const [first] = unknown;
  return mentions.length > 0 && first !== undefined && unknown.length > 1 ? { from: first, to } : null;
}

const sidesNamed = (spotted: AnnotatedTokens, { from, to }: Pick<Segment, "from" | "to">) =>
  new Set(sidesIn(spotted, from, to).map(({ side }) => side));

/** The one side of some sides that were named; null where there are none or more. */
function onlySide(sides: ReadonlySet<Side | "both">): Side | null {
  const [side] = sides;
  return sides.size === 1 && side && side !== "both" ? side : null;
}

/** Pieces that say something and were not understood; adjacent ones are merged. */
function unreadIn(
  spotted: AnnotatedTokens,
  segments: readonly Segment[],
  said: readonly FindingStatement[],
  values: ReadonlySet<number>,
): { from: number; to: number }[] {
  const unread: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | null = null;
  for (const segment of segments) {
    const read = said.some(({ from, to }) => from < segment.to && to > segment.from);
    if (!segment.hasContent || read) {
      open = null;
      const rest = read && segment.verdict.polarity === "absent" && afterDenial(spotted, segment, values);
      if (rest) unread.push(rest);
    } else if (open) open.to = segment.to;
    else {
      open = { from: segment.from, to: segment.to };
      unread.push(open);
    }
  }
  return unread;
}
