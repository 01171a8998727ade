/** One of several named values, for the patient as a whole or for each side. */

import { z } from "zod";
import { anyTruth, type Truth } from "../protocol/logic.ts";
import { lineSchema, SIDES, type Side, spokenSchema, wordSchema } from "../protocol/terms.ts";
import type { AnswerWords } from "./answer-words.ts";
import { choiceField, type FilledFields, UNKNOWN_CHOICES } from "./form-fields.ts";
import { type AnswerKind, answerKind, type ReadingContext } from "./kind.ts";
import { eitherText, lowerFirst } from "./label-case.ts";
import {
  beforeOldWord,
  isOld,
  markOld,
  oldOption,
  oldTruth,
  optionOf,
  rawOfOption,
  readOldMark,
  withOldText,
  withoutMark,
} from "./old.ts";
import { PAPER_SIDES, paperLine } from "./paper.ts";
import { readMeasured } from "./quantity.ts";
import { eitherTruth, isNewOnly, isPresence, type LeafValuation } from "./sentence-truth.ts";
import { bothSides, type SideCell } from "./side-table.ts";
import { isSide, SIDE_NAMES, sideNamed, sidesText, splitSide } from "./sides.ts";
import { isRawMap, isUnknownReason, readYesNo, type Value, valuePart } from "./value.ts";

/** `also` names the option once its question is named; `alone` names it by itself, such as "blood patch". */
const option = z.strictObject({
  id: wordSchema,
  label: lineSchema,
  /** For a narrow button. */
  short: lineSchema.max(24, "a short label has at most 24 characters").optional(),
  /** A result that is still pending, and so is none. */
  awaited: z.boolean().default(false),
  also: spokenSchema,
  alone: spokenSchema,
});

const choiceSchema = z.strictObject({
  kind: z.literal("choice"),
  options: z.array(option).min(2),
  /** The option that means "not there"; the others count as present. */
  absent: wordSchema.optional(),
  by_side: z.boolean().default(false),
  /** An angle in degrees may be given for each side. */
  degrees: z.strictObject({ min: z.number(), max: z.number() }).optional(),
  /** Options that may be marked as there before. */
  old: z.array(wordSchema).optional(),
});
export type ChoiceSpec = z.output<typeof choiceSchema>;

