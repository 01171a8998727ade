/** A number with its unit; or, of an event, the hours since then. */
import * as chrono from "chrono-node";
import { z } from "zod";
import { quantitySchema } from "../protocol/terms.ts";
import { around, numbers } from "./enumerate.ts";
import { textField, typedUnknownReason, unknownWords } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
import { HOUR_MS } from "./moment-value.ts";
import { paperLine, paperUnits } from "./paper.ts";
import { allowedText, readMeasured, startsWithNumber } from "./quantity.ts";
import { compareTruth, thresholds } from "./sentence-truth.ts";
import type { Value } from "./value.ts";

const numberSchema = z.strictObject({
  kind: z.literal("number"),
  ...quantitySchema,
  /** A point in time may be given instead: it becomes the hours since then. */
  since: z.boolean().default(false),
});

export const number: AnswerKind<typeof numberSchema> = answerKind(numberSchema, {
  allowed: (spec) => `${allowedText(spec)}, or unknown`,
  read(spec, raw, { nowMs, fault }) {
    const hours = spec.since && nowMs !== undefined ? hoursSince(raw, nowMs) : null;
    const ago = spec.since && typeof raw === "string" ? raw.replace(/\sago$/i, "") : raw;
    return readMeasured(spec, hours ?? ago, (_, allowed) => fault(raw, allowed));
  },
  text: ({ unit }, value) => `${value} ${unit}`,
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

  sayable: ({ unit }) => ({ compare: unit }),
  sentenceExamples: ({ min, unit }, id) => `"${id} >= ${min} ${unit}"`,
  truth: (_, _part, leaf, value) =>
    leaf.kind === "compare" && typeof value === "number" ? compareTruth(leaf, value) : null,
  boundaryValues: ({ min, max }, thresholdsOf) => around(thresholdsOf(), min, max),
  *valueClasses({ min, max }, _id, leaves) {
    for (const value of numbers(min, max, thresholds(leaves))) yield (leaf) => compareTruth(leaf, value);
  },
  rawValues: ({ min, max }, thresholdsOf) => numbers(min, max, thresholdsOf()),
  measure: () => "amount",

  direct({ since }, { words, now, utcOffsetAt }) {
    if (startsWithNumber(words) && !(since && /^\d{1,4}[-/:]\d/.test(words))) return words;
    if (!since) return undefined;
    const then = chrono.parseDate(words, { instant: new Date(now), timezone: utcOffsetAt(now) });
    return then ? hoursBetween(then.getTime(), now) : undefined;
  },
  examples: ({ since }) => (since ? ["yesterday 14:00"] : []),
  isTyped: () => true,
  fields({ since, unit }, label, value) {
    const hint = since ? `${unit}, "3 days ago", or a date and time` : `in ${unit}`;
    return [textField("", label, hint, typeof value === "string" ? unknownWords(value) : value)];
  },
  rawOfFields(_, filled) {
    const typed = filled.get("");
    return typed === undefined ? undefined : (typedUnknownReason(typed) ?? typed);
  },
  paper: (spec) => [
    paperLine({ blank: "short" }, paperUnits(spec), { hint: `${spec.min} to ${spec.max} ${spec.unit}` }),
    paperLine(...(spec.since ? ["or date and time ", { blank: "long" as const }, " "] : []), "unknown-ticks"),
  ],
});

/** Hours from then to now; hundredths of an hour are finer than anybody says. */
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
  /** It begins with the least of all, or ends with the greatest. */
  first: boolean;
  last: boolean;
}

/** Numbers that follow each other among all of them, as runs. */
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
