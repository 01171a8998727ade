/** Property 7, first half: every rule can be true. That each also matters is shown by `npm run protocol -- mutate`. */
import { conditionText } from "../protocol/condition.ts";
import { NEVER_NODE } from "./diagram.ts";
import type { ProofContext, PropertyVerdict } from "./proof.ts";

export function proveReachability({ encoded }: ProofContext): PropertyVerdict[] {
  return encoded.rules.map(({ rule, truth }) => ({
    property: 7,
    statement: `the rule "${rule.id}" is true for some set of answers`,
    broken:
      truth.yes === NEVER_NODE
        ? { why: `no answers make this true: ${conditionText(rule.when)}`, cases: [] }
        : null,
  }));
}
