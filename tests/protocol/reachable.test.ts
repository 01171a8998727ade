/**
 * The linter says what can never be true without running the engine. Here it is held against the engine itself, which
 * tries every answer: the two must agree on every condition.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/answers/value.ts";
import { type Condition, conditionText, sentences } from "../../src/protocol/condition.ts";
import { Reach } from "../../src/protocol/reachable.ts";
import type { Protocol, Rule } from "../../src/protocol/schema.ts";
import { readSentence } from "../../src/protocol/sentence.ts";
import { loadProtocol } from "../../src/protocol-store.ts";
import { Evaluation } from "../../src/triage/evaluate.ts";
import { type Findings, readFindings } from "../../src/triage/finding.ts";
import { readRule } from "../../src/triage/rule.ts";
import { VERSION_1_FILE } from "../protocol-under-test.ts";

const { protocol: shipped } = loadProtocol(VERSION_1_FILE);

const GROUPS = [
  "hip_flexion",
  "knee_extension",
  "ankle_dorsiflexion",
  "great_toe_extension",
  "plantarflexion",
];
const CELLS = ["left", "right"].flatMap((side) => GROUPS.map((group) => `${side}.${group}`));
const PLACES = ["left", "right"].flatMap((side) =>
  ["L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5"].map((root) => `${side}.${root}`),
);
/** Every cell filled with these in turn. */
const filled = (keys: readonly string[], values: readonly unknown[]) =>
  Object.fromEntries(keys.map((key, at) => [key, values[at % values.length]]));
/** Only the first cells filled. */
const partly = (keys: readonly string[], values: readonly unknown[]) =>
  Object.fromEntries(values.map((value, at) => [keys[at], value]));
const GRADES = [[5], [4], [2], [5, 4], [5, 2], [4, 2], [5, 4, 2]];
const OLD = { grade: 2, old: true };
const SIDES = ["present", "reduced", "absent", "unknown"];

/** Answers that can make a difference to the sentences below, as they come in. */
const ANSWERS: Record<string, unknown[]> = {
  fever: [true, false, 30, 37, 38, 38.5, 39, 40],
  new_severe_pain: [true, false],
  hours_since_injection: [0, 24, 36, 48, 60, 72, 100],
  leg_swelling: ["none", "left", "right", "both"],
  mri_result: ["hematoma", "abscess", "other_compression", "negative", "pending", "not_done"],
  duplex_result: ["proximal_dvt", "negative", "pending"],
  anal_tone: ["normal", "reduced"],
  distal_pulses: SIDES.flatMap((left) => SIDES.map((right) => ({ left, right }))).concat(
    SIDES.slice(0, 3) as unknown as { left: string; right: string }[],
  ),
  leg_circumference: [0, 0.5, 1, 2, 3, 4, null].flatMap((calf) =>
    [0, 0.5, 1, 4, null].map((thigh) => ({
      calf: calf === null ? {} : { left: 40, right: 40 - calf },
      thigh: thigh === null ? {} : { left: 50, right: 50 + thigh },
    })),
  ),
  dvt_signs: ["present", "absent", "unknown"].flatMap((homans) =>
    ["present", "absent", "unknown"].flatMap((pitting_edema) =>
      ["present", "absent", "unknown"].map((calf_tenderness) => ({
        homans,
        pitting_edema,
        calf_tenderness,
        warmth_or_erythema: calf_tenderness,
      })),
    ),
  ),
  motor_grades: [
    ...[5, 4, 2].map((worst) => ({ worst })),
    ...GRADES.flatMap((grades) => [
      filled(CELLS, grades),
      filled(CELLS, [...grades, OLD]),
      partly(CELLS, grades),
    ]),
    ...[5, 4, 2].flatMap((worst) => GRADES.map((grades) => ({ worst, ...partly(CELLS, grades) }))),
    filled(CELLS, [OLD]),
    partly(CELLS, [OLD]),
  ],
  sensory_exam: [
    "normal",
    "reduced",
    filled(PLACES, ["normal"]),
    filled(PLACES, ["normal", "reduced"]),
    partly(PLACES, ["normal"]),
    partly(PLACES, ["reduced"]),
    partly(PLACES, ["normal", "reduced"]),
  ],
};
const UNKNOWN = ["unknown", "unable", undefined];

/** Sentences of every form, over questions of every kind. */
const SENTENCES = [
  "fever",
  "fever >= 39 C",
  "fever < 38 C",
  "fever is unknown",
  "fever is unable",
  "new_severe_pain",
  "new_severe_pain is unknown",
  "hours_since_injection <= 24 h",
  "hours_since_injection > 48 h",
  "hours_since_injection >= 72 h",
  "leg_swelling",
  "leg_swelling is none",
  "leg_swelling is left or both",
  "mri_result is negative",
  "mri_result is negative or pending or not_done",
  "mri_result is unable",
  "anal_tone is reduced",
  "anal_tone",
  "distal_pulses is absent",
  "distal_pulses is reduced",
  "distal_pulses",
  "leg_circumference.calf difference > 3 cm",
  "leg_circumference.calf difference <= 3 cm",
  "leg_circumference.thigh difference < 1 cm",
  "dvt_signs",
  "dvt_signs.homans",
  "dvt_signs.pitting_edema",
  "dvt_signs.pitting_edema is unknown",
  "motor_grades new grade < 5",
  "motor_grades new grade < 3",
  "motor_grades new grade >= 5",
  "motor_grades is unable",
  "sensory_exam is reduced",
  "sensory_exam is normal",
  "dvt_found",
  "imaging_negative",
].flatMap((text) => readSentence(text) ?? []);

