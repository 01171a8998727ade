/** Present or absent; or a measurement that decides it. */
import { z } from "zod";
import { lineSchema, quantitySchema, spokenSchema, wordSchema } from "../protocol/terms.ts";
import { type AnswerWords, oneOf } from "./answer-words.ts";
import { numbers } from "./enumerate.ts";
import { choiceField, textField, UNKNOWN_CHOICES } from "./form-fields.ts";
import { type AnswerKind, answerKind, type ReadingContext } from "./kind.ts";
import { oncePer } from "./once-per.ts";
import { paperLine, paperUnits } from "./paper.ts";
import { allowedText, readMeasured, startsWithNumber } from "./quantity.ts";
import { compareTruth, isPresence, thresholds } from "./sentence-truth.ts";
import { isRawMap, readUnknownReason, readYesNo, type Value } from "./value.ts";

const triSchema = z.strictObject({
  kind: z.literal("tri"),
  /** A measurement that may be given instead of yes or no. */
  measured: z
    .strictObject({
      ...quantitySchema,
      present_at_least: z.number(),
      /** Words that announce the measurement and say nothing about the finding, such as "temp". */
      also: spokenSchema,
    })
    .optional(),
  /** The finding's parts, each by its words: a single one makes it present; only all of them denied make it absent. */
  parts: z.array(z.array(lineSchema).min(1)).default([]),
  /** Words for one example of it: affirmed, the finding is present; denied, it may still be. */
  examples: spokenSchema,
  /** Words that say by themselves that it is absent, such as "afebrile". */
  absent_also: spokenSchema,
  /** It is present only where every one of these is. */
  statements: z.array(z.strictObject({ id: wordSchema, label: lineSchema })).default([]),
});
type TriSpec = z.output<typeof triSchema>;

const isPresentAt = ({ measured }: TriSpec, value: number): boolean =>
  value >= (measured?.present_at_least ?? Number.POSITIVE_INFINITY);

