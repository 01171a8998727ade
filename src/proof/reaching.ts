/** Property 7, its first half: every rule can be true. That each also matters is shown by `npm run protocol -- mutate`. */
import { conditionText } from "../protocol/condition.ts";
import { NEVER } from "./diagram.ts";
import type { Ground, Verdict } from "./proof.ts";

export function proveReach({ encoded }: Ground): Verdict[] {
  return encoded.rules.map(({ rule, truth }) => ({
    property: 7,
    statement: `the rule "${rule.id}" is true for some set of answers`,
    broken:
      truth.yes === NEVER
        ? { why: `no answers make this true: ${conditionText(rule.when)}`, cases: [] }
        : null,
  }));
}
