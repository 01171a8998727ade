/**
 * Everything there is to know about one kind of answer. A kind is one module that says all of it; the rest of the
 * program asks the registry and knows no kind. Nothing here belongs to a platform: forms, buttons and paper are plain data.
 */
import type { z } from "zod";
import type { FindingCondition, ValueCondition } from "../protocol/condition.ts";
import type { Path } from "../protocol/issue.ts";
import type { Truth } from "../protocol/logic.ts";
import type { AnswerWords, TimeWords } from "./answer-words.ts";
import type { AnswerField, FieldOption, FilledFields } from "./form-fields.ts";
import type { UtcOffsetAt } from "./moment-value.ts";
import type { PaperBlock } from "./paper.ts";
import type { QuantitySpec } from "./quantity.ts";
import type { LeafValuation, SentenceContext } from "./sentence-truth.ts";
import type { SideCell, SideTable } from "./side-table.ts";
import type { Value } from "./value.ts";

/** The part of a question that its kind of answer needs. */
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
  /** For a narrow button. */
  short?: string | undefined;
  /** The result is still pending. */
  awaited?: boolean;
  /** Words that name it once its question is named. */
  also: readonly string[];
  /** Words that name it by themselves. */
  alone: readonly string[];
}

/** The values that a kind names, the one that means "not there", and those that may be marked as old. */
export interface Choices {
  options: readonly ChoiceOption[];
  absent: string | undefined;
  old: readonly string[] | undefined;
}

/** What the sentences of a protocol may say about a question; a missing key may not be used. */
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

/** The meaning of the protocol's words, besides the question's own names. */
export type NamedThing =
  | { is: "part"; part: number }
  | { is: "example" }
  | { is: "absent" }
  /** Announces a measurement and says nothing by itself: "temp". */
  | { is: "measure" }
  /** An option that needs no name of a question with it. */
  | { is: "option"; option: string }
  | { is: "group"; group: string }
  | { is: "level"; level: string }
  | { is: "sign"; sign: string }
  | { is: "modality"; modality: string };

export interface VocabularyEntry {
  means: NamedThing;
  /** Its id and label. */
  own: readonly string[];
  /** The protocol's further words, and their location in the answer's part of the file. */
  also: readonly string[];
  path: Path;
}

/** Words that answer the pending question. */
export interface TypedWords {
  /** Plain, in lower case, without the full stop. */
  words: string;
  /** Set when the words are a plain yes or no. */
  polarity: "present" | "absent" | null;
  /** The closed lists that it is read with. */
  lists: AnswerWords;
  /** Milliseconds since the epoch: what "yesterday" counts from. */
  now: number;
  /** The place's time zone, whose offset may have changed since the moment meant. */
  utcOffsetAt: UtcOffsetAt;
}

export interface ReadingContext {
  /** Milliseconds since the epoch; without it a point in time cannot be read as hours ago. */
  nowMs: number | undefined;
  /** The place's offset, where it is known. */
  utcOffsetAt?: UtcOffsetAt | undefined;
  /** The words for times, where a moment may be given in words. */
  times?: TimeWords | undefined;
  /** Reports a value that does not fit, what is allowed, and the part of the answer (".left.hip"). */
  fault(value: unknown, allowed: string, part?: string): void;
}

/** A button that answers, and the value that it carries. */
export type AnswerButton = FieldOption;

/** How more and less of a measurement relate to danger: see src/proof/changes.ts. */
export type Measure =
  /** A number: more is known to be no better only for an adjunct. */
  | "amount"
  /** Two sides: a larger difference reassures less. */
  | "difference";