export const choice: AnswerKind<typeof choiceSchema> = answerKind(choiceSchema, {
  allowed(spec) {
    const options = optionIds(spec).join(", ");
    const old = spec.old ? `; ${spec.old.join(", ")} also as {"value", "old": true}` : "";
    return spec.by_side
      ? `${options}, unknown, or these by side {left, right}${old}`
      : `${options} or unknown${old}`;
  },
  read(spec, raw, context) {
    const options = optionIds(spec);
    if (typeof raw === "string" && options.includes(raw)) return raw;
    if (isRawMap(raw) && "old" in raw) return readOption(spec, raw, choice.allowed(spec), "", context);
    // yes and no read as the two options of a choice that has an absent one and just one other
    const word = readYesNo(raw);
    const others = options.filter((id) => id !== spec.absent);
    if (word && spec.absent) {
      if (word === "absent" && isNamedAbsent(spec)) return spec.absent;
      if (word === "present" && others.length === 1 && others[0]) return others[0];
    }
    if (spec.by_side && isRawMap(raw)) return readSides(spec, raw, context);
    context.fault(raw, choice.allowed(spec));
    return null;
  },
  text(spec, value) {
    const label = (part: Value) =>
      withOldText(part, (plain) =>
        lowerFirst(spec.options.find(({ id }) => id === plain)?.label ?? String(plain)),
      );
    const degrees = SIDES.flatMap((side) => {
      const angle = valuePart(value, `${side}_degrees`);
      return angle === undefined ? [] : [`${side} at ${angle} degrees`];
    });
    return [isOld(value) ? label(value) : sidesText(value, label), ...degrees].filter(Boolean).join(", ");
  },
  watchedText: (spec, values) => eitherText(values.map((value) => choice.text(spec, value))),

  idLists: (spec) => [{ what: "option", key: "options", ids: optionIds(spec) }],
  choices: ({ options, absent, old }) => ({ options, absent, old }),
  vocabulary: ({ options }) =>
    options.map(({ id, alone }, at) => ({
      means: { is: "option", option: id },
      own: [],
      also: alone,
      path: ["options", at, "alone"],
    })),
  optionValuation: (spec, chosen) => valuationOf(spec, chosen),

  sayable: (spec) => ({
    present: spec.absent !== undefined,
    is: optionIds(spec),
    onlyNew: spec.old !== undefined,
  }),
  sentenceExamples: ({ options, absent }, id) =>
    `"${id} is ${options[0]?.id}"${absent === undefined ? "" : ` or "${id}"`}`,
  truth({ absent }, _part, leaf, value, context) {
    const holds = (chosen: Value | undefined): Truth =>
      chosen === undefined
        ? null
        : oldTruth(chosen, context, (plain) => {
            if (typeof plain !== "string") return null;
            if (leaf.kind === "is") return leaf.options.includes(plain);
            return leaf.kind === "present" && absent !== undefined ? plain !== absent : null;
          });
    return typeof value === "object" && !isOld(value)
      ? anyTruth(SIDES, (side) => holds(value[side]))
      : holds(value);
  },
  boundaryValues: (spec) => optionIds(spec),
  *valueClasses(spec) {
    const options = [
      ...optionIds(spec).map((id) => valuationOf(spec, id)),
      ...(spec.old ?? []).map((id) => oldValuationOf(spec, id)),
    ];
    yield* options;
    if (!spec.by_side) return;
    const sides: LeafValuation[] = [...options, () => null];
    for (const left of sides)
      for (const right of sides) yield (leaf) => eitherTruth([left(leaf), right(leaf)]);
  },
  rawValues(spec) {
    const options: Value[] = [...optionIds(spec), ...(spec.old ?? []).map(markOld)];
    if (!spec.by_side) return options;
    const each = options.flatMap((left) => options.map((right) => ({ left, right })));
    const one = options.flatMap((state) => [{ left: state }, { right: state }]);
    return [...options, ...one, ...each, { left: "unknown" }];
  },
  partsOfValue: (_, value) =>
    typeof value === "object" && !isOld(value)
      ? new Map(Object.entries(value).filter(([name]) => !name.endsWith("_degrees")))
      : new Map([["*", value]]),
  fixedParts: ({ by_side }) => (by_side ? SIDES : null),
  presence({ absent }, value) {
    // what was there before is neither
    if (absent === undefined || isOld(value)) return null;
    return value === absent ? "absent" : "present";
  },

  direct(spec, { words, polarity, lists }) {
    const side = sideNamed(lists, words);
    const sides = spec.by_side ? sidesFromWords(lists, spec, words) : side && optionNamed(spec, side);
    return (
      sides ??
      optionFromWords(lists, spec, words) ??
      (polarity === "absent" && isNamedAbsent(spec) ? spec.absent : undefined)
    );
  },
  examples({ options, by_side }) {
    const labels = options.map(({ label }) => label.toLowerCase());
    const [first, ...rest] = labels;
    const last = rest.at(-1);
    return by_side && first && last ? [...labels, `left ${last}, right ${first}`] : labels;
  },
  denied: ({ absent = null }) => absent,
  affirmed(spec) {
    const [only, ...more] = optionIds(spec).filter((id) => id !== spec.absent);
    return spec.absent !== undefined && more.length === 0 ? (only ?? null) : null;
  },
  buttons: ({ options }) => options.map(({ id, label }) => ({ label, value: id })),
  fields({ options, by_side, old = [] }, label, value) {
    const choices = [
      ...options.map((one) => ({ value: one.id, label: one.label })),
      ...options
        .filter(({ id }) => old.includes(id))
        .map((one) => ({ value: oldOption(one.id), label: `${one.label}, old` })),
      ...UNKNOWN_CHOICES,
    ];
    if (!by_side) return [choiceField("", label, choices, optionOf(value))];
    const partOf = (side: Side) => (typeof value === "object" && !isOld(value) ? value[side] : value);
    return SIDES.map((side) => choiceField(side, `${label}, ${side}`, choices, optionOf(partOf(side))));
  },
  rawOfFields: (_, filled) => {
    const whole = filled.get("");
    return whole === undefined ? rawOfSides(filled) : rawOfOption(whole);
  },
  sideTable(spec, { id, label }, value, missing) {
    // a choice that is answered for each side, or whose options are the sides
    if (!spec.by_side && !SIDES.every((side) => optionIds(spec).includes(side))) return null;
    const cell = (side: Side) => (value === undefined ? missing : sideCell(spec, value, side, missing));
    return { places: "other", rows: [{ id, label, ...bothSides(cell) }] };
  },
  paper(spec) {
    const options = [
      ...spec.options.map(({ label }) => ({ tick: label })),
      ...(spec.old ? [{ tick: "old" }] : []),
    ];
    if (!spec.by_side) return [paperLine(...options, "unknown-ticks")];
    const angle = spec.degrees ? ["at ", { blank: "short" as const }, "\u00b0"] : [];
    return [
      ...PAPER_SIDES.map((side) => paperLine({ name: SIDE_NAMES[side] }, ...options, ...angle)),
      paperLine("unknown-ticks"),
    ];
  },
});

const optionIds = ({ options }: ChoiceSpec): string[] => options.map(({ id }) => id);

function valuationOf({ absent }: ChoiceSpec, chosen: string): LeafValuation {
  return (leaf) => {
    if (leaf.kind === "is") return leaf.options.includes(chosen);
    return isPresence(leaf) && absent !== undefined ? chosen !== absent : null;
  };
}

/** Something old makes no sentence true that counts only what is new. */
function oldValuationOf(spec: ChoiceSpec, chosen: string): LeafValuation {
  const plain = valuationOf(spec, chosen);
  return (leaf) => (isNewOnly(leaf) && plain(leaf) !== null ? false : plain(leaf));
}

