/**
 * The sentences of a protocol: each says one thing about one finding, and is parsed here into a tagged form.
 *
 *     leg_swelling                             a finding that is present
 *     pain_trend is worsening                  a choice; "is reduced or absent" names several
 *     hours_since_injection <= 72 h            a number, always with its unit
 *     leg_circumference.calf difference > 3 cm left against right; "left over right" for the larger side
 *     motor_grades new grade < 5               the weakest group whose weakness is not old
 *     motor_grades is unable                   it was said that this will not be done
 *     neuro_deficit is unknown                 neither present nor absent
 *     motor_grades is known                    it has a value: true or false, never "not known"
 *     imaging.mri_spine is recommended         by a rule above; "apart from dvt-confirmed" leaves rules out
 *     treatment.x is held for more than time   its gate is closed by more than what only waits
 *     no rule above                            none of the rules above it is true
 *     score.news2 >= 7 points                  a score; "score.news2 item >= 3 points" for a single item
 *     site allows some_switch                  what a site's owner signed on
 *
 * Narrowed to what counts:
 *
 *     new distal_pulses is absent              without what was said to be old
 *     sensory_exam is reduced on left          on one side; "at S2 or S3" for places
 *
 * About time, of a finding that holds a moment:
 *
 *     hours_since_injection may be <= 72 h     some part of an inexact moment: for rules that warn
 *     hours_since_injection at onset of fever <= 2 h           when a finding began, or was recorded
 *     hours_since_injection at entered onset of fever > 1 h    only where its onset was entered
 *     hours_since_injection at answer to motor_grades >= 24 h  when a question was answered
 *     motor_grades answered within 4 h
 *     fever after last of mri_result or repeat_mri_result      it began later than the latest of these studies
 *     some onset before hours_since_injection
 */
export type Comparison = "<" | "<=" | ">" | ">=";

type Side = "left" | "right";

/** Narrows a sentence: without what is old, to one side, to some places. */
export interface SentenceScope {
  /** What was said to have been there before does not count. */
  unlessOld?: true;
  side?: Side;
  places?: readonly string[];
}

/** When the age of a moment is taken: now, when the first of some findings began, or when they were answered. */
export type AgeAt = { kind: "now" } | { kind: "onset" | "entered-onset" | "answer"; of: readonly string[] };

interface AmountComparison {
  comparison: Comparison;
  value: number;
  unit: string;
}

/** One sentence about one finding. */
export type Leaf =
  | ({ kind: "present"; finding: string } & SentenceScope)
  | ({ kind: "is"; finding: string; options: readonly string[] } & SentenceScope)
  | ({ kind: "compare"; finding: string } & AmountComparison & SentenceScope)
  /** `larger`: the side that has to be the larger one; either, where none is named. */
  | ({ kind: "difference"; finding: string; larger?: Side } & AmountComparison)
  | ({ kind: "new-grade"; finding: string; comparison: Comparison; value: number } & SentenceScope)
  | { kind: "unable"; finding: string }
  | { kind: "unknown"; finding: string }
  | { kind: "known"; finding: string }
  /** `may`: some part of an inexact moment is enough. */
  | ({ kind: "age"; finding: string; at: AgeAt; may: boolean } & AmountComparison)
  | { kind: "answered-within"; finding: string; value: number; unit: string }
  | { kind: "after"; finding: string; studies: readonly string[] }
  | { kind: "onset-before"; finding: string }
  | ({ kind: "score"; score: string; item: boolean } & AmountComparison)
  | { kind: "site"; switch: string }
  | { kind: "held"; recommendation: string }
  | { kind: "recommended"; recommendation: string; apart?: readonly string[] }
  | { kind: "no-rule-above" };

const ID = "[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?";
const NUMBER_PATTERN = "-?\\d+(?:\\.\\d+)?";
const LIST = `${ID}(?: or ${ID})*`;
const RULES = "[a-z][a-z0-9_-]*(?: or [a-z][a-z0-9_-]*)*";
const COMPARED = `(<=?|>=?) (${NUMBER_PATTERN})`;
const AT = "(?: at (?:onset of|entered onset of|answer to) ";

const words = (text: string | undefined): string[] => (text ?? "").split(" or ");

const compared = (comparison: string | undefined, value: string | undefined, unit: string | undefined) => ({
  comparison: comparison as Comparison,
  value: Number(value),
  unit: unit ?? "",
});

const AGE_KINDS = {
  "onset of": "onset",
  "entered onset of": "entered-onset",
  "answer to": "answer",
} as const;

function ageAt(text: string | undefined): AgeAt {
  const match = /^ at (onset of|entered onset of|answer to) (.+)$/.exec(text ?? "");
  return match
    ? { kind: AGE_KINDS[match[1] as keyof typeof AGE_KINDS], of: words(match[2]) }
    : { kind: "now" };
}

type Form<More extends unknown[] = []> = readonly [
  RegExp,
  (groups: (string | undefined)[], ...more: More) => Leaf,
];

