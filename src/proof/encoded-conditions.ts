/** A condition as two functions of all answers: where it is true, and where it is false. Elsewhere it is unknown. */

import { isAlwaysAdjunct } from "../protocol/adjunct.ts";
import type { Condition, FindingCondition, Leaf } from "../protocol/condition.ts";
import type { Protocol } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { AnswerSpace } from "./answer-space.ts";
import { ALWAYS_NODE, type Diagrams, NEVER_NODE, type Node } from "./diagram.ts";
import { NotProvable } from "./not-provable.ts";

export interface TruthPair {
  yes: Node;
  no: Node;
}

export const FALSE_PAIR: TruthPair = { yes: NEVER_NODE, no: ALWAYS_NODE };

/** What is known of the rules where a condition is read. */
export interface RulesAbove {
  any: TruthPair;
  recommended(id: string): TruthPair;
}

/** Three-valued logic over all answers at once; the same laws as src/triage/logic.ts. */
export class Conditions {
  readonly diagrams: Diagrams;
  readonly #space: AnswerSpace;
  readonly #protocol: Protocol;
  readonly #derived = new Map<string, TruthPair>();

  constructor(space: AnswerSpace, diagrams: Diagrams, protocol: Protocol) {
    this.#space = space;
    this.diagrams = diagrams;
    this.#protocol = protocol;
  }

  read(condition: Condition, above: RulesAbove): TruthPair {
    switch (condition.kind) {
      case "any":
        return this.any(condition.of.map((part) => this.read(part, above)));
      case "all":
        return this.all(condition.of.map((part) => this.read(part, above)));
      case "at-least": {
        const parts = condition.of.map((part) => this.read(part, above));
        const [yes, no] = [parts.map((part) => part.yes), parts.map((part) => part.no)];
        return {
          yes: this.diagrams.atLeast(condition.count, yes),
          no: this.diagrams.atLeast(parts.length - condition.count + 1, no),
        };
      }
      case "not":
        return this.not(this.read(condition.of, above));
      case "certainly": {
        const { yes } = this.read(condition.of, above);
        return { yes, no: this.diagrams.not(yes) };
      }
      default:
        return this.#leaf(condition, above);
    }
  }

  any(parts: readonly TruthPair[]): TruthPair {
    return {
      yes: this.diagrams.or(...parts.map(({ yes }) => yes)),
      no: this.diagrams.and(...parts.map(({ no }) => no)),
    };
  }

  all(parts: readonly TruthPair[]): TruthPair {
    return {
      yes: this.diagrams.and(...parts.map(({ yes }) => yes)),
      no: this.diagrams.or(...parts.map(({ no }) => no)),
    };
  }

  not({ yes, no }: TruthPair): TruthPair {
    return { yes: no, no: yes };
  }

  #leaf(leaf: Leaf, above: RulesAbove): TruthPair {
    switch (leaf.kind) {
      case "no-rule-above":
        return this.not(above.any);
      case "recommended":
        return above.recommended(leaf.recommendation);
      case "unknown": {
        const { yes, no } = this.#finding({ kind: "present", finding: leaf.finding }, above);
        const told = this.diagrams.or(yes, no);
        return { yes: this.diagrams.not(told), no: told };
      }
      case "score":
      case "site":
      case "held":
        throw new NotProvable(leaf);
      default:
        return this.#finding(leaf, above);
    }
  }

  #finding(leaf: FindingCondition, above: RulesAbove): TruthPair {
    const parts = index(this.#protocol);
    const derived = parts.derived.get(leaf.finding);
    if (derived) {
      let pair = this.#derived.get(leaf.finding);
      if (!pair) {
        pair = this.read(derived.when, above);
        this.#derived.set(leaf.finding, pair);
      }
      return pair;
    }
    const [id = "", part] = leaf.finding.split(".");
    const question = parts.questions.get(id);
    if (!question) return { yes: NEVER_NODE, no: NEVER_NODE };
    const variable = this.#space.variable(id);
    const domain = this.#space.domain(id);
    const where = (truth: boolean) =>
      this.diagrams.of(variable, (answer) => domain.read(this.#protocol, leaf, answer) === truth);
    const [yes, no] = [where(true), where(false)];
    if (leaf.kind === "unable") return { yes, no };
    // an adjunct's unknown changes nothing: it reads as not present
    if (isAlwaysAdjunct(question, part)) return { yes, no: this.diagrams.not(yes) };
    if (typeof question.adjunct === "boolean") return { yes, no };
    const unknown = this.diagrams.not(this.diagrams.or(yes, no));
    const reads = this.read(question.adjunct.while, above).yes;
    return { yes, no: this.diagrams.or(no, this.diagrams.and(unknown, reads)) };
  }
}
