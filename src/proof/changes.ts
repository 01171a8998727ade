/** Two answers to one question compared: the one says more than the other, or reassures less. */
import { kindOf } from "../answers/registry.ts";
import type { Answer, Value } from "../answers/value.ts";
import type { FindingCondition } from "../protocol/condition.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import type { Domain } from "./answer-space.ts";

/** A change of the answer to one question, by the classes of its domain. */
export interface Change {
  from: number;
  to: number;
}

type ChangeFilter = (from: Answer | undefined, to: Answer | undefined) => boolean;

function changesBetween({ samples }: Domain, picked: ChangeFilter): Change[] {
  const found = new Map<string, Change>();
  for (const from of samples)
    for (const to of samples)
      if (from.inClass !== to.inClass && picked(from.answer, to.answer))
        found.set(`${from.inClass}>${to.inClass}`, { from: from.inClass, to: to.inClass });
  return [...found.values()];
}

/**
 * Whether an answer was measured as too low, and the other one is not: it does not reassure less. A number of hours is no
 * such measurement: not knowing it may be as bad as the worst of it.
 */
export function isLessLow(
  domain: Domain,
  protocol: Protocol,
  leaves: readonly FindingCondition[],
  { from, to }: Change,
): boolean {
  const { answer: spec } = domain.question;
  if (kindOf(spec).isTime(spec) && !kindOf(spec).isMoment(spec)) return false;
  return leaves.some(
    (leaf) =>
      leaf.kind === "compare" &&
      leaf.comparison.startsWith("<") &&
      domain.read(protocol, leaf, from) === true &&
      domain.read(protocol, leaf, to) !== true,
  );
}

/** From an answer to one that reassures less: what was absent is present, or not known (an adjunct's unknown apart). */
export function worsenings(domain: Domain): Change[] {
  const { question } = domain;
  const { answer: spec } = question;
  const kind = kindOf(spec);
  // a measurement has no absent and present, only less and more
  if (kind.measure(spec) !== null) return byExtent(domain);
  return changesBetween(domain, (from, to) => {
    const before = answerParts(question, from);
    if (!before) return false;
    const after = answerParts(question, to) ?? new Map<string, Value>();
    const names = kind.fixedParts(spec) ?? [...new Set(["*", ...before.keys(), ...after.keys()])];
    return names.every((name) => {
      const [was, is] = [before.get(name) ?? before.get("*"), after.get(name) ?? after.get("*")];
      if (was === undefined) return is === undefined;
      if (isSameValue(was, is)) return true;
      if (kind.presence(spec, was) !== "absent") return false;
      return is === undefined ? question.adjunct !== true : kind.presence(spec, is) === "present";
    });
  });
}

/** From unknown, or from a part of an examination, to an answer that says more and retracts nothing. */
export function learnings(domain: Domain): Change[] {
  const isMap = (value: Value): value is Readonly<Record<string, Value>> => typeof value === "object";
  return changesBetween(domain, (from, to) => {
    if (to === undefined || !("value" in to)) return false;
    if (from === undefined || !("value" in from)) return true;
    const [part, whole] = [from.value, to.value];
    if (!isMap(part) || !isMap(whole)) return false;
    // what was said of all was said of each: a different word about one retracts something
    const spokenFor = (name: string) =>
      typeof part.worst === "number" || Object.keys(part).some((known) => name.startsWith(`${known}.`));
    return (
      Object.entries(part).every(([name, value]) => isSameValue(value, whole[name])) &&
      Object.keys(whole).every((name) => name in part || !spokenFor(name))
    );
  });
}

/** The same measurements, and none of them less. Of numbers only adjuncts: more hours or a better kidney is no danger. */
function byExtent(domain: Domain): Change[] {
  const { answer: spec, adjunct } = domain.question;
  if (kindOf(spec).measure(spec) === "amount" && adjunct !== true) return [];
  return changesBetween(domain, (from, to) => {
    const [was, is] = [extents(from), extents(to)];
    // sides that are alike are absent; not knowing that any more reassures less, except of an adjunct
    const lost = (difference: number) => adjunct !== true && difference === 0;
    return (
      was.size > 0 &&
      [...is.keys()].every((part) => was.has(part)) &&
      [...was].every(([part, one]) => (is.has(part) ? (is.get(part) ?? 0) >= one : lost(one)))
    );
  });
}

/** A number, or the difference between the sides at each level. */
function extents(answer: Answer | undefined): Map<string, number> {
  if (answer === undefined || !("value" in answer)) return new Map();
  const { value } = answer;
  if (typeof value === "number") return new Map([["*", value]]);
  if (typeof value !== "object") return new Map();
  return new Map(
    Object.entries(value).flatMap(([level, sides]) =>
      typeof sides === "object" ? [[level, Math.abs(Number(sides.left) - Number(sides.right))]] : [],
    ),
  );
}

/** An answer in parts; "*" speaks for every part that is not named. Null when nothing is known. */
const answerParts = ({ answer: spec }: Question, answer: Answer | undefined): Map<string, Value> | null =>
  answer !== undefined && "value" in answer ? kindOf(spec).partsOfValue(spec, answer.value) : null;

const isSameValue = (a: Value, b: Value | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