/** Sentences without parameters. */
const FIXED_FORMS: readonly Form[] = [
  [/^no rule above$/, () => ({ kind: "no-rule-above" })],
  [new RegExp(`^(${ID}) is recommended$`), ([id = ""]) => ({ kind: "recommended", recommendation: id })],
  [
    new RegExp(`^(${ID}) is recommended apart from (${RULES})$`),
    ([id = "", rules]) => ({ kind: "recommended", recommendation: id, apart: words(rules) }),
  ],
  [new RegExp(`^(${ID}) is held for more than time$`), ([id = ""]) => ({ kind: "held", recommendation: id })],
  [new RegExp(`^(${ID}) is unable$`), ([id = ""]) => ({ kind: "unable", finding: id })],
  [new RegExp(`^(${ID}) is unknown$`), ([id = ""]) => ({ kind: "unknown", finding: id })],
  [new RegExp(`^(${ID}) is known$`), ([id = ""]) => ({ kind: "known", finding: id })],
  [new RegExp(`^site allows (${ID})$`), ([id = ""]) => ({ kind: "site", switch: id })],
  [
    new RegExp(`^(score\\.[a-z][a-z0-9_]*)( item)? ${COMPARED} (points?)$`),
    ([id = "", item, comparison, value, unit]) => ({
      kind: "score",
      score: id,
      item: item !== undefined,
      ...compared(comparison, value, unit),
    }),
  ],
  [
    new RegExp(`^(${ID})(${AT}${LIST}))( may be)? ${COMPARED} (\\S+)$`),
    ([id = "", at, may, comparison, value, unit]) => ({
      kind: "age",
      finding: id,
      at: ageAt(at),
      may: may !== undefined,
      ...compared(comparison, value, unit),
    }),
  ],
  [
    new RegExp(`^(${ID}) may be ${COMPARED} (\\S+)$`),
    ([id = "", comparison, value, unit]) => ({
      kind: "age",
      finding: id,
      at: { kind: "now" },
      may: true,
      ...compared(comparison, value, unit),
    }),
  ],
  [
    new RegExp(`^(${ID}) answered within (${NUMBER_PATTERN}) (\\S+)$`),
    ([id = "", value, unit = ""]) => ({ kind: "answered-within", finding: id, value: Number(value), unit }),
  ],
  [
    new RegExp(`^(${ID}) after last of (${LIST})$`),
    ([id = "", studies]) => ({ kind: "after", finding: id, studies: words(studies) }),
  ],
  [new RegExp(`^some onset before (${ID})$`), ([id = ""]) => ({ kind: "onset-before", finding: id })],
  [
    new RegExp(`^(${ID}) (left over right|right over left) ${COMPARED} (\\S+)$`),
    ([id = "", sides = "", comparison, value, unit]) => ({
      kind: "difference",
      finding: id,
      larger: sides.startsWith("left") ? "left" : "right",
      ...compared(comparison, value, unit),
    }),
  ],
  [
    new RegExp(`^(${ID}) difference ${COMPARED} (\\S+)$`),
    ([id = "", comparison, value, unit]) => ({
      kind: "difference",
      finding: id,
      ...compared(comparison, value, unit),
    }),
  ],
];

/** Sentences that may be narrowed to what is new, to a side, or to places. */
const NARROWED_FORMS: readonly Form<[SentenceScope]>[] = [
  [
    new RegExp(`^(${ID}) new grade ${COMPARED}$`),
    ([id = "", comparison, value], narrowing) => ({
      kind: "new-grade",
      finding: id,
      comparison: comparison as Comparison,
      value: Number(value),
      ...narrowing,
    }),
  ],
  [
    new RegExp(`^(${ID}) ${COMPARED} (\\S+)$`),
    ([id = "", comparison, value, unit], narrowing) => ({
      kind: "compare",
      finding: id,
      ...compared(comparison, value, unit),
      ...narrowing,
    }),
  ],
  [
    new RegExp(`^(${ID}) is ([a-z][a-z0-9_]*(?: or [a-z][a-z0-9_]*)*)$`),
    ([id = "", options], narrowing) => ({ kind: "is", finding: id, options: words(options), ...narrowing }),
  ],
  [new RegExp(`^(${ID})$`), ([id = ""], narrowing) => ({ kind: "present", finding: id, ...narrowing })],
];

/** Splits "new", "on left" and "at S2 or S3" off a sentence. */
function narrowed(text: string): { rest: string; narrowing: SentenceScope } {
  const match = /^(new )?(.+?)(?: at ([A-Z]\d(?: or [A-Z]\d)*))?(?: on (left|right))?$/.exec(text);
  if (!match) return { rest: text, narrowing: {} };
  const [, old, rest = text, places, side] = match;
  return {
    rest,
    narrowing: {
      ...(old && { unlessOld: true }),
      ...(side && { side: side as Side }),
      ...(places && { places: words(places) }),
    },
  };
}

