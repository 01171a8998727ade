/** Answers worth trying: for every finding, values on each side of everything that a protocol distinguishes. */
import { kindOf } from "../answers/registry.ts";
import type { Value } from "../answers/value.ts";
import { type Condition, sentences } from "../protocol/condition.ts";
import { gateConditions } from "../protocol/condition-locations.ts";
import type { Protocol, Question } from "../protocol/schema.ts";

const boundaryCache = new WeakMap<Protocol, ReadonlyMap<string, readonly Value[]>>();

/** The values of one question that the protocol's conditions can distinguish, the least dangerous first. */
export function boundaryValues(protocol: Protocol, question: Question): readonly Value[] {
  let known = boundaryCache.get(protocol);
  if (!known) {
    const thresholds = thresholdsOf(protocol);
    known = new Map(protocol.questions.map((each) => [each.id, boundaryValuesOf(each, thresholds)]));
    boundaryCache.set(protocol, known);
  }
  return known.get(question.id) ?? [];
}

/** Every condition of a protocol, wherever it occurs. */
export function allConditions(protocol: Protocol): Condition[] {
  return [
    ...protocol.derived.map(({ when }) => when),
    ...protocol.rules.flatMap((rule) => [
      rule.when,
      ...(rule.raised ? [rule.raised.when] : []),
      ...(rule.leads_when ? [rule.leads_when] : []),
      ...rule.recommend.flatMap((wanted) => (wanted.if ? [wanted.if] : [])),
    ]),
    ...protocol.scores.flatMap((score) => score.items.map(({ when }) => when)),
    ...protocol.recommendations.flatMap((each) => [
      ...gateConditions(each),
      ...each.replaced.map(({ when }) => when),
      ...each.notes.flatMap(({ when }) => (when ? [when] : [])),
    ]),
  ];
}

/** The numbers that conditions compare each finding with. */
function thresholdsOf(protocol: Protocol): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const leaf of allConditions(protocol).flatMap(sentences)) {
    if (
      leaf.kind !== "compare" &&
      leaf.kind !== "age" &&
      leaf.kind !== "difference" &&
      leaf.kind !== "new-grade"
    )
      continue;
    const values = found.get(leaf.finding) ?? [];
    if (!values.includes(leaf.value)) values.push(leaf.value);
    found.set(leaf.finding, values);
  }
  return found;
}

function boundaryValuesOf({ id, answer }: Question, thresholds: ReadonlyMap<string, number[]>): Value[] {
  const thresholdsAt = (part?: string) => thresholds.get(part === undefined ? id : `${id}.${part}`) ?? [];
  return kindOf(answer).boundaryValues(answer, thresholdsAt);
}
