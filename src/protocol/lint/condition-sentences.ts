/** Sentences: what they name exists, and allows such a sentence. */
import { kindOf } from "../../answers/registry.ts";
import { isAlwaysAdjunct } from "../adjunct.ts";
import type { FindingCondition } from "../condition.ts";
import { type LocatedCondition, locatedConditions, locatedSentences } from "../condition-locations.ts";
import { didYouMean, type Path } from "../issue.ts";
import type { Protocol, Question } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

/** "is recommended" and "no rule above" only make sense once the rules were read. */
const AFTER_RULES: readonly LocatedCondition["role"][] = [
  "rule",
  "raised",
  "leads",
  "if",
  "ask",
  "replaced",
  "requirement",
];

export function checkSentences(protocol: Protocol, report: ReportIssue): void {
  const questions = new Map(protocol.questions.map((question) => [question.id, question]));
  const derived = new Set(protocol.derived.map(({ id }) => id));
  const recommendations = new Set(protocol.recommendations.map(({ id }) => id));
  for (const { role, path, condition } of locatedConditions(protocol))
    for (const { leaf, path: here } of locatedSentences(condition, path)) {
      if (leaf.kind === "no-rule-above" || leaf.kind === "recommended") {
        const words = leaf.kind === "recommended" ? "is recommended" : "no rule above";
        if (!AFTER_RULES.includes(role)) {
          const remedy =
            "name the findings instead; this sentence may stand in rules, if, ask_when and replaced";
          report("misplaced-sentence", here, `"${words}" means nothing here`, remedy);
        } else if (leaf.kind === "recommended" && !recommendations.has(leaf.recommendation)) {
          const remedy = `correct its spelling or define it${didYouMean(leaf.recommendation, recommendations)}`;
          report(
            "unknown-recommendation",
            here,
            `there is no recommendation "${leaf.recommendation}"`,
            remedy,
          );
        }
        continue;
      }
      if (!("finding" in leaf)) continue;
      const [id = "", part] = leaf.finding.split(".");
      const question = questions.get(id);
      if (question) checkLeaf(leaf, question, part, here, report);
      else if (!derived.has(leaf.finding)) {
        const remedy = `correct its spelling, or add it as a question or a derived finding${didYouMean(id, [...questions.keys(), ...derived])}`;
        report("unknown-finding", here, `there is no finding "${leaf.finding}"`, remedy);
      } else if (leaf.kind !== "present" && leaf.kind !== "unknown") {
        const remedy = `write "${id}" alone, "${id} is unknown", or name one of its questions`;
        report("wrong-sentence", here, `"${id}" is derived: it is present, absent or unknown`, remedy);
      }
    }
  checkCycles(protocol, report);
}

function checkLeaf(
  leaf: FindingCondition,
  question: Question,
  part: string | undefined,
  path: Path,
  report: ReportIssue,
): void {
  const { id, answer } = question;
  const kind = kindOf(answer);
  const parts = kind.parts(answer).map((one) => one.id);
  const examples = kind.sentenceExamples(answer, id);
  if (part !== undefined && !parts.includes(part)) {
    const remedy = parts.length
      ? `allowed: ${parts.map((known) => `${id}.${known}`).join(", ")}${didYouMean(part, parts)}`
      : `write ${examples}`;
    report("unknown-part", path, `"${id}" has no part "${part}"`, remedy);
    return;
  }
  const wrong = (message: string) => {
    report("wrong-sentence", path, message, `write it like ${examples}`);
  };
  const unit = (expected: string) => {
    if (!("unit" in leaf) || leaf.unit === expected) return;
    report(
      "wrong-unit",
      path,
      `"${id}" is in ${expected}, not in ${leaf.unit}`,
      `convert the number to ${expected}`,
    );
  };
  const sayable = kind.sayable(answer);
  switch (leaf.kind) {
    case "unable":
      if (part !== undefined) wrong(`only a whole question can be unable, not "${leaf.finding}"`);
      return;
    case "unknown":
    case "present":
      if (!sayable.present) wrong(`"${leaf.finding}" has no present and absent: say which value is meant`);
      else if (leaf.kind === "unknown" && isAlwaysAdjunct(question, part))
        wrong(`"${leaf.finding}" is an adjunct: its unknown reads as not present`);
      return;
    case "is":
      if (!sayable.is) wrong(`"${id}" is no choice between named values`);
      for (const option of leaf.options)
        if (sayable.is && !sayable.is.includes(option)) {
          const remedy = `allowed: ${sayable.is.join(", ")}${didYouMean(option, sayable.is)}`;
          report("unknown-option", path, `"${option}" is not an option of "${id}"`, remedy);
        }
      return;
    case "compare":
      if (sayable.compare !== undefined) unit(sayable.compare);
      else wrong(`"${id}" is not a number to compare`);
      return;
    case "difference":
      if (sayable.difference !== undefined && part !== undefined) unit(sayable.difference);
      else wrong(`a difference between the sides needs a level of a circumference`);
      return;
    case "new-grade":
      if (!sayable.newGrade) wrong(`"${id}" has no grades`);
  }
}

/** A derived finding or an adjunct's condition that depends on itself would be read endlessly. */
function checkCycles(protocol: Protocol, report: ReportIssue): void {
  const needs = new Map<string, { needed: string[]; path: Path }>();
  for (const { role, path, condition } of locatedConditions(protocol)) {
    if (role !== "derived" && role !== "adjunct") continue;
    const [list, at] = path;
    const { id } = (list === "derived" ? protocol.derived : protocol.questions)[Number(at)] ?? {};
    const needed = locatedSentences(condition, path).flatMap(({ leaf }) =>
      "finding" in leaf ? [leaf.finding.split(".")[0] ?? ""] : [],
    );
    if (id !== undefined) needs.set(id, { needed, path });
  }
  const settled = new Set<string>();
  const visit = (id: string, way: readonly string[]): void => {
    const entry = needs.get(id);
    if (!entry || settled.has(id)) return;
    if (way.includes(id)) {
      const circle = [...way.slice(way.indexOf(id)), id].join(" needs ");
      report(
        "cycle",
        entry.path,
        `this goes in a circle: ${circle}`,
        "take one of them out of the other's condition",
      );
      settled.add(id);
      return;
    }
    for (const next of entry.needed) visit(next, [...way, id]);
    settled.add(id);
  };
  for (const id of needs.keys()) visit(id, []);
}
