import type { Truth } from "../protocol/logic.ts";
import type { Protocol, Rule, Urgency } from "../protocol/schema.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { higher } from "./urgency.ts";

/** One rule read against the findings: what it claims now, and what it could still claim. */
export interface RuleReading {
  rule: Rule;
  truth: Truth;
  urgency: Urgency | null;
  could_be: Urgency | null;
  /** What is acted on because of it: its urgency, or the urgency it is acted on as. */
  acts_on: Urgency | null;
  leads: boolean;
}

/** The rules that are true of these findings, in the protocol's order, each with what it claims by itself. */
export function trueRules(protocol: Protocol, findings: Findings, setting?: Setting): RuleReading[] {
  const evaluation = new Evaluation(protocol, findings, setting);
  return protocol.rules.map((rule) => readRule(rule, evaluation)).filter(({ truth }) => truth === true);
}

/** Reads one rule, and tells the rules below it what it recommends. */
export function readRule(rule: Rule, evaluation: Evaluation): RuleReading {
  const truth = evaluation.truth(rule.when);
  const base = rule.urgency === "none" ? null : rule.urgency;
  const raised = rule.raised && { to: rule.raised.to, truth: evaluation.truth(rule.raised.when) };
  const urgency = truth === true ? higher(base, raised?.truth === true ? raised.to : null) : null;
  const could_be = truth === false ? null : higher(base, raised && raised.truth !== false ? raised.to : null);
  for (const wanted of rule.recommend)
    if (truth !== false) {
      const asked: Truth = wanted.if ? evaluation.truth(wanted.if) : true;
      if (asked !== false)
        evaluation.noteRecommended(wanted.id, rule.id, truth === true && asked ? true : null);
    }
  if (base !== null && evaluation.anyRuleAbove !== true && truth !== false)
    evaluation.anyRuleAbove = truth === true ? true : null;
  return {
    rule,
    truth,
    urgency,
    could_be,
    acts_on: truth === true ? higher(urgency, rule.acts_on ?? null) : null,
    leads: truth === true && rule.leads_when !== undefined && evaluation.truth(rule.leads_when) === true,
  };
}
