/**
 * The parts of an answer as items of a form: each field is one place in the value, with what it may hold. Whatever reads or writes a
 * QuestionnaireResponse, or makes Observations, goes through this list, so that none of them loses a part.
 */
import { type AnswerKindName, type Protocol, SIDES, type SpecOf, type Value } from "../../src/index.ts";

export type ProtocolQuestion = Protocol["questions"][number];

export interface AnswerPlace {
  /** The item's name: the question's id, or that and the part. */
  linkId: string;
  text: string;
  /** The keys that lead to it within the value; none for the value itself. */
  path: readonly string[];
  holds:
    | { type: "choice"; options: readonly { code: string; display: string }[] }
    | { type: "quantity"; unit: string }
    /** Whole grades, of which each may be marked as old. */
    | { type: "grade"; options: readonly { code: string; display: string }[] }
    | { type: "moment" };
}

const YES_NO = [
  { code: "present", display: "Present" },
  { code: "absent", display: "Absent" },
];
/** Asked, and not known. */
export const NOT_KNOWN = [
  { code: "not_assessed", display: "Not assessed" },
  { code: "unable", display: "Unable to assess" },
  { code: "declined", display: "Declined" },
] as const;

const OLD = ".old";
const withOld = (options: readonly { code: string; display: string }[], old: readonly string[] = []) => [
  ...options,
  ...options
    .filter(({ code }) => old.includes(code))
    .map(({ code, display }) => ({ code: `${code}${OLD}`, display: `${display}, there before` })),
];

type PlaceMaker = (
  path: readonly string[],
  name: string,
  text: string,
  holds: AnswerPlace["holds"],
) => AnswerPlace;

interface PlaceContext {
  label: string;
  protocol: Protocol;
  place: PlaceMaker;
}

const quantity = (unit: string) => ({ type: "quantity", unit }) as const;
const choiceOf = (options: readonly { code: string; display: string }[]) =>
  ({ type: "choice", options }) as const;

/** The parts of an answer, by its kind, in the order in which they are asked. */
const PLACES_BY_KIND: {
  readonly [Kind in AnswerKindName]: (spec: SpecOf<Kind>, context: PlaceContext) => AnswerPlace[];
} = {
  tri: ({ measured }, { label, place }) =>
    measured
      ? [
          place([], "stated", label, choiceOf(YES_NO)),
          place([], "measured", `${label}, measured`, quantity(measured.unit)),
        ]
      : [place([], "", label, choiceOf(YES_NO))],
  choice: (spec, { label, place }) => {
    const options = choiceOf(
      withOld(
        spec.options.map((one) => ({ code: one.id, display: one.label })),
        spec.old,
      ),
    );
    if (!spec.by_side) return [place([], "", label, options)];
    return [
      place([], "both", `${label}, both sides`, options),
      ...SIDES.map((side) => place([side], side, `${label}, ${side}`, options)),
      ...(spec.degrees ? SIDES : []).map((side) =>
        place([`${side}_degrees`], `${side}_degrees`, `${label}, ${side}, angle`, quantity("degrees")),
      ),
    ];
  },
  number: (spec, { label, place }) => [
    place([], "value", label, quantity(spec.unit)),
    ...(spec.old ? [place(["before"], "before", `${label}: measured before`, quantity(spec.unit))] : []),
  ],
  grades: (spec, { label, place }) => {
    const grades = Array.from({ length: spec.max - spec.min + 1 }, (_, at) => `${spec.max - at}`);
    const options = withOld(
      grades.map((grade) => ({ code: grade, display: `${grade}/${spec.max}` })),
      grades,
    );
    const holds = { type: "grade", options } as const;
    return [
      place(["worst"], "worst", `${label}: the weakest grade`, holds),
      ...SIDES.flatMap((side) =>
        spec.groups.map((group) =>
          place([`${side}.${group.id}`], `${side}.${group.id}`, `${label}: ${side} ${group.label}`, holds),
        ),
      ),
    ];
  },
  sensation: (spec, { label, place }) => sensationPlaces(spec, label, place),
  circumferences: (spec, { place }) =>
    spec.levels.flatMap((level) =>
      SIDES.map((side) =>
        place([level.id, side], `${level.id}.${side}`, `${level.label}, ${side}`, quantity(spec.unit)),
      ),
    ),
  signs: (spec, { place }) =>
    spec.signs.map((sign) =>
      place([sign.id], sign.id, sign.label, choiceOf(withOld(YES_NO, sign.old ? ["present"] : []))),
    ),
  moment: (_, { label, place }) => [place([], "at", label, { type: "moment" })],
  onsets: (_, { label, protocol, place }) =>
    protocol.questions
      .filter((one) => !["moment", "onsets"].includes(one.answer.kind))
      .map((one) => place([one.id], one.id, `${label}: ${one.label}`, { type: "moment" })),
};

