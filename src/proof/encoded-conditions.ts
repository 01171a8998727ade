/** A condition as two functions of all answers: where it is true, and where it is false. Elsewhere it is unknown. */

import { kindOf } from "../answers/registry.ts";
import { compareNumbers } from "../answers/sentence-truth.ts";
import { isAlwaysAdjunct } from "../protocol/adjunct.ts";
import { type Condition, conditionText, type FindingCondition, type Leaf } from "../protocol/condition.ts";
import type { DerivedFinding, Protocol, Question, Requirement, Score } from "../protocol/schema.ts";
import { hoursOf } from "../protocol/sentence.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isMomentQuestion } from "../triage/moment.ts";
import type { AnswerSpace } from "./answer-space.ts";
import { ALWAYS_NODE, type Diagrams, NEVER_NODE, type Node } from "./diagram.ts";
import { NotProvable } from "./not-provable.ts";
import { factKey } from "./time-facts.ts";

export interface TruthPair {
  yes: Node;
  no: Node;
}

export const FALSE_PAIR: TruthPair = { yes: NEVER_NODE, no: ALWAYS_NODE };

/** What is known of the rules where a condition is read. */
export interface RulesAbove {
  any: TruthPair;
  /** @param apart rules whose wishes do not count */
  recommended(id: string, apart?: readonly string[]): TruthPair;
}

/** How a condition is read: as the rules read it, or from explicit answers that are not too old. */
interface ReadingMode {
  explicit: boolean;
  /** Hours. */
  within: number;
}
const AS_RULES: ReadingMode = { explicit: false, within: Number.POSITIVE_INFINITY };
const EXPLICIT: ReadingMode = { explicit: true, within: Number.POSITIVE_INFINITY };

/** Three-valued logic over all answers at once; the same laws as src/triage/evaluate.ts. */
export class Conditions {
  readonly diagrams: Diagrams;
  readonly #space: AnswerSpace;
  readonly #protocol: Protocol;
  /** The names of the variables, where a question is read from a copy of its answers. */
  readonly #variable: (key: string) => number;
  readonly #derived = new Map<string, TruthPair>();
  readonly #leaves = new Map<string, TruthPair>();

  constructor(
    space: AnswerSpace,
    diagrams: Diagrams,
    protocol: Protocol,
    variable: (key: string) => number = (key) => space.variable(key),
  ) {
    this.#space = space;
    this.diagrams = diagrams;
    this.#protocol = protocol;
    this.#variable = variable;
  }

  read(condition: Condition, above: RulesAbove): TruthPair {
    return this.#read(condition, above, AS_RULES);
  }

  /** Where all of it is known from explicit answers; with a limit also from those that are not too old. */
  readExplicitly(condition: Condition, above: RulesAbove, hours: number = Number.POSITIVE_INFINITY): Node {
    return this.#readExplicitly(condition, above, EXPLICIT, hours);
  }

