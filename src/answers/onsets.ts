/** When findings began: a moment for each finding of the protocol. */
import { z } from "zod";
import { wordSchema } from "../protocol/terms.ts";
import { textField } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
import { fromWords, momentText } from "./moment.ts";
import { MOMENT_FORMS, readMoment } from "./moment-value.ts";
import { paperLine } from "./paper.ts";
import { isRawMap, readUnknownReason, type Value } from "./value.ts";

const onsetsSchema = z.strictObject({
  kind: z.literal("onsets"),
  /** The moment before which nothing can have begun: an earlier onset counts as unknown. */
  not_before: wordSchema,
});

export const onsets: AnswerKind<typeof onsetsSchema> = answerKind(onsetsSchema, {
  allowed: () => `unknown, or when each finding began, such as {"new_severe_pain": 3}: ${MOMENT_FORMS}`,
  read(spec, raw, { nowMs, utcOffsetAt, times, fault }) {
    if (!isRawMap(raw)) {
      fault(raw, onsets.allowed(spec));
      return null;
    }
    const value: Record<string, Value> = {};
    for (const [finding, part] of Object.entries(raw)) {
      if (readUnknownReason(part) !== null) continue;
      const now = nowMs ?? Number.POSITIVE_INFINITY;
      const reading = readMoment(
        fromWords(part, now, utcOffsetAt, times) ?? momentParts(part),
        now,
        utcOffsetAt,
      );
      if ("fault" in reading) fault(part, reading.fault, `.${finding}`);
      else value[finding] = reading.moment;
    }
    return value;
  },
  text: (_, value) =>
    typeof value === "object"
      ? Object.entries(value)
          .map(([finding, moment]) => `${finding.replaceAll("_", " ")} ${momentText(moment)}`)
          .join(", ")
      : String(value),
  watchedText: () => "",
  isPerFinding: () => true,
  onsetsNotBefore: ({ not_before }) => not_before,
  namedFindings: (_, value) => (typeof value === "object" ? Object.keys(value) : []),

  // onsets are read through the findings themselves: "fever after last of mri_result"
  sayable: () => ({}),
  sentenceExamples: ({ not_before }) => `"some onset before ${not_before}"`,
  truth: () => null,
  boundaryValues: () => [],
  *valueClasses() {
    yield () => null;
  },
  rawValues: () => [],

  direct: () => undefined,
  examples: () => ["3 h ago", "numb leg yesterday 14:00, pain 2 h ago"],
  isTyped: () => true,
  fields: (_, label) => [textField("", label, "such as: new severe pain 3 h ago", undefined)],
  rawOfFields: (_, filled) => filled.get("") ?? Object.fromEntries(filled),
  paper: () => [paperLine({ blank: "long" }, "unknown-ticks")],
});

/** `{"at": ..., "exact": ...}` says the same as `{"value": ..., "exact": ...}`. */
function momentParts(part: unknown): unknown {
  if (!isRawMap(part) || !("at" in part) || "value" in part) return part;
  const { at, ...more } = part;
  return { value: at, ...more };
}
