/** The truth of a protocol's conditions, given what is known. Pure, and one pass: nothing is guessed. */
import { kindOf } from "../answers/registry.ts";
import { isNewOnly, type SentenceContext } from "../answers/sentence-truth.ts";
import type { Answer, Interval, Value } from "../answers/value.ts";
import type { Condition, FindingCondition, Leaf, ValueCondition } from "../protocol/condition.ts";
import { allTruth, anyTruth, atLeast, notTruth, type Truth } from "../protocol/logic.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { Moments } from "./answer-moments.ts";
import type { Findings } from "./finding.ts";
import { unmetRequirements } from "./gate.ts";
import { index, type ProtocolIndex } from "./index-of-protocol.ts";
import { isMomentQuestion } from "./moment.ts";
import { scoreTruth } from "./score.ts";

/** What was measured or said for a finding; a pending result reads as one. */
export function knownValue(question: Question, answer: Answer | undefined): Value | null {
  if (answer && "value" in answer) return answer.value;
  return question.until_known ?? null;
}

/** What an assessment depends on besides the answers. */
export interface Setting {
  /** Milliseconds since the epoch. Answers without a moment were given now. */
  now: number;
  /** The switches that a site's owner signed for, by id. */
  site: Readonly<Record<string, boolean>>;
}

/** For answers without moments under a protocol without ages: the present moment makes no difference. */
export const UNDATED: Setting = { now: 0, site: {} };

type FindingLeaf = Exclude<FindingCondition, { kind: "unable" | "unknown" }>;

/** Reads conditions against one set of findings. Rules report here what they recommend, for the rules below them. */
export class Evaluation {
  readonly index: ProtocolIndex;
  readonly findings: Findings;
  readonly setting: Setting;
  /** Truth of "recommended", by recommendation id; an id that is missing is not recommended. */
  readonly recommended: Map<string, Truth>;
  /** The same for each rule that requests it. */
  readonly recommendedBy: Map<string, Map<string, Truth>>;
  /** Whether any rule above is true, over the rules seen so far. */
  anyRuleAbove: Truth = false;
  readonly #protocol: Protocol;
  readonly #moments: Moments;
  readonly #derived = new Map<string, Truth>();
  /** Only explicit answers count: an adjunct's unknown is not read as absent. */
  readonly #explicit: boolean;
  /** Explicit readings of answers at most this many hours old. */
  readonly #explicitReadings = new Map<number, Evaluation>();

  constructor(protocol: Protocol, findings: Findings, setting: Setting = UNDATED, reading?: Evaluation) {
    this.index = index(protocol);
    this.findings = findings;
    this.setting = setting;
    this.#protocol = protocol;
    this.#moments = new Moments(this.index, findings, setting.now);
    this.#explicit = reading !== undefined;
    this.recommended = reading?.recommended ?? new Map();
    this.recommendedBy = reading?.recommendedBy ?? new Map();
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
      case "certainly":
        return this.truth(condition.of) === true;
      default:
        return this.leaf(condition);
    }
  }

  readonly #each = (condition: Condition): Truth => this.truth(condition);

  leaf(leaf: Leaf): Truth {
    switch (leaf.kind) {
      case "no-rule-above":
        return notTruth(this.anyRuleAbove);
      case "recommended":
        return this.#isRecommended(leaf.recommendation, leaf.apart);
      case "held":
        return unmetRequirements(this, leaf.recommendation).some(({ waits }) => !waits);
      case "site":
        return this.setting.site[leaf.switch] === true;
      case "score": {
        const score = this.index.scores.get(leaf.score);
        return score ? scoreTruth(score, leaf, this) : null;
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

  /**
   * Whether all of it is known to be true from explicit answers, none of them older than so many hours. It holds with the
   * older answers as well: what was found and has grown old is not as if it had never been found.
   */
  isExplicitlyTrue(condition: Condition, answersWithin: number = Number.POSITIVE_INFINITY): boolean {
    return [Number.POSITIVE_INFINITY, answersWithin].every(
      (hours) => this.#explicitReading(hours).truth(condition) === true,
    );
  }

  #explicitReading(hours: number): Evaluation {
    if (this.#explicit && hours === Number.POSITIVE_INFINITY) return this;
    let reading = this.#explicitReadings.get(hours);
    if (!reading) {
      const findings = this.#moments.answeredWithin(hours);
      reading = new Evaluation(this.#protocol, findings, this.setting, this);
      this.#explicitReadings.set(hours, reading);
    }
    return reading;
  }

  /** The moment that an answer is; undefined while it is unknown, or for an answer that is no moment. */
  momentOf(finding: string): Interval | undefined {
    return this.#moments.momentOf(finding);
  }

  /** When the first of these findings began; undefined where none of them is answered. */
  firstOnset(findings: readonly string[]): Interval | undefined {
    return this.#moments.firstOnset(findings);
  }

  /** Tells the rules below that a rule requests something, or may request it. */
  noteRecommended(id: string, rule: string, truth: true | null): void {
    if (this.recommended.get(id) !== true) this.recommended.set(id, truth);
    const by = this.recommendedBy.get(id) ?? new Map<string, Truth>();
    if (by.get(rule) !== true) by.set(rule, truth);
    this.recommendedBy.set(id, by);
  }

  #isRecommended(id: string, apart: readonly string[] | undefined): Truth {
    if (!apart) {
      const truth = this.recommended.get(id);
      return truth === undefined ? false : truth;
    }
    const by = this.recommendedBy.get(id) ?? new Map<string, Truth>();
    return anyTruth([...by], ([rule, truth]) => (apart.includes(rule) ? false : truth));
  }

  #finding(leaf: FindingLeaf): Truth {
    const { derived, question, part, alwaysAdjunct } = this.index.place(leaf.finding);
    if (derived) {
      let truth = this.#derived.get(leaf.finding);
      if (truth === undefined) {
        const { release, when } = derived;
        truth = release ? this.isExplicitlyTrue(when, release.answers_within?.hours) : this.truth(when);
        this.#derived.set(leaf.finding, truth);
      }
      return truth;
    }
    if (!question) return null; // the linter refuses a protocol that names an unknown finding
    const truth = this.#answerTruth(leaf, question, part);
    if (truth !== null || this.#explicit) return truth;
    return alwaysAdjunct || this.#isAdjunct(question) ? false : null;
  }

  #answerTruth(leaf: FindingLeaf, question: Question, part: string | undefined): Truth {
    switch (leaf.kind) {
      case "known": {
        const answer = this.findings[question.id];
        return answer !== undefined && "value" in answer;
      }
      case "age":
      case "answered-within":
      case "after":
      case "onset-before":
        return this.#moments.truth(leaf, question);
      default: {
        if (leaf.kind === "compare" && isMomentQuestion(question)) {
          const { comparison, value, unit } = leaf;
          const age = { kind: "age", finding: leaf.finding, at: { kind: "now" }, may: false } as const;
          return this.#moments.truth({ ...age, comparison, value, unit }, question);
        }
        const value = knownValue(question, this.findings[question.id]);
        return value === null ? null : leafTruth(question, part, leaf, value);
      }
    }
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
): Truth => kindOf(answer).truth(answer, part, leaf, value, { oldCounts: !isNewOnly(leaf), ...context });
