/**
 * What sentences can tell of time and of a site, as further variables beside the answers. Each stands for one family of
 * sentences: how old a moment was when something began or was answered, how old an answer is now, whether a finding is
 * newer than a study, whether a site signed something on.
 *
 * Moments are known only by how they lie to each other and to the thresholds that sentences name. The families are
 * taken as independent of each other, apart from what `encoded-conditions.ts` ties to the answers: so every real patient
 * is among the ones that are looked at, and some that no clock could make.
 */
import { kindOf } from "../answers/registry.ts";
import type { Leaf } from "../protocol/condition.ts";
import { conditionText, sentences } from "../protocol/condition.ts";
import { locatedConditions } from "../protocol/condition-locations.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { hoursOf } from "../protocol/sentence.ts";
import { index } from "../triage/index-of-protocol.ts";
import { compareAge } from "../triage/moment.ts";
import { NotProvable } from "./not-provable.ts";

type AgeLeaf = Extract<Leaf, { kind: "age" }>;

/** One variable of time or site. */
export type TimeFact =
  /** The age of a moment at the first onset of some findings, or at the answer to them. */
  | {
      kind: "onset" | "entered-onset" | "answer";
      key: string;
      moment: string;
      of: readonly string[];
      leaves: readonly AgeLeaf[];
      /** What each class makes of each sentence of the family, by its words. Class 0: there is no such moment. */
      classes: readonly ReadonlyMap<string, Truth>[];
    }
  /** How old an answer is: class n is within the nth limit and not within the one before; the last is older than all. */
  | { kind: "freshness"; key: string; question: string; limits: readonly number[] }
  /** Whether a finding is newer than a study. */
  | { kind: "newer"; key: string; question: string; study: string }
  | { kind: "site"; key: string; switch: string };

export const sizeOfFact = (fact: TimeFact): number =>
  fact.kind === "freshness" ? fact.limits.length + 1 : "classes" in fact ? fact.classes.length : 2;

export const factKey = {
  age: ({ finding, at }: AgeLeaf): string =>
    at.kind === "now" ? finding : `${finding} at ${at.kind} of ${at.of.join(" or ")}`,
  freshness: (question: string): string => `age of the answer to ${question}`,
  newer: (question: string, study: string): string => `${question} newer than ${study}`,
  site: (id: string): string => `site ${id}`,
};

/** The questions that a fact is about. */
export function questionsOf(fact: TimeFact): readonly string[] {
  switch (fact.kind) {
    case "freshness":
      return [fact.question];
    case "newer":
      return [fact.question];
    case "site":
      return [];
    default:
      return fact.of;
  }
}

/** Every fact of time and site that the sentences of some protocols look at. */
export function timeFactsOf(protocols: readonly Protocol[]): TimeFact[] {
  const facts = new Map<string, TimeFact>();
  const ages = new Map<string, AgeLeaf[]>();
  const limits = new Map<string, Set<number>>();
  const limit = (question: string, hours: number) => {
    limits.set(question, (limits.get(question) ?? new Set()).add(hours));
  };
  for (const protocol of protocols)
    for (const leaf of decidingLeaves(protocol))
      switch (leaf.kind) {
        case "age":
          if (leaf.at.kind !== "now")
            ages.set(factKey.age(leaf), [...(ages.get(factKey.age(leaf)) ?? []), leaf]);
          break;
        case "answered-within":
          limit(leaf.finding, hoursOf(leaf.value, leaf.unit) ?? 0);
          break;
        case "after":
          for (const study of leaf.studies) {
            const key = factKey.newer(leaf.finding, study);
            facts.set(key, { kind: "newer", key, question: leaf.finding, study });
          }
          break;
        case "onset-before":
          throw new NotProvable(leaf);
        case "site":
          facts.set(factKey.site(leaf.switch), {
            kind: "site",
            key: factKey.site(leaf.switch),
            switch: leaf.switch,
          });
          break;
      }
  for (const protocol of protocols)
    for (const { condition, hours } of agedReadings(protocol))
      for (const id of questionsBehind(protocol, condition))
        if (index(protocol).questions.get(id)?.lasting !== true) limit(id, hours);
  for (const [key, leaves] of ages) {
    const [first] = leaves;
    if (first && first.at.kind !== "now")
      facts.set(key, {
        kind: first.at.kind,
        key,
        moment: first.finding,
        of: first.at.of,
        leaves,
        classes: ageClasses(leaves, first.at.kind === "entered-onset"),
      });
  }
  for (const [question, hours] of limits) {
    const key = factKey.freshness(question);
    facts.set(key, { kind: "freshness", key, question, limits: [...hours].sort((a, b) => a - b) });
  }
  return [...facts.values()];
}

