/** What is wrong with a protocol file, where, and how to fix it. */
import { distance } from "fastest-levenshtein";

/** Keys and positions that lead from the root of a protocol to one of its parts. */
export type Path = readonly (string | number)[];

export interface SourceLocation {
  file: string;
  line: number;
  column: number;
}

/** Finds a part in the file; a missing one is located at the part that lacks it. */
export type Locate = (path: Path) => SourceLocation;

export interface Issue extends SourceLocation {
  /** A protocol with an error is refused; a warning is for its author. */
  severity: "error" | "warning";
  code: string;
  /** Such as rules[3].recommend[1].window; empty when the file as a whole is meant. */
  path: string;
  message: string;
  /** What to change, in plain words. */
  remedy: string;
}

/** A path as it is written in messages: rules[3].recommend[1].window. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) text += typeof step === "number" ? `[${step}]` : text ? `.${step}` : step;
  return text;
}

/** The known word that a misspelt one most likely stands for. */
export function closest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const changes = distance(word, candidate);
    if (changes < least) [best, least] = [candidate, changes];
  }
  return best;
}

/** `: did you mean "answer"?` when one of the known words is close, otherwise nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const best = closest(word, known);
  return best === undefined ? "" : `: did you mean "${best}"?`;
}

/** For sorting: from the top of the file to its end. */
export const byLocation = (a: Issue, b: Issue): number => a.line - b.line || a.column - b.column;
