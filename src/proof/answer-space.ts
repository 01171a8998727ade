/**
 * The space of answers: per question the classes of answers that no sentence can tell apart, and beside them what time
 * and the site can be. It is finite, and it is everything: numbers fall into the stretches between thresholds, structured
 * examinations into what they show, moments into how they lie to each other and to the ages that sentences name.
 *
 * The engine itself reads what an answer makes of a sentence. A check against src/protocol/answer-classes.ts, which
 * finds the classes in another way, shows that none is missing.
 */

import { ageOf } from "../answers/moment.ts";
import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer } from "../answers/value.ts";
import { answerClassesOf } from "../protocol/answer-classes.ts";
import { conditionText, type FindingCondition } from "../protocol/condition.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { hoursOf } from "../protocol/sentence.ts";
import { knownValue, leafTruth } from "../triage/evaluate.ts";
import { compareAge, isMomentQuestion } from "../triage/moment.ts";
import { type RawAnswer, rawAnswersTo } from "./answers.ts";
import { NotProvable } from "./not-provable.ts";
import { decidingLeaves, questionsOf, sizeOfFact, type TimeFact, timeFactsOf } from "./time-facts.ts";

/** One answer, as it comes in and as the engine holds it (undefined: never asked), and its class. */
export interface Sample {
  raw: RawAnswer;
  answer: Answer | undefined;
  inClass: number;
}

/** All answers to one question. Class 0 is "not known, and not asked". */
export interface Domain {
  question: Question;
  samples: readonly Sample[];
  /** The plainest answer of each class. */
  classes: readonly Sample[];
  /** What each class makes of a sentence, by the protocol's place in the space and the sentence's words. */
  read(protocol: Protocol, leaf: FindingCondition, inClass: number): Truth;
  /** @param now for a moment, which has an age only then; milliseconds since the epoch */
  classOf(answer: Answer | undefined, now?: number): number;
}

/** The answers that any of these protocols can tell apart. A question must have the same kind of answer in all of them. */
export class AnswerSpace {
  readonly protocols: readonly Protocol[];
  /** In the order of asking. */
  readonly domains: readonly Domain[];
  readonly facts: readonly TimeFact[];
  /** How many classes each variable of a diagram has, in the order of the variables. */
  readonly sizes: readonly number[];
  readonly #variables: ReadonlyMap<string, number>;
  readonly #domains: ReadonlyMap<string, Domain>;
  readonly #facts: ReadonlyMap<string, TimeFact>;
  readonly #leaves: Map<Protocol, ReadonlyMap<string, FindingCondition[]>>;
  readonly #readAs = new Map<Protocol, Protocol>();

  constructor(...protocols: readonly Protocol[]) {
    this.protocols = protocols;
    const named = protocols.map((protocol) => leavesOf(protocol));
    this.#leaves = new Map(protocols.map((protocol, at) => [protocol, named[at] ?? new Map()]));
    const questions = new Map<string, Question[]>();
    for (const protocol of protocols)
      for (const question of protocol.questions)
        questions.set(question.id, [...(questions.get(question.id) ?? []), question]);
    this.domains = [...questions.keys()].map((id) => domainOf(id, protocols, named));
    this.#domains = new Map(this.domains.map((domain) => [domain.question.id, domain]));
    this.facts = timeFactsOf(protocols);
    this.#facts = new Map(this.facts.map((fact) => [fact.key, fact]));
    const order = variableOrder(this.domains, this.facts);
    this.#variables = new Map(order.map((key, at) => [key, at]));
    this.sizes = order.map((key) => {
      const domain = this.#domains.get(key);
      const fact = this.#facts.get(key);
      return domain ? domain.classes.length : fact ? sizeOfFact(fact) : 0;
    });
  }

  /**
   * Lets a protocol be read in this space that asks the same questions and says no sentence that the space's first one
   * does not say. @returns false when it does not, and needs a space of its own
   */
  adopt(protocol: Protocol): boolean {
    const [first] = this.protocols;
    if (!first) return false;
    if (protocol === first) return true;
    const said = this.#leaves.get(first) ?? new Map<string, FindingCondition[]>();
    for (const [id, leaves] of leavesOf(protocol)) {
      const known = new Set((said.get(id) ?? []).map((leaf) => conditionText(leaf)));
      if (leaves.some((leaf) => !known.has(conditionText(leaf)))) return false;
    }
    const sameAnswers = protocol.questions.every(({ id, answer, until_known, lasting }) => {
      const own = first.questions.find((one) => one.id === id);
      return own?.answer === answer && own.until_known === until_known && own.lasting === lasting;
    });
    if (!sameAnswers || protocol.questions.length !== first.questions.length) return false;
    if (!timeFactsOf([protocol]).every((fact) => this.has(fact.key) && isPartOf(fact, this.fact(fact.key))))
      return false;
    this.#leaves.set(protocol, said);
    this.#readAs.set(protocol, first);
    return true;
  }

