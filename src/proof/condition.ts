/** A condition as two functions of all answers: where it is true, and where it is false. Elsewhere it is not known. */
import { isAlwaysAdjunct } from "../protocol/adjunct.ts";
import type { Condition, Leaf } from "../protocol/condition.ts";
import type { Protocol } from "../protocol/schema.ts";
import type { FindingLeaf } from "../protocol/worlds.ts";
import { index } from "../triage/index-of-protocol.ts";
import { ALWAYS, type Diagrams, NEVER, type Node } from "./diagram.ts";
import type { Space } from "./space.ts";

export interface Pair {
  yes: Node;
  no: Node;
}

export const FALSE: Pair = { yes: NEVER, no: ALWAYS };

/** What is known of the rules where a condition is read. */
export interface RulesAbove {
  any: Pair;
  recommended(id: string): Pair;
}

/** Three-valued logic over all answers at once; the same laws as src/triage/logic.ts. */
export class Conditions {
  readonly diagrams: Diagrams;
  readonly #space: Space;
  readonly #protocol: Protocol;
  readonly #derived = new Map<string, Pair>();

  constructor(space: Space, diagrams: Diagrams, protocol: Protocol) {
    this.#space = space;
    this.diagrams = diagrams;
    this.#protocol = protocol;
  }

  read(condition: Condition, above: RulesAbove): Pair {
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
      default:
        return this.#leaf(condition, above);
    }
  }

  any(parts: readonly Pair[]): Pair {
    return {
      yes: this.diagrams.or(...parts.map(({ yes }) => yes)),
      no: this.diagrams.and(...parts.map(({ no }) => no)),
    };
  }

  all(parts: readonly Pair[]): Pair {
    return {
      yes: this.diagrams.and(...parts.map(({ yes }) => yes)),
      no: this.diagrams.or(...parts.map(({ no }) => no)),
    };
  }

  not({ yes, no }: Pair): Pair {
    return { yes: no, no: yes };
  }

  #leaf(leaf: Leaf, above: RulesAbove): Pair {
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
      default:
        return this.#finding(leaf, above);
    }
  }

  #finding(leaf: FindingLeaf, above: RulesAbove): Pair {
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
    if (!question) return { yes: NEVER, no: NEVER };
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
