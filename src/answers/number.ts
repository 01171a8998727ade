/** A number with its unit; or, of an event, the hours since then. */
import * as chrono from "chrono-node";
import { z } from "zod";
import { quantitySchema } from "../protocol/terms.ts";
import { type AnswerWords, oneOf } from "./answer-words.ts";
import { around, numbers } from "./enumerate.ts";
import { textField, typedUnknownReason, unknownWords } from "./form-fields.ts";
import { type AnswerKind, answerKind, type ReadingContext } from "./kind.ts";
import { HOUR_MS, type MomentValue } from "./moment-value.ts";
import { momentFromWords } from "./moment-words.ts";
import { isOld, markOld, oldTruth, readOldMark, withoutMark } from "./old.ts";
import { oncePer } from "./once-per.ts";
import { paperLine, paperUnits } from "./paper.ts";
import { allowedText, readMeasured, startsWithNumber } from "./quantity.ts";
import { compareTruth, isNewOnly, thresholds } from "./sentence-truth.ts";
import { isRawMap, type Value } from "./value.ts";

/** "yesterday at 6", "about 9": in the morning or in the evening? */
const AMBIGUOUS_HOUR = /(?:^|[^\d:./-])(?:1[0-2]|[1-9])$/;

const isToTheHour = ({ exact }: MomentValue): boolean => exact === "minute" || exact === "hour";

const numberSchema = z.strictObject({
  kind: z.literal("number"),
  ...quantitySchema,
  /** A point in time may be given instead: it becomes the hours since then. */
  since: z.boolean().default(false),
  /** It may be marked as there before; then the earlier value is given too, and which of the two is worse. */
  old: z.strictObject({ worse: z.enum(["higher", "lower"]) }).optional(),
});
type NumberSpec = z.output<typeof numberSchema>;

export const number: AnswerKind<typeof numberSchema> = answerKind(numberSchema, {
  allowed: (spec) =>
    `${allowedText(spec)}, or unknown${spec.old ? ', or {"value", "old": true, "before"}' : ""}`,
  read(spec, raw, context) {
    const { nowMs, fault } = context;
    if (isRawMap(raw) && "old" in raw) return readOldNumber(spec, raw, context);
    const hours = spec.since && nowMs !== undefined ? hoursSince(raw, nowMs) : null;
    const ago = spec.since && typeof raw === "string" ? raw.replace(/\sago$/i, "") : raw;
    return readMeasured(spec, hours ?? ago, (_, allowed) => fault(raw, allowed));
  },
  text: ({ unit }, value) =>
    isOld(value) ? `${value.value} ${unit} (old, ${value.before} ${unit} before)` : `${value} ${unit}`,
  watchedText: (spec, values, all) =>
    valueRuns(values, all)
      .map(({ from, to, first, last }) => {
        if (first && last) return "";
        if (first) return `${number.text(spec, to)} or less`;
        return last ? `${number.text(spec, from)} or more` : `${from} to ${number.text(spec, to)}`;
      })
      .join(", "),

  quantity: (spec) => spec,
  isTime: ({ since }) => since,
  timeOf: ({ since }, value, answeredAt) =>
    since && typeof value === "number" ? answeredAt - value * HOUR_MS : null,

  sayable: ({ unit, old }) => ({ compare: unit, onlyNew: old !== undefined }),
  sentenceExamples: ({ min, unit }, id) => `"${id} >= ${min} ${unit}"`,
  truth: (_, _part, leaf, value, context) =>
    leaf.kind === "compare"
      ? oldTruth(value, context, (plain) => (typeof plain === "number" ? compareTruth(leaf, plain) : null))
      : null,
  boundaryValues: ({ min, max }, thresholdsOf) => around(thresholdsOf(), min, max),
  *valueClasses({ min, max, old }, _id, leaves) {
    for (const value of numbers(min, max, thresholds(leaves))) {
      yield (leaf) => compareTruth(leaf, value);
      if (old) yield (leaf) => ("comparison" in leaf && isNewOnly(leaf) ? false : compareTruth(leaf, value));
    }
  },
  rawValues: ({ min, max, old }, thresholdsOf) => [
    ...numbers(min, max, thresholdsOf()),
    ...(old ? numbers(min, max, thresholdsOf()).map((value) => ({ value, old: true, before: value })) : []),
  ],
  measure: () => "amount",

  direct({ since, old }, { words, now, utcOffsetAt, lists }) {
    const { oldNumber, lengthOfTime, roughTime } = patternsOf(lists);
    const marked = old ? oldNumber.exec(words) : null;
    if (marked) return { value: marked[1], old: true, before: marked[2] };
    if (!since) return startsWithNumber(words) ? words : undefined;
    if (lengthOfTime.test(words)) return words;
    const moment = AMBIGUOUS_HOUR.test(words) ? null : momentFromWords(lists.times, words, now, utcOffsetAt);
    if (moment && isToTheHour(moment)) return hoursBetween(Date.parse(moment.value), now);
    // a time that does not say which hours: the bot asks back, as for a number out of range
    const [only, ...others] = chrono.parse(words, { instant: new Date(now), timezone: utcOffsetAt(now) });
    const whole = only !== undefined && others.length === 0 && only.text.length === words.length;
    return startsWithNumber(words) || moment || whole || roughTime.test(words) ? words : undefined;
  },
  examples: ({ since }) => (since ? ["yesterday 14:00"] : []),
  isTyped: () => true,
  fields({ since, unit, old }, label, value) {
    const hint = since ? `${unit}, "3 days ago", or a date and time` : `in ${unit}`;
    const plain = value === undefined ? undefined : withoutMark(value);
    const field = textField("", label, hint, typeof plain === "string" ? unknownWords(plain) : plain);
    if (!old) return [field];
    const before = isOld(value) ? value.before : undefined;
    return [field, textField("before", `${label}: if it is old, measured before`, `in ${unit}`, before)];
  },
  rawOfFields(_, filled) {
    const typed = filled.get("");
    const before = filled.get("before");
    if (before !== undefined) return { value: typed, old: true, before };
    return typed === undefined ? undefined : (typedUnknownReason(typed) ?? typed);
  },
  paper: (spec) => [
    paperLine({ blank: "short" }, paperUnits(spec), { hint: `${spec.min} to ${spec.max} ${spec.unit}` }),
    ...(spec.old
      ? [paperLine({ tick: "old, measured before:" }, " ", { blank: "short" }, ` ${spec.unit}`)]
      : []),
    paperLine(...(spec.since ? ["or date and time ", { blank: "long" as const }, " "] : []), "unknown-ticks"),
  ],
});

