/** The time since an event: "ESI 3 days ago", "48h post injection", "injected yesterday 14:00", "POD 2". */

import * as chrono from "chrono-node";
import type { TimeWords } from "../../answers/answer-words.ts";
import type { Exactness, MomentValue } from "../../answers/moment-value.ts";
import { momentFromWords } from "../../answers/moment-words.ts";
import { hoursBetween } from "../../answers/number.ts";
import { type AnswerSpec, kindOf, type SpecOf } from "../../answers/registry.ts";
import type { Question } from "../../protocol/schema.ts";
import { type AnnotatedTokens, isUnknown, type Mention } from "./annotate-tokens.ts";
import type { FindingStatement, ValueScan } from "./finding-statement.ts";
import type { KindReader, ValueContext } from "./kind-reader.ts";
import type { ReaderWords } from "./reader-words.ts";
import { tokenRange } from "./tokens.ts";

/** Longer pieces than this are no date, and are not passed to chrono. */
const MAX_DATE_LENGTH = 90;

/** A number of hours says no more than was said: what was counted in days is only possible. */
export const hoursReader: KindReader<SpecOf<"number">> = {
  values: (context) =>
    context.spec.since ? timeOfEvent(context, ({ hours, rough }) => ({ raw: hours, sure: !rough })) : null,
};

/** A moment holds how exact it is. */
export const momentReader: KindReader<SpecOf<"moment">> = {
  values: (context) =>
    timeOfEvent(context, ({ hours, raw }) => ({ raw, sure: hours <= COUNTED_IN_DAYS_HOURS })),
};

/** Longer ago than this people count in weeks, and the day is only a guess; hours. */
const COUNTED_IN_DAYS_HOURS = 14 * 24;

interface WrittenTime {
  hours: number;
  rough: boolean;
  /** As a moment is read. */
  raw: unknown;
}

/** The time since the event that a question asks for, where a sentence names both. */
function timeOfEvent(
  { text, spotted, question, ...at }: ValueContext<AnswerSpec>,
  rawOf: (time: WrittenTime) => { raw: unknown; sure: boolean },
): ValueScan {
  const words = spotted.words.times;
  const scan: ValueScan = { said: [], taken: new Set() };
  const pieces = piecesOf(spotted);
  for (const { from, to } of pieces) {
    const mentions = spotted.mentions.filter((mention) => mention.from >= from && mention.from < to);
    const anchor = mentions.find((mention) => mention.means.some((one) => one.question === question));
    // what was injected names the event too, less plainly
    const indirect = mentions.find((mention) =>
      mention.means.some(
        (one) => (one.is === "option" || one.is === "name") && isContext(one.question, question),
      ),
    );
    const named = anchor ?? indirect;
    if (!named) continue;
    const other = mentions.some((mention) => mention !== named && !isEvent(mention, question));
    const found = spanIn(spotted, from, to, named) ?? dateIn(text, spotted, from, to, named, at);
    if (!found || found.hours === undefined || found.hours < 0) continue;
    // "restarted POD 1", "started by medics 6 h post procedure": the time of something else
    const before = tokenRange({ from, to: Math.min(named.from, found.from) });
    if (
      found.is === "after" &&
      (found.rough ? before.length > 0 : before.some((one) => isUnknown(spotted, one)))
    )
      continue;
    // "ESI 36h ago on warfarin": the time belongs to the event, and not to the other finding
    if (other && found.is !== "after" && Math.abs(found.from - named.to) > 1) continue;
    for (let one = found.from; one < found.to; one += 1) scan.taken.add(one);
    for (let one = named.to; one < found.from; one += 1)
      if (words.link.has(spotted.tokens[one]?.word ?? "")) scan.taken.add(one);
    // "began 2 days after the injection" does not say how long ago that was
    const loose = words.loose.has(spotted.tokens[found.from - 1]?.word ?? "");
    const { hours, rough, exact = exactnessOfSpan(hours, rough), moment } = found;
    const read = rawOf({ hours, rough, raw: moment ?? { value: hours, exact } });
    const sure =
      anchor !== undefined &&
      read.sure &&
      !loose &&
      !other &&
      !words.after_event.has(spotted.tokens[found.to - 1]?.word ?? "");
    scan.said.push({
      question,
      says: { is: "value", raw: read.raw },
      sure,
      from: Math.min(named.from, found.from),
      to: Math.max(named.to, found.to),
    });
  }
  return scan;
}

/** What was done: it lasts, as the time when it was done does; where nothing is said to last, it is asked beside it. */
const isContext = ({ section, lasting, answer }: Question, question: Question) =>
  kindOf(answer).choices(answer) !== null && (question.lasting ? lasting : section === question.section);
const isEvent = (mention: Mention, question: Question) =>
  mention.means.some((one) => one.question === question || isContext(one.question, question));

function piecesOf({ tokens, cues, cueBegins, mentions }: AnnotatedTokens): { from: number; to: number }[] {
  const within = new Set<number>();
  for (const mention of mentions) for (let at = mention.from; at < mention.to; at += 1) within.add(at);
  const pieces: { from: number; to: number }[] = [];
  let from = 0;
  tokens.forEach((token, at) => {
    const turns =
      !within.has(at) &&
      cueBegins[at] === true &&
      cues[at]?.some(({ is }) => is === "and" || is === "contrast" || is === "opens");
    if (token.word !== "," && !turns) return;
    pieces.push({ from, to: at });
    from = at + 1;
  });
  pieces.push({ from, to: tokens.length });
  return pieces;
}