  /** The protocol of the space as which another one is read. */
  readAs(protocol: Protocol): Protocol {
    return this.#readAs.get(protocol) ?? protocol;
  }

  /** The variable of a question, or of a fact by its key. @throws when no protocol of the space looks at it */
  variable(key: string): number {
    const at = this.#variables.get(key);
    if (at === undefined) throw new Error(`nothing called "${key}" in this space of answers`);
    return at;
  }

  has(key: string): boolean {
    return this.#variables.has(key);
  }

  /** The sentences of a protocol that the answer to a question decides. */
  leavesAbout(protocol: Protocol, question: string): readonly FindingCondition[] {
    return this.#leaves.get(protocol)?.get(question) ?? [];
  }

  /** Whether a protocol says this sentence itself, so that the classes tell it apart. */
  reads(protocol: Protocol, leaf: FindingCondition): boolean {
    const text = conditionText(leaf);
    return this.leavesAbout(protocol, leaf.finding.split(".")[0] ?? "").some(
      (one) => conditionText(one) === text,
    );
  }

  domain(question: string): Domain {
    const domain = this.#domains.get(question);
    if (!domain) throw new Error(`no question "${question}" in this space of answers`);
    return domain;
  }

  fact(key: string): TimeFact {
    const fact = this.#facts.get(key);
    if (!fact) throw new Error(`nothing of time or site called "${key}" in this space of answers`);
    return fact;
  }

  /** A complete set of answers as an answer file would give it, without its moments; what was never asked is left out. */
  findings(answers: readonly number[]): Record<string, RawAnswer> {
    return Object.fromEntries(
      this.domains.flatMap(({ question, classes }) => {
        const raw = classes[answers[this.variable(question.id)] ?? 0]?.raw;
        return raw === undefined ? [] : [[question.id, raw]];
      }),
    );
  }
}

/** Whether a fact says nothing that another one of the same name does not say. */
function isPartOf(fact: TimeFact, of: TimeFact): boolean {
  if (fact.kind === "freshness")
    return of.kind === "freshness" && fact.limits.every((hours) => of.limits.includes(hours));
  if (!("leaves" in fact)) return true;
  if (!("leaves" in of)) return false;
  const known = new Set(of.leaves.map((leaf) => conditionText(leaf)));
  return fact.leaves.every((leaf) => known.has(conditionText(leaf)));
}

/**
 * Variables in an order that keeps diagrams small: first what many conditions look at together (when it was, what the
 * studies showed), then each question with what is known of its moments.
 */
function variableOrder(domains: readonly Domain[], facts: readonly TimeFact[]): string[] {
  const weight = ({ question }: Domain): number =>
    isMomentQuestion(question) ? 0 : question.study ? 2 : question.lasting ? 1 : 3;
  const sorted = [...domains].sort((a, b) => weight(a) - weight(b));
  const order: string[] = facts.filter(({ kind }) => kind === "site").map(({ key }) => key);
  const placed = new Set(order);
  for (const { question } of sorted) {
    order.push(question.id);
    for (const fact of facts)
      if (!placed.has(fact.key) && questionsOf(fact).includes(question.id)) {
        placed.add(fact.key);
        order.push(fact.key);
      }
  }
  return [...order, ...facts.filter(({ key }) => !placed.has(key)).map(({ key }) => key)];
}

/** Every sentence of a protocol about a question, by its words, that the answer to it decides. */
function leavesOf(protocol: Protocol): Map<string, FindingCondition[]> {
  const found = new Map<string, Map<string, FindingCondition>>();
  for (const told of decidingLeaves(protocol)) {
    if (!("finding" in told)) continue;
    // a moment that is known so vaguely that it tells nothing is not one that nobody knows
    const leaf: FindingCondition = isOfAnswer(told) ? told : { kind: "known", finding: told.finding };
    if (leaf !== told && told.kind !== "age") continue;
    const [id = ""] = leaf.finding.split(".");
    const own = found.get(id) ?? new Map<string, FindingCondition>();
    found.set(id, own.set(conditionText(leaf), leaf));
  }
  return new Map([...found].map(([id, leaves]) => [id, [...leaves.values()]]));
}

/** Whether the answer alone decides a sentence, or the age of a moment now. */
const isOfAnswer = (leaf: FindingCondition): boolean =>
  leaf.kind === "age"
    ? leaf.at.kind === "now"
    : leaf.kind !== "answered-within" && leaf.kind !== "after" && leaf.kind !== "onset-before";