/** Reads one sentence, or returns null when it has none of the forms above. */
export function readSentence(text: string): Leaf | null {
  const sentence = text.trim().replace(/\s+/g, " ");
  for (const [form, make] of FIXED_FORMS) {
    const match = form.exec(sentence);
    if (match) return make(match.slice(1));
  }
  const { rest, narrowing } = narrowed(sentence);
  for (const [form, make] of NARROWED_FORMS) {
    const match = form.exec(rest);
    if (match) return make(match.slice(1), narrowing);
  }
  return null;
}

/** Every finding that a sentence names; a score's own are named by its items. */
export function findingsIn(leaf: Leaf): readonly string[] {
  if (!("finding" in leaf)) return [];
  if (leaf.kind === "age" && leaf.at.kind !== "now") return [leaf.finding, ...leaf.at.of];
  return leaf.kind === "after" ? [leaf.finding, ...leaf.studies] : [leaf.finding];
}

/** Whether a sentence looks at when findings began. */
export const readsOnsets = (leaf: Leaf): boolean =>
  leaf.kind === "after" ||
  leaf.kind === "onset-before" ||
  (leaf.kind === "age" && leaf.at.kind.endsWith("onset"));

/**
 * Whether a sentence needs more than the answer to one question: time, a site, a score, or what is
 * narrowed to what is new, to a side or to places.
 */
export function isBeyondAnswer(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case "present":
    case "is":
    case "compare":
    case "new-grade":
      return leaf.unlessOld === true || leaf.side !== undefined || leaf.places !== undefined;
    case "difference":
      return leaf.larger !== undefined;
    case "unable":
    case "unknown":
    case "recommended":
    case "no-rule-above":
      return false;
    default:
      return true;
  }
}

/** Whether a sentence is always true or false, never unknown. */
export const isTwoValued = ({ kind }: Leaf): boolean =>
  ["known", "site", "held", "after", "answered-within", "onset-before", "unable", "unknown"].includes(kind);

/** A sentence as it is written in a protocol file. */
export function sentenceText(leaf: Leaf): string {
  switch (leaf.kind) {
    case "present":
      return narrowedText(leaf, leaf.finding);
    case "is":
      return narrowedText(leaf, `${leaf.finding} is ${leaf.options.join(" or ")}`);
    case "compare":
      return narrowedText(leaf, `${leaf.finding} ${comparedText(leaf)}`);
    case "new-grade":
      return narrowedText(leaf, `${leaf.finding} new grade ${leaf.comparison} ${leaf.value}`);
    case "difference": {
      const sides =
        leaf.larger === undefined ? "difference" : `${leaf.larger} over ${otherSide(leaf.larger)}`;
      return `${leaf.finding} ${sides} ${comparedText(leaf)}`;
    }
    case "unable":
    case "unknown":
    case "known":
      return `${leaf.finding} is ${leaf.kind}`;
    case "age":
      return `${leaf.finding}${ageAtText(leaf.at)}${leaf.may ? " may be" : ""} ${comparedText(leaf)}`;
    case "answered-within":
      return `${leaf.finding} answered within ${leaf.value} ${leaf.unit}`;
    case "after":
      return `${leaf.finding} after last of ${leaf.studies.join(" or ")}`;
    case "onset-before":
      return `some onset before ${leaf.finding}`;
    case "score":
      return `${leaf.score}${leaf.item ? " item" : ""} ${comparedText(leaf)}`;
    case "site":
      return `site allows ${leaf.switch}`;
    case "held":
      return `${leaf.recommendation} is held for more than time`;
    case "recommended":
      return `${leaf.recommendation} is recommended${leaf.apart ? ` apart from ${leaf.apart.join(" or ")}` : ""}`;
    case "no-rule-above":
      return "no rule above";
  }
}

const comparedText = ({ comparison, value, unit }: AmountComparison) => `${comparison} ${value} ${unit}`;
const otherSide = (side: Side): Side => (side === "left" ? "right" : "left");

function narrowedText({ unlessOld, side, places }: SentenceScope, text: string): string {
  return `${unlessOld ? "new " : ""}${text}${places ? ` at ${places.join(" or ")}` : ""}${side ? ` on ${side}` : ""}`;
}

function ageAtText(at: AgeAt): string {
  switch (at.kind) {
    case "now":
      return "";
    case "onset":
      return ` at onset of ${at.of.join(" or ")}`;
    case "entered-onset":
      return ` at entered onset of ${at.of.join(" or ")}`;
    case "answer":
      return ` at answer to ${at.of.join(" or ")}`;
  }
}

/** Hours in each unit of time that a sentence may use. */
const HOURS: Readonly<Record<string, number>> = { min: 1 / 60, h: 1, days: 24 };

/** A length of time in hours, or null when its unit is not a unit of time. */
export function hoursOf(value: number, unit: string): number | null {
  const hours = HOURS[unit];
  return hours === undefined ? null : value * hours;
}
