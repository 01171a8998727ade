/** What a gate still asks for: each requirement that is not known to be met, with who or what releases it. */

import type { Condition } from "../protocol/condition.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Requirement } from "../protocol/schema.ts";
import type { ProtocolIndex } from "./index-of-protocol.ts";

/** Who reads a gate's conditions. */
interface GateReader {
  readonly index: ProtocolIndex;
  truth(condition: Condition): Truth;
  isExplicitlyTrue(condition: Condition): boolean;
}

/** The requirements of a recommendation's gate that are not met from explicit answers; none where it has none. */
export function unmetRequirements(evaluation: GateReader, id: string): Requirement[] {
  const gate = evaluation.index.recommendations.get(id)?.gate;
  return (gate?.requires ?? []).filter(({ met }) => !evaluation.isExplicitlyTrue(met));
}

/** Whether a gate lets a recommendation through. */
export function isOpen(evaluation: GateReader, id: string): boolean {
  const gate = evaluation.index.recommendations.get(id)?.gate;
  if (!gate) return true;
  return gate.only_if
    ? evaluation.truth(gate.only_if) === true
    : unmetRequirements(evaluation, id).length === 0;
}
