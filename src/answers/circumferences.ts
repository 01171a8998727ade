/** Circumferences of the legs by level and side. */
import { z } from "zod";
import { lineSchema, quantitySchema, SIDES, type Side, spokenSchema, wordSchema } from "../protocol/terms.ts";
import { type AnswerWords, oneOf } from "./answer-words.ts";
import { around, combinations, numbers } from "./enumerate.ts";
import { textField } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
import { eitherText, lowerFirst } from "./label-case.ts";
import { PAPER_SIDES, paperLine } from "./paper.ts";
import { allowedText, readMeasured, unitSpellings } from "./quantity.ts";
import { compareTruth, thresholds } from "./sentence-truth.ts";
import { bothSides } from "./side-table.ts";
import { isSide, SIDE_NAMES, sideNamed, sidesText } from "./sides.ts";
import { isRawMap, type Value, valuePart } from "./value.ts";

const circumferencesSchema = z.strictObject({
  kind: z.literal("circumferences"),
  levels: z.array(z.strictObject({ id: wordSchema, label: lineSchema, also: spokenSchema })).min(1),
  ...quantitySchema,
});
export type CircumferencesSpec = z.output<typeof circumferencesSchema>;

export const circumferences: AnswerKind<typeof circumferencesSchema> = answerKind(circumferencesSchema, {
  allowed: (spec) =>
    `unknown, or {${levelIds(spec).join(", ")}: {left, right}} in ${spec.unit}, each ${allowedText(spec)}`,
  read(spec, raw, { fault }) {
    if (!isRawMap(raw) || Object.keys(raw).length === 0) {
      fault(raw, circumferences.allowed(spec));
      return null;
    }
    const value: Record<string, Value> = {};
    for (const [level, sides] of Object.entries(raw)) {
      if (!levelIds(spec).includes(level)) fault(level, `the levels ${levelIds(spec).join(", ")}`);
      else if (!isRawMap(sides)) fault(sides, `{left, right} in ${spec.unit}`, `.${level}`);
      else {
        const measured: Record<string, Value> = {};
        for (const [side, part] of Object.entries(sides)) {
          if (!isSide(side)) fault(side, "the sides left and right", `.${level}`);
          else if (part !== "unknown") {
            const length = readMeasured(spec, part, fault, `.${level}.${side}`);
            if (length !== null) measured[side] = length;
          }
        }
        if (Object.keys(measured).length > 0) value[level] = measured;
      }
    }
    return value;
  },
  text: ({ levels, unit }, value) =>
    levels
      .flatMap(({ id, label }) => {
        const sides = valuePart(value, id);
        if (sides === undefined) return [];
        return [`${lowerFirst(label)} ${sidesText(sides, (length) => `${length} ${unit}`)}`];
      })
      .join("; "),
  watchedText: ({ levels }, values) =>
    eitherText(
      levels.flatMap(({ id, label }) =>
        values.some((value) => valuePart(value, id) !== undefined) ? [`${lowerFirst(label)} unequal`] : [],
      ),
    ),

  idLists: (spec) => [{ what: "level", key: "levels", ids: levelIds(spec) }],
  parts: ({ levels }) => levels.map(({ id, label }) => ({ id, label, adjunct: false })),
  vocabulary: ({ levels }) =>
    levels.map(({ id, label, also }, at) => ({
      means: { is: "level", level: id },
      own: [id, label],
      also,
      path: ["levels", at, "also"],
    })),

  sayable: ({ unit }) => ({ difference: unit }),
  sentenceExamples: (spec, id) => `"${id}.${levelIds(spec)[0]} difference > 3 ${spec.unit}"`,
  truth(_, part, leaf, value) {
    if (leaf.kind !== "difference" || part === undefined) return null;
    const sides = valuePart(value, part);
    if (typeof sides !== "object" || typeof sides.left !== "number" || typeof sides.right !== "number")
      return null;
    const over = leaf.larger === "right" ? sides.right - sides.left : sides.left - sides.right;
    const difference = leaf.larger === undefined ? Math.abs(over) : over;
    // a tape measures tenths of a unit: 41.1 against 38.1 is a difference of 3, not of 3.0000000000000004
    return compareTruth(leaf, Math.round(difference * 1000) / 1000);
  },
  boundaryValues: (spec, thresholdsOf) =>
    levelIds(spec).flatMap((id) =>
      around([0, ...thresholdsOf(id)], 0, spec.max - spec.min).map((difference) => ({
        [id]: { left: Math.round((spec.min + difference) * 100) / 100, right: spec.min },
      })),
    ),
  *valueClasses(spec, id, leaves) {
    const named = levelIds(spec)
      .map((level) => `${id}.${level}`)
      .filter((part) => leaves.some(({ finding }) => finding === part));
    const differences = named.map((part) => {
      const about = leaves.filter(({ finding }) => finding === part);
      return [null, ...numbers(0, spec.max - spec.min, thresholds(about))];
    });
    for (const measured of combinations(differences))
      yield (leaf) => {
        const difference = measured[named.indexOf(leaf.finding)] ?? null;
        return difference === null ? null : compareTruth(leaf, difference);
      };
  },
  rawValues(spec, thresholdsOf) {
    const { min, max, levels } = spec;
    const differences = levels.map(({ id }) => [undefined, ...numbers(0, max - min, thresholdsOf(id))]);
    // the left side is the thicker one: no sentence depends on which
    const measured = (difference: number) => ({
      left: Math.round((min + difference) * 1000) / 1000,
      right: min,
    });
    const both = [...combinations(differences)].flatMap((some) => {
      const known = some.flatMap((difference, at) =>
        difference === undefined ? [] : [[levels[at]?.id, measured(difference)]],
      );
      return known.length > 0 ? [Object.fromEntries(known)] : [];
    });
    return [...both, { [levels[0]?.id ?? ""]: { left: min } }];
  },
  measure: () => "difference",

  direct: (spec, { words, lists }) => lengthsFromWords(lists, spec, words),
  examples(spec) {
    const length = Math.round((spec.min + spec.max) / 3);
    const both = `left ${length}, right ${length - 1} ${spec.unit}`;
    return [
      levelIds(spec)
        .map((id) => `${id} ${both}`)
        .join("; "),
    ];
  },
  isTyped: () => true,
  fields: ({ levels, unit }, _label, value) =>
    levels.flatMap(({ id, label }) =>
      SIDES.map((side) => {
        const length = valuePart(valuePart(value, id), side);
        return textField(`${id}.${side}`, `${label}, ${side}`, `in ${unit}, or with its unit`, length);
      }),
    ),
  rawOfFields(_, filled) {
    const levels: Record<string, Record<string, string>> = {};
    for (const [key, typed] of filled) {
      const [level = "", side = ""] = key.split(".");
      levels[level] = { ...levels[level], [side]: typed };
    }
    return levels;
  },
  sideTable: ({ levels, unit }, _question, value, missing) => ({
    places: "girth",
    rows: levels.map(({ id, label }) => {
      const lengthOf = (side: Side) => {
        const length = valuePart(valuePart(value, id), side);
        return typeof length === "number" ? length : undefined;
      };
      const [left, right] = SIDES.map(lengthOf);
      return {
        id,
        label,
        ...bothSides((side) => {
          const length = lengthOf(side);
          return length === undefined ? missing : { text: `${length} ${unit}`, tone: "measured" };
        }),
        ...(left !== undefined && right !== undefined && { remark: comparedSides(left, right, unit) }),
      };
    }),
  }),
  paper: ({ levels, unit }) => [
    {
      heads: ["", ...PAPER_SIDES.map((side) => `${SIDE_NAMES[side]}, ${unit}`), "Difference"],
      rows: levels.map(({ label }) => ({
        name: label,
        cells: [{ blank: "cell" }, { blank: "cell" }, { blank: "cell" }],
      })),
    },
    paperLine("unknown-ticks"),
  ],
});

