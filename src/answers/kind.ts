/**
 * What there is to know about one kind of answer. A kind is one module that says all of it; everything else asks the
 * registry and knows no kind. Nothing here belongs to a platform: forms, buttons and paper are plain data.
 */
import type { z } from "zod";
import type { FindingCondition, ValueCondition } from "../protocol/condition.ts";
import type { Path } from "../protocol/issue.ts";
import type { Truth } from "../protocol/logic.ts";
import type { AnswerWords } from "./answer-words.ts";
import type { AnswerField, FieldOption, FilledFields } from "./form-fields.ts";
import type { UtcOffsetAt } from "./moment-value.ts";
import type { PaperBlock } from "./paper.ts";
import type { QuantitySpec } from "./quantity.ts";
import type { LeafValuation, SentenceContext } from "./sentence-truth.ts";
import type { SideCell, SideTable } from "./side-table.ts";
import type { Value } from "./value.ts";

/** A question as far as its kind of answer needs it. */
export interface QuestionName {
  id: string;
  label: string;
}

/** A part of an answer that a sentence can name after the dot: "dvt_signs.pitting_edema". */
export interface AnswerPart {
  id: string;
  label: string;
  /** Its unknown reads as not present. */
  adjunct: boolean;
}

/** One of several named values, and the words for it. */
export interface ChoiceOption {
  id: string;
  label: string;
  /** The result is still awaited. */
  awaited?: boolean;
  /** Words that name it once its question is named. */
  also: readonly string[];
  /** Words that name it by themselves. */
  alone: readonly string[];
}

/** The values that a kind names, the one that means "not there", and those of which it may be said that they are old. */
export interface Choices {
  options: readonly ChoiceOption[];
  absent: string | undefined;
  old: readonly string[] | undefined;
}

/** What the sentences of a protocol may say of a question; each key that is missing may not be said. */
export interface Sayable {
  /** That it is present, absent or unknown. */
  present?: boolean;
  /** The values that it "is". */
  is?: readonly string[];
  /** The unit of a number to compare. */
  compare?: string;
  /** The unit of a difference between the sides, at a level. */
  difference?: string;
  newGrade?: boolean;
  /** That only what is new counts, for answers that may be old. */
  onlyNew?: boolean;
  /** That it is about one side, or about these places. */
  bySide?: boolean;
  places?: readonly string[];
}

/** What words of the protocol stand for, beside the question's own names. */
export type NamedThing =
  | { is: "part"; part: number }
  | { is: "example" }
  | { is: "absent" }
  /** Announces a measurement and says nothing by itself: "temp". */
  | { is: "measure" }
  /** An option that needs no question's name beside it. */
  | { is: "option"; option: string }
  | { is: "group"; group: string }
  | { is: "level"; level: string }
  | { is: "sign"; sign: string }
  | { is: "modality"; modality: string };

export interface VocabularyEntry {
  means: NamedThing;
  /** Its id and label. */
  own: readonly string[];
  /** Further words that the protocol gives, and where they are in the answer's part of the file. */
  also: readonly string[];
  path: Path;
}

/** Words that answer the question which is being asked. */
export interface TypedWords {
  /** Plain, in lower case, without the full stop. */
  words: string;
  /** Set when the words are a plain yes or no. */
  polarity: "present" | "absent" | null;
  /** The closed lists that it is read with. */
  lists: AnswerWords;
  /** Milliseconds since the epoch: what "yesterday" counts from. */
  now: number;
  /** The clocks of the place, which may have been changed since the time that is meant. */
  utcOffsetAt: UtcOffsetAt;
}

export interface ReadingContext {
  /** Milliseconds since the epoch; without it a point in time cannot be read as the hours since then. */
  nowMs: number | undefined;
  /** The clocks of the place, where they are known. */
  utcOffsetAt?: UtcOffsetAt | undefined;
  /** Reports a value that does not fit, what is allowed, and the part of the answer (".left.hip"). */
  fault(value: unknown, allowed: string, part?: string): void;
}

/** A button that answers, and the value that it carries. */
export type AnswerButton = FieldOption;

/** How more and less of a measurement bear on danger: see src/proof/changes.ts. */
export type Measure =
  /** A number: only of an adjunct is more known to be no better. */
  | "amount"
  /** Two sides: a larger difference reassures less. */
  | "difference";

/** Everything that a kind may leave out, because most kinds have no use for it. */
interface OptionalBehaviour<Spec> {
  /** The lists of things with ids in the answer's part of the file, for the linter. */
  idLists(spec: Spec): { what: string; key: string; ids: readonly string[] }[];
  parts(spec: Spec): AnswerPart[];
  choices(spec: Spec): Choices | null;
  vocabulary(spec: Spec): VocabularyEntry[];
  /** What is measured, if a number with a unit may be given. */
  quantity(spec: Spec): QuantitySpec | null;
  /** What a value makes of each sentence, for an option that stands in until the result is known. */
  optionValuation(spec: Spec, option: string): LeafValuation;

  /** Whether it says when something happened, which nobody can watch for. */
  isTime(spec: Spec): boolean;
  /** When that was, for an answer given at a moment; milliseconds since the epoch. */
  timeOf(spec: Spec, value: Value, answeredAt: number): number | null;