function domainOf(
  id: string,
  protocols: readonly Protocol[],
  named: readonly ReadonlyMap<string, FindingCondition[]>[],
): Domain {
  const readers = protocols.flatMap((protocol, at) => {
    const question = protocol.questions.find((one) => one.id === id);
    return question ? [{ protocol, question, leaves: named[at]?.get(id) ?? [] }] : [];
  });
  const first = readers[0];
  if (!first) throw new Error(`no protocol asks "${id}"`);
  const cuts = (finding: string) =>
    readers.flatMap(({ question, leaves }) => [
      ...leaves.flatMap((leaf) => (leaf.finding === finding && "comparison" in leaf ? [leaf.value] : [])),
      ...kindOf(question.answer).ownThresholds(question.answer),
    ]);
  const vectorOf = (answer: Answer | undefined, now?: number) =>
    readers.map(({ question, leaves }) => leaves.map((leaf) => leafTruths(question, leaf, answer, now)));

  const samples: Sample[] = [];
  const classes: Sample[] = [];
  const vectors: Truth[][][] = [];
  const seen = new Map<string, number>();
  for (const raw of readers.flatMap(({ question }) => rawAnswersTo(question, cuts))) {
    const readings = readers.map(({ question }) => readSpaceAnswer(question, raw));
    // an answer that one of the protocols refuses cannot be compared
    if (readings.some((one) => one === null)) continue;
    const answer = readings[0]?.answer;
    const vector = vectorOf(answer);
    const key = JSON.stringify(vector);
    const inClass = seen.get(key) ?? classes.length;
    const sample = { raw, answer, inClass };
    samples.push(sample);
    if (!seen.has(key)) {
      seen.set(key, inClass);
      classes.push(sample);
      vectors.push(vector);
    }
  }
  readers.forEach(({ question, leaves }, at) => {
    complete(
      question,
      leaves,
      vectors.map((vector) => vector[at] ?? []),
    );
  });
  const columns = readers.map(({ leaves }) => new Map(leaves.map((leaf, at) => [conditionText(leaf), at])));
  return {
    question: first.question,
    samples,
    classes,
    read: (protocol, leaf, inClass) => {
      const at = readers.findIndex((one) => one.protocol === protocol);
      const column = columns[at]?.get(conditionText(leaf));
      if (column !== undefined) return vectors[inClass]?.[at]?.[column] ?? null;
      const question = readers[at]?.question;
      return question ? leafTruths(question, leaf, classes[inClass]?.answer) : null;
    },
    classOf: (answer, now) => {
      const inClass = seen.get(JSON.stringify(vectorOf(answer, now)));
      if (inClass === undefined) throw new Error(`an answer to "${id}" is in no class of the space`);
      return inClass;
    },
  };
}

function readSpaceAnswer(question: Question, raw: RawAnswer): { answer: Answer | undefined } | null {
  if (raw === undefined) return { answer: undefined };
  const result = readAnswer(question, raw);
  return "faults" in result ? null : result;
}

/** What an answer makes of a sentence; whether an adjunct's unknown reads as absent is not decided here. */
export function leafTruths(
  question: Question,
  leaf: FindingCondition,
  answer: Answer | undefined,
  now?: number,
): Truth {
  if (leaf.kind === "unable")
    return answer !== undefined && "unknown" in answer && answer.unknown === "unable";
  if (leaf.kind === "known") return answer !== undefined && "value" in answer;
  const value = knownValue(question, answer);
  if (leaf.kind === "age" || (leaf.kind === "compare" && isMomentQuestion(question))) {
    const age = value === null ? null : ageOf(value, now);
    const hours = hoursOf(leaf.value, leaf.unit);
    return age && hours !== null
      ? compareAge(age, leaf.comparison, hours, leaf.kind === "age" && leaf.may)
      : null;
  }
  if (leaf.kind === "answered-within" || leaf.kind === "after" || leaf.kind === "onset-before")
    throw new NotProvable(leaf);
  if (value === null) return null;
  const part = leaf.finding.split(".")[1];
  // "is unknown" asks whether "present" can be decided
  return leafTruth(
    question,
    part,
    leaf.kind === "unknown" ? { kind: "present", finding: leaf.finding } : leaf,
    value,
  );
}

/** @throws when the answers tried distinguish more or less than the sentences can: then nothing would be proved */
function complete(
  question: Question,
  leaves: readonly FindingCondition[],
  vectors: readonly Truth[][],
): void {
  const tried = new Set(vectors.map((vector) => vector.join()));
  const possible = new Set(answerClassesOf(question, leaves).map((vector) => vector.join()));
  if (tried.size === possible.size && [...tried].every((vector) => possible.has(vector))) return;
  throw new Error(
    `the answers to "${question.id}" fall into ${tried.size} classes, and its sentences allow ${possible.size}`,
  );
}
