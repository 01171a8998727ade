/** Sensation by side, dermatome and modality; or normal or reduced as a whole. */

import { z } from "zod";
import type { FindingCondition } from "../protocol/condition.ts";
import { anyTruth, type Truth } from "../protocol/logic.ts";
import { SIDES, type Side, wordSchema } from "../protocol/terms.ts";
import { allSubsets, combinations, filledCells, someCells } from "./enumerate.ts";
import { choiceField, textField, UNKNOWN_CHOICES } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
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
import { eitherTruth, isNewOnly, type LeafValuation, sidesOf } from "./sentence-truth.ts";
import { bothSides } from "./side-table.ts";
import { isSide, SIDE_NAMES } from "./sides.ts";
import { isRawMap, type Value, type ValueMap, valuePart } from "./value.ts";

const dermatomes = z.array(z.string().regex(/^[LS][1-5]$/, "a dermatome is L1 to S5"));
const sensationSchema = z
  .strictObject({
    kind: z.literal("sensation"),
    modalities: z.array(wordSchema).min(1),
    dermatomes: dermatomes.min(1),
    /** The dermatomes that may be marked as reduced before. */
    old: dermatomes.optional(),
    /** Where a reduced place is named, the places that are not named were examined and normal. */
    unnamed_is_normal: z.boolean().default(false),
  })
  .refine(
    ({ dermatomes: all, old = [] }) => old.every((one) => all.includes(one)),
    "old names a dermatome that is not examined; name some of dermatomes",
  );
export type SensationSpec = z.output<typeof sensationSchema>;

const STATES = ["normal", "reduced"] as const;

