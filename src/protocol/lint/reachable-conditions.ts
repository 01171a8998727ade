/** What can never happen: a rule that no patient meets, a question that is never asked, a gate that never opens. */

import { TooComplex } from "../answer-classes.ts";
import { type Condition, conditionText } from "../condition.ts";
import { type LocatedCondition, locatedConditions } from "../condition-locations.ts";
import type { Path } from "../issue.ts";
import { type LocatedFormula, Reach } from "../reachable.ts";
import type { Protocol } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

export function checkReach(protocol: Protocol, report: ReportIssue): void {
  const reach = new Reach(protocol);
  const after = protocol.rules.length;
  for (const placed of locatedConditions(protocol)) {
    const { role, owner, path, condition } = placed;
    const dead = (code: string, message: string, at: Path, part: Condition) => {
      const remedy = "its parts exclude each other, or a number is out of range: correct it";
      report(code, at, `${message}: ${conditionText(part)}`, remedy);
    };
    const { own, beside } = checkTogether(placed, protocol, after);
    try {
      if (!reach.canBeTrue(...beside, own)) dead(...saying(role, owner), path, condition);
      else
        for (const way of deadWays(reach, own, path, beside))
          dead("never-true", `${owner}: this part can never be true`, way.path, way.condition);
    } catch (fault) {
      if (!(fault instanceof TooComplex)) throw fault;
      report("too-complex", path, `${owner}: ${fault.message}`, "split it with derived findings", "warning");
    }
  }
}

/** The alternatives of a condition that can never be true: a danger that nobody would be warned of. */
function deadWays(
  reach: Reach,
  { condition, rulesAbove }: LocatedFormula,
  path: Path,
  beside: readonly LocatedFormula[],
): { condition: Condition; path: Path }[] {
  if (condition.kind !== "any" && condition.kind !== "all" && condition.kind !== "at-least") return [];
  const placed = condition.of.map((part): LocatedFormula => ({ condition: part, rulesAbove }));
  const keys = condition.kind === "at-least" ? ["at_least", "of"] : [condition.kind];
  return placed.flatMap((own, at) => {
    const here = [...path, ...keys, at];
    // the parts of "all" are true together; an alternative stands alone, and inside a dead one all is dead
    const along = condition.kind === "all" ? [...beside, ...placed.filter((other) => other !== own)] : beside;
    if (condition.kind !== "all" && !reach.canBeTrue(...along, own))
      return [{ condition: own.condition, path: here }];
    return deadWays(reach, own, here, along);
  });
}

/** What must be true together with a condition for it to matter, and which rules are read before it. */
function checkTogether(
  { role, condition, rule }: LocatedCondition,
  protocol: Protocol,
  after: number,
): { own: LocatedFormula; beside: LocatedFormula[] } {
  const own = (rulesAbove: number) => ({ condition, rulesAbove });
  if (rule === undefined)
    return {
      own: own(
        role === "ask" || role === "replaced" || role === "requirement" || role === "note" ? after : 0,
      ),
      beside: [],
    };
  const when = protocol.rules[rule]?.when;
  if (role === "rule" || !when) return { own: own(rule), beside: [] };
  // an "if" is read again when all rules are known, "leads" once its own rule is
  const rulesAbove = role === "if" ? after : role === "leads" ? rule + 1 : rule;
  return { own: own(rulesAbove), beside: [{ condition: when, rulesAbove: rule }] };
}

function saying(role: LocatedCondition["role"], owner: string): [code: string, message: string] {
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
