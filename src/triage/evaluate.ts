/** The truth of a protocol's conditions, given what is known. Pure, and one pass: nothing is guessed. */
import type { Comparison, Condition, Leaf } from "../protocol/condition.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { SIDES } from "../protocol/schema.ts";
import { type Answer, type Findings, type Value, valuePart } from "./finding.ts";
import { index, type ProtocolIndex } from "./index-of-protocol.ts";
import { allTruth, anyTruth, atLeast, notTruth, type Truth } from "./logic.ts";

const compare = (a: number, comparison: Comparison, b: number): boolean => {
  switch (comparison) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
};

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

  #finding(leaf: Exclude<Leaf, { kind: "no-rule-above" | "recommended" | "unable" | "unknown" }>): Truth {
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

type ComparableLeaf = Extract<Leaf, { kind: "present" | "is" | "compare" | "difference" | "new-grade" }>;

/** What one known value makes of one sentence about its question; an adjunct's unknown is not yet read as absent. */
export function leafTruth(
  question: Question,
  part: string | undefined,
  leaf: ComparableLeaf,
  value: Value,
): Truth {
  const spec = question.answer;
  switch (spec.kind) {
    case "tri": {
      if (leaf.kind === "present")
        return typeof value === "number"
          ? value >= (spec.measured?.present_at_least ?? Number.POSITIVE_INFINITY)
          : value === "present";
      return leaf.kind === "compare" && typeof value === "number"
        ? compare(value, leaf.comparison, leaf.value)
        : null;
    }
    case "number":
      return leaf.kind === "compare" && typeof value === "number"
        ? compare(value, leaf.comparison, leaf.value)
        : null;
    case "choice": {
      const holds = (option: Value | undefined): Truth => {
        if (typeof option !== "string") return null;
        if (leaf.kind === "is") return leaf.options.includes(option);
        return leaf.kind === "present" && spec.absent !== undefined ? option !== spec.absent : null;
      };
      return typeof value === "object" ? anyTruth(SIDES, (side) => holds(value[side])) : holds(value);
    }
    case "grades": {
      if (leaf.kind !== "new-grade") return null;
      const holds = (cell: Value | undefined): Truth => {
        if (typeof cell === "number") return compare(cell, leaf.comparison, leaf.value);
        return cell === undefined ? null : false; // an old weakness does not count
      };
      const cells = anyTruth(SIDES, (side) =>
        anyTruth(spec.groups, (group) => holds(valuePart(value, `${side}.${group.id}`))),
      );
      // a worst grade speaks for every group that was not listed, unless it is old: others may be newly weak
      const grade = valuePart(value, "worst");
      const worst = typeof grade === "number" ? compare(grade, leaf.comparison, leaf.value) : null;
      return cells === true ? true : (worst ?? cells);
    }
    case "sensation": {
      if (leaf.kind !== "is") return null;
      if (typeof value === "string") return leaf.options.includes(value);
      // a place given as a whole covers its modalities
      const holds = (place: string, modality: string): Truth => {
        const cell = valuePart(value, `${place}.${modality}`) ?? valuePart(value, place);
        return typeof cell === "string" ? leaf.options.includes(cell) : null;
      };
      return anyTruth(SIDES, (side) =>
        anyTruth(spec.dermatomes, (dermatome) =>
          anyTruth(spec.modalities, (modality) => holds(`${side}.${dermatome}`, modality)),
        ),
      );
    }
    case "circumferences": {
      if (leaf.kind !== "difference" || part === undefined) return null;
      const sides = valuePart(value, part);
      if (typeof sides !== "object" || typeof sides.left !== "number" || typeof sides.right !== "number")
        return null;
      // tenths of a unit are what a tape gives: 41.1 against 38.1 is a difference of 3, not of 3.0000000000000004
      return compare(
        Math.round(Math.abs(sides.left - sides.right) * 1000) / 1000,
        leaf.comparison,
        leaf.value,
      );
    }
    case "signs": {
      if (leaf.kind !== "present") return null;
      const holds = (sign: string): Truth => {
        const cell = valuePart(value, sign);
        return cell === "present" ? true : cell === "absent" ? false : null;
      };
      return part === undefined ? anyTruth(spec.signs, (sign) => holds(sign.id)) : holds(part);
    }
  }
}
