/** Answers worth trying: for every finding, values on each side of everything that a protocol distinguishes. */
import { type Condition, sentences } from "../protocol/condition.ts";
import { type Protocol, type Question, SIDES } from "../protocol/schema.ts";
import type { Value } from "./finding.ts";

const boundaryCache = new WeakMap<Protocol, ReadonlyMap<string, readonly Value[]>>();

/** The values of one question that the protocol's conditions can tell apart, the least dangerous first. */
export function boundaryValues(protocol: Protocol, question: Question): readonly Value[] {
  let known = boundaryCache.get(protocol);
  if (!known) {
    const thresholds = thresholdsOf(protocol);
    known = new Map(protocol.questions.map((each) => [each.id, boundaryValuesOf(each, thresholds)]));
    boundaryCache.set(protocol, known);
  }
  return known.get(question.id) ?? [];
}

/** Every condition of a protocol, wherever it stands. */
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
      ...(each.gate ? [each.gate.only_if] : []),
      ...(each.replaced ? [each.replaced.when] : []),
      ...each.notes.flatMap(({ when }) => (when ? [when] : [])),
    ]),
  ];
}

/** The numbers that conditions compare each finding with. */
function thresholdsOf(protocol: Protocol): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const leaf of allConditions(protocol).flatMap(sentences)) {
    if (leaf.kind !== "compare" && leaf.kind !== "difference" && leaf.kind !== "new-grade") continue;
    const values = found.get(leaf.finding) ?? [];
    if (!values.includes(leaf.value)) values.push(leaf.value);
    found.set(leaf.finding, values);
  }
  return found;
}

const NUMBER_STEP = 0.1;

/** Each threshold and its neighbours, inside the range of the finding. */
function around(values: readonly number[], min: number, max: number): number[] {
  const near = values.flatMap((value) => [value - NUMBER_STEP, value, value + NUMBER_STEP]);
  return [...new Set(near.map((value) => Math.round(value * 100) / 100))]
    .filter((value) => value >= min && value <= max)
    .sort((a, b) => a - b);
}

function boundaryValuesOf(question: Question, thresholds: ReadonlyMap<string, number[]>): Value[] {
  const spec = question.answer;
  const own = thresholds.get(question.id) ?? [];
  switch (spec.kind) {
    case "tri":
      return ["absent", "present"];
    case "choice":
      return spec.options.map((option) => option.id);
    case "number":
      return around(own, spec.min, spec.max);
    case "grades":
      return [
        { worst: spec.normal },
        ...own
          .toSorted((a, b) => b - a)
          .map((grade) => ({ worst: Math.max(spec.min, Math.ceil(grade) - 1) })),
      ];
    case "sensation":
      return ["normal", "reduced"];
    case "circumferences":
      return spec.levels.flatMap((level) =>
        around([0, ...(thresholds.get(`${question.id}.${level.id}`) ?? [])], 0, spec.max - spec.min).map(
          (difference) => ({
            [level.id]: { [SIDES[0]]: Math.round((spec.min + difference) * 100) / 100, [SIDES[1]]: spec.min },
          }),
        ),
      );
    case "signs": {
      const none = Object.fromEntries(spec.signs.map((sign) => [sign.id, "absent"]));
      return [none, ...spec.signs.map((sign) => ({ ...none, [sign.id]: "present" }))];
    }
  }
}