  /** The questions that a value names, for a value that is about other findings. */
  namedFindings(spec: Spec, value: Value): readonly string[];

  buttons(spec: Spec): AnswerButton[];
  /** The raw answer that a button's value stands for. */
  rawOfButton(spec: Spec, value: string): unknown;
  /** Whether it is answered mostly by words, so that the question says how to type it. */
  isTyped(spec: Spec): boolean;

  /** The same finding for each leg, if it is one. @param missing for what the answer does not tell */
  sideTable(
    spec: Spec,
    question: QuestionName,
    value: Value | undefined,
    missing: SideCell,
  ): SideTable | null;
  /** What was found without saying where: it must not get lost between empty lines. */
  unplaced(spec: Spec, value: Value): string | null;

  measure(spec: Spec): Measure | null;
  /** An answer by its parts; "*" speaks for every part that is not named. */
  partsOfValue(spec: Spec, value: Value): Map<string, Value>;
  /** The names of the only parts that there are, where they are few and fixed. */
  fixedParts(spec: Spec): readonly string[] | null;
  /** Whether one part, or a whole value, is there; null when it is neither there nor absent. */
  presence(spec: Spec, part: Value): "present" | "absent" | null;
  /** Numbers in the answer's part of the file at which its meaning changes. */
  ownThresholds(spec: Spec): number[];
  /** The same kind of answer with one number a little off, for the proof's mutants. */
  mutants(spec: Spec, step: number): { name: string; answer: Spec }[];
}

/** What every kind says. */
interface RequiredBehaviour<Spec> {
  /** What may be given, in words, for an answer file. */
  allowed(spec: Spec): string;
  /** Reads a raw value other than "unknown" into its canonical form; null once a fault was reported. */
  read(spec: Spec, raw: unknown, context: ReadingContext): Value | null;
  text(spec: Spec, value: Value): string;
  /**
   * What to watch for, as a reader who has no measurement yet would say it; "" where its name says it.
   * @param values what matters by itself, the mildest first; at least one
   * @param all everything that the protocol tells apart
   */
  watchedText(spec: Spec, values: readonly Value[], all: readonly Value[]): string;

  sayable(spec: Spec): Sayable;
  /** Sentences that fit, for remedies. @param id the question's */
  sentenceExamples(spec: Spec, id: string): string;
  /** What a value makes of a sentence about the question or one of its parts; null when it does not tell. */
  truth(
    spec: Spec,
    part: string | undefined,
    leaf: ValueCondition,
    value: Value,
    context: SentenceContext,
  ): Truth;
  /** Values on each side of everything that a protocol tells apart, the least dangerous first. */
  boundaryValues(spec: Spec, thresholdsOf: (part?: string) => readonly number[]): Value[];
  /**
   * Every way in which sentences about the question can come out together, found without reading a value.
   * @param id the question's
   */
  valueClasses(spec: Spec, id: string, leaves: readonly FindingCondition[]): Iterable<LeafValuation>;
  /**
   * Raw answers that stand for all others, the plainest first: the proof holds them against `valueClasses`, so
   * neither may be made from the other.
   */
  rawValues(spec: Spec, thresholdsOf: (part?: string) => readonly number[]): unknown[];

  /** The raw answer that typed words give; undefined when they do not plainly answer. */
  direct(spec: Spec, said: TypedWords): unknown;
  /** Answers as somebody would type them: each is read as it stands. */
  examples(spec: Spec): string[];

  /** @param value the answer so far, or why it is unknown */
  fields(spec: Spec, label: string, value: Value | undefined): AnswerField[];
  /** The raw answer in the fields that were filled in; faults are found when it is read. */
  rawOfFields(spec: Spec, filled: FilledFields): unknown;
  paper(spec: Spec): PaperBlock[];
}

export type AnswerBehaviour<Spec> = RequiredBehaviour<Spec> & OptionalBehaviour<Spec>;

/** A kind's part of the protocol file; `kind` names it. */
export type AnswerKindSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }, z.core.$strict>;

export type AnswerKind<Schema extends AnswerKindSchema> = AnswerBehaviour<z.output<Schema>> & {
  readonly schema: Schema;
};

const DEFAULTS: OptionalBehaviour<unknown> = {
  idLists: () => [],
  parts: () => [],
  choices: () => null,
  vocabulary: () => [],
  quantity: () => null,
  optionValuation: () => () => null,
  isTime: () => false,
  timeOf: () => null,
  namedFindings: () => [],
  buttons: () => [],
  rawOfButton: (_, value) => value,
  isTyped: () => false,
  sideTable: () => null,
  unplaced: () => null,
  measure: () => null,
  partsOfValue: (_, value) =>
    typeof value === "object" ? new Map(Object.entries(value)) : new Map([["*", value]]),
  fixedParts: () => null,
  presence: () => null,
  ownThresholds: () => [],
  mutants: () => [],
};

/** Defines a kind of answer by its schema and by what it does. */
export const answerKind = <Schema extends AnswerKindSchema>(
  schema: Schema,
  behaviour: RequiredBehaviour<z.output<Schema>> & Partial<OptionalBehaviour<z.output<Schema>>>,
): AnswerKind<Schema> => ({ schema, ...DEFAULTS, ...behaviour }) as AnswerKind<Schema>;