function conditions(leaves: readonly Condition[], depth = 3): fc.Arbitrary<Condition> {
  const leaf = fc.constantFrom(...leaves);
  if (depth === 0) return leaf;
  const part = conditions(leaves, depth - 1);
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    leaf,
    part.map((of): Condition => ({ kind: "not", of })),
    parts.map((of): Condition => ({ kind: "any", of })),
    parts.map((of): Condition => ({ kind: "all", of })),
    parts.chain((of) =>
      fc.integer({ min: 1, max: of.length }).map((count): Condition => ({ kind: "at-least", count, of })),
    ),
  );
}

/** The questions that a condition looks at, through derived findings and adjuncts. */
function questionsOf(protocol: Protocol, of: Condition, seen = new Set<string>()): Set<string> {
  for (const leaf of sentences(of)) {
    const id = "finding" in leaf ? (leaf.finding.split(".")[0] ?? "") : "";
    if (id === "" || seen.has(id)) continue;
    seen.add(id);
    const derived = protocol.derived.find((part) => part.id === id);
    if (derived) questionsOf(protocol, derived.when, seen);
    const adjunct = protocol.questions.find((part) => part.id === id)?.adjunct;
    if (adjunct && typeof adjunct === "object") questionsOf(protocol, adjunct.while, seen);
  }
  return seen;
}

const answersBy = new Map(
  Object.entries(ANSWERS).map(([id, values]) => [
    id,
    [...values, ...UNKNOWN].map((raw): Answer | undefined => {
      if (raw === undefined) return undefined;
      const reading = readFindings(shipped, { [id]: raw });
      if ("faults" in reading) throw new Error(JSON.stringify(reading.faults));
      return reading.findings[id];
    }),
  ]),
);

function* everyAnswer(ids: readonly string[]): Generator<Findings> {
  const [id, ...rest] = ids;
  if (id === undefined) yield {};
  else
    for (const others of everyAnswer(rest))
      for (const answer of answersBy.get(id) ?? []) yield { ...others, [id]: answer };
}

const asRule = (when: Condition, at: number): Rule => ({
  id: `rule-${at}`,
  label: "a rule",
  from: "extension",
  when,
  urgency: at % 3 === 2 ? "none" : "SOON",
  recommend:
    at % 2 === 0 ? [{ id: "imaging.mri_spine", window: undefined, if: undefined, note: undefined }] : [],
  citations: [],
});

const MOST = 60_000;

describe("reach agrees with the engine that tries every answer", () => {
  test("on single conditions", () => {
    fc.assert(
      fc.property(conditions(SENTENCES), (condition) => {
        const protocol = { ...shipped, rules: [asRule(condition, 0)] };
        const ids = [...questionsOf(protocol, condition)].filter((id) => id in ANSWERS);
        fc.pre(ids.reduce((product, id) => product * (answersBy.get(id)?.length ?? 1), 1) <= MOST);
        let found = false;
        for (const findings of everyAnswer(ids))
          if (new Evaluation(protocol, findings).truth(condition) === true) {
            found = true;
            break;
          }
        expect(new Reach(protocol).canBeTrue({ condition, rulesAbove: 0 }), conditionText(condition)).toBe(
          found,
        );
      }),
      { numRuns: 400 },
    );
  });

  test("on rules that look at the rules above them", () => {
    const plain = SENTENCES.filter(
      (leaf) => "finding" in leaf && ["fever", "new_severe_pain", "anal_tone"].includes(leaf.finding),
    );
    const looking: Condition[] = [
      { kind: "no-rule-above" },
      { kind: "recommended", recommendation: "imaging.mri_spine" },
    ];
    const rules = fc.array(conditions([...plain, ...looking, ...looking], 2), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(rules, (list) => {
        const protocol = { ...shipped, rules: list.map(asRule) };
        const last = protocol.rules.length - 1;
        const condition = list[last] as Condition;
        let found = false;
        for (const findings of everyAnswer(["fever", "new_severe_pain", "anal_tone"])) {
          const evaluation = new Evaluation(protocol, findings);
          for (const rule of protocol.rules.slice(0, last)) readRule(rule, evaluation);
          if (evaluation.truth(condition) === true) found = true;
        }
        expect(
          new Reach(protocol).canBeTrue({ condition, rulesAbove: last }),
          list.map(conditionText).join("; "),
        ).toBe(found);
      }),
      { numRuns: 400 },
    );
  });
});

describe("what cannot be decided", () => {
  test("is said so instead of guessed", () => {
    const of = Array.from(
      { length: 40 },
      (_, at): Condition => SENTENCES[at % SENTENCES.length] as Condition,
    );
    const condition: Condition = { kind: "at-least", count: 20, of };
    const protocol = { ...shipped, rules: [asRule(condition, 0)] };
    expect(() => new Reach(protocol).canBeTrue({ condition, rulesAbove: 0 })).toThrow(/too many parts/);
  });
});
