/** What is rendered as FHIR: a case, or an answer file, as it stands at a moment. */
import type { Actor, Assessment, Findings, Protocol } from "../../src/index.ts";

export interface RecordedAnswer {
  by: Actor | null;
  /** When it was recorded; milliseconds since the epoch. */
  at: number;
}

export interface RecordedCase {
  protocol: Protocol;
  /** The case's name, or a name for the answer file. Never a patient's. */
  handle: string;
  /** Everything that was answered. */
  findings: Findings;
  /** Questions that were put, answered or not. */
  asked: readonly string[];
  /** Who recorded an answer and when, by question; nothing for an answer file. */
  recorded: ReadonlyMap<string, RecordedAnswer>;
  assessment: Assessment;
  /** Of a recommendation, the words for it and its remarks. */
  words(id: string): { text: string; notes: readonly string[]; label: string | null };
  /** Since when a recommendation has held; milliseconds since the epoch. */
  since(id: string): number;
  /** The moment at which it is read; milliseconds since the epoch. */
  now: number;
  /** An answer was changed after it was first recorded. */
  amended: boolean;
  /** Some question that applies has no answer. */
  open: boolean;
  /** The hash of the record that it was made from. */
  hash: string;
}
