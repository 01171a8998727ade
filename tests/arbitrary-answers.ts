/** Arbitrary answers to every question of the protocol, for property tests and for comparing engines. */

import fc from "fast-check";
import { kindOf } from "../src/answers/registry.ts";
import { UNKNOWN_REASONS } from "../src/answers/value.ts";
import type { Question } from "../src/protocol/schema.ts";
import { SIDES } from "../src/protocol/terms.ts";
import type { Raw } from "./patient.ts";
import { protocol } from "./protocol-under-test.ts";

/** Values on either side of every threshold of the protocol, and some far from it. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  hours_since_injection: [0, 6, 23, 23.9, 24, 47, 48, 71.9, 72, 72.1, 73, 500, 8760],
  post_void_residual_ml: [0, 150, 199, 199.9, 200, 201, 900],
  capillary_refill_s: [1, 2.9, 3, 3.1, 6],
  egfr: [5, 29, 29.9, 30, 90],
};
const TEMPERATURES = [36.5, 37.9, 38, 38.1, 40];
const CALVES: readonly (readonly [number, number])[] = [
  [36, 36],
  [38.9, 36],
  [39, 36],
  [39.1, 36],
  [36, 41],
];

/** Every complete answer that is representative of a question: nothing in it is unknown. */
export function completeValues({ id, answer }: Question): readonly unknown[] {
  switch (answer.kind) {
    case "tri":
      return [true, false, ...(answer.measured ? TEMPERATURES : [])];
    case "choice": {
      const ids = answer.options.map((option) => option.id);
      if (!answer.by_side) return ids;
      return [...ids, ...ids.flatMap((left) => ids.map((right) => ({ left, right })))];
    }
    case "number":
      return NUMBERS[id] ?? [answer.min, answer.max];
    case "onsets":
      return [];
    case "grades": {
      const every = (grade: unknown) =>
        Object.fromEntries(
          SIDES.flatMap((side) => answer.groups.map((group) => [`${side}.${group.id}`, grade])),
        );
      const one = `right.${answer.groups.at(-1)?.id}`;
      return [
        { worst: 5 },
        { worst: 4 },
        { worst: 0 },
        every(5),
        { ...every(5), [one]: 4 },
        { ...every(5), [one]: { grade: 2, old: true } },
        { worst: 5, [one]: { grade: 2, old: true } },
      ];
    }
    case "sensation":
      return ["normal", "reduced"];
    case "circumferences":
      return CALVES.map(([left, right]) => ({ calf: { left, right }, thigh: { left: 50, right: 50 } }));
    case "signs": {
      const none = Object.fromEntries(answer.signs.map((sign) => [sign.id, false]));
      return [none, ...answer.signs.map((sign) => ({ ...none, [sign.id]: true }))];
    }
    default:
      return kindOf(answer).rawValues(answer, () => []);
  }
}

/** Answers that leave part of what was asked unknown. */
export function partialValues({ answer }: Question): readonly unknown[] {
  switch (answer.kind) {
    case "choice":
      return answer.by_side ? answer.options.map(({ id }) => ({ left: id })) : [];
    case "grades":
      return [
        { "left.hip_flexion": 5 },
        { "left.hip_flexion": 3 },
        { "left.hip_flexion": { grade: 3, old: true } },
        { worst: 3, old: true },
      ];
    case "sensation":
      return [{ "left.L5": "normal" }, { "left.L5.pinprick": "reduced" }];
    case "circumferences":
      return [{ calf: { left: 40 } }, { thigh: { left: 50, right: 60 } }];
    case "signs":
      return answer.signs.flatMap((sign) => [{ [sign.id]: true }, { [sign.id]: false }]);
    default:
      return [];
  }
}

const oneOf = (values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);

/** The first value of each question that speaks for nothing being wrong. */
function calm(question: Question): unknown {
  const { answer } = question;
  if (question.until_known !== undefined) return question.until_known;
  if (answer.kind === "tri") return false;
  if (answer.kind === "choice") return answer.absent ?? answer.options[0]?.id;
  return completeValues(question)[0];
}

/** Answers to every question, each known in full; calm ones weigh more, or nearly every set would be EMERGENT. */
export const completeAnswers = (calmWeight: number): fc.Arbitrary<Raw> =>
  fc.record(
    Object.fromEntries(
      protocol.questions.map((question) => [
        question.id,
        fc.oneof(
          { arbitrary: fc.constant(calm(question)), weight: calmWeight },
          { arbitrary: oneOf(completeValues(question)), weight: 1 },
        ),
      ]),
    ),
  );

const NEVER_ASKED = Symbol("never asked");

/** Any answers at all: never asked, unknown for each reason, known in part, or known in full. */
export const anyAnswers = (calmWeight: number): fc.Arbitrary<Raw> =>
  fc
    .record(
      Object.fromEntries(
        protocol.questions.map((question) => {
          const partial = partialValues(question);
          return [
            question.id,
            fc.oneof(
              { arbitrary: fc.constant(calm(question)), weight: calmWeight },
              { arbitrary: oneOf(completeValues(question)), weight: 2 },
              { arbitrary: fc.constant(NEVER_ASKED), weight: 1 },
              { arbitrary: oneOf(UNKNOWN_REASONS), weight: 1 },
              ...(partial.length > 0 ? [{ arbitrary: oneOf(partial), weight: 1 }] : []),
            ),
          ];
        }),
      ),
    )
    .map((answers) =>
      Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== NEVER_ASKED)),
    );

/** Mostly well, in between, and mostly ill patients. */
export const manyAnswers: fc.Arbitrary<Raw> = fc.oneof(anyAnswers(60), anyAnswers(12), anyAnswers(0));
