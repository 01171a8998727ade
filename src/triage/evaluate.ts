/** The truth of a protocol's conditions, given what is known. Pure, and one pass: nothing is guessed. */

import { kindOf } from "../answers/registry.ts";
import type { SentenceContext } from "../answers/sentence-truth.ts";
import type { Answer, Value } from "../answers/value.ts";
import type { Condition, Leaf, ValueCondition } from "../protocol/condition.ts";
import { allTruth, anyTruth, atLeast, notTruth, type Truth } from "../protocol/logic.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import type { Findings } from "./finding.ts";
import { index, type ProtocolIndex } from "./index-of-protocol.ts";

/** What was measured or said for a finding, with a result that is not in hand read as such. */
export function knownValue(question: Question, answer: Answer | undefined): Value | null {
  if (answer && "value" in answer) return answer.value;
  return question.until_known ?? null;
}

/** Reads conditions against one set of findings. Rules report here what they recommend, for the rules below them. */
export class Evaluation {
  readonly index: ProtocolIndex;
  readonly findings: Findings;
  /** Truth of "recommended", by recommendation id; what is not here is not recommended. */
  readonly recommended = new Map<string, Truth>();
  /** Whether any rule above is true, over the rules seen so far. */
  anyRuleAbove: Truth = false;
  readonly #derived = new Map<string, Truth>();

  constructor(protocol: Protocol, findings: Findings) {
    this.index = index(protocol);
    this.findings = findings;
  }

  truth(condition: Condition): Truth {
    switch (condition.kind) {
      case "any":
        return anyTruth(condition.of, this.#each);
      case "all":
        return allTruth(condition.of, this.#each);
      case "at-least":
        return atLeast(condition.count, condition.of, this.#each);
      case "not":
        return notTruth(this.truth(condition.of));
      default:
        return this.leaf(condition);
    }
  }

  readonly #each = (condition: Condition): Truth => this.truth(condition);

  leaf(leaf: Leaf): Truth {
    switch (leaf.kind) {
      case "no-rule-above":
        return notTruth(this.anyRuleAbove);
      case "recommended": {
        const recommended = this.recommended.get(leaf.recommendation);
        return recommended === undefined ? false : recommended;
      }
      case "unable": {
        const answer = this.findings[leaf.finding];
        return answer !== undefined && "unknown" in answer && answer.unknown === "unable";
      }
      case "unknown":
        return this.#finding({ kind: "present", finding: leaf.finding }) === null;
      default:
        return this.#finding(leaf);
    }
  }

  #finding(leaf: ValueCondition): Truth {
    const { derived, question, part, alwaysAdjunct } = this.index.place(leaf.finding);
    if (derived) {
      let truth = this.#derived.get(leaf.finding);
      if (truth === undefined) {
        truth = this.truth(derived.when);
        this.#derived.set(leaf.finding, truth);
      }
      return truth;
    }
    if (!question) return null; // the linter refuses a protocol that names an unknown finding
    const value = knownValue(question, this.findings[question.id]);
    const truth = value === null ? null : leafTruth(question, part, leaf, value);
    return truth === null && (alwaysAdjunct || this.#isAdjunct(question)) ? false : truth;
  }

  /** An adjunct's unknown changes nothing: it reads as not present. */
  #isAdjunct({ adjunct }: Question): boolean {
    return typeof adjunct === "boolean" ? adjunct : this.truth(adjunct.while) === true;
  }
}

/** What one known value makes of one sentence about its question; an adjunct's unknown is not yet read as absent. */
export const leafTruth = (
  { answer }: Question,
  part: string | undefined,
  leaf: ValueCondition,
  value: Value,
  context: SentenceContext = {},
): Truth => kindOf(answer).truth(answer, part, leaf, value, context);
