/**
 * The space of answers: per question the classes of answers that no sentence can tell apart. It is finite and
 * complete: numbers fall into the stretches between thresholds, structured examinations into what they show.
 *
 * The engine itself reads what an answer makes of a sentence. A check against src/protocol/answer-classes.ts, which
 * finds the classes in another way, shows that none is missing.
 */

import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer } from "../answers/value.ts";
import { answerClassesOf } from "../protocol/answer-classes.ts";
import { type Condition, conditionText, type FindingCondition, sentences } from "../protocol/condition.ts";
import { locatedConditions } from "../protocol/condition-locations.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { knownValue, leafTruth } from "../triage/evaluate.ts";
import { type RawAnswer, rawAnswersTo } from "./answers.ts";
import { NotProvable } from "./not-provable.ts";

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
  classOf(answer: Answer | undefined): number;
}

/** The answers that any of these protocols can tell apart. A question must have the same kind of answer in all of them. */
export class AnswerSpace {
  readonly protocols: readonly Protocol[];
  /** In the order of asking; a diagram's variables are their positions. */
  readonly domains: readonly Domain[];
  readonly #position: ReadonlyMap<string, number>;

  constructor(...protocols: readonly Protocol[]) {
    this.protocols = protocols;
    const named = protocols.map((protocol) => leavesOf(protocol));
    const questions = new Map<string, Question[]>();
    for (const protocol of protocols)
      for (const question of protocol.questions)
        questions.set(question.id, [...(questions.get(question.id) ?? []), question]);
    this.domains = [...questions.keys()].map((id) => domainOf(id, protocols, named));
    this.#position = new Map([...questions.keys()].map((id, at) => [id, at]));
  }

  /** A question's variable. @throws when no protocol of the space asks it */
  variable(question: string): number {
    const at = this.#position.get(question);
    if (at === undefined) throw new Error(`no question "${question}" in this space of answers`);
    return at;
  }

  domain(question: string): Domain {
    return this.domains[this.variable(question)] as Domain;
  }

  /** A complete set of answers as in an answer file; unasked questions are left out. */
  findings(answers: readonly number[]): Record<string, RawAnswer> {
    return Object.fromEntries(
      this.domains.flatMap(({ question, classes }, at) => {
        const raw = classes[answers[at] ?? 0]?.raw;
        return raw === undefined ? [] : [[question.id, raw]];
      }),
    );
  }
}

/** Every sentence of a protocol about a question, by its words. */
function leavesOf(protocol: Protocol): Map<string, FindingCondition[]> {
  const found = new Map<string, Map<string, FindingCondition>>();
  const conditions: Condition[] = [
    ...locatedConditions(protocol).map(({ condition }) => condition),
    ...protocol.contradictions.map(({ when }) => when),
  ];
  for (const leaf of conditions.flatMap(sentences)) {
    if (!("finding" in leaf)) continue;
    const [id = ""] = leaf.finding.split(".");
    const own = found.get(id) ?? new Map<string, FindingCondition>();
    found.set(id, own.set(conditionText(leaf), leaf));
  }
  return new Map([...found].map(([id, leaves]) => [id, [...leaves.values()]]));
}

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
  const vectorOf = (answer: Answer | undefined) =>
    readers.map(({ question, leaves }) => leaves.map((leaf) => leafTruths(question, leaf, answer)));

  const samples: Sample[] = [];
  const classes: Sample[] = [];
  const vectors: Truth[][][] = [];
  const seen = new Map<string, number>();
  const place = (answer: Answer | undefined) => seen.get(JSON.stringify(vectorOf(answer)));
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
    classOf: (answer) => {
      const inClass = place(answer);
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

/** What an answer makes of a sentence; whether an adjunct's unknown reads as absent is decided elsewhere. */
function leafTruths(question: Question, leaf: FindingCondition, answer: Answer | undefined): Truth {
  if (leaf.kind === "unable")
    return answer !== undefined && "unknown" in answer && answer.unknown === "unable";
  if (
    leaf.kind === "known" ||
    leaf.kind === "age" ||
    leaf.kind === "answered-within" ||
    leaf.kind === "after" ||
    leaf.kind === "onset-before"
  )
    throw new NotProvable(leaf);
  const value = knownValue(question, answer);
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
