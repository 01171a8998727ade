/** Rules: each danger comes with something to do in time, and no unknown reads as reassurance. */
import { kindOf } from "../../answers/registry.ts";
import { isAlwaysAdjunct } from "../adjunct.ts";
import type { Condition } from "../condition.ts";
import { conditionText } from "../condition.ts";
import { type LocatedCondition, locatedConditions, locatedSentences } from "../condition-locations.ts";
import type { Locate } from "../issue.ts";
import type { Protocol, Rule, Urgency } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

export function checkRules(protocol: Protocol, report: ReportIssue, locate: Locate): void {
  checkWindows(protocol, report);
  checkSameCondition(protocol, report, locate);
  checkNegatedAdjuncts(protocol, report);
  checkGates(protocol, report);
  checkLastResort(protocol, report);
  checkResults(protocol, report);
}

const PRESSING: readonly (Urgency | "none" | undefined)[] = ["EMERGENT", "URGENT"];

/** Something that is always given, never withheld, and has a time limit. */
function checkWindows(protocol: Protocol, report: ReportIssue): void {
  const recommendations = new Map(protocol.recommendations.map((part) => [part.id, part]));
  protocol.rules.forEach((rule, at) => {
    const pressing = [rule.urgency, rule.raised?.to, rule.acts_on].find((urgency) =>
      PRESSING.includes(urgency),
    );
    if (!pressing || rule.recommend.some(({ id }) => !recommendations.has(id))) return;
    const timed = rule.recommend.some(({ id, window, if: only }) => {
      const part = recommendations.get(id);
      return only === undefined && !part?.gate && (window ?? part?.window) !== undefined;
    });
    if (timed) return;
    const message = `the rule "${rule.id}" is ${pressing} and recommends nothing with a window that is always given`;
    const remedy = "give one of its recommendations a window; one with an if or behind a gate does not count";
    report("no-window", ["rules", at, "recommend"], message, remedy);
  });
}

/** A fixed order for what may have any order, so that equal conditions look equal. */
function canonical(condition: Condition): string {
  switch (condition.kind) {
    case "any":
    case "all":
    case "at-least": {
      const parts = condition.of.map(canonical).sort();
      const count = condition.kind === "at-least" ? condition.count : "";
      const [only] = parts;
      // one part alone is that part
      return parts.length === 1 && only !== undefined
        ? only
        : `${condition.kind}${count}(${parts.join(";")})`;
    }
    case "not":
      return condition.of.kind === "not" ? canonical(condition.of.of) : `not(${canonical(condition.of)})`;
    case "is":
      return conditionText({ ...condition, options: [...condition.options].sort() });
    default:
      return conditionText(condition);
  }
}

function checkSameCondition(protocol: Protocol, report: ReportIssue, locate: Locate): void {
  const first = new Map<string, number>();
  protocol.rules.forEach((rule, at) => {
    const key = canonical(rule.when);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, at);
      return;
    }
    // "no rule above" and "is recommended" mean something else in another place
    if (locatedSentences(rule.when, []).some(({ leaf }) => !("finding" in leaf))) return;
    const { line } = locate(["rules", before, "when"]);
    const message = `the rule "${rule.id}" has the same condition as "${protocol.rules[before]?.id}" in line ${line}`;
    report(
      "same-condition",
      ["rules", at, "when"],
      message,
      "make them one rule, or correct one of the conditions",
    );
  });
}

/** An adjunct's unknown reads as not present, so `not` over it would turn ignorance into reassurance. */
function checkNegatedAdjuncts(protocol: Protocol, report: ReportIssue): void {
  const questions = new Map(protocol.questions.map((question) => [question.id, question]));
  const derived = new Map(protocol.derived.map((part) => [part.id, part]));
  /** A derived finding counts as an adjunct when it rests on adjuncts only: it is then absent while nothing is known. */
  const isAdjunct = (finding: string, way: readonly string[]): boolean => {
    const [id = "", part] = finding.split(".");
    const question = questions.get(id);
    if (question) return question.adjunct !== false || isAlwaysAdjunct(question, part);
    const when = derived.get(id)?.when;
    if (!when || way.includes(id)) return false;
    return locatedSentences(when, []).every(
      ({ leaf }) => "finding" in leaf && isAdjunct(leaf.finding, [...way, id]),
    );
  };
  for (const placed of locatedConditions(protocol)) {
    // a safety property has to say how an adjunct is read, and reassures nobody
    if (placed.role === "promise" || isExplicit(placed, protocol)) continue;
    const { path, condition } = placed;
    for (const { leaf, path: here, negated, certain } of locatedSentences(condition, path)) {
      if (
        !negated ||
        certain ||
        !("finding" in leaf) ||
        leaf.kind === "unable" ||
        leaf.kind === "known" ||
        !isAdjunct(leaf.finding, [])
      )
        continue;
      const message = `"not" over the adjunct "${leaf.finding}" would read an unknown as reassurance`;
      report("negated-adjunct", here, message, "remove it: a normal or unknown adjunct changes nothing");
    }
  }
}

