/**
 * The protocol for json-rules-engine. Derived findings and "is recommended" are expanded where they are used,
 * because it has no names for conditions that depend on each other. It knows true and false, and no unknown.
 */

import { Engine, type NestedCondition, type TopLevelCondition } from "json-rules-engine";
import type { Comparison, Condition, Leaf } from "../../src/protocol/condition.ts";
import type { Protocol, Question, Urgency } from "../../src/protocol/schema.ts";
import { SIDES } from "../../src/protocol/terms.ts";
import { type Facts, gradeFacts, highestUrgency } from "./facts.ts";

const RULE_OPERATORS: Readonly<Record<Comparison, string>> = {
  "<": "lessThan",
  "<=": "lessThanInclusive",
  ">": "greaterThan",
  ">=": "greaterThanInclusive",
};
const NEVER_TRUE: NestedCondition = { fact: "always", operator: "equal", value: false };

/** Translates the conditions of one protocol. */
class RuleTranslator {
  readonly #protocol: Protocol;
  readonly #questions: ReadonlyMap<string, Question>;

  constructor(from: Protocol) {
    this.#protocol = from;
    this.#questions = new Map(from.questions.map((question) => [question.id, question]));
  }

  /** The condition of the rule at this position in the list; "above" is everything before it. */
  condition(of: Condition, at: number): NestedCondition {
    switch (of.kind) {
      case "any":
        return { any: of.of.map((part) => this.condition(part, at)) };
      case "all":
        return { all: of.of.map((part) => this.condition(part, at)) };
      case "not":
        return { not: this.condition(of.of, at) };
      case "certainly":
      case "at-least":
        throw new Error(
          "json-rules-engine cannot count conditions: translate at_least and certainly before it is used",
        );
      default:
        return this.#leaf(of, at);
    }
  }

  #leaf(leaf: Leaf, at: number): NestedCondition {
    const above = this.#protocol.rules.slice(0, at);
    switch (leaf.kind) {
      case "no-rule-above":
        return {
          not: {
            any: above
              .filter(({ urgency }) => urgency !== "none")
              .map((rule, index) => this.condition(rule.when, index)),
          },
        };
      case "recommended": {
        const ways = above.flatMap((rule, index) =>
          rule.recommend
            .filter(({ id }) => id === leaf.recommendation)
            .map((wanted) => ({
              all: [rule.when, ...(wanted.if ? [wanted.if] : [])].map((part) => this.condition(part, index)),
            })),
        );
        return ways.length > 0 ? { any: ways } : NEVER_TRUE;
      }
      case "unable":
      case "unknown":
        return NEVER_TRUE; // every answer is known here
      case "present":
      case "is":
      case "compare":
      case "difference":
      case "new-grade":
        return this.#finding(leaf, at);
      default:
        throw new Error(
          `sentences of the kind "${leaf.kind}" are not translated: add them before they are used`,
        );
    }
  }

  #finding(
    leaf: Extract<Leaf, { kind: "present" | "is" | "compare" | "difference" | "new-grade" }>,
    at: number,
  ): NestedCondition {
    const derived = this.#protocol.derived.find(({ id }) => id === leaf.finding);
    if (derived) return this.condition(derived.when, at);
    const [id = "", part] = leaf.finding.split(".");
    const answer = this.#questions.get(id)?.answer;
    switch (leaf.kind) {
      case "compare":
        return { fact: id, operator: RULE_OPERATORS[leaf.comparison], value: leaf.value };
      case "difference":
        return {
          fact: `${leaf.finding}.difference`,
          operator: RULE_OPERATORS[leaf.comparison],
          value: leaf.value,
        };
      case "new-grade":
        if (answer?.kind !== "grades") break;
        return {
          any: gradeFacts(id, answer).map((fact) => ({
            fact,
            operator: RULE_OPERATORS[leaf.comparison],
            value: leaf.value,
          })),
        };
      case "is": {
        if (answer?.kind !== "choice" || !answer.by_side)
          return { fact: id, operator: "in", value: [...leaf.options] };
        return {
          any: SIDES.map((side) => ({ fact: `${id}.${side}`, operator: "in", value: [...leaf.options] })),
        };
      }
      case "present":
        if (answer?.kind === "signs") return { fact: `${id}.${part}`, operator: "equal", value: "present" };
        if (answer?.kind === "choice") return { fact: id, operator: "notEqual", value: answer.absent };
        if (answer?.kind === "tri" && answer.measured)
          return {
            any: [
              { fact: id, operator: "equal", value: "present" },
              { fact: id, operator: "greaterThanInclusive", value: answer.measured.present_at_least },
            ],
          };
        return { fact: id, operator: "equal", value: "present" };
    }
    throw new Error(`cannot translate ${leaf.kind} of ${leaf.finding}`);
  }
}

const asTopLevel = (condition: NestedCondition): TopLevelCondition =>
  "all" in condition || "any" in condition || "not" in condition ? condition : { all: [condition] };

/** json-rules-engine with every rule of a protocol; an event's type is the rule's id. */
export function rulesEngine(protocol: Protocol): Engine {
  const translation = new RuleTranslator(protocol);
  const engine = new Engine();
  engine.addFact("always", true);
  protocol.rules.forEach((rule, at) => {
    const when = translation.condition(rule.when, at);
    engine.addRule({
      conditions: asTopLevel(when),
      event: { type: rule.id, params: { urgency: rule.urgency } },
    });
    if (rule.raised)
      engine.addRule({
        conditions: { all: [when, translation.condition(rule.raised.when, at)] },
        event: { type: rule.id, params: { urgency: rule.raised.to } },
      });
  });
  return engine;
}

/** The highest urgency of the rules that json-rules-engine finds true. */
export async function urgencyByRules(engine: Engine, facts: Facts): Promise<Urgency | null> {
  const { events } = await engine.run(facts);
  return highestUrgency(events.map(({ params }) => params?.urgency));
}
