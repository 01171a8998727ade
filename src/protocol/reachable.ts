/**
 * Whether a condition can ever be true: decided, not sampled.
 *
 * A condition is unfolded into "and" and "or" over facts, with derived findings, "is recommended" and "no rule above"
 * replaced by their definitions. A fact says which answers to one question are left (see answer-classes.ts). Then one
 * conjunct after another is tried, lazily: facts about one question are intersected, an "or" whose parts are all
 * contradicted ends the branch, one with a single part left is chosen at once.
 *
 * Truth has three values, so a fact asks for a set of them: "false or unknown" is not the same as "false".
 */

import { isAlwaysAdjunct } from "./adjunct.ts";
import { answerClassesOf, TooComplex } from "./answer-classes.ts";
import { type Condition, conditionText, type FindingCondition, type Leaf } from "./condition.ts";
import { locatedConditions, locatedSentences } from "./condition-locations.ts";
import type { Truth } from "./logic.ts";
import type { DerivedFinding, Protocol, Question, Rule } from "./schema.ts";
import { isBeyondAnswer, isTwoValued } from "./sentence.ts";

/** Branches and unfolded parts before a question counts as too complex (the shipped protocol needs some hundreds). */
const MOST_BRANCHES = 50_000;
const MOST_PARTS = 500_000;

/** The truth values that are asked for. */
interface SatisfyingTruths {
  true: boolean;
  false: boolean;
  unknown: boolean;
}
const TRUE: SatisfyingTruths = { true: true, false: false, unknown: false };
const ALWAYS_FALSE: SatisfyingTruths = { true: false, false: true, unknown: false };
const NOT_TRUE: SatisfyingTruths = { true: false, false: true, unknown: true };
const NOT_FALSE: SatisfyingTruths = { true: true, false: false, unknown: true };
const ALWAYS_UNKNOWN: SatisfyingTruths = { true: false, false: false, unknown: true };

type Formula = boolean | { question: string; answers: bigint } | { all: Formula[] } | { any: Formula[] };

/** A condition, and how many rules precede it (all of them, for what is read after the rules). */
export interface LocatedFormula {
  condition: Condition;
  rulesAbove: number;
}