export const sensation: AnswerKind<typeof sensationSchema> = answerKind(sensationSchema, {
  allowed(spec) {
    const old = spec.old ? `; in ${spec.old.join(", ")} also {"value": "reduced", "old": true}` : "";
    return `normal, reduced, unknown, or these by place (${placesText(spec)})${old}`;
  },
  read(spec, raw, { fault }) {
    if (raw === "normal" || raw === "reduced") return raw;
    if (raw === true || raw === "present") return "reduced";
    if (raw === false || raw === "absent") return "normal";
    if (isRawMap(raw) && "old" in raw) return readState(raw, allMayBeOld(spec), fault);
    if (!isRawMap(raw) || Object.keys(raw).length === 0) {
      fault(raw, sensation.allowed(spec));
      return null;
    }
    const value: Record<string, Value> = {};
    for (const [key, part] of Object.entries(raw)) {
      const [side, dermatome, modality, ...rest] = key.split(".");
      const known =
        isSide(side) &&
        spec.dermatomes.some((one) => one === dermatome) &&
        (modality === undefined || spec.modalities.includes(modality)) &&
        rest.length === 0;
      if (!known) fault(key, placesText(spec));
      else if (part === "unknown") {
        // a place that is not named reads as normal, and this one is not to
        if (spec.unnamed_is_normal) value[key] = part;
      } else {
        const mayBeOld = spec.old?.some((one) => one === dermatome) === true;
        const state = readState(part, mayBeOld, (wrong, why) => fault(wrong, why, `.${key}`));
        if (state !== null) value[key] = state;
      }
    }
    return value;
  },
  text: (_, value) =>
    typeof value === "object" && !isOld(value)
      ? Object.entries(value)
          .map(([place, state]) => `${place.replace(/[._]/g, " ")} ${withOldText(state, String)}`)
          .join(", ")
      : withOldText(value, String),
  watchedText: (spec, [mildest]) => (mildest === undefined ? "" : sensation.text(spec, mildest)),

  vocabulary: ({ modalities }) =>
    modalities.map((modality) => ({
      means: { is: "modality", modality },
      own: [modality.replaceAll("_", " ")],
      also: [],
      path: ["modalities"],
    })),

  sayable: ({ dermatomes, old }) => ({
    is: STATES,
    onlyNew: old !== undefined,
    bySide: true,
    places: dermatomes,
  }),
  sentenceExamples: (_, id) => `"${id} is reduced"`,
  truth({ dermatomes, modalities, unnamed_is_normal }, _part, leaf, value, context) {
    if (leaf.kind !== "is") return null;
    const named = (cell: Value): Truth =>
      oldTruth(cell, context, (state) =>
        state === "normal" || state === "reduced" ? leaf.options.includes(state) : null,
      );
    if (typeof value === "string" || isOld(value)) return named(value);
    const restIsNormal =
      unnamed_is_normal &&
      typeof value === "object" &&
      Object.values(value).some((cell) => withoutMark(cell) === "reduced");
    // a place given as a whole covers its modalities
    const holds = (place: string, modality: string): Truth => {
      const cell = valuePart(value, `${place}.${modality}`) ?? valuePart(value, place);
      if (cell !== undefined) return named(cell);
      return restIsNormal ? leaf.options.includes("normal") : null;
    };
    const { places } = leaf;
    const asked = places ? dermatomes.filter((one) => places.includes(one)) : dermatomes;
    return anyTruth(sidesOf(leaf), (side) =>
      anyTruth(asked, (dermatome) =>
        anyTruth(modalities, (modality) => holds(`${side}.${dermatome}`, modality)),
      ),
    );
  },
  boundaryValues: () => [...STATES],
  *valueClasses(spec, _id, leaves) {
    if (leaves.some((leaf) => leaf.kind === "is" && (isNewOnly(leaf) || leaf.side || leaf.places))) {
      yield* placedClasses(spec, leaves);
      return;
    }
    const cells = spec.dermatomes.length * spec.modalities.length * SIDES.length;
    if (allMayBeOld(spec)) yield (leaf) => (leaf.kind === "is" ? false : null);
    for (const some of allSubsets(STATES))
      for (const complete of [true, false]) {
        if (some.length > (complete ? cells : cells - 1) || (complete && some.length === 0)) continue;
        yield (leaf) =>
          leaf.kind === "is"
            ? eitherTruth([...some.map((state) => leaf.options.includes(state)), complete ? false : null])
            : null;
      }
  },
  rawValues(spec) {
    const { dermatomes, modalities } = spec;
    const places = SIDES.flatMap((side) => dermatomes.map((place) => `${side}.${place}`));
    const sets = allSubsets<unknown>(STATES).filter((some) => some.length > 0);
    const fine = `${places[0]}.${modalities[0]}`;
    return [
      ...STATES,
      ...(allMayBeOld(spec) ? [markOld("reduced")] : []),
      ...sets.map((some) => someCells(places, some)),
      ...sets.map((some) => filledCells(places, some)),
      { [fine]: "normal" },
      { [fine]: "reduced" },
      { ...filledCells(places, ["normal"]), [fine]: "reduced" },
      ...[...combinations(regionsOf(spec).map((region) => regionStates(region)))].map((some) =>
        Object.assign({}, ...some),
      ),
    ];
  },
  partsOfValue: (_, value) =>
    typeof value === "object" && !isOld(value) ? new Map(Object.entries(value)) : new Map([["*", value]]),
  // what was there before is neither
  presence: (_, part) =>
    isOld(part) || part === "unknown" ? null : part === "normal" ? "absent" : "present",

  direct(spec, { words, lists }) {
    if (lists.normal_sensation.includes(words)) return "normal";
    if (beforeOldWord(lists, words) === "reduced" && allMayBeOld(spec)) return markOld("reduced");
    return STATES.find((state) => state === words);
  },
  examples: () => [...STATES],
  denied: () => "normal",
  affirmed: () => "reduced",
  buttons: () => [
    { label: "Normal", value: "normal" },
    { label: "Reduced", value: "reduced" },
  ],
  fields(spec, label, value) {
    const states = [
      { value: "normal", label: "Normal" },
      { value: "reduced", label: "Reduced" },
    ];
    if (allMayBeOld(spec)) states.push({ value: oldOption("reduced"), label: "Reduced, old" });
    const where = (isThere: (state: Value) => boolean) =>
      typeof value === "object" && !isOld(value) ? placesOf(value, isThere) : undefined;
    const hint = "such as left L5, right S1";
    return [
      choiceField("", label, [...states, ...UNKNOWN_CHOICES], optionOf(value)),
      textField(
        "where",
        "Where it is reduced",
        hint,
        where((state) => state === "reduced"),
      ),
      ...(spec.old ? [textField("old", "Where it was reduced before, unchanged", hint, where(isOld))] : []),
    ];
  },
  rawOfFields(_, filled) {
    const where = filled.get("where");
    const old = filled.get("old");
    const whole = filled.get("");
    if (where === undefined && old === undefined) return whole === undefined ? undefined : rawOfOption(whole);
    const placed = (words: string | undefined, state: Value) =>
      (words?.split(/[,;]+/) ?? []).map((place) => [placeKey(place), state] as const);
    return Object.fromEntries([...placed(where, "reduced"), ...placed(old, markOld("reduced"))]);
  },
  sideTable: ({ dermatomes, modalities }, _question, value, missing) => ({
    places: "sensation",
    rows: dermatomes.map((level) => ({
      id: level,
      label: level,
      ...bothSides((side) => {
        if (value === "normal") return { text: "normal", tone: "normal" };
        const place = `${side}.${level}`;
        const states = modalities.map((modality) => ({
          modality: modality.replaceAll("_", " "),
          state: valuePart(value, `${place}.${modality}`) ?? valuePart(value, place),
        }));
        const inState = (word: string, isThere = (state: Value | undefined) => state === word): string[] => {
          const names = states.filter(({ state }) => isThere(state)).map(({ modality }) => modality);
          if (names.length === 0) return [];
          return [names.length === states.length ? word : `${word}: ${names.join(", ")}`];
        };
        const reduced = inState("reduced");
        const old = inState("reduced, old", isOld);
        const said = [...reduced, ...old, ...inState("normal")];
        if (said.length === 0) return missing;
        return {
          text: said.join("; "),
          tone: reduced.length > 0 ? "found" : old.length > 0 ? "old" : "normal",
        };
      }),
    })),
  }),
  unplaced: (_, value) =>
    value === "reduced" || isOld(value) ? `${withOldText(value, String)}, the place is not recorded` : null,
  paper: ({ dermatomes, modalities }) => [
    paperLine({ tick: "Normal everywhere" }, { tick: "Reduced" }, "unknown-ticks"),
    {
      heads: ["", ...dermatomes],
      rows: PAPER_SIDES.flatMap((side) =>
        modalities.map((modality) => ({
          name: `${SIDE_NAMES[side]} ${modality.replaceAll("_", " ")}`,
          cells: dermatomes.map(() => ({ blank: "cell small" as const })),
        })),
      ),
    },
    paperLine({ hint: "N normal, R reduced; leave open what was not examined" }),
  ],
});

