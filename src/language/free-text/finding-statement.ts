/** What a piece of text says about one question, from the words that say it to an answer that can be proposed. */
import type { Answer, UnknownReason } from "../../answers/value.ts";
import type { Question } from "../../protocol/schema.ts";

export type StatementValue =
  /** Of the whole finding, of one of its parts, or of one example. */
  | { is: "tri"; polarity: "present" | "absent"; scope: "whole" | { part: number } | { example: string } }
  | { is: "value"; raw: unknown }
  /** Parts of an answer by key, which may come from several places. */
  | { is: "cells"; raw: Readonly<Record<string, unknown>> }
  | { is: "unknown"; reason: UnknownReason }
  | { is: "fault"; fault: string };

export interface FindingStatement {
  question: Question;
  says: StatementValue;
  sure: boolean;
  /** The tokens that it was read from. */
  from: number;
  to: number;
  /** It makes its own statement: its own reader judges a denial, a doubt or a plan around it. */
  ownWords?: boolean;
}

/** What a reader of values found in a sentence, and the tokens it used. */
export interface ValueScan {
  said: FindingStatement[];
  taken: Set<number>;
}

/** A statement, with its place in the plain words of the whole text. */
export interface LocatedStatement extends Omit<FindingStatement, "from" | "to" | "ownWords"> {
  start: number;
  end: number;
}

/** A raw answer from several statements, before it is checked against what the question accepts. */
export interface RawCandidate {
  raw: unknown;
  sure: boolean;
  start: number;
  end: number;
}

/** One answer that the text may have given. */
export interface AnswerCandidate {
  answer: Answer;
  sure: boolean;
  start: number;
  end: number;
}
