/** What a gate still requires: each requirement not known to be met, with who or what releases it. */

import type { Condition } from "../protocol/condition.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Requirement } from "../protocol/schema.ts";
import type { ProtocolIndex } from "./index-of-protocol.ts";

/** The reader of a gate's conditions. */
interface GateReader {
  readonly index: ProtocolIndex;
  truth(condition: Condition): Truth;
  isExplicitlyTrue(condition: Condition): boolean;
}

/** The requirements of a recommendation's gate that explicit answers do not meet; none without a gate. */
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