const levelIds = ({ levels }: CircumferencesSpec): string[] => levels.map(({ id }) => id);

function comparedSides(left: number, right: number, unit: string): string {
  if (left === right) return "no difference";
  const by = Math.round(Math.abs(left - right) * 100) / 100;
  return `${left > right ? "left" : "right"} larger by ${by} ${unit}`;
}

const LENGTH = "\\d+(?:[.,]\\d+)?";

/** "41 vs 37" is left against right at the first level; "r 41 l 37", "thigh 55 vs 54 cm". */
function lengthsFromWords(lists: AnswerWords, spec: CircumferencesSpec, said: string): unknown {
  const units = unitSpellings(spec).join("|");
  const side = oneOf([...lists.left, ...lists.right]);
  const pattern = new RegExp(
    `^(?:(?!${side} )([a-z]+) )?(?:(${side}) )?(${LENGTH})(?: ?(${units}))?(?: ?(?:${oneOf(lists.versus)}|/|,|and) ?| )(?:(${side}) )?(${LENGTH})(?: ?(${units}))?$`,
  );
  const levels: Record<string, Record<string, string>> = {};
  for (const piece of said.split(";")) {
    const match = pattern.exec(piece.trim());
    if (!match) return undefined;
    const [, levelWord, sideA, a, unitA, sideB, b, unitB] = match;
    const level = levelWord
      ? spec.levels.find(({ id, also }) => id === levelWord || also.includes(levelWord))
      : spec.levels[0];
    const first = sideA ? sideNamed(lists, sideA) : "left";
    const second = sideB ? sideNamed(lists, sideB) : first === "left" ? "right" : "left";
    if (!level || !first || !second || first === second) return undefined;
    const unit = unitB ?? unitA ?? "";
    levels[level.id] = { [first]: `${a} ${unitA ?? unit}`.trim(), [second]: `${b} ${unit}`.trim() };
  }
  return levels;
}
