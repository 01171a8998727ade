/** Whether one more answer could raise the urgency, without a whole assessment for each possible answer. */
import { kindOf } from "../answers/registry.ts";
import type { Condition } from "../protocol/condition.ts";
import { type Leaf, sentences } from "../protocol/condition.ts";
import type { Protocol, Question, Rule, Urgency } from "../protocol/schema.ts";
import { findingsIn, readsOnsets } from "../protocol/sentence.ts";
import { boundaryValues } from "./boundary-values.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { index } from "./index-of-protocol.ts";
import { readRule } from "./rule.ts";
import { higher, isHigher } from "./urgency.ts";

/**
 * Whether some answer to this question, alone, makes a more urgent rule true.
 * @param urgency what the findings give without that answer
 */
export function couldRaise(
  protocol: Protocol,
  findings: Findings,
  question: Question,
  urgency: Urgency | null,
  setting?: Setting,
): boolean {
  const read = readingFor(protocol, question, urgency);
  if (read.length === 0) return false;
  return boundaryValues(protocol, question).some((value) => {
    const evaluation = new Evaluation(protocol, { ...findings, [question.id]: { value } }, setting);
    return read.some((rule) => isHigher(readRule(rule, evaluation).urgency, urgency));
  });
}

const rulesReadingCache = new WeakMap<Protocol, Map<string, readonly Rule[]>>();

/** The rules above an urgency that depend on a question, with the rules above them that they depend on; in order. */
function readingFor(protocol: Protocol, question: Question, urgency: Urgency | null): readonly Rule[] {
  let known = rulesReadingCache.get(protocol);
  if (!known) {
    known = new Map();
    rulesReadingCache.set(protocol, known);
  }
  const key = `${question.id} ${urgency}`;
  let rules = known.get(key);
  if (!rules) {
    const wanted = new Set<Rule>();
    for (const rule of protocol.rules) {
      const most = higher(rule.urgency === "none" ? null : rule.urgency, rule.raised?.to ?? null);
      if (!isHigher(most, urgency)) continue;
      const sight = ruleInputsOf(protocol, rule);
      if (sight.questions.has(question.id)) for (const each of sight.rules) wanted.add(each);
    }
    rules = protocol.rules.filter((rule) => wanted.has(rule));
    known.set(key, rules);
  }
  return rules;
}

/** What decides a rule: the questions, and the rules, itself among them. */
interface RuleInputs {
  questions: Set<string>;
  derived: Set<string>;
  rules: Set<Rule>;
}

function ruleInputsOf(protocol: Protocol, rule: Rule): RuleInputs {
  const sight: RuleInputs = { questions: new Set(), derived: new Set(), rules: new Set() };
  collectRuleInputs(protocol, rule, sight);
  return sight;
}

function collectRuleInputs(protocol: Protocol, rule: Rule, sight: RuleInputs): void {
  if (sight.rules.has(rule)) return;
  sight.rules.add(rule);
  const above = protocol.rules.slice(0, protocol.rules.indexOf(rule));
  const conditions = [
    rule.when,
    ...(rule.raised ? [rule.raised.when] : []),
    ...rule.recommend.flatMap((wanted) => (wanted.if ? [wanted.if] : [])),
  ];
  for (const condition of conditions) collectConditionInputs(protocol, condition, above, sight);
}

function collectConditionInputs(
  protocol: Protocol,
  condition: Condition,
  above: readonly Rule[],
  sight: RuleInputs,
): void {
  for (const leaf of sentences(condition)) {
    if (leaf.kind === "no-rule-above") for (const rule of above) collectRuleInputs(protocol, rule, sight);
    else if (leaf.kind === "recommended") {
      for (const rule of above)
        if (rule.recommend.some(({ id }) => id === leaf.recommendation))
          collectRuleInputs(protocol, rule, sight);
    } else {
      for (const when of behindSentence(protocol, leaf)) collectConditionInputs(protocol, when, above, sight);
      for (const finding of findingsIn(leaf)) collectFindingInputs(protocol, finding, above, sight);
      if (readsOnsets(leaf))
        for (const { id, answer } of protocol.questions)
          if (kindOf(answer).onsetsNotBefore(answer) !== null) sight.questions.add(id);
    }
  }
}

/** The conditions behind a sentence: a score's items, and what a gate requires. */
function behindSentence(protocol: Protocol, leaf: Leaf): Condition[] {
  if (leaf.kind === "score")
    return (
      index(protocol)
        .scores.get(leaf.score)
        ?.items.map(({ when }) => when) ?? []
    );
  if (leaf.kind !== "held") return [];
  return (
    index(protocol)
      .recommendations.get(leaf.recommendation)
      ?.gate?.requires.map(({ met }) => met) ?? []
  );
}

function collectFindingInputs(
  protocol: Protocol,
  finding: string,
  above: readonly Rule[],
  sight: RuleInputs,
): void {
  const { derived, question } = index(protocol).place(finding);
  if (derived && !sight.derived.has(derived.id)) {
    sight.derived.add(derived.id);
    collectConditionInputs(protocol, derived.when, above, sight);
  } else if (question && !sight.questions.has(question.id)) {
    sight.questions.add(question.id);
    if (typeof question.adjunct !== "boolean")
      collectConditionInputs(protocol, question.adjunct.while, above, sight);
  }
}