/** What a kind may leave out, because most kinds do not need it. */
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
  /** Whether it is a point in time whose age grows, and not a fixed number of hours. */
  isMoment(spec: Spec): boolean;
  /** Whether it records when each of several findings began: each is asked for and read by its name. */
  isPerFinding(spec: Spec): boolean;
  /** For an answer that records when findings began: the question whose moment no onset can precede. */
  onsetsNotBefore(spec: Spec): string | null;
  /** When that was, for an answer given at a moment; milliseconds since the epoch. */
  timeOf(spec: Spec, value: Value, answeredAt: number): number | null;

  /** The questions that a value names, for a value that is about other findings. */
  namedFindings(spec: Spec, value: Value): readonly string[];

  /** Statements of which each is ticked by itself: only all of them together are the answer. */
  statements(spec: Spec): readonly string[];

  /** The raw answer that says that it is not there, or that all of it is normal; null where there is none to say so. */
  denied(spec: Spec): unknown;
  /** The raw answer that a bare yes gives; null where a yes does not say enough. */
  affirmed(spec: Spec): unknown;
  buttons(spec: Spec): AnswerButton[];
  /** The raw answer that a button's value stands for. */
  rawOfButton(spec: Spec, value: string): unknown;
  /** Whether it is answered mostly in words, so that the question says what to type. */
  isTyped(spec: Spec): boolean;

  /** The same finding for each leg, if it is one. @param missing shown where the answer does not say */
  sideTable(
    spec: Spec,
    question: QuestionName,
    value: Value | undefined,
    missing: SideCell,
  ): SideTable | null;
  /** What was found without saying where: it must not get lost between empty rows. */
  unplaced(spec: Spec, value: Value): string | null;

  measure(spec: Spec): Measure | null;
  /** An answer by its parts; "*" stands for every part that is not named. */
  partsOfValue(spec: Spec, value: Value): Map<string, Value>;
  /** The names of all possible parts, where they are few and fixed. */
  fixedParts(spec: Spec): readonly string[] | null;
  /** Whether a part, or a whole value, is present; null when it is neither present nor absent. */
  presence(spec: Spec, part: Value): "present" | "absent" | null;
  /** Numbers in the answer's part of the file at which its meaning changes. */
  ownThresholds(spec: Spec): number[];
  /** The same kind of answer with one number a little off, for the proof's mutants. */
  mutants(spec: Spec, step: number): { name: string; answer: Spec }[];
}

/** What every kind defines. */
interface RequiredBehaviour<Spec> {
  /** What an answer file may give, in words. */
  allowed(spec: Spec): string;
  /** Reads a raw value other than "unknown" into its canonical form; null once a fault was reported. */
  read(spec: Spec, raw: unknown, context: ReadingContext): Value | null;
  text(spec: Spec, value: Value): string;
  /**
   * What to watch for, in words for a reader without a measurement; "" where the question's name says it.
   * @param values the values that matter by themselves, the mildest first; at least one
   * @param all every value that the protocol distinguishes
   */
  watchedText(spec: Spec, values: readonly Value[], all: readonly Value[]): string;

  sayable(spec: Spec): Sayable;
  /** Sentences that fit, for remedies. @param id the question's */
  sentenceExamples(spec: Spec, id: string): string;
  /** What a value makes of a sentence about the question or one of its parts; null when it does not decide it. */
  truth(
    spec: Spec,
    part: string | undefined,
    leaf: ValueCondition,
    value: Value,
    context: SentenceContext,
  ): Truth;
  /** Values on each side of everything a protocol distinguishes, the least dangerous first. */
  boundaryValues(spec: Spec, thresholdsOf: (part?: string) => readonly number[]): Value[];
  /**
   * Every way in which sentences about the question can come out together, found without reading a value.
   * @param id the question's
   */
  valueClasses(spec: Spec, id: string, leaves: readonly FindingCondition[]): Iterable<LeafValuation>;
  /**
   * Raw answers that represent all others, the plainest first: the proof compares them with `valueClasses`, so neither
   * may be derived from the other.
   */
  rawValues(spec: Spec, thresholdsOf: (part?: string) => readonly number[]): unknown[];

  /** The raw answer of some typed words; undefined when they do not plainly answer. */
  direct(spec: Spec, said: TypedWords): unknown;
  /** Answers as somebody would type them: each can be read as written. */
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
  isMoment: () => false,
  isPerFinding: () => false,
  onsetsNotBefore: () => null,
  timeOf: () => null,
  namedFindings: () => [],
  statements: () => [],
  denied: () => null,
  affirmed: () => null,
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
