/** The interface for reading one kind of answer out of free text. */
import type { TimeWords } from "../../answers/answer-words.ts";
import type { AnswerSpec } from "../../answers/registry.ts";
import type { Question } from "../../protocol/schema.ts";
import type { AnnotatedTokens, Mention } from "./annotate-tokens.ts";
import type { Segment } from "./evidence.ts";
import type {
  AnswerCandidate,
  LocatedStatement,
  RawCandidate,
  StatementValue,
  ValueScan,
} from "./finding-statement.ts";
import type { Lexicon, Meaning } from "./lexicon.ts";

/** A sentence that may hold values. */
export interface ValueContext<Spec> {
  text: string;
  spotted: AnnotatedTokens;
  question: Question;
  spec: Spec;
  /** Tokens that are other values. */
  elsewhere: ReadonlySet<number>;
  /** The words that a moment is typed with. */
  moments: TimeWords;
  /** Milliseconds since the epoch. */
  now: number;
  utcOffsetMinutes: number;
}

/** A piece of a sentence that names a question. */
export interface NamedContext<Spec> {
  lexicon: Lexicon;
  spotted: AnnotatedTokens;
  segment: Segment;
  question: Question;
  spec: Spec;
  /** The words that name the question; null when the preceding piece named it. */
  mention: Mention | null;
}

export interface NamedStatement {
  says: StatementValue;
  sure: boolean;
  /** The tokens of the value. */
  used: ReadonlySet<number>;
}

/** Everything may be left out: then free text is not read for a question of this kind. */
export interface KindReader<Spec extends AnswerSpec> {
  /**
   * Values written out anywhere in a sentence: "5/5 throughout", "calf 41 vs 37". Null when this question has none;
   * otherwise it is the only question of its kind that such values can belong to.
   */
  values?(context: ValueContext<Spec>): ValueScan | null;
  /** What a piece says that names the question: "MRI negative". */
  named?(context: NamedContext<Spec>): NamedStatement | null;
  /** Whether this meaning makes the piece one about the question, so that other words in it may be the value. */
  opens?(meaning: Meaning): boolean;
  /** Whether the next piece may continue without the name: "L DP absent, R present". */
  goesOn?(spec: Spec): boolean;
  /** The words of a piece that are the value of what it names: they do not deny it ("duplex negative"). */
  valueTokens?(context: NamedContext<Spec>): number[];

  /** Answers from several statements of presence. */
  candidates?(spec: Spec, said: readonly LocatedStatement[]): RawCandidate[];
  /** Several statements about parts, as one raw answer. */
  joined?(raw: Record<string, unknown>, from: readonly LocatedStatement[]): Record<string, unknown>;
  /** The answers without those that others already say. */
  withoutRepeats?(
    spec: Spec,
    question: Question,
    readings: readonly AnswerCandidate[],
  ): readonly AnswerCandidate[];
  /** Whether an answer in one place makes up for an error in another. */
  forgivesFaults?: boolean;
}
