/** Proves a protocol's safety properties for every possible set of answers. Pure: the protocol is all it needs. */
import type { Protocol } from "../protocol/schema.ts";
import { AnswerSpace } from "./answer-space.ts";
import { ALWAYS_NODE, Diagrams } from "./diagram.ts";
import { encode } from "./encode.ts";
import { proveLearning, proveMonotone } from "./monotonicity.ts";
import type { ProofContext, PropertyVerdict } from "./proof.ts";
import { proveAsking } from "./question-completeness.ts";
import { proveReachability } from "./reachability.ts";
import { proveRecommending } from "./recommendations.ts";
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
  const diagrams = new Diagrams(space.domains.map(({ classes }) => classes.length));
  return { space, diagrams, encoded: encode(space, diagrams, protocol), protocol };
}

/** Proves or breaks every property. The protocol must be one that the linter accepts. */
export function prove(protocol: Protocol): Proof {
  const ground = proofContextOf(protocol);
  const verdicts = [
    ...protocol.promises.flatMap((promise) => provePromise(ground, promise)),
    ...proveMonotone(ground),
    ...proveLearning(ground),
    ...proveRecommending(ground),
    proveAsking(ground),
    ...proveReachability(ground),
  ];
  return {
    verdicts: verdicts.sort((a, b) => a.property - b.property),
    sets: ground.diagrams.count(ALWAYS_NODE),
    questions: ground.space.domains.length,
  };
}
