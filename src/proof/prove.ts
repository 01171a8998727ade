/** Proves a protocol's safety properties for every possible set of answers. Pure: the protocol is all it needs. */
import type { Protocol } from "../protocol/schema.ts";
import { proveAsking } from "./asking.ts";
import { ALWAYS, Diagrams } from "./diagram.ts";
import { encode } from "./encode.ts";
import { provePromise } from "./promises.ts";
import type { Ground, Verdict } from "./proof.ts";
import { proveReach } from "./reaching.ts";
import { proveRecommending } from "./recommending.ts";
import { Space } from "./space.ts";
import { proveLearning, proveMonotone } from "./steps.ts";

export interface Proof {
  /** By property, in the order in which they were proved. */
  verdicts: readonly Verdict[];
  /** How many sets of answers there are that the protocol's sentences can tell apart. */
  sets: bigint;
  questions: number;
}

/** What statements about a protocol are proved on. @throws when an answer's meaning is not covered by its classes */
export function groundOf(protocol: Protocol): Ground {
  const space = new Space(protocol);
  const diagrams = new Diagrams(space.domains.map(({ classes }) => classes.length));
  return { space, diagrams, encoded: encode(space, diagrams, protocol), protocol };
}

/** Proves or breaks every property. The protocol must be one that the linter accepts. */
export function prove(protocol: Protocol): Proof {
  const ground = groundOf(protocol);
  const verdicts = [
    ...protocol.promises.flatMap((promise) => provePromise(ground, promise)),
    ...proveMonotone(ground),
    ...proveLearning(ground),
    ...proveRecommending(ground),
    proveAsking(ground),
    ...proveReach(ground),
  ];
  return {
    verdicts: verdicts.sort((a, b) => a.property - b.property),
    sets: ground.diagrams.count(ALWAYS),
    questions: ground.space.domains.length,
  };
}
