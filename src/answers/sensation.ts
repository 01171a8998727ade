/** Sensation by side, dermatome and modality; or normal or reduced as a whole. */
import { z } from "zod";
import { anyTruth, type Truth } from "../protocol/logic.ts";
import { SIDES, wordSchema } from "../protocol/terms.ts";
import { allSubsets, filledCells, someCells } from "./enumerate.ts";
import { choiceField, textField, UNKNOWN_CHOICES } from "./form-fields.ts";
import { type AnswerKind, answerKind } from "./kind.ts";
import { PAPER_SIDES, paperLine } from "./paper.ts";
import { eitherTruth } from "./sentence-truth.ts";
import { bothSides } from "./side-table.ts";
import { isSide, SIDE_NAMES } from "./sides.ts";
import { isRawMap, type Value, type ValueMap, valuePart } from "./value.ts";

const sensationSchema = z.strictObject({
  kind: z.literal("sensation"),
  modalities: z.array(wordSchema).min(1),
  dermatomes: z.array(z.string().regex(/^[LS][1-5]$/, "a dermatome is L1 to S5")).min(1),
});
export type SensationSpec = z.output<typeof sensationSchema>;

const STATES = ["normal", "reduced"] as const;

export const sensation: AnswerKind<typeof sensationSchema> = answerKind(sensationSchema, {
  allowed: (spec) => `normal, reduced, unknown, or these by place (${placesText(spec)})`,
  read(spec, raw, { fault }) {
    if (raw === "normal" || raw === "reduced") return raw;
    if (raw === true || raw === "present") return "reduced";
    if (raw === false || raw === "absent") return "normal";
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
      else if (part === "normal" || part === "reduced") value[key] = part;
      else if (part !== "unknown") fault(part, "normal, reduced or unknown", `.${key}`);
    }
    return value;
  },
  text: (_, value) =>
    typeof value === "object"
      ? Object.entries(value)
          .map(([place, state]) => `${place.replaceAll(".", " ").replaceAll("_", " ")} ${state}`)
          .join(", ")
      : String(value),
  watchedText: (spec, [mildest]) => (mildest === undefined ? "" : sensation.text(spec, mildest)),

  vocabulary: ({ modalities }) =>
    modalities.map((modality) => ({
      means: { is: "modality", modality },
      own: [modality.replaceAll("_", " ")],
      also: [],
      path: ["modalities"],
    })),

  sayable: () => ({ is: STATES }),
  sentenceExamples: (_, id) => `"${id} is reduced"`,
  truth({ dermatomes, modalities }, _part, leaf, value) {
    if (leaf.kind !== "is") return null;
    if (typeof value === "string") return leaf.options.includes(value);
    // a place given as a whole covers its modalities
    const holds = (place: string, modality: string): Truth => {
      const cell = valuePart(value, `${place}.${modality}`) ?? valuePart(value, place);
      return typeof cell === "string" ? leaf.options.includes(cell) : null;
    };
    return anyTruth(SIDES, (side) =>
      anyTruth(dermatomes, (dermatome) =>
        anyTruth(modalities, (modality) => holds(`${side}.${dermatome}`, modality)),
      ),
    );
  },
  boundaryValues: () => [...STATES],
  *valueClasses({ dermatomes, modalities }) {
    const cells = dermatomes.length * modalities.length * SIDES.length;
    for (const some of allSubsets(STATES))
      for (const complete of [true, false]) {
        if (some.length > (complete ? cells : cells - 1) || (complete && some.length === 0)) continue;
        yield (leaf) =>
          leaf.kind === "is"
            ? eitherTruth([...some.map((state) => leaf.options.includes(state)), complete ? false : null])
            : null;
      }
  },
  rawValues({ dermatomes, modalities }) {
    const places = SIDES.flatMap((side) => dermatomes.map((place) => `${side}.${place}`));
    const sets = allSubsets<unknown>(STATES).filter((some) => some.length > 0);
    const fine = `${places[0]}.${modalities[0]}`;
    return [
      ...STATES,
      ...sets.map((some) => someCells(places, some)),
      ...sets.map((some) => filledCells(places, some)),
      { [fine]: "normal" },
      { [fine]: "reduced" },
      { ...filledCells(places, ["normal"]), [fine]: "reduced" },
    ];
  },
  presence: (_, part) => (part === "normal" ? "absent" : "present"),

  direct: (_, { words }) => (words === "intact" ? "normal" : STATES.find((state) => state === words)),
  examples: () => [...STATES],
  buttons: () => [
    { label: "Normal", value: "normal" },
    { label: "Reduced", value: "reduced" },
  ],
  fields(_, label, value) {
    const states = [
      { value: "normal", label: "Normal" },
      { value: "reduced", label: "Reduced" },
    ];
    const where = typeof value === "object" ? reducedPlaces(value) : undefined;
    return [
      choiceField("", label, [...states, ...UNKNOWN_CHOICES], value),
      textField("where", "Where it is reduced", "such as left L5, right S1", where),
    ];
  },
  rawOfFields(_, filled) {
    const where = filled.get("where");
    if (where === undefined) return filled.get("");
    return Object.fromEntries(where.split(/[,;]+/).map((place) => [placeKey(place), "reduced"]));
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
        const inState = (word: (typeof STATES)[number]): string[] => {
          const names = states.filter(({ state }) => state === word).map(({ modality }) => modality);
          if (names.length === 0) return [];
          return [names.length === states.length ? word : `${word}: ${names.join(", ")}`];
        };
        const reduced = inState("reduced");
        const said = [...reduced, ...inState("normal")];
        if (said.length === 0) return missing;
        return { text: said.join("; "), tone: reduced.length > 0 ? "found" : "normal" };
      }),
    })),
  }),
  unplaced: (_, value) => (value === "reduced" ? "reduced, the place is not recorded" : null),
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

const placesText = ({ dermatomes, modalities }: SensationSpec): string =>
  `left/right.${dermatomes.join("/")}, optionally .${modalities.join("/")}`;

const reducedPlaces = (value: ValueMap): string =>
  Object.entries(value)
    .filter(([, state]) => state === "reduced")
    .map(([place]) => place.replaceAll(".", " "))
    .join(", ");

/** "left L5" as the answer file writes it. */
const placeKey = (place: string): string =>
  place
    .trim()
    .replace(/[\s.]+/g, ".")
    .replace(/^l\.|^l$/i, "left.")
    .replace(/^r\.|^r$/i, "right.");
