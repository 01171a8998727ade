import type { Protocol } from "../protocol/schema.ts";
import { Evaluation } from "./evaluate.ts";
import type { Findings } from "./finding.ts";

/** The protocol's contradictions that these findings hold: certain ones only. */
export function contradictionsIn(protocol: Protocol, findings: Findings): Protocol["contradictions"] {
  const evaluation = new Evaluation(protocol, findings);
  return protocol.contradictions.filter(({ when }) => evaluation.truth(when) === true);
}