interface HoursMention {
  from: number;
  to: number;
  is: string;
  hours?: number;
  rough: boolean;
  /** How exact a date is; a span tells it by its unit. */
  exact?: Exactness;
  /** Where the words are a moment and nothing else. */
  moment?: MomentValue;
}

/** "3 days ago" means a day, "36 h ago" an hour. */
const exactnessOfSpan = (hours: number, rough: boolean): Exactness =>
  rough || (hours > 0 && hours % 24 === 0) ? "day" : "hour";

function spanIn(
  { words, tokens, times }: AnnotatedTokens,
  from: number,
  to: number,
  named: Mention,
): HoursMention | null {
  const spans = times.filter(
    (span) =>
      span.from >= from &&
      span.to <= to &&
      (span.is === "ago" ||
        span.is === "after" ||
        span.is === "bare" ||
        span.is === "before" ||
        span.is === "lasting"),
  );
  if (spans.some(({ is }) => is === "before" || is === "lasting")) return null;
  if (spans.some((one) => words.times.not_yet.has(tokens[one.from - 1]?.word ?? ""))) return null;
  const [span] = spans;
  if (spans.length > 1) return null;
  if (span) {
    // "post ESI 48h"
    const marked =
      span.is !== "bare" ||
      tokens.slice(from, to).some(({ word }) => words.times.marks_event.has(word)) ||
      /^(post|time since)/.test(named.phrase);
    return {
      ...span,
      rough: span.rough && !(span.is === "bare" && marked) && !(span.is === "ago" && !span.rough),
    };
  }
  for (let at = from; at < to; at += 1) {
    const next = tokens[at + 1];
    if (
      !words.times.day_number.has(tokens[at]?.word ?? "") ||
      next?.kind !== "number" ||
      !/^\d{1,3}$/.test(next.word)
    )
      continue;
    return { from: at, to: at + 2, is: "after", hours: Number(next.word) * 24, rough: true };
  }
  return null;
}

function dateIn(
  text: string,
  { words, tokens }: AnnotatedTokens,
  from: number,
  to: number,
  named: Mention,
  { now, utcOffsetMinutes, moments }: { now: number; utcOffsetMinutes: number; moments: TimeWords },
): HoursMention | null {
  // the words after the name first: "injected yesterday 14:00"; then those before it: "yesterday's injection"
  for (const [begin, end] of [
    [named.to, to],
    [from, named.from],
  ] as const) {
    const first = tokens[begin];
    const last = tokens[end - 1];
    if (!first || !last || begin >= end) continue;
    const piece = text.slice(first.start, last.end);
    if (piece.length > MAX_DATE_LENGTH || !words.times.dated.test(piece)) continue;
    const whole = piece.toLowerCase().replace(/[.!]+$/, "");
    const moment = momentFromWords(moments, whole, now, () => utcOffsetMinutes);
    if (moment) {
      const { earliest, latest, exact } = moment;
      const hours = hoursBetween((earliest + Math.min(latest, now)) / 2, now);
      return {
        from: begin,
        to: end,
        is: "ago",
        hours,
        rough: exact === "day" || exact === "half_day",
        exact,
        moment,
      };
    }
    const [result] = chrono.parse(piece, { instant: new Date(now), timezone: utcOffsetMinutes });
    if (!result) continue;
    // "yesterday at 10 by radiology": in the morning or in the evening?
    if (
      result.start.isCertain("hour") &&
      !result.start.isCertain("meridiem") &&
      (result.start.get("hour") ?? 0) < 13
    )
      continue;
    // "at 0900 today": the time of day was not understood, and the day alone would say something else
    if (/\b\d{4}\b/.test(piece.replace(result.text, ""))) continue;
    const hours = hoursBetween(result.start.date().getTime(), now);
    const within = result.start.isCertain("minute") ? "minute" : "hour";
    const exact = result.start.isCertain("hour") ? within : "day";
    const began = first.start + result.index;
    const ended = began + result.text.length;
    const inDate = tokens.flatMap((token, at) => (token.start < ended && token.end > began ? [at] : []));
    return {
      from: inDate[0] ?? begin,
      to: (inDate.at(-1) ?? end - 1) + 1,
      is: "ago",
      hours,
      rough: exact === "day",
      exact,
    };
  }
  return null;
}

/** Whether a whole text is nothing but a time, for the question that asks for one. */
export function bareTime(
  { times }: ReaderWords,
  text: string,
  question: Question,
  at: { now: number; utcOffsetMinutes: number },
): FindingStatement["says"] | null {
  const kind = kindOf(question.answer);
  const inHours = kind.isTime(question.answer) && kind.quantity(question.answer) !== null;
  if (!inHours || text.length > MAX_DATE_LENGTH || !times.dated.test(text)) return null;
  const [result] = chrono.parse(text, { instant: new Date(at.now), timezone: at.utcOffsetMinutes });
  if (!result || result.text.length < text.replace(/[.!]+$/, "").length) return null;
  const hours = hoursBetween(result.start.date().getTime(), at.now);
  return hours >= 0 ? { is: "value", raw: hours } : null;
}
