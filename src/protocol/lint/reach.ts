/** What can never happen: a rule that no patient fulfils, a question that is never asked, a gate that never opens. */
import { conditionText } from "../condition.ts";
import { conditionsOf, type PlacedCondition } from "../placed.ts";
import { type Placed, Reach } from "../reachable.ts";
import type { Protocol } from "../schema.ts";
import { TooComplex } from "../worlds.ts";
import type { Report } from "./report.ts";

export function checkReach(protocol: Protocol, report: Report): void {
  const reach = new Reach(protocol);
  const after = protocol.rules.length;
  for (const placed of conditionsOf(protocol)) {
    const { role, owner, path, condition } = placed;
    try {
      if (reach.canBeTrue(...together(placed, protocol, after))) continue;
    } catch (fault) {
      if (!(fault instanceof TooComplex)) throw fault;
      report("too-complex", path, `${owner}: ${fault.message}`, "split it with derived findings", "warning");
      continue;
    }
    const [code, message] = saying(role, owner);
    report(
      code,
      path,
      `${message}: ${conditionText(condition)}`,
      "two of its parts exclude each other: correct one of them",
    );
  }
}

/** What must be true along with a condition for it to matter, and which rules are read before it. */
function together({ role, condition, rule }: PlacedCondition, protocol: Protocol, after: number): Placed[] {
  if (rule === undefined)
    return [{ condition, rulesAbove: role === "ask" || role === "replaced" ? after : 0 }];
  const when = protocol.rules[rule]?.when;
  if (role === "rule" || !when) return [{ condition, rulesAbove: rule }];
  // an "if" is read again when all rules are known, "leads" once its own rule is
  const rulesAbove = role === "if" ? after : role === "leads" ? rule + 1 : rule;
  return [
    { condition: when, rulesAbove: rule },
    { condition, rulesAbove },
  ];
}

function saying(role: PlacedCondition["role"], owner: string): [code: string, message: string] {
  switch (role) {
    case "rule":
      return ["unreachable-rule", `the ${owner} can never be true`];
    case "ask":
      return ["unreachable-question", `the ${owner} can never be asked`];
    case "gate":
      return ["never-true", `the gate of the ${owner} can never open`];
    case "raised":
    case "leads":
    case "if":
      return ["never-true", `${owner}: this can never be true while the rule is`];
    default:
      return ["never-true", `${owner}: this can never be true`];
  }
}
