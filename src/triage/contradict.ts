import type { Protocol } from "../protocol/schema.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";

/** The protocol's contradictions that these findings satisfy: certain ones only. */
export function contradictionsIn(
  protocol: Protocol,
  findings: Findings,
  setting?: Setting,
): Protocol["contradictions"] {
  const evaluation = new Evaluation(protocol, findings, setting);
  return protocol.contradictions.filter(({ when }) => evaluation.truth(when) === true);
}
