/** Why a result is what it is, and the smallest changes that would raise it. */
import { kindOf } from "../answers/registry.ts";
import type { Value } from "../answers/value.ts";
import type { Condition, Leaf } from "../protocol/condition.ts";
import type { Protocol, Urgency } from "../protocol/schema.ts";
import { type Assessment, assess } from "./assess.ts";
import { boundaryValues } from "./boundary-values.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { trueRules } from "./rule.ts";
import { higher, isHigher } from "./urgency.ts";

/** A sentence about one finding, or that the sentence does not hold. */
export type ReasonLeaf = Leaf | { kind: "not"; of: Leaf };

/** One true rule, and each minimal set of grounds that makes it true by itself. */
export interface Reason {
  rule: string;
  urgency: Urgency | null;
  sets: readonly (readonly ReasonLeaf[])[];
}

/** Sets beyond this many say nothing new to a reader. */
const MAX_SETS = 8;

/** The reasons for every true rule, the most urgent first. */
export function reasons(
  protocol: Protocol,
  findings: Findings,
  assessment: Assessment,
  setting?: Setting,
): Reason[] {
  const evaluation = new Evaluation(protocol, findings, setting);
  // what replaces another is named, and not what it replaces
  for (const { id, because } of assessment.recommendations)
    for (const rule of because) evaluation.noteRecommended(id, rule, true);
  return trueRules(protocol, findings, setting)
    .map(({ rule: { id, when, raised }, acts_on }) => {
      const both = raised && evaluation.truth(raised.when) === true ? [when, raised.when] : [when];
      return {
        rule: id,
        urgency: acts_on,
        sets: minimal(satisfying({ kind: "all", of: both }, evaluation, true)),
      };
    })
    .sort((a, b) => Number(isHigher(b.urgency, a.urgency)) - Number(isHigher(a.urgency, b.urgency)));
}

/** Sets of grounds that settle a condition the wanted way: each is enough by itself. */
function satisfying(condition: Condition, evaluation: Evaluation, wanted: boolean): ReasonLeaf[][] {
  if (evaluation.truth(condition) !== wanted) return [];
  const { kind } = condition;
  if (kind === "not") return satisfying(condition.of, evaluation, !wanted);
  if (kind === "at-least") return combineGrounds(condition.of, evaluation, wanted);
  if (kind === "any" || kind === "all")
    return (kind === "any") === wanted
      ? condition.of.flatMap((part) => satisfying(part, evaluation, wanted))
      : combineGrounds(condition.of, evaluation, wanted);
  if (kind === "certainly") return wanted ? satisfying(condition.of, evaluation, true) : [[]];
  const derived = "finding" in condition ? evaluation.index.derived.get(condition.finding) : undefined;
  // a release is read from explicit answers only, and is its own ground
  if (derived && !derived.release) return satisfying(derived.when, evaluation, wanted);
  return [[wanted ? condition : { kind: "not", of: condition }]];
}

function combineGrounds(
  parts: readonly Condition[],
  evaluation: Evaluation,
  wanted: boolean,
): ReasonLeaf[][] {
  let sets: ReasonLeaf[][] = [[]];
  for (const part of parts) {
    const ways = satisfying(part, evaluation, wanted);
    if (ways.length > 0)
      sets = sets.flatMap((set) => ways.map((way) => [...set, ...way])).slice(0, MAX_SETS * MAX_SETS);
  }
  return sets;
}

/** The same sentence may occur several times in a protocol: it is still one ground. */
function minimal(sets: readonly ReasonLeaf[][]): ReasonLeaf[][] {
  const named = sets
    .map((set) => new Map(set.map((ground) => [JSON.stringify(ground), ground])))
    .sort((a, b) => a.size - b.size);
  const kept: Map<string, ReasonLeaf>[] = [];
  for (const set of named)
    if (!kept.some((smaller) => [...smaller.keys()].every((name) => set.has(name)))) kept.push(set);
  return kept.slice(0, MAX_SETS).map((set) => [...set.values()]);
}

/** Changes of one finding, each of which alone would raise what is acted on. */
export interface RaisingChange {
  finding: string;
  /** Every value that raises, of those the protocol distinguishes, the mildest first. */
  values: readonly Value[];
  /** The level the worst of them raises it to. */
  to: Urgency;
}

/**
 * The single changes that would raise what is acted on: what to watch for, and the return advice.
 * One entry for each finding; pending results are left out, and so is how long ago something was, which
 * nobody can watch for.
 */
export function redFlagsToWatchFor(
  protocol: Protocol,
  findings: Findings,
  assessment: Assessment,
  setting?: Setting,
): RaisingChange[] {
  const found: RaisingChange[] = [];
  const results = new Set(protocol.sections.filter(({ phase }) => phase === "results").map(({ id }) => id));
  for (const question of protocol.questions) {
    if (results.has(question.section) || kindOf(question.answer).isTime(question.answer)) continue;
    const values: Value[] = [];
    let to: Urgency | null = null;
    for (const value of boundaryValues(protocol, question)) {
      const { urgency } = assess(protocol, { ...findings, [question.id]: { value } }, setting);
      // judged by what is true, so that a change never gets credit for what was possible before it
      if (!isHigher(urgency, assessment.acts_on)) continue;
      values.push(value);
      to = higher(to, urgency);
    }
    if (to !== null) found.push({ finding: question.id, values, to });
  }
  return found.sort((a, b) => Number(isHigher(b.to, a.to)) - Number(isHigher(a.to, b.to)));
}
