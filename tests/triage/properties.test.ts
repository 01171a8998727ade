/**
 * What the proof does not say (docs/proof.md), drawn with a fixed seed over all questions at once: never asked, unknown
 * for each reason, known in part, and known on either side of every threshold. And the specification's own table, written
 * out by hand once more, against the engine.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { URGENCIES, type Urgency } from "../../src/protocol/schema.ts";
import { type Assessment, assess } from "../../src/triage/assess.ts";
import { boundaryValues } from "../../src/triage/boundary-values.ts";
import { couldRaise } from "../../src/triage/could-raise.ts";
import { conditionWords } from "../../src/triage/describe.ts";
import { Evaluation } from "../../src/triage/evaluate.ts";
import { reasons } from "../../src/triage/explain.ts";
import { isHigher } from "../../src/triage/urgency.ts";
import { completeAnswers, completeValues, manyAnswers, partialValues } from "../arbitrary-answers.ts";
import { assessed, type Raw, read, recommended, wellBut, withheld } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";

const RUNS = { seed: 20261125, numRuns: 1500 } as const;
const rank = (urgency: Urgency | null): number => (urgency === null ? -1 : URGENCIES.indexOf(urgency));
const atLeast = (urgency: Urgency | null, least: Urgency): boolean => rank(urgency) >= rank(least);

// ---- what the specification calls by name, read from the raw answers and not by the engine
const isPresent = (raw: Raw, id: string): boolean => raw[id] === true;
const hasFever = ({ fever }: Raw): boolean => fever === true || (typeof fever === "number" && fever >= 38);
const isSwollen = ({ leg_swelling }: Raw): boolean =>
  ["left", "right", "both"].includes(String(leg_swelling));
const FOUR = ["limb_weakness_or_sensory_change", "saddle_sensory_loss", "urinary_retention", "incontinence"];
const parts = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" ? { ...value } : {};

const hasNewWeakness = ({ motor_grades }: Raw): boolean => {
  const { old, ...grades } = parts(motor_grades);
  return old !== true && Object.values(grades).some((grade) => typeof grade === "number" && grade < 5);
};

const hasReducedFeeling = ({ sensory_exam }: Raw): boolean =>
  sensory_exam === "reduced" || Object.values(parts(sensory_exam)).includes("reduced");

const hasDeficit = (raw: Raw): boolean =>
  FOUR.some((id) => isPresent(raw, id)) ||
  hasNewWeakness(raw) ||
  hasReducedFeeling(raw) ||
  raw.perianal_sensation === "reduced" ||
  raw.anal_tone === "reduced" ||
  Number(raw.post_void_residual_ml) >= 200;

/** Known and negative, all seven of them; and no adjunct speaks for one. */
const deficitIsAbsent = (raw: Raw): boolean => {
  const { worst, ...grades } = parts(raw.motor_grades);
  const gradesKnown = worst === 5 || Object.keys(grades).length === 10;
  return (
    !hasDeficit(raw) &&
    FOUR.every((id) => raw[id] === false) &&
    gradesKnown &&
    raw.sensory_exam === "normal" &&
    raw.perianal_sensation === "normal"
  );
};

const hematomaExcluded = (raw: Raw): boolean => {
  if (["hematoma", "abscess"].includes(String(raw.mri_result))) return false;
  if (["negative", "other_compression"].includes(String(raw.mri_result))) return true;
  const hours = Number(raw.hours_since_injection ?? Number.NaN);
  return (
    deficitIsAbsent(raw) &&
    raw.new_severe_pain === false &&
    raw.bleeding_risk === false &&
    (hours >= 48 || (hours >= 24 && raw.traumatic_puncture === false)) &&
    raw.proceduralist_agrees_anticoagulation === true
  );
};
const thrombosisFound = ({ duplex_result }: Raw): boolean =>
  duplex_result === "proximal_dvt" || duplex_result === "distal_dvt";

/** Checks a statement over many sets of answers; a failure shows the set. */
const forAll = (holds: (raw: Raw, found: Assessment) => void, runs: number = RUNS.numRuns): void =>
  fc.assert(
    fc.property(manyAnswers, (raw) => holds(raw, assessed(raw))),
    { ...RUNS, numRuns: runs },
  );