/** Decides for one protocol which conditions can be true. All of its names must resolve. */
export class Reach {
  readonly #protocol: Protocol;
  readonly #questions: ReadonlyMap<string, Question>;
  readonly #derived: ReadonlyMap<string, DerivedFinding>;
  /** Per question: its sentences by their words, and what each possible answer makes of them. */
  readonly #classes = new Map<string, { at: ReadonlyMap<string, number>; classes: Truth[][] }>();
  readonly #leaves = new Map<string, Map<string, FindingCondition>>();
  #parts = 0;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
    this.#questions = new Map(protocol.questions.map((question) => [question.id, question]));
    this.#derived = new Map(protocol.derived.map((part) => [part.id, part]));
    for (const { condition } of locatedConditions(protocol))
      for (const { leaf } of locatedSentences(condition, [])) this.#collect(leaf);
  }

  /** Whether some set of answers makes all of these true; throws TooComplex rather than guess. */
  canBeTrue(...conditions: readonly LocatedFormula[]): boolean {
    this.#parts = 0;
    const formulas = conditions.map(({ condition, rulesAbove }) => this.#unfold(condition, TRUE, rulesAbove));
    let branches = 0;
    return solve(formulas, new Map(), () => {
      branches += 1;
      if (branches > MOST_BRANCHES) throw new TooComplex("the condition branches too often to be decided");
    });
  }

  #collect(leaf: Leaf): void {
    if (!("finding" in leaf) || isBeyondAnswer(leaf)) return;
    const [id = ""] = leaf.finding.split(".");
    if (!this.#questions.has(id)) return;
    const known = this.#leaves.get(id) ?? new Map<string, FindingCondition>();
    this.#leaves.set(id, known.set(conditionText(leaf), leaf));
  }

  /** @param explicit an adjunct's unknown is not read as absent: it is a release, or asked for by a gate */
  #unfold(condition: Condition, wanted: SatisfyingTruths, above: number, explicit = false): Formula {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS) throw new TooComplex("the condition has too many parts to be decided");
    switch (condition.kind) {
      case "not":
        return this.#unfold(
          condition.of,
          { ...wanted, true: wanted.false, false: wanted.true },
          above,
          explicit,
        );
      case "certainly":
        return this.#certainly(condition.of, wanted, above, explicit);
      case "any":
        return this.#count(1, condition.of, wanted, above, explicit);
      case "all":
        return this.#count(condition.of.length, condition.of, wanted, above, explicit);
      case "at-least":
        return this.#count(condition.count, condition.of, wanted, above, explicit);
      case "no-rule-above": {
        const rules = this.#protocol.rules.slice(0, above);
        const parts = rules.flatMap(({ when, urgency }, at) =>
          urgency === "none" ? [] : [{ condition: when, above: at }],
        );
        const swapped = { ...wanted, true: wanted.false, false: wanted.true };
        return this.#atLeast(
          1,
          parts.map((part) => (each) => this.#unfold(part.condition, each, part.above)),
          swapped,
        );
      }
      case "recommended": {
        const parts = this.#protocol.rules
          .slice(0, above)
          .flatMap((rule, at) =>
            condition.apart?.includes(rule.id)
              ? []
              : waysTo(condition.recommendation, rule, this.#protocol).map((when) => ({ when, above: at })),
          );
        return this.#atLeast(
          1,
          parts.map((part) => (each) => this.#count(part.when.length, part.when, each, part.above)),
          wanted,
        );
      }
      case "unknown": {
        // it is known whether something is unknown: true or false, never unknown itself
        const present: Condition = { kind: "present", finding: condition.finding };
        const [yes, no] = [ALWAYS_UNKNOWN, { true: true, false: true, unknown: false }];
        return anyOf([
          wanted.true && this.#unfold(present, yes, above, explicit),
          wanted.false && this.#unfold(present, no, above, explicit),
        ]);
      }
      default: {
        const derived = "finding" in condition ? this.#derived.get(condition.finding) : undefined;
        if (derived)
          return derived.release
            ? this.#certainly(derived.when, wanted, above, true)
            : this.#unfold(derived.when, wanted, above, explicit);
        if (isBeyondAnswer(condition)) return freeFact(condition, wanted);
        return this.#fact(condition as FindingCondition, wanted, above, explicit);
      }
    }
  }

  #certainly(of: Condition, wanted: SatisfyingTruths, above: number, explicit: boolean): Formula {
    return anyOf([
      wanted.true && this.#unfold(of, TRUE, above, explicit),
      wanted.false && this.#unfold(of, NOT_TRUE, above, explicit),
    ]);
  }

  #count(
    count: number,
    of: readonly Condition[],
    wanted: SatisfyingTruths,
    above: number,
    explicit = false,
  ): Formula {
    return this.#atLeast(
      count,
      of.map((part) => (each) => this.#unfold(part, each, above, explicit)),
      wanted,
    );
  }

  /** "At least n of these" covers every join: any is 1 of them, all is all of them. */
  #atLeast(
    count: number,
    parts: readonly ((wanted: SatisfyingTruths) => Formula)[],
    wanted: SatisfyingTruths,
  ): Formula {
    const choose = (size: number, each: SatisfyingTruths): Formula => {
      if (size <= 0) return true;
      if (size > parts.length) return false;
      if (size === parts.length) return allOf(parts.map((part) => part(each)));
      if (size === 1) return anyOf(parts.map((part) => part(each)));
      return anyOf(
        [...choicesOf(parts, size, () => this.#countStep())].map((some) =>
          allOf(some.map((part) => part(each))),
        ),
      );
    };
    const yes = () => choose(count, TRUE);
    const no = () => choose(parts.length - count + 1, ALWAYS_FALSE);
    if (wanted.true && wanted.false && wanted.unknown) return true;
    if (wanted.unknown) {
      const notTrue = () => choose(parts.length - count + 1, NOT_TRUE);
      const notFalse = () => choose(count, NOT_FALSE);
      return wanted.false ? notTrue() : wanted.true ? notFalse() : allOf([notTrue(), notFalse()]);
    }
    return anyOf([wanted.true && yes(), wanted.false && no()]);
  }

  #countStep(): void {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS) throw new TooComplex("the condition has too many parts to be decided");
  }

  /** A sentence about a question, with an adjunct's unknown read as not present. */
  #fact(leaf: FindingCondition, wanted: SatisfyingTruths, above: number, explicit: boolean): Formula {
    const [id = "", part] = leaf.finding.split(".");
    const question = this.#questions.get(id);
    if (!question) throw new Error(`no finding "${leaf.finding}": names are checked before reach`);
    if (leaf.kind === "unable" || explicit) return this.#answers(id, leaf, wanted);
    if (isAlwaysAdjunct(question, part)) return this.#answers(id, leaf, { ...wanted, unknown: wanted.false });
    const { adjunct } = question;
    if (typeof adjunct === "boolean") return this.#answers(id, leaf, wanted);
    return anyOf([
      this.#answers(id, leaf, { ...wanted, unknown: false }),
      wanted.false &&
        allOf([this.#answers(id, leaf, ALWAYS_UNKNOWN), this.#unfold(adjunct.while, TRUE, above)]),
      wanted.unknown &&
        allOf([this.#answers(id, leaf, ALWAYS_UNKNOWN), this.#unfold(adjunct.while, NOT_TRUE, above)]),
    ]);
  }

  #answers(id: string, leaf: FindingCondition, wanted: SatisfyingTruths): Formula {
    const { at, classes } = this.#classesOf(id);
    // "unknown" was unfolded to "present"; where no sentence says so itself, it reads that one's column
    const column = at.get(conditionText(leaf)) ?? at.get(`${leaf.finding} is unknown`) ?? -1;
    let answers = 0n;
    classes.forEach((one, index) => {
      const truth = one[column] ?? null;
      if (truth === null ? wanted.unknown : truth ? wanted.true : wanted.false)
        answers |= 1n << BigInt(index);
    });
    if (answers === 0n) return false;
    return answers === (1n << BigInt(classes.length)) - 1n ? true : { question: id, answers };
  }

  #classesOf(id: string) {
    let known = this.#classes.get(id);
    const question = this.#questions.get(id);
    if (!known && question) {
      const leaves = [...(this.#leaves.get(id) ?? [])];
      const at = new Map(leaves.map(([words], index) => [words, index]));
      known = {
        at,
        classes: answerClassesOf(
          question,
          leaves.map(([, leaf]) => leaf),
        ),
      };
      this.#classes.set(id, known);
    }
    return known ?? { at: new Map<string, number>(), classes: [] };
  }
}

/** What has to hold, each time, for a rule to request something, or something that this replaces. */
function waysTo(id: string, rule: Rule, { recommendations }: Protocol): Condition[][] {
  const instead = recommendations.flatMap((other) =>
    other.replaced.flatMap(({ by, when }) => (by === id ? [{ id: other.id, when }] : [])),
  );
  return rule.recommend.flatMap((wanted) => {
    const asked = [rule.when, ...(wanted.if ? [wanted.if] : [])];
    if (wanted.id === id) return [asked];
    return instead.flatMap((replaced) => (replaced.id === wanted.id ? [[...asked, replaced.when]] : []));
  });
}

/**
 * A sentence that no single answer decides, treated as free: then too much may be considered possible, and
 * nothing possible is called impossible.
 */
function freeFact(leaf: Leaf, wanted: SatisfyingTruths): Formula {
  const all = isTwoValued(leaf) ? 0b011n : 0b111n;
  const answers = all & ((wanted.true ? 1n : 0n) | (wanted.false ? 2n : 0n) | (wanted.unknown ? 4n : 0n));
  if (answers === 0n) return false;
  return answers === all ? true : { question: conditionText(leaf), answers };
}

/** Facts about one question are merged into one fact, so that most contradictions show at once. */
function allOf(parts: readonly Formula[]): Formula {
  const kept: Formula[] = [];
  for (const part of parts) {
    if (part === false) return false;
    if (part !== true) kept.push(part);
  }
  return kept.length === 0 ? true : kept.length === 1 && kept[0] !== undefined ? kept[0] : { all: kept };
}

function anyOf(parts: readonly Formula[]): Formula {
  const facts = new Map<string, bigint>();
  const kept: Formula[] = [];
  for (const part of parts) {
    if (part === true) return true;
    if (part === false) continue;
    if ("question" in part) facts.set(part.question, (facts.get(part.question) ?? 0n) | part.answers);
    else if ("any" in part) kept.push(...part.any);
    else kept.push(part);
  }
  for (const [question, answers] of facts) kept.push({ question, answers });
  return kept.length === 0 ? false : kept.length === 1 && kept[0] !== undefined ? kept[0] : { any: kept };
}

/** The answers left for each question; a question that is not here is open. */
type RemainingAnswers = Map<string, bigint>;

/** Whether all of these can hold at once. */
function solve(formulas: readonly Formula[], left: RemainingAnswers, countStep: () => void): boolean {
  countStep();
  const todo = [...formulas];
  let choices: Formula[][] = [];
  for (;;) {
    for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
      if (part === false) return false;
      if (part === true) continue;
      if ("all" in part) todo.push(...part.all);
      else if ("any" in part) choices.push(part.any);
      else {
        const answers = (left.get(part.question) ?? part.answers) & part.answers;
        if (answers === 0n) return false;
        left.set(part.question, answers);
      }
    }
    const open: Formula[][] = [];
    for (const choice of choices) {
      const possible = choice.filter((part) => !contradicted(part, left));
      if (possible.some((part) => isSettled(part, left))) continue;
      if (possible.length === 1 && possible[0] !== undefined) todo.push(possible[0]);
      else if (possible.length === 0) return false;
      else open.push(possible);
    }
    choices = open;
    if (todo.length === 0) break;
  }
  // the choice with the fewest parts first: it fails soonest
  const [fewest, ...rest] = choices.sort((a, b) => a.length - b.length);
  if (!fewest) return true;
  const others = rest.map((choice): Formula => ({ any: choice }));
  return fewest.some((part) => solve([part, ...others], new Map(left), countStep));
}

function contradicted(part: Formula, left: RemainingAnswers): boolean {
  if (typeof part === "boolean") return !part;
  if ("question" in part) return ((left.get(part.question) ?? part.answers) & part.answers) === 0n;
  return "all" in part
    ? part.all.some((one) => contradicted(one, left))
    : part.any.every((one) => contradicted(one, left));
}

function isSettled(part: Formula, left: RemainingAnswers): boolean {
  if (typeof part === "boolean") return part;
  if ("question" in part) {
    const answers = left.get(part.question);
    return answers !== undefined && (answers & ~part.answers) === 0n;
  }
  return "all" in part
    ? part.all.every((one) => isSettled(one, left))
    : part.any.some((one) => isSettled(one, left));
}

function* choicesOf<T>(of: readonly T[], size: number, countStep: () => void): Generator<T[]> {
  countStep();
  if (size === 0) yield [];
  else
    for (let at = 0; at + size <= of.length; at += 1)
      for (const rest of choicesOf(of.slice(at + 1), size - 1, countStep)) yield [of[at] as T, ...rest];
}