/** Every sentence that decides something; what is only pointed out decides nothing. */
export const decidingLeaves = (protocol: Protocol): Leaf[] =>
  locatedConditions(protocol).flatMap(({ condition }) => sentences(condition));

/** Conditions that are read from answers of a limited age, with the hours. */
function agedReadings(protocol: Protocol) {
  return [
    ...protocol.derived.flatMap(({ when, release }) =>
      release?.answers_within ? [{ condition: when, hours: release.answers_within.hours }] : [],
    ),
    ...protocol.promises.flatMap(({ except }) =>
      except.flatMap(({ when, answers_within }) =>
        answers_within ? [{ condition: when, hours: answers_within.hours }] : [],
      ),
    ),
  ];
}

/** The questions that a condition looks at, through derived findings, scores and adjuncts. */
export function questionsBehind(protocol: Protocol, condition: Parameters<typeof sentences>[0]): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const parts = index(protocol);
  const visit = (of: Parameters<typeof sentences>[0]): void => {
    for (const leaf of sentences(of)) {
      if (leaf.kind === "score") {
        for (const { when } of parts.scores.get(leaf.score)?.items ?? []) visit(when);
        continue;
      }
      if (!("finding" in leaf)) continue;
      const { derived, question } = parts.place(leaf.finding);
      if (derived && !seen.has(derived.id)) {
        seen.add(derived.id);
        visit(derived.when);
      } else if (question) found.add(question.id);
    }
  };
  visit(condition);
  return found;
}

/** What every age, known exactly or not, makes of these sentences; each outcome once. */
function ageClasses(leaves: readonly AgeLeaf[], entered: boolean): ReadonlyMap<string, Truth>[] {
  const cuts = leaves.map(({ value, unit }) => hoursOf(value, unit) ?? 0);
  const ends = [...new Set(cuts)].sort((a, b) => a - b);
  // an onset may lie before the moment itself where it is not known exactly
  const points = [
    (ends[0] ?? 0) - 1,
    ...ends.flatMap((end, at) => {
      const next = ends[at + 1];
      return [end, next === undefined ? end + 1 : (end + next) / 2];
    }),
  ];
  const texts = leaves.map((leaf) => conditionText(leaf));
  const none = leaves.map((): Truth => (entered ? false : null));
  // without a moment it is not read like a moment that tells as little
  const outcomes = new Map<string, Truth[]>([["none", none]]);
  for (const [at, least] of points.entries())
    for (const most of points.slice(at)) {
      const told = leaves.map(({ comparison, value, unit, may }) =>
        compareAge({ least, most }, comparison, hoursOf(value, unit) ?? 0, may),
      );
      if (!outcomes.has(told.join())) outcomes.set(told.join(), told);
    }
  return [...outcomes.values()].map((told) => new Map(texts.map((text, at) => [text, told[at] ?? null])));
}

/** Whether the answers to a question say when other findings began. */
export const isOnsetQuestion = ({ answer }: Question): boolean =>
  kindOf(answer).namedFindings(answer, { some_finding: "" }).length > 0;
