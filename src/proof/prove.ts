/** Proves a protocol's safety properties for every possible set of answers. Pure: the protocol is all it needs. */
import type { Protocol } from "../protocol/schema.ts";
import { AnswerSpace } from "./answer-space.ts";
import { ALWAYS_NODE, Diagrams } from "./diagram.ts";
import { encode } from "./encode.ts";
import { proveExclusive, proveLines, proveResults } from "./exclusions.ts";
import { proveLearning, proveMonotone } from "./monotonicity.ts";
import type { ProofContext, PropertyVerdict } from "./proof.ts";
import { proveAsking } from "./question-completeness.ts";
import { proveReachability } from "./reachability.ts";
import { proveRecommending } from "./recommendations.ts";
import { proveClosing, proveReleasable, proveTime } from "./releases.ts";
import { provePromise } from "./safety-properties.ts";

/** The properties by number; docs/proof.md says what each means. */
export const PROPERTIES: readonly string[] = [
  "Danger is never played down",
  "What reassures less never lowers what is acted on",
  "Learning keeps the urgency within what was possible",
  "A gated treatment stays behind its gate, and is always shown",
  "Every recommendation has its time and its source",
  "Nothing that could raise the urgency is left unasked",
  "Every rule can be true",
  "A danger sign alone does not end without imaging",
  "A withheld treatment can be released",
  "What contradicts stands on no card together",
  "A known result is not asked for again as a new study",
  "A threatened limb, sepsis, meningism or chest symptoms have a person and a time",
  "A haematoma or an abscess is an emergency without an anticoagulant",
  "Time alone raises and closes; it never lowers or opens",
  "What a release lists as absent has to be known",
  "What is due now stands on one of five lines",
];

export interface Proof {
  /** By property, in the order in which they were proved. */
  verdicts: readonly PropertyVerdict[];
  /** How many sets of answers the protocol's sentences can tell apart. */
  sets: bigint;
  questions: number;
}

/** What statements about a protocol are proved on. @throws when an answer's meaning is not covered by its classes */
export function proofContextOf(protocol: Protocol): ProofContext {
  const space = new AnswerSpace(protocol);
  const diagrams = new Diagrams(space.sizes);
  return { space, diagrams, encoded: encode(space, diagrams, protocol), protocol };
}

/** Gives a ground to prove statements on, one after another. */
export type Grounds = () => ProofContext;

/** More nodes than this are not kept: about half a gigabyte. */
const MOST_NODES = 3_000_000;

/** The ground of a protocol, as long as what was proved on it fits in memory; then a new one. */
export function groundsOf(protocol: Protocol): Grounds {
  let ground: ProofContext | null = null;
  return () => {
    if (ground === null || ground.diagrams.made > MOST_NODES) {
      ground = null; // what it held can go before the next one is built
      ground = proofContextOf(protocol);
    }
    return ground;
  };
}

type Part = (ground: ProofContext) => PropertyVerdict[];

/** The properties of one patient, which are looked at in a moment. */
const QUICK_PARTS: readonly Part[] = [
  (ground) => ground.protocol.promises.flatMap((promise) => provePromise(ground, promise)),
  proveExclusive,
  proveResults,
  proveReachability,
  proveReleasable,
  proveLines,
  proveTime,
  proveClosing,
  proveRecommending,
];
/** The properties of two patients who differ in an answer or more. */
const SLOW_PARTS: readonly Part[] = [proveMonotone, proveLearning, (ground) => [proveAsking(ground)]];

/** Proves or breaks every property. The protocol must be one that the linter accepts. */
export function prove(protocol: Protocol): Proof {
  const ground = proofContextOf(protocol);
  return {
    verdicts: [...QUICK_PARTS, ...SLOW_PARTS]
      .flatMap((part) => part(ground))
      .sort((a, b) => a.property - b.property),
    sets: ground.diagrams.count(ALWAYS_NODE),
    questions: ground.space.domains.length,
  };
}

/**
 * The first statement that is broken, without a patient who shows it; null when all hold.
 * @param parts those of one patient, which are quick, or those of two
 */
export function firstBroken(ground: ProofContext, parts: "quick" | "slow"): PropertyVerdict | null {
  for (const part of parts === "quick" ? QUICK_PARTS : SLOW_PARTS) {
    const broken = part({ ...ground, without_patients: true }).find((verdict) => verdict.broken !== null);
    if (broken) return broken;
  }
  return null;
}

/** A changed protocol on the ground of the one that it was made from, where it says nothing new; else on its own. */
export function changedContextOf(ground: ProofContext, protocol: Protocol): ProofContext {
  const { space, diagrams } = ground;
  return space.adopt(protocol)
    ? { space, diagrams, encoded: encode(space, diagrams, protocol), protocol }
    : proofContextOf(protocol);
}
