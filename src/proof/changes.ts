/** Two answers to one question, side by side: the one tells more than the other, or reassures less. */
import { type Question, SIDES } from "../protocol/schema.ts";
import type { Answer, Value } from "../triage/finding.ts";
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

/** From an answer to one that reassures less: what was absent is present, or not known (an adjunct's unknown apart). */
export function worsenings(domain: Domain): Change[] {
  const { question } = domain;
  // a measurement has no absent and present, only less and more
  if (question.answer.kind === "number" || question.answer.kind === "circumferences") return byExtent(domain);
  return changesBetween(domain, (from, to) => {
    const before = answerParts(question, from);
    if (!before) return false;
    const after = answerParts(question, to) ?? new Map<string, Value>();
    const whole = question.answer.kind === "choice" && question.answer.by_side;
    const names = whole ? [...SIDES] : [...new Set(["*", ...before.keys(), ...after.keys()])];
    return names.every((name) => {
      const [was, is] = [before.get(name) ?? before.get("*"), after.get(name) ?? after.get("*")];
      if (was === undefined) return is === undefined;
      if (isSameValue(was, is)) return true;
      if (triStateOf(question, was) !== "absent") return false;
      return is === undefined ? question.adjunct !== true : triStateOf(question, is) === "present";
    });
  });
}

/** From "not known", or from a part of an examination, to one that says more and takes nothing back. */
export function learnings(domain: Domain): Change[] {
  const isMap = (value: Value): value is Readonly<Record<string, Value>> => typeof value === "object";
  return changesBetween(domain, (from, to) => {
    if (to === undefined || !("value" in to)) return false;
    if (from === undefined || !("value" in from)) return true;
    const [part, whole] = [from.value, to.value];
    if (!isMap(part) || !isMap(whole)) return false;
    // what was said of all of them was said of each: another word on it takes something back
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
  if (domain.question.answer.kind === "number" && domain.question.adjunct !== true) return [];
  return changesBetween(domain, (from, to) => {
    const [was, is] = [extents(from), extents(to)];
    // sides that are alike are absent; not knowing that any more reassures less, except of an adjunct
    const lost = (difference: number) => domain.question.adjunct !== true && difference === 0;
    return (
      was.size > 0 &&
      [...is.keys()].every((part) => was.has(part)) &&
      [...was].every(([part, one]) => (is.has(part) ? (is.get(part) ?? 0) >= one : lost(one)))
    );
  });
}

/** A number, or the difference of the sides at each level. */
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
function answerParts({ answer: spec }: Question, answer: Answer | undefined): Map<string, Value> | null {
  if (answer === undefined || !("value" in answer)) return null;
  const { value } = answer;
  if (typeof value !== "object") return new Map([["*", value]]);
  const parts = new Map(Object.entries(value).filter(([name]) => !name.endsWith("_degrees")));
  const worst = spec.kind === "grades" ? parts.get("worst") : undefined;
  if (worst === undefined) return parts;
  parts.delete("worst");
  return parts.set("*", worst);
}

function triStateOf({ answer }: Question, value: Value): "absent" | "present" | null {
  switch (answer.kind) {
    case "tri":
      if (typeof value === "number")
        return value >= (answer.measured?.present_at_least ?? Number.POSITIVE_INFINITY)
          ? "present"
          : "absent";
      return value === "present" ? "present" : "absent";
    case "choice":
      if (answer.absent === undefined) return null;
      return value === answer.absent ? "absent" : "present";
    case "grades":
      // an old weakness is neither
      return typeof value !== "number" ? null : value < answer.normal ? "present" : "absent";
    case "sensation":
      return value === "normal" ? "absent" : "present";
    case "signs":
      return value === "present" ? "present" : "absent";
    default:
      return null;
  }
}

const isSameValue = (a: Value, b: Value | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