  /** Where a gate's requirement is not known to be met. */
  unmet({ met }: Requirement, above: RulesAbove): Node {
    return this.diagrams.not(this.readExplicitly(met, above));
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

  /** Where the answer to a question has a value. */
  known(question: string): Node {
    const { classes } = this.#space.domain(question);
    return this.#of(question, (at) => {
      const answer = classes[at]?.answer;
      return answer !== undefined && "value" in answer;
    });
  }

  /** Where a study has shown something, and is neither awaited nor left out. */
  isResult(study: string): Node {
    const { classes, question } = this.#space.domain(study);
    const options = kindOf(question.answer).choices(question.answer)?.options ?? [];
    return this.#of(study, (at) => {
      const answer = classes[at]?.answer;
      if (answer === undefined || !("value" in answer) || answer.value === question.until_known) return false;
      return !options.some(({ id, awaited }) => awaited && id === answer.value);
    });
  }

  /** Where an answer is no older than so many hours; everywhere, for a fact that does not grow old. */
  isFresh(question: Question, hours: number): Node {
    const key = factKey.freshness(question.id);
    if (question.lasting || hours === Number.POSITIVE_INFINITY) return ALWAYS_NODE;
    if (!this.#space.has(key))
      throw new Error(`the age of the answer to "${question.id}" is not in this space`);
    const fact = this.#space.fact(key);
    if (fact.kind !== "freshness") return ALWAYS_NODE;
    return this.#of(key, (at) => (fact.limits[at] ?? Number.POSITIVE_INFINITY) <= hours);
  }

  #read(condition: Condition, above: RulesAbove, mode: ReadingMode): TruthPair {
    switch (condition.kind) {
      case "any":
        return this.any(condition.of.map((part) => this.#read(part, above, mode)));
      case "all":
        return this.all(condition.of.map((part) => this.#read(part, above, mode)));
      case "at-least": {
        const parts = condition.of.map((part) => this.#read(part, above, mode));
        const [yes, no] = [parts.map((part) => part.yes), parts.map((part) => part.no)];
        return {
          yes: this.diagrams.atLeast(condition.count, yes),
          no: this.diagrams.atLeast(parts.length - condition.count + 1, no),
        };
      }
      case "not":
        return this.not(this.#read(condition.of, above, mode));
      case "certainly":
        return this.#twoValued(this.#read(condition.of, above, mode).yes);
      default:
        return this.#leaf(condition, above, mode);
    }
  }

  #readExplicitly(condition: Condition, above: RulesAbove, mode: ReadingMode, hours: number): Node {
    const explicit = { ...mode, explicit: true };
    const { yes } = this.#read(condition, above, explicit);
    if (hours >= mode.within) return yes;
    return this.diagrams.and(yes, this.#read(condition, above, { ...explicit, within: hours }).yes);
  }

  #twoValued(yes: Node): TruthPair {
    return { yes, no: this.diagrams.not(yes) };
  }

  #of(key: string, picked: (answer: number) => boolean): Node {
    return this.diagrams.of(this.#variable(key), picked);
  }

  #leaf(leaf: Leaf, above: RulesAbove, mode: ReadingMode): TruthPair {
    switch (leaf.kind) {
      case "no-rule-above":
        return this.not(above.any);
      case "recommended":
        return above.recommended(leaf.recommendation, leaf.apart);
      case "unknown": {
        const { yes, no } = this.#finding({ kind: "present", finding: leaf.finding }, above, mode);
        return this.not(this.#twoValued(this.diagrams.or(yes, no)));
      }
      case "site":
        return this.#twoValued(this.#of(factKey.site(leaf.switch), (at) => at === 1));
      case "held": {
        const gate = index(this.#protocol).recommendations.get(leaf.recommendation)?.gate;
        const holding = (gate?.requires ?? []).filter(({ waits }) => !waits);
        return this.#twoValued(this.diagrams.or(...holding.map((one) => this.unmet(one, above))));
      }
      case "score": {
        const score = index(this.#protocol).scores.get(leaf.score);
        return score ? this.#score(score, leaf, above, mode) : { yes: NEVER_NODE, no: NEVER_NODE };
      }
      default:
        return this.#finding(leaf, above, mode);
    }
  }

  /** What a score makes of a sentence: its least and its greatest total have to agree. */
  #score(
    score: Score,
    { item, comparison, value }: Extract<Leaf, { kind: "score" }>,
    above: RulesAbove,
    mode: ReadingMode,
  ): TruthPair {
    const read = (when: Condition): TruthPair =>
      score.measured_only
        ? this.#twoValued(this.#readExplicitly(when, above, mode, mode.within))
        : this.#read(when, above, mode);
    const items = score.items.map(({ points, when }) => ({ points, ...read(when) }));
    if (item) return this.any(items.filter(({ points }) => compareNumbers(points, comparison, value)));
    const d = this.diagrams;
    // what is not known counts where it makes the total smaller, or larger
    const least = items.map(({ points, yes, no }) => ({ points, counts: points < 0 ? d.not(no) : yes }));
    const most = items.map(({ points, yes, no }) => ({ points, counts: points > 0 ? d.not(no) : yes }));
    const [low, high] = [least, most].map((counted) =>
      d.or(
        ...[...this.#totals(counted)].flatMap(([total, where]) =>
          compareNumbers(total, comparison, value) ? [where] : [],
        ),
      ),
    );
    return {
      yes: d.and(low ?? NEVER_NODE, high ?? NEVER_NODE),
      no: d.and(d.not(low ?? NEVER_NODE), d.not(high ?? NEVER_NODE)),
    };
  }

  /** Where each total is reached. */
  #totals(items: readonly { points: number; counts: Node }[]): Map<number, Node> {
    const d = this.diagrams;
    let totals = new Map<number, Node>([[0, ALWAYS_NODE]]);
    for (const { points, counts } of items) {
      const next = new Map<number, Node>();
      const add = (total: number, where: Node) => {
        if (where !== NEVER_NODE) next.set(total, d.or(next.get(total) ?? NEVER_NODE, where));
      };
      for (const [total, where] of totals) {
        add(total, d.and(where, d.not(counts)));
        add(total + points, d.and(where, counts));
      }
      totals = next;
    }
    return totals;
  }

  #finding(leaf: FindingCondition, above: RulesAbove, mode: ReadingMode): TruthPair {
    const { derived, question, part } = index(this.#protocol).place(leaf.finding);
    if (derived) return this.#derivedFinding(derived, above, mode);
    if (!question) return { yes: NEVER_NODE, no: NEVER_NODE };
    const pair = this.#ofQuestion(leaf, question, mode);
    if (leaf.kind === "unable" || leaf.kind === "known" || mode.explicit) return pair;
    // an adjunct's unknown changes nothing: it reads as not present
    if (isAlwaysAdjunct(question, part)) return this.#twoValued(pair.yes);
    if (typeof question.adjunct === "boolean") return pair;
    const unknown = this.diagrams.not(this.diagrams.or(pair.yes, pair.no));
    const reads = this.#read(question.adjunct.while, above, mode).yes;
    return { yes: pair.yes, no: this.diagrams.or(pair.no, this.diagrams.and(unknown, reads)) };
  }

  #derivedFinding({ id, when, release }: DerivedFinding, above: RulesAbove, mode: ReadingMode): TruthPair {
    const key = `${id} ${mode.explicit} ${mode.within}`;
    let pair = this.#derived.get(key);
    if (!pair) {
      pair = release
        ? this.#twoValued(
            this.#readExplicitly(when, above, mode, release.answers_within?.hours ?? mode.within),
          )
        : this.#read(when, above, mode);
      this.#derived.set(key, pair);
    }
    return pair;
  }

  #ofQuestion(leaf: FindingCondition, question: Question, mode: ReadingMode): TruthPair {
    const key = `${conditionText(leaf)} ${mode.within}`;
    let pair = this.#leaves.get(key);
    if (!pair) {
      pair = this.#ofAnswer(leaf, question, mode);
      this.#leaves.set(key, pair);
    }
    return pair;
  }

  #ofAnswer(leaf: FindingCondition, question: Question, mode: ReadingMode): TruthPair {
    const d = this.diagrams;
    switch (leaf.kind) {
      case "answered-within":
        return this.#twoValued(this.isFresh(question, hoursOf(leaf.value, leaf.unit) ?? 0));
      case "after":
        this.#refuseOld(leaf, mode);
        return this.#twoValued(this.#newerThanLast(question, leaf.studies));
      case "age":
        if (leaf.at.kind === "now") break;
        if (leaf.at.kind !== "entered-onset") this.#refuseOld(leaf, mode);
        return this.#ageAt(leaf, question);
      case "onset-before":
        throw new NotProvable(leaf);
    }
    const domain = this.#space.domain(question.id);
    const where = (truth: boolean): Node => {
      const now = this.#of(
        question.id,
        (answer) => domain.read(this.#space.readAs(this.#protocol), leaf, answer) === truth,
      );
      const fresh = this.isFresh(question, mode.within);
      if (fresh === ALWAYS_NODE) return now;
      // what has grown old reads as if it had never been asked
      const unasked =
        domain.read(this.#space.readAs(this.#protocol), leaf, 0) === truth ? ALWAYS_NODE : NEVER_NODE;
      return d.or(d.and(fresh, now), d.and(d.not(fresh), unasked));
    };
    return { yes: where(true), no: where(false) };
  }

  /** A sentence that looks at moments of answers cannot be read from some of the answers alone. */
  #refuseOld(leaf: Leaf, { within }: ReadingMode): void {
    if (within !== Number.POSITIVE_INFINITY) throw new NotProvable(leaf);
  }

  #newerThanLast(question: Question, studies: readonly string[]): Node {
    const d = this.diagrams;
    let later: Node = NEVER_NODE;
    const cases: Node[] = [];
    for (const study of [...studies].reverse()) {
      const last = d.and(this.isResult(study), d.not(later));
      const newer = this.#of(factKey.newer(question.id, study), (at) => at === 1);
      cases.push(d.and(last, newer));
      later = d.or(later, this.isResult(study));
    }
    return d.or(...cases);
  }

  /** The age of a moment when something began or was answered. */
  #ageAt(leaf: Extract<Leaf, { kind: "age" }>, question: Question): TruthPair {
    const d = this.diagrams;
    const key = factKey.age(leaf);
    const fact = this.#space.fact(key);
    if (!("classes" in fact)) throw new NotProvable(leaf);
    const text = conditionText(leaf);
    const { kind } = leaf.at;
    // what was answered has a moment: then "none" is no outcome, and the next one stands for it
    const answered = kind === "entered-onset" ? NEVER_NODE : d.or(...fact.of.map((id) => this.known(id)));
    const where = (truth: boolean | null): Node =>
      d.or(
        this.#of(key, (at) => at > 0 && (fact.classes[at]?.get(text) ?? null) === truth),
        d.and(
          this.#of(key, (at) => at === 0),
          d.or(
            (fact.classes[0]?.get(text) ?? null) === truth ? d.not(answered) : NEVER_NODE,
            (fact.classes[1]?.get(text) ?? null) === truth ? answered : NEVER_NODE,
          ),
        ),
      );
    const known = this.known(question.id);
    // an onset that nobody entered makes the sentence false, also where the moment itself is not known
    const unentered = kind === "entered-onset" ? this.#of(key, (at) => at === 0) : NEVER_NODE;
    const yes = d.and(known, where(true));
    const no = d.or(d.and(known, where(false)), unentered);
    return { yes: kind === "answer" ? d.and(yes, this.#alsoNow(leaf, question)) : yes, no };
  }

  /** What was already so old when something was answered is so old now. */
  #alsoNow(leaf: Extract<Leaf, { kind: "age" }>, question: Question): Node {
    const { finding, comparison, value, unit } = leaf;
    const now: FindingCondition = { kind: "compare", finding, comparison, value, unit };
    if (!isMomentQuestion(question) || !comparison.startsWith(">") || !this.#space.reads(this.#protocol, now))
      return ALWAYS_NODE;
    return this.#ofQuestion(now, question, AS_RULES).yes;
  }
}
