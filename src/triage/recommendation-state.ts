/** The state of one recommendation in an assessment, also where nothing recommends it: for a person who asks about it. */
import type { Protocol } from "../protocol/schema.ts";
import { afterRules } from "./ask.ts";
import type { Assessment } from "./assess.ts";
import type { Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { isOpen } from "./gate.ts";
import { index } from "./index-of-protocol.ts";
import { type ActiveRecommendation, kindOf, releaseOf, type WithheldRecommendation } from "./recommend.ts";

/**
 * `held`: it must not be done now, whoever recommends it, because its gate is not known to be open. `silent`: nothing
 * recommends it so far, and nothing withholds it.
 */
export type RecommendationState =
  | { kind: "recommended"; recommended: ActiveRecommendation }
  | { kind: "held"; withheld: WithheldRecommendation }
  | { kind: "silent" };

/** @param id of a recommendation; one that the protocol does not have is silent */
export function recommendationStateOf(
  protocol: Protocol,
  findings: Findings,
  assessment: Assessment,
  id: string,
  setting?: Setting,
): RecommendationState {
  const recommended = assessment.recommendations.find((each) => each.id === id);
  if (recommended) return { kind: "recommended", recommended };
  const withheld = assessment.withheld.find((each) => each.id === id);
  if (withheld) return { kind: "held", withheld };
  const source = index(protocol).recommendations.get(id);
  const gate = source?.gate;
  const evaluation = afterRules(protocol, findings, assessment, setting);
  if (!source || !gate || isOpen(evaluation, id)) return { kind: "silent" };
  const { citations } = source;
  const release = releaseOf(evaluation, source);
  return {
    kind: "held",
    withheld: { id, kind: kindOf(id), reason: gate.reason, ...release, because: [], citations },
  };
}