export const tri: AnswerKind<typeof triSchema> = answerKind(triSchema, {
  allowed: ({ measured }) =>
    measured ? `present, absent, unknown, or ${allowedText(measured)}` : "present, absent or unknown",
  read(spec, raw, { fault }) {
    const word = readYesNo(raw);
    if (word) return word;
    if (spec.statements.length > 0 && isRawMap(raw)) return readStatements(spec, raw, fault);
    if (spec.measured && /^-?\s*\d/.test(String(raw).normalize("NFKC")))
      return readMeasured(spec.measured, raw, fault);
    fault(raw, tri.allowed(spec));
    return null;
  },
  text: ({ measured }, value) =>
    typeof value === "number" ? `${value} ${measured?.unit ?? ""}`.trim() : String(value),
  watchedText: () => "",

  vocabulary: ({ measured, absent_also, examples, parts }) => [
    { means: { is: "measure" }, own: [], also: measured?.also ?? [], path: ["measured", "also"] },
    { means: { is: "absent" }, own: [], also: absent_also, path: ["absent_also"] },
    { means: { is: "example" }, own: [], also: examples, path: ["examples"] },
    ...parts.map((also, part) => ({
      means: { is: "part" as const, part },
      own: [],
      also,
      path: ["parts", part],
    })),
  ],
  quantity: ({ measured }) => measured ?? null,

  sayable: ({ measured }) => ({ present: true, ...(measured && { compare: measured.unit }) }),
  sentenceExamples: ({ measured }, id) =>
    measured ? `"${id}" or "${id} >= ${measured.present_at_least} ${measured.unit}"` : `"${id}"`,
  truth(spec, _part, leaf, value) {
    if (leaf.kind === "present")
      return typeof value === "number" ? isPresentAt(spec, value) : value === "present";
    return leaf.kind === "compare" && typeof value === "number" ? compareTruth(leaf, value) : null;
  },
  boundaryValues: () => ["absent", "present"],
  *valueClasses({ measured }, _id, leaves) {
    for (const present of [true, false]) yield (leaf) => (isPresence(leaf) ? present : null);
    if (!measured) return;
    const { min, max, present_at_least: limit } = measured;
    for (const value of numbers(min, max, [limit, ...thresholds(leaves)]))
      yield (leaf) => (isPresence(leaf) ? value >= limit : compareTruth(leaf, value));
  },
  rawValues({ measured }, thresholdsOf) {
    if (!measured) return [true, false];
    const { min, max, present_at_least } = measured;
    return [true, false, ...numbers(min, max, [present_at_least, ...thresholdsOf()])];
  },
  presence: (spec, value) =>
    (typeof value === "number" ? isPresentAt(spec, value) : value === "present") ? "present" : "absent",
  ownThresholds: ({ measured }) => (measured ? [measured.present_at_least] : []),
  mutants(spec, step) {
    const { measured } = spec;
    if (!measured) return [];
    return [step, -step].map((by) => {
      const present_at_least = Math.round((measured.present_at_least + by) * 100) / 100;
      return {
        name: `present from ${present_at_least}`,
        answer: { ...spec, measured: { ...measured, present_at_least } },
      };
    });
  },

  direct({ measured, statements }, { words, polarity, lists }) {
    if (statements.length > 0 && polarity !== "absent") return ticked(statements, words, lists);
    if (polarity) return polarity;
    const value = words.replace(announcingOf(lists), "");
    return measured && startsWithNumber(value) ? value : undefined;
  },
  examples: ({ statements }) =>
    statements.length > 0 ? [statements.map(() => "yes").join(", "), "no"] : ["yes", "no"],
  statements: ({ statements }) => statements.map(({ label }) => label),
  // several statements are never confirmed by one tap
  denied: ({ statements }) => (statements.length > 0 ? null : "absent"),
  affirmed: ({ statements }) => (statements.length > 0 ? null : "present"),
  buttons: ({ statements }) => [
    ...(statements.length > 0 ? [] : [{ label: "Yes", value: "present" }]),
    { label: "No", value: "absent" },
  ],
  isTyped: ({ measured, statements }) => measured !== undefined || statements.length > 0,
  fields({ measured, statements }, label, value) {
    const yesOrNo = [
      { value: "present", label: "Yes" },
      { value: "absent", label: "No" },
    ];
    if (statements.length > 0) {
      // of an answer that is not "all of them" nobody knows which one it was
      const known = value === "present" ? value : undefined;
      return statements.map((one) => choiceField(one.id, one.label, [...yesOrNo, ...UNKNOWN_CHOICES], known));
    }
    const choice = choiceField("", label, [...yesOrNo, ...UNKNOWN_CHOICES], value);
    if (!measured) return [choice];
    const typed = typeof value === "number" ? value : undefined;
    const hint = `${measured.unit}, or with its unit`;
    return [choice, textField("measured", `${label}, measured`, hint, typed)];
  },
  rawOfFields: ({ statements }, filled) =>
    statements.length > 0 ? Object.fromEntries(filled) : (filled.get("measured") ?? filled.get("")),
  paper: ({ measured, statements }) => [
    ...statements.map(({ label }) => paperLine({ tick: label })),
    paperLine({ tick: "Yes" }, { tick: "No" }, "unknown-ticks"),
    ...(measured
      ? [
          paperLine("or ", { blank: "short" }, paperUnits(measured), {
            hint: `yes from ${measured.present_at_least} ${measured.unit}`,
          }),
        ]
      : []),
  ],
});

const announcingOf = oncePer(({ measured }: AnswerWords) => new RegExp(`^${oneOf(measured)} `));

/** "yes, yes, no, yes": a word for each statement, in their order. */
function ticked(
  statements: TriSpec["statements"],
  words: string,
  { yes, no }: AnswerWords,
): Record<string, string> | undefined {
  const said = words.split(/[,; ]+/).filter((word) => word !== "");
  if (said.length !== statements.length || said.some((word) => !yes.includes(word) && !no.includes(word)))
    return undefined;
  return Object.fromEntries(
    statements.map(({ id }, at) => [id, yes.includes(said[at] ?? "") ? "present" : "absent"]),
  );
}

/** Present where every statement is ticked, absent where one is denied, and otherwise not known. */
function readStatements(
  { statements }: TriSpec,
  raw: Record<string, unknown>,
  fault: ReadingContext["fault"],
): Value {
  const ids = statements.map(({ id }) => id);
  const words = Object.entries(raw).map(([id, part]) => {
    if (!ids.includes(id)) fault(id, `the statements ${ids.join(", ")}`);
    const word = readYesNo(part);
    if (!word && readUnknownReason(part) === null) fault(part, "present, absent or unknown", `.${id}`);
    return word;
  });
  if (words.includes("absent")) return "absent";
  return words.length === ids.length && words.every((word) => word === "present") ? "present" : {};
}