describe("4. anticoagulation", () => {
  it("is never both recommended and withheld, and what is withheld says why and until when", () => {
    forAll((_raw, found) => {
      const shown = [...recommended(found), ...withheld(found)].filter(
        (id) => id === "treatment.anticoagulation",
      );
      expect(shown.length).toBeLessThanOrEqual(1);
      for (const one of found.withheld) {
        expect(one.reason).not.toBe("");
        expect(one.released_by.length).toBeGreaterThan(0);
      }
    });
  });

  /** A thrombosis that may be treated, changed in up to three answers: near misses of the gate, not random patients. */
  const CLEAR = wellBut({
    leg_swelling: "left",
    duplex_result: "proximal_dvt",
    traumatic_puncture: false,
    proceduralist_agrees_anticoagulation: true,
  });
  const nearTheGate = fc
    .array(
      fc.constantFrom(...protocol.questions.filter(({ id }) => id !== "duplex_result")).chain((question) =>
        fc.record({
          id: fc.constant(question.id),
          value: fc.constantFrom(
            ...completeValues(question),
            ...partialValues(question),
            "unknown",
            "unable",
          ),
        }),
      ),
      { maxLength: 3 },
    )
    .map(
      (changes): Raw => ({ ...CLEAR, ...Object.fromEntries(changes.map(({ id, value }) => [id, value])) }),
    );

  it("is recommended for a confirmed thrombosis exactly when a haematoma is excluded", () => {
    expect(recommended(assessed(CLEAR))).toContain("treatment.anticoagulation");
    fc.assert(
      fc.property(nearTheGate, (raw) => {
        expect(recommended(assessed(raw)).includes("treatment.anticoagulation")).toBe(hematomaExcluded(raw));
      }),
      { ...RUNS, numRuns: 2500 },
    );
  });
});

describe("recommendations", () => {
  it("nothing is recommended twice, and every reason is a rule that is true or possible", () => {
    forAll((_raw, found) => {
      const ids = recommended(found);
      expect(new Set(ids).size).toBe(ids.length);
      const rules = new Set([...found.rules.true, ...found.rules.possible]);
      for (const { because } of [...found.recommendations, ...found.withheld]) {
        expect(because.length).toBeGreaterThan(0);
        for (const rule of because) expect(rules.has(rule)).toBe(true);
      }
    });
  });
});

describe("provisional", () => {
  it("means that something could be worse than it is; then it names what, and asks for the examination", () => {
    forAll((_raw, found) => {
      expect(found.provisional).toBe(rank(found.could_be) > rank(found.urgency));
      expect(rank(found.acts_on)).toBeGreaterThanOrEqual(rank(found.urgency));
      if (!found.provisional) {
        expect(found.open).toEqual([]);
        return;
      }
      expect(found.acts_on).not.toBe("ROUTINE");
      if (atLeast(found.could_be, "URGENT")) expect(atLeast(found.acts_on, "URGENT")).toBe(true);
      const asked = found.recommendations.find(({ id }) => id === "disposition.complete_examination_now");
      expect(asked?.window).toBeTruthy();
      expect(found.open.length).toBeGreaterThan(0);
    });
  });

  it("what is open is not known, and the most dangerous of it stands first", () => {
    forAll((raw, { open }) => {
      const findings = read(raw);
      open.forEach(({ finding, could_reach }, at) => {
        const answer = findings[finding];
        const value = answer !== undefined && "value" in answer ? answer.value : undefined;
        expect(value === undefined || typeof value === "object", `${finding} is known`).toBe(true);
        expect(rank(could_reach)).toBeLessThanOrEqual(rank(open[at - 1]?.could_reach ?? "EMERGENT"));
      });
    });
  });
});