/** One option, which may be marked as old. */
function readOption(
  { options, old = [] }: ChoiceSpec,
  raw: unknown,
  allowed: string,
  part: string,
  { fault }: ReadingContext,
): Value | null {
  const named = isRawMap(raw) ? raw.value : raw;
  const mark = readOldMark(
    raw,
    old.some((id) => id === named),
    (value, why) => fault(value, why, part),
  );
  if (!mark) return null;
  const { raw: chosen } = mark;
  if (typeof chosen !== "string" || !options.some(({ id }) => id === chosen)) {
    fault(chosen, allowed, part);
    return null;
  }
  return mark.old ? markOld(chosen) : chosen;
}

function readSides(spec: ChoiceSpec, raw: Record<string, unknown>, context: ReadingContext): Value {
  const { fault } = context;
  const options = optionIds(spec).join(", ");
  const value: Record<string, Value> = {};
  for (const [key, part] of Object.entries(raw)) {
    const side = SIDES.find((known) => key === known || key === `${known}_degrees`);
    if (!side) fault(key, `the sides left and right${spec.degrees ? ", left_degrees, right_degrees" : ""}`);
    else if (key === side) {
      const chosen = part === "unknown" ? null : readOption(spec, part, options, `.${key}`, context);
      if (chosen !== null) value[key] = chosen;
    } else if (!spec.degrees) fault(key, "no angle is recorded here", `.${key}`);
    else {
      const degrees = { unit: "degrees", unit_also: ["deg"], ...spec.degrees, other_units: [] };
      const angle = readMeasured(degrees, part, fault, `.${key}`);
      if (angle !== null) value[key] = angle;
    }
  }
  return value;
}

const WORDS_FOR_NOTHING: ReadonlySet<string> = new Set(["none", "no", "nil", "absent", "negative"]);

/**
 * Whether the option that means "not there" is called so: "none" answers "Swelling?", where it is that option, and is
 * the opposite of an answer to "Foot pulses?", where the pulses are present in that option.
 */
const isNamedAbsent = ({ options, absent }: ChoiceSpec): boolean =>
  options.some(
    ({ id, label, also }) =>
      id === absent && [id, label.toLowerCase(), ...also].some((name) => WORDS_FOR_NOTHING.has(name)),
  );

/** The single option that these words name; with several it would be a guess. */
function optionNamed({ options }: ChoiceSpec, words: string): string | undefined {
  const found = options.filter(({ id, label, also, alone }) =>
    [id, id.replaceAll("_", " "), label.toLowerCase(), ...also, ...alone].includes(words),
  );
  return found.length === 1 ? found[0]?.id : undefined;
}

/** The option that words name, old where they say so. */
function optionFromWords(lists: AnswerWords, spec: ChoiceSpec, words: string): Value | undefined {
  const named = optionNamed(spec, words);
  const before = named === undefined && spec.old ? beforeOldWord(lists, words) : null;
  const old = before === null ? undefined : optionNamed(spec, before);
  return old === undefined ? named : markOld(old);
}

/** "left absent, right present", "positive on the left". */
function sidesFromWords(
  lists: AnswerWords,
  spec: ChoiceSpec,
  said: string,
): Record<string, Value> | undefined {
  const sides: Record<string, Value> = {};
  for (const piece of said.split(/[,;]| and /)) {
    const words = piece
      .replace(/[:=]/g, " ")
      .split(" ")
      .filter((word) => word !== "" && !lists.beside_side.includes(word));
    const { side, rest } = splitSide(lists, words);
    const named = optionFromWords(lists, spec, rest);
    if (!side || !named || sides[side] !== undefined) return undefined;
    sides[side] = named;
  }
  return sides;
}

/** Two equal sides are one answer; an unknown side is left out. */
function rawOfSides(filled: FilledFields): unknown {
  const sides = [...filled.values()];
  const [first = ""] = sides;
  if (sides.length === SIDES.length && new Set(sides).size === 1) return rawOfOption(first);
  return Object.fromEntries(
    [...filled].flatMap(([side, typed]) => (isUnknownReason(typed) ? [] : [[side, rawOfOption(typed)]])),
  );
}

function sideCell(spec: ChoiceSpec, value: Value, side: Side, missing: SideCell): SideCell {
  const marked = typeof value === "object" && !isOld(value) ? value[side] : value;
  const state = marked === undefined ? undefined : withoutMark(marked);
  const degrees = valuePart(value, `${side}_degrees`);
  const angle = degrees === undefined ? "" : ` at ${degrees} degrees`;
  if (state === undefined) return angle ? { text: angle.trim(), tone: "measured" } : missing;
  // the answer "left" says nothing about the right leg; it is not turned into a "no" there
  if (isSide(state))
    return state === side ? { text: "yes", tone: "found" } : { text: "not named", tone: "unknown" };
  const label = (spec.options.find(({ id }) => id === state)?.label ?? String(state)).toLowerCase();
  if (isOld(marked)) return { text: `${label}${angle}, old`, tone: "old" };
  return { text: `${label}${angle}`, tone: state === spec.absent ? "normal" : "found" };
}