interface Region {
  side: Side;
  dermatomes: readonly string[];
  mayBeOld: boolean;
}

/** The parts of the legs that sentences can speak of: each side, what may be old and what may not. */
function regionsOf({ dermatomes, old = [] }: SensationSpec): Region[] {
  const parts = [
    dermatomes.filter((one) => old.includes(one)),
    dermatomes.filter((one) => !old.includes(one)),
  ];
  return SIDES.flatMap((side) =>
    parts
      .filter((part) => part.length > 0)
      .map((part) => ({ side, dermatomes: part, mayBeOld: old.some((one) => part.includes(one)) })),
  );
}

/** What an answer file may say of one region: not known, all normal, reduced somewhere, or reduced before. */
function regionStates({ side, dermatomes, mayBeOld }: Region): Record<string, unknown>[] {
  const places = dermatomes.map((one) => `${side}.${one}`);
  const [first = ""] = places;
  const normal = filledCells(places, ["normal"]);
  const old = markOld("reduced");
  return [
    { [first]: "unknown" },
    normal,
    { [first]: "reduced" },
    { ...normal, [first]: "reduced" },
    ...(mayBeOld ? [{ [first]: old }, { ...normal, [first]: old }] : []),
  ];
}

/** Sentences that speak of sides, of places or of what is new: every region can come out by itself. */
function* placedClasses(spec: SensationSpec, leaves: readonly FindingCondition[]): Generator<LeafValuation> {
  type State = "normal" | "reduced" | "old";
  const told = (state: State, leaf: FindingCondition): Truth => {
    if (leaf.kind !== "is") return null;
    return state === "old"
      ? !isNewOnly(leaf) && leaf.options.includes("reduced")
      : leaf.options.includes(state);
  };
  yield (leaf) => told("normal", leaf);
  yield (leaf) => told("reduced", leaf);
  if (allMayBeOld(spec)) yield (leaf) => told("old", leaf);
  const regions = regionsOf(spec);
  const seen = regions.map(({ mayBeOld }) => {
    const shown = new Map<string, { some: State[]; complete: boolean }>();
    for (const some of allSubsets<State>(mayBeOld ? ["normal", "reduced", "old"] : ["normal", "reduced"]))
      for (const complete of [true, false]) {
        if (complete && some.length === 0) continue;
        const key = leaves.map((leaf) =>
          eitherTruth([...some.map((state) => told(state, leaf)), complete ? false : null]),
        );
        shown.set(key.join(), { some, complete });
      }
    return [...shown.values()];
  });
  for (const all of combinations(seen))
    yield (leaf) => {
      if (leaf.kind !== "is") return null;
      const asked = all.filter((_, at) => {
        const region = regions[at];
        return (
          region !== undefined &&
          (leaf.side === undefined || leaf.side === region.side) &&
          (leaf.places === undefined || leaf.places.some((one) => region.dermatomes.includes(one)))
        );
      });
      return eitherTruth(
        asked.flatMap(({ some, complete }) => [
          ...some.map((state) => told(state, leaf)),
          complete ? false : null,
        ]),
      );
    };
}

const placesText = ({ dermatomes, modalities }: SensationSpec): string =>
  `left/right.${dermatomes.join("/")}, optionally .${modalities.join("/")}`;

/** Every place may be old, so a word for all of them may be, too. */
const allMayBeOld = ({ dermatomes, old = [] }: SensationSpec): boolean =>
  dermatomes.every((one) => old.includes(one));

function readState(
  raw: unknown,
  mayBeOld: boolean,
  fault: (value: unknown, allowed: string) => void,
): Value | null {
  const mark = readOldMark(raw, mayBeOld && isRawMap(raw) && raw.value === "reduced", fault);
  if (!mark) return null;
  const state = STATES.find((known) => known === mark.raw);
  if (state === undefined) fault(mark.raw, "normal, reduced or unknown");
  else return mark.old ? markOld(state) : state;
  return null;
}

const placesOf = (value: ValueMap, isThere: (state: Value) => boolean): string =>
  Object.entries(value)
    .filter(([, state]) => isThere(state))
    .map(([place]) => place.replaceAll(".", " "))
    .join(", ");

/** "left L5" as the answer file writes it. */
const placeKey = (place: string): string =>
  place
    .trim()
    .replace(/[\s.]+/g, ".")
    .replace(/^l\.|^l$/i, "left.")
    .replace(/^r\.|^r$/i, "right.");