describe("with everything known", () => {
  /** The table of the specification, and our two additions, written out once more by hand. */
  function expected(raw: Raw): Urgency {
    const is = (id: string) => isPresent(raw, id);
    const sides = (id: string) => (typeof raw[id] === "string" ? [raw[id]] : Object.values(parts(raw[id])));
    const deficit = hasDeficit(raw);
    const fever = hasFever(raw);
    const pain = is("new_severe_pain");
    const hours = Number(raw.hours_since_injection);
    const worsening = raw.pain_trend === "worsening";
    const pulses = sides("distal_pulses");
    const swollen = isSwollen(raw);
    const calf = parts(parts(raw.leg_circumference).calf);
    const signs = parts(raw.dvt_signs);
    const negativeDuplex = raw.duplex_result === "negative";
    const emergent =
      deficit ||
      (is("bilateral_leg_symptoms") && pain) ||
      pulses.includes("absent") ||
      is("limb_cold_or_pale") ||
      (pulses.includes("reduced") && (is("cyanosis_or_mottling") || Number(raw.capillary_refill_s) > 3)) ||
      is("compartment_signs") ||
      (swollen && is("cyanosis_or_mottling") && pain) ||
      is("chest_symptoms_or_collapse") ||
      ((fever || is("infection_signs")) && is("sepsis_signs")) ||
      raw.headache === "meningism" ||
      (pain && (is("bleeding_risk") || (worsening && hours <= 72))) ||
      (thrombosisFound(raw) && is("hemodynamically_unstable")) ||
      ["hematoma", "abscess", "other_compression"].includes(String(raw.mri_result));
    if (emergent) return "EMERGENT";
    const suspected =
      swollen ||
      Math.abs(Number(calf.left) - Number(calf.right)) > 3.0001 ||
      ["calf_tenderness", "warmth_or_erythema", "pitting_edema"].some((sign) => signs[sign] === true);
    const urgent =
      raw.headache === "changing_or_non_postural" ||
      fever ||
      is("infection_signs") ||
      pain ||
      (suspected && ["pending", "not_done"].includes(String(raw.duplex_result))) ||
      thrombosisFound(raw) ||
      // our addition: a danger sign that nothing explains
      is("bilateral_leg_symptoms") ||
      is("sepsis_signs") ||
      is("cyanosis_or_mottling") ||
      pulses.includes("reduced");
    if (urgent) return "URGENT";
    const negative = raw.mri_result === "negative" || negativeDuplex;
    const soon =
      (negativeDuplex && is("clinical_suspicion_remains_high")) ||
      (negative && is("symptoms_persist")) ||
      raw.headache === "postural" || // our addition
      sides("straight_leg_raise").includes("positive");
    return soon ? "SOON" : "ROUTINE";
  }

  it.each([200, 60, 12, 2])(
    "the urgency is the table's, and nothing is provisional (calm answers weigh %s)",
    (weight) => {
      fc.assert(
        fc.property(completeAnswers(weight), (raw) => {
          const found = assess(protocol, read(raw));
          const urgency = expected(raw);
          expect(found).toMatchObject({ urgency, could_be: urgency, acts_on: urgency, provisional: false });
        }),
        RUNS,
      );
    },
  );
});

describe("the reasons for a rule", () => {
  it("are each true of what is recorded, over many sets of answers", () => {
    fc.assert(
      fc.property(manyAnswers, (raw) => {
        const findings = read(raw);
        const assessment = assess(protocol, findings);
        const evaluation = new Evaluation(protocol, findings);
        for (const { id } of assessment.recommendations) evaluation.recommended.set(id, true);
        for (const { sets } of reasons(protocol, findings, assessment))
          for (const ground of sets.flat())
            if (ground.kind !== "no-rule-above")
              expect(evaluation.truth(ground), conditionWords(protocol, ground)).toBe(true);
      }),
      { ...RUNS, numRuns: 300 },
    );
  });
});

describe("whether one more answer could raise the urgency", () => {
  it("is what the whole assessment with that answer says", () => {
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(manyAnswers, (raw) => {
        const findings = read(raw);
        const { urgency } = assess(protocol, findings);
        for (const question of protocol.questions) {
          const whole = boundaryValues(protocol, question).some((value) =>
            isHigher(assess(protocol, { ...findings, [question.id]: { value } }).urgency, urgency),
          );
          expect(couldRaise(protocol, findings, question, urgency), question.id).toBe(whole);
          seen[whole ? "yes" : "no"] += 1;
        }
      }),
      { ...RUNS, numRuns: 60 },
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(60);
  });
});
