/** Several signs, each present, absent or unknown. */

import { z } from "zod";
import { anyTruth, type Truth } from "../protocol/logic.ts";
import { lineSchema, spokenSchema, wordSchema } from "../protocol/terms.ts";
import type { AnswerWords } from "./answer-words.ts";
import { combinations } from "./enumerate.ts";
import { choiceField } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
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
} from "./old.ts";
import { paperLine } from "./paper.ts";
import { eitherTruth, isNewOnly, isPresence } from "./sentence-truth.ts";
import { isRawMap, readUnknownReason, readYesNo, type Value, valuePart } from "./value.ts";

const signsSchema = z.strictObject({
  kind: z.literal("signs"),
  signs: z
    .array(
      z.strictObject({
        id: wordSchema,
        label: lineSchema,
        also: spokenSchema,
        adjunct: z.boolean().default(false),
        /** It may be marked as there before. */
        old: z.boolean().optional(),
      }),
    )
    .min(1),
});
type SignsSpec = z.output<typeof signsSchema>;

export const signs: AnswerKind<typeof signsSchema> = answerKind(signsSchema, {
  allowed(spec) {
    const old = spec.signs.filter((sign) => sign.old).map(({ id }) => id);
    const marked = old.length > 0 ? `; ${old.join(", ")} also as {"value": "present", "old": true}` : "";
    return `unknown, or present, absent, unknown for each of ${signIds(spec).join(", ")}${marked}`;
  },
  read(spec, raw, { fault }) {
    if (readYesNo(raw) === "absent") return Object.fromEntries(signIds(spec).map((id) => [id, "absent"]));
    if (!isRawMap(raw) || Object.keys(raw).length === 0) {
      fault(raw, signs.allowed(spec));
      return null;
    }
    const value: Record<string, Value> = {};
    for (const [key, part] of Object.entries(raw)) {
      const sign = spec.signs.find(({ id }) => id === key);
      if (!sign) {
        fault(key, signs.allowed(spec));
        continue;
      }
      const mayBeOld = sign.old === true && readYesNo(isRawMap(part) ? part.value : part) === "present";
      const mark = readOldMark(part, mayBeOld, (wrong, why) => fault(wrong, why, `.${key}`));
      if (!mark) continue;
      const word = readYesNo(mark.raw);
      if (word) value[key] = mark.old ? markOld(word) : word;
      else if (readUnknownReason(mark.raw) === null) fault(mark.raw, "present, absent or unknown", `.${key}`);
    }
    return value;
  },
  text: (spec, value) =>
    spec.signs
      .flatMap(({ id, label }) => {
        const state = valuePart(value, id);
        return state === undefined ? [] : [`${lowerFirst(label)} ${withOldText(state, String)}`];
      })
      .join(", "),
  watchedText: (spec, values) =>
    eitherText(
      spec.signs.flatMap(({ id, label }) =>
        values.some((value) => valuePart(value, id) === "present") ? [lowerFirst(label)] : [],
      ),
    ),

  idLists: (spec) => [{ what: "sign", key: "signs", ids: signIds(spec) }],
  parts: (spec) => spec.signs.map(({ id, label, adjunct }) => ({ id, label, adjunct })),
  vocabulary: (spec) =>
    spec.signs.map(({ id, label, also }, at) => ({
      means: { is: "sign", sign: id },
      own: [id.replaceAll("_", " "), label],
      also,
      path: ["signs", at, "also"],
    })),

  sayable: (spec) => ({ present: true, onlyNew: spec.signs.some(({ old }) => old) }),
  sentenceExamples: (spec, id) => `"${id}.${signIds(spec)[0]}" or "${id}"`,
  truth(spec, part, leaf, value, context) {
    if (leaf.kind !== "present") return null;
    const holds = (sign: string): Truth => {
      const cell = valuePart(value, sign);
      if (cell === undefined) return null;
      return oldTruth(cell, context, (state) =>
        state === "present" ? true : state === "absent" ? false : null,
      );
    };
    return part === undefined ? anyTruth(spec.signs, ({ id }) => holds(id)) : holds(part);
  },
  boundaryValues(spec) {
    const none = Object.fromEntries(signIds(spec).map((id) => [id, "absent"]));
    return [none, ...signIds(spec).map((id) => ({ ...none, [id]: "present" }))];
  },
  *valueClasses(spec, id, leaves) {
    const named = signIds(spec)
      .map((sign) => `${id}.${sign}`)
      .filter((part) => leaves.some(({ finding }) => finding === part));
    // the signs that no sentence names count only together
    const rest = spec.signs.filter((sign) => !named.includes(`${id}.${sign.id}`));
    const statesOf = (some: readonly { old?: boolean | undefined }[]): SignState[] =>
      some.some(({ old }) => old) ? [true, false, null, "old"] : [true, false, null];
    const each = [
      ...named.map((part) => statesOf(spec.signs.filter((sign) => part === `${id}.${sign.id}`))),
      rest.length > 0 ? statesOf(rest) : [false],
    ];
    for (const seen of combinations(each))
      yield (leaf) => {
        if (!isPresence(leaf)) return null;
        const told = seen.map((state) => (state === "old" ? !isNewOnly(leaf) : state));
        const at = named.indexOf(leaf.finding);
        return at < 0 ? eitherTruth(told) : (told[at] ?? null);
      };
  },
  rawValues: (spec) => [
    ...[
      ...combinations(
        spec.signs.map(({ old }) => [undefined, false, true, ...(old ? [markOld("present")] : [])]),
      ),
    ].flatMap((some) => {
      const known = some.flatMap((seen, at) => (seen === undefined ? [] : [[signIds(spec)[at], seen]]));
      return known.length > 0 ? [Object.fromEntries(known)] : [];
    }),
    { [signIds(spec)[0] ?? ""]: "unknown" },
  ],
  // what was there before is neither
  presence: (_, part) => (isOld(part) ? null : part === "present" ? "present" : "absent"),

  direct: (spec, { words, polarity, lists }) =>
    polarity === "absent" || lists.no_sign.includes(words) ? "absent" : signsFromWords(lists, spec, words),
  examples: (spec) => [...spec.signs.map(({ label }) => label.toLowerCase()), "none of these"],
  denied: () => "absent",
  buttons: () => [{ label: "None of these", value: "absent" }],
  fields: (spec, _label, value) =>
    spec.signs.map(({ id, label, old }) => {
      const states = [
        { value: "present", label: "Yes" },
        ...(old ? [{ value: oldOption("present"), label: "Yes, old" }] : []),
        { value: "absent", label: "No" },
        { value: "unknown", label: "Not assessed" },
      ];
      return choiceField(id, label, states, optionOf(valuePart(value, id)));
    }),
  rawOfFields: (_, filled) => Object.fromEntries([...filled].map(([id, state]) => [id, rawOfOption(state)])),
  paper: (spec) =>
    spec.signs.map(({ label, adjunct, old }) =>
      paperLine(
        { name: label },
        { tick: "Yes" },
        ...(old ? [{ tick: "Yes, old" }] : []),
        { tick: "No" },
        { tick: "Not assessed" },
        ...(adjunct ? [{ hint: "recorded, not counted unless yes" }] : []),
      ),
    ),
});

/** What is seen of a sign, for the enumeration of all answers. */
type SignState = Truth | "old";

const signIds = (spec: SignsSpec): string[] => spec.signs.map(({ id }) => id);

/** "calf tenderness, pitting oedema": what is named is present, what is not named stays unknown. */
function signsFromWords(lists: AnswerWords, spec: SignsSpec, said: string): unknown {
  const found: Record<string, Value> = {};
  for (const piece of said.split(/[,;]| and /)) {
    const words = piece.trim();
    const denial = lists.without.find((word) => words.startsWith(`${word} `));
    const denied = denial !== undefined;
    const name = denied ? words.slice(denial.length + 1) : words.replace(/: yes$/, "");
    const old = denied ? null : beforeOldWord(lists, name);
    const named = (as: string | null) =>
      spec.signs.find(
        ({ id, label, also }) =>
          id.replaceAll("_", " ") === as || label.toLowerCase() === as || also.some((word) => word === as),
      );
    const sign = named(name);
    const oldSign = sign ? undefined : named(old);
    if (sign) found[sign.id] = denied ? "absent" : "present";
    else if (oldSign?.old) found[oldSign.id] = markOld("present");
    else return undefined;
  }
  return found;
}