/** Conditions read from explicit answers only: an adjunct that was not answered says nothing there. */
function isExplicit({ role, path }: LocatedCondition, protocol: Protocol): boolean {
  const at = Number(path[1]);
  if (role === "derived") return protocol.derived[at]?.release !== undefined;
  return role === "requirement" || (role === "score" && protocol.scores[at]?.measured_only === true);
}

/** What is said to release a gate must be able to: otherwise a treatment is withheld forever. */
function checkGates(protocol: Protocol, report: ReportIssue): void {
  const derived = new Map(protocol.derived.map((part) => [part.id, part]));
  const known = new Set([...protocol.questions.map(({ id }) => id), ...derived.keys()]);
  const behind = (condition: Condition, seen: Set<string>): Set<string> => {
    for (const { leaf } of locatedSentences(condition, [])) {
      const id = "finding" in leaf ? (leaf.finding.split(".")[0] ?? "") : "";
      const when = seen.has(id) ? undefined : derived.get(id)?.when;
      seen.add(id);
      if (when) behind(when, seen);
    }
    return seen;
  };
  protocol.recommendations.forEach(({ id, gate }, at) => {
    if (!gate?.only_if) return;
    const findings = behind(gate.only_if, new Set());
    gate.released_by.forEach((finding, index) => {
      if (!known.has(finding) || findings.has(finding)) return;
      const message = `"${finding}" cannot release the gate of "${id}": its condition does not look at it`;
      const remedy = `remove it, or name what it looks at, such as ${[...findings].slice(0, 3).join(", ")}`;
      report("gate-not-released", ["recommendations", at, "gate", "released_by", index], message, remedy);
    });
  });
}

/** Without it, a patient in whom everything is absent would have no urgency at all. */
function checkLastResort(protocol: Protocol, report: ReportIssue): void {
  const isLastResort = ({ when, urgency }: Rule) => when.kind === "no-rule-above" && urgency === "ROUTINE";
  const at = protocol.rules.findIndex(isLastResort);
  const below = protocol.rules.slice(at + 1).find(({ urgency }) => urgency !== "none");
  if (at < 0) {
    const remedy = `end the rules with one that has "when: no rule above" and "urgency: ROUTINE"`;
    report("no-last-resort", ["rules"], "no rule is true when all the others are false", remedy);
  } else if (below) {
    const message = `"${protocol.rules[at]?.id}" is the last resort and stands above the rule "${below.id}"`;
    report("no-last-resort", ["rules", at], message, "move it below every rule that has an urgency");
  }
}

/** A result that is asked for after the first decision must not leave that decision open forever. */
function checkResults(protocol: Protocol, report: ReportIssue): void {
  const late = new Set(protocol.sections.filter(({ phase }) => phase === "results").map(({ id }) => id));
  const derived = new Map(protocol.derived.map((part) => [part.id, part]));
  const reads = (condition: Condition, id: string, way: readonly string[]): boolean =>
    locatedSentences(condition, []).some(({ leaf }) => {
      if (!("finding" in leaf)) return false;
      if (leaf.finding === id) return leaf.kind === "is";
      const when = way.includes(leaf.finding) ? undefined : derived.get(leaf.finding)?.when;
      return when !== undefined && reads(when, id, [...way, leaf.finding]);
    });
  protocol.questions.forEach(({ id, section, answer, until_known }, at) => {
    if (!late.has(section) || kindOf(answer).choices(answer) === null || until_known !== undefined) return;
    const rule = protocol.rules.find(({ when, urgency }) => urgency !== "none" && reads(when, id, []));
    if (!rule) return;
    const message = `while "${id}" is not in hand, the rule "${rule.id}" stays possible`;
    report(
      "result-left-unknown",
      ["questions", at],
      message,
      "add until_known: with the option it reads as till then",
      "warning",
    );
  });
}
