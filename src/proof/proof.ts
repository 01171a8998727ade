/** One statement about every possible set of answers: proved, or refuted by the smallest counterexample. */
import type { Protocol } from "../protocol/schema.ts";
import { type Findings, readFindings } from "../triage/finding.ts";
import type { AnswerSpace } from "./answer-space.ts";
import type { Diagrams, Node } from "./diagram.ts";
import type { EncodedProtocol } from "./encode.ts";

/** Findings as an answer file gives them. */
export type RawFindings = Readonly<Record<string, unknown>>;

export interface WitnessCase {
  /** "before" and "after" where a change breaks the statement. */
  role: "case" | "before" | "after";
  findings: RawFindings;
}

export interface PropertyVerdict {
  /** The number of the property in docs/proof.md. */
  property: number;
  /** What was to be proved, in words. */
  statement: string;
  broken: null | {
    why: string;
    /** The smallest counterexamples; empty when no case can show one. */
    cases: readonly WitnessCase[];
  };
}

/** What a property is proved of. */
export interface ProofContext {
  space: AnswerSpace;
  diagrams: Diagrams;
  encoded: EncodedProtocol;
  protocol: Protocol;
}

/** A set of answers that makes a function true, with as few answers as possible; null when it is never true. */
export function smallestAnswers(ground: ProofContext, where: Node): number[] | null {
  return ground.diagrams.cheapest(where, (_, answer) => (answer === 0 ? 0 : 1));
}

/** Findings as the engine holds them. @throws when they cannot be read: the space made an answer that does not exist */
export function readCase(protocol: Protocol, findings: RawFindings): Findings {
  const reading = readFindings(protocol, findings);
  if ("faults" in reading) throw new Error(`unreadable answers from the proof: ${JSON.stringify(findings)}`);
  return reading.findings;
}

/**
 * The encoding found a counterexample; the engine has the last word.
 * @throws when the engine does not confirm it: then no proof is to be trusted, whatever it says
 */
export function confirmBroken(broken: boolean, verdict: PropertyVerdict): PropertyVerdict {
  if (broken) return verdict;
  throw new Error(
    `the proof and the engine disagree about "${verdict.statement}": ${JSON.stringify(verdict.broken)}`,
  );
}