const patternsOf = oncePer(({ old, it_was, before, times }: AnswerWords) => ({
  /** "240 ml, old, 260 before" */
  oldNumber: new RegExp(`^(.+?),? \\(?${oneOf(old)},? (?:${oneOf(it_was)} )?(.+?) ${oneOf(before)}\\)?$`),
  /** "6", "6 h", "3 days ago": how long since then, and no moment. */
  lengthOfTime: new RegExp(`^-?\\d+(?:[.,]\\d+)?(?: ?[a-z]+)?(?: ${oneOf(times.ago)})?$`),
  roughTime: new RegExp(
    `^(?:${oneOf(times.rough)} )?(?:${oneOf(times.night)}|${oneOf(times.at_night)}|${oneOf(times.yesterday_at)} \\d{1,2}|\\d{1,2})$`,
  ),
}));

/** A number that is no worse than the one that was measured before. */
function readOldNumber(
  spec: NumberSpec,
  raw: Record<string, unknown>,
  { fault }: ReadingContext,
): Value | null {
  const { before, ...rest } = raw;
  const mark = readOldMark(rest, spec.old !== undefined, fault);
  if (!mark) return null;
  const refuse = (_: unknown, allowed: string) => fault(raw, allowed);
  const value = readMeasured(spec, mark.raw, refuse);
  if (!mark.old || value === null) return value;
  const earlier = readMeasured(spec, before, (_, allowed) => fault(raw, `"before" is needed: ${allowed}`));
  if (earlier === null) return null;
  const worse = spec.old?.worse === "higher" ? value > earlier : value < earlier;
  if (!worse) return { ...markOld(value), before: earlier };
  fault(raw, `${value} ${spec.unit} is worse than ${earlier} before, and so it is new: leave out old`);
  return null;
}

/** The hours from then to now; nobody is more exact than hundredths of an hour. */
export const hoursBetween = (then: number, now: number): number =>
  Math.round(((now - then) / HOUR_MS) * 100) / 100;

/** ISO 8601 with a date and a time; the hours since then, or null when it is no such text. */
function hoursSince(raw: unknown, nowMs: number): number | null {
  if (typeof raw !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(raw)) return null;
  const then = Date.parse(raw);
  return Number.isNaN(then) ? null : hoursBetween(then, nowMs);
}

interface ValueRun {
  from: Value;
  to: Value;
  /** It begins with the lowest of all, or ends with the highest. */
  first: boolean;
  last: boolean;
}

/** Groups adjacent numbers of the list into runs. */
function valueRuns(values: readonly Value[], all: readonly Value[]): ValueRun[] {
  const runs: ValueRun[] = [];
  let open = false;
  for (const [at, value] of all.entries()) {
    const run = runs.at(-1);
    if (!values.includes(value)) open = false;
    else if (open && run) Object.assign(run, { to: value, last: at === all.length - 1 });
    else {
      runs.push({ from: value, to: value, first: at === 0, last: at === all.length - 1 });
      open = true;
    }
  }
  return runs;
}