/** The parts of a question's answer, in the order in which they are asked. */
export function placesOf({ id, label, answer }: ProtocolQuestion, protocol: Protocol): AnswerPlace[] {
  const place: PlaceMaker = (path, name, text, holds) => ({
    linkId: name === "" ? id : `${id}.${name}`,
    text,
    path,
    holds,
  });
  const places = PLACES_BY_KIND[answer.kind] as (
    spec: ProtocolQuestion["answer"],
    context: PlaceContext,
  ) => AnswerPlace[];
  return places(answer, { label, protocol, place });
}

function sensationPlaces(
  { dermatomes, modalities, old }: Extract<ProtocolQuestion["answer"], { kind: "sensation" }>,
  label: string,
  place: PlaceMaker,
): AnswerPlace[] {
  const states = [
    { code: "normal", display: "Normal" },
    { code: "reduced", display: "Reduced" },
  ];
  const holds = (mayBeOld: boolean) =>
    ({ type: "choice", options: withOld(states, mayBeOld ? ["reduced"] : []) }) as const;
  const unknownToo = (mayBeOld: boolean) => ({
    type: "choice" as const,
    options: [...holds(mayBeOld).options, { code: "unknown", display: "Not examined" }],
  });
  return [
    place([], "whole", `${label}, as a whole`, holds(old !== undefined)),
    ...SIDES.flatMap((side) =>
      dermatomes.flatMap((root) =>
        ["", ...modalities.map((each) => `.${each}`)].map((modality) => {
          const key = `${side}.${root}${modality}`;
          const words = `${label}: ${key.replaceAll(".", " ").replaceAll("_", " ")}`;
          return place([key], key, words, unknownToo(old?.includes(root) === true));
        }),
      ),
    ),
  ];
}

/** What a place holds of a value: a code, a number or a moment; undefined where it holds nothing of it. */
export type PlacedValue = { code: string } | { number: number } | { moment: PlacedMoment };

export interface PlacedMoment {
  value: string;
  exact: string;
  /** Milliseconds since the epoch; left out where nobody has read it yet. */
  earliest?: number;
  latest?: number;
}

/** The part of a value at a place. */
export function leafAt(value: Value, { path, holds }: AnswerPlace): PlacedValue | undefined {
  const part = path.reduce<Value | undefined>(
    (at, key) => (typeof at === "object" ? at[key] : undefined),
    value,
  );
  if (part === undefined) return undefined;
  const old = typeof part === "object" && part.old === true;
  const plain = old ? (part.value ?? part.grade) : part;
  switch (holds.type) {
    case "choice":
      return typeof plain === "string" ? { code: `${plain}${old ? OLD : ""}` } : undefined;
    case "grade":
      return typeof plain === "number" ? { code: `${plain}${old ? OLD : ""}` } : undefined;
    case "quantity":
      return typeof plain === "number" ? { number: plain } : undefined;
    case "moment":
      return typeof part === "object" && typeof part.earliest === "number"
        ? { moment: part as unknown as PlacedMoment }
        : undefined;
  }
}

/** The raw answer that places and what they hold add up to; the opposite of `leafAt`. */
export function rawOfLeaves(leaves: readonly (readonly [AnswerPlace, PlacedValue])[]): unknown {
  let raw: unknown;
  const before = leaves.find(([{ path }]) => path.length === 1 && path[0] === "before");
  for (const [place, leaf] of leaves) {
    if (before && place === before[0]) continue;
    const own = rawOfLeaf(place, leaf);
    const [first, second] = place.path;
    if (first === undefined)
      raw = before && "number" in before[1] ? { value: own, old: true, before: before[1].number } : own;
    else {
      const map: Record<string, unknown> = isMap(raw) ? raw : {};
      map[first] = second === undefined ? own : { ...(isMap(map[first]) ? map[first] : {}), [second]: own };
      raw = map;
    }
  }
  return raw;
}

const isMap = (raw: unknown): raw is Record<string, unknown> => typeof raw === "object" && raw !== null;

function rawOfLeaf({ holds }: AnswerPlace, leaf: PlacedValue): unknown {
  if ("number" in leaf) return leaf.number;
  if ("moment" in leaf) return leaf.moment;
  const old = leaf.code.endsWith(OLD);
  const code = old ? leaf.code.slice(0, -OLD.length) : leaf.code;
  if (holds.type === "grade") return old ? { grade: Number(code), old: true } : Number(code);
  return old ? { value: code, old: true } : code;
}

/** A question that is one item; any other is a group of them. */
export const isOneItem = (places: readonly AnswerPlace[]): boolean =>
  places.length === 1 && places[0]?.holds.type === "choice";

/** The item of a group for "asked, and not known". */
export const unknownLink = (id: string): string => `${id}.unknown`;
