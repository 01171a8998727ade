/** Version 2.0 as the proof sees it: the encoding is the engine, with its moments, releases, gates, scores and sites. */
import { describe, expect, it } from "vitest";
import { classesOfPatient } from "../../src/proof/patient-classes.ts";
import { proofContextOf } from "../../src/proof/prove.ts";
import { URGENCIES } from "../../src/protocol/schema.ts";
import { type Assessment, assess } from "../../src/triage/assess.ts";
import { readFindings } from "../../src/triage/finding.ts";
import { randomPatient } from "../oracle/random.ts";
import { assessedAt, idsOf, version2, well2But } from "../version-2.ts";

const PATIENTS = Number(process.env.PROOF_PATIENTS ?? 60);
/** A busy machine is no fault. */
const PATIENCE = 300_000;

describe("the encoding of version 2.0 is the engine", () => {
  it(
    "for random patients with moments, at sites of both kinds",
    () => {
      const { space, diagrams, encoded } = proofContextOf(version2);
      const told = (answers: readonly number[]) => {
        const at = (node: number) => diagrams.holds(node, answers);
        const highest = (levels: Readonly<Record<string, number>>) =>
          URGENCIES.filter((level) => at(levels[level] ?? 0)).at(-1) ?? null;
        const ids = (where: ReadonlyMap<string, number>) =>
          [...where].flatMap(([id, node]) => (at(node) ? [id] : [])).sort();
        return {
          urgency: highest(encoded.urgency),
          could_be: highest(encoded.couldBe),
          acts_on: highest(encoded.actsOn),
          provisional: at(encoded.provisional),
          recommended: ids(encoded.recommended),
          withheld: ids(encoded.withheld),
          true: encoded.rules.filter(({ truth }) => at(truth.yes)).map(({ rule }) => rule.id),
        };
      };
      const decided = (found: Assessment): ReturnType<typeof told> => ({
        urgency: found.urgency,
        could_be: found.could_be,
        acts_on: found.acts_on,
        provisional: found.provisional,
        recommended: found.recommendations.map(({ id }) => id).sort(),
        withheld: found.withheld.map(({ id }) => id).sort(),
        true: [...found.rules.true],
      });
      let read = 0;
      for (let seed = 0; seed < PATIENTS; seed += 1) {
        const { findings: raw, now, site } = randomPatient(seed);
        const setting = { now: Date.parse(now), site: { ...site } };
        const reading = readFindings(version2, raw, setting.now);
        if ("faults" in reading) continue;
        read += 1;
        const answers = classesOfPatient(space, encoded, reading.findings, setting);
        expect({ seed, ...told(answers) }).toEqual({
          seed,
          ...decided(assess(version2, reading.findings, setting)),
        });
      }
      expect(read).toBeGreaterThan(PATIENTS * 0.9);
    },
    PATIENCE,
  );
});

const at = (value: unknown, hours: number) => ({
  value,
  at: new Date(Date.parse("2026-03-10T12:00:00Z") - hours * 3_600_000).toISOString(),
});

describe("what has grown old is not as if it had never been found", () => {
  const block = {
    hours_since_injection: 3,
    expected_local_anaesthetic_effect: true,
    limb_weakness_or_sensory_change: true,
    motor_grades: {
      "left.hip_flexion": 4,
      ...Object.fromEntries(
        ["knee_extension", "ankle_dorsiflexion", "great_toe_extension", "plantarflexion"].map((group) => [
          `left.${group}`,
          5,
        ]),
      ),
      ...Object.fromEntries(
        ["hip_flexion", "knee_extension", "ankle_dorsiflexion", "great_toe_extension", "plantarflexion"].map(
          (group) => [`right.${group}`, 5],
        ),
      ),
    },
  };
  const site = { expected_local_anaesthetic_effect: true };

  it("a reduced anal tone found two hours ago closes the expected block, as one found now does", () => {
    expect(assessedAt(well2But(block), { site }).acts_on).toBe("URGENT");
    for (const hours of [0, 1.4, 1.6, 2.5])
      expect(assessedAt(well2But({ ...block, anal_tone: at("reduced", hours) }), { site }).acts_on).toBe(
        "EMERGENT",
      );
  });

  it("a calf that is 3 cm larger closes the expected block", () => {
    const calf = (left: number) => ({ leg_circumference: { calf: { left, right: 37 } } });
    expect(assessedAt(well2But({ ...block, ...calf(39.9) }), { site }).acts_on).toBe("URGENT");
    expect(assessedAt(well2But({ ...block, ...calf(40) }), { site }).acts_on).toBe("EMERGENT");
  });

  it.each([
    ["an MRI reported 13 hours ago", { mri_result: at("negative", 13) }],
    ["an MRI that has been pending for 30 hours", { mri_result: at("pending", 30) }],
    ["an examination of 30 hours ago", { perianal_sensation: at("normal", 30) }],
  ])("%s is known: no call falls to SOON with it", (_, findings) => {
    const call = well2But({
      contact: "telephone",
      motor_grades: undefined,
      sensory_exam: undefined,
      perianal_sensation: undefined,
      distal_pulses: undefined,
      leg_circumference: undefined,
      dvt_signs: undefined,
    });
    expect(assessedAt(call).acts_on).toBe("SOON");
    expect(assessedAt({ ...call, ...findings }).acts_on).toBe("URGENT");
  });
});

describe("what the proof and the evaluator written apart found in version 2.0", () => {
  it("nothing says both that a haematoma may be excluded and that a bleed is confirmed", () => {
    const ids = idsOf(assessedAt(well2But({ saddle_sensory_loss: true, brain_imaging_result: "bleed" })));
    expect(ids).toContain("caution.no_anticoagulation_confirmed");
    expect(ids).not.toContain("caution.no_anticoagulation_until_excluded");
  });

  it("a kind of collapse releases nothing while nobody knows whether there were chest symptoms or a collapse", () => {
    const faint = {
      hours_since_injection: 0.5,
      collapse_kind: "brief_faint_recovered",
      hemodynamically_unstable: false,
      fever: 39,
    };
    const found = assessedAt(well2But({ ...faint, chest_symptoms_or_collapse: "unknown" }));
    expect(found).toMatchObject({ urgency: "URGENT", could_be: "EMERGENT", provisional: true });
    expect(idsOf(found)).toContain("disposition.complete_examination_now");
    const known = assessedAt(well2But({ ...faint, chest_symptoms_or_collapse: true }));
    expect(known).toMatchObject({ urgency: "URGENT", could_be: "URGENT", provisional: false });
  });

  it.each([0, 1])("pain that nobody has asked about would be newer than an MRI of %s h ago", (hours) => {
    const mri = { mri_result: at("degenerative", hours) };
    expect(assessedAt(well2But({ ...mri, new_severe_pain: "not_assessed" }))).toMatchObject({
      acts_on: "URGENT",
      could_be: "URGENT",
    });
    expect(assessedAt(well2But({ ...mri, new_severe_pain: at(true, hours) })).acts_on).toBe("SOON");
  });

  it("meningism has a CT of the brain where MRI is contraindicated", () => {
    const ids = idsOf(assessedAt(well2But({ headache: "meningism", mri_contraindicated: true })));
    expect(ids).toContain("imaging.ct_brain_venography");
    expect(ids).not.toContain("imaging.mri_brain_venography");
  });

  it("signs of sepsis by numbers are released by other numbers, and no word about sepsis is asked for", () => {
    const found = assessedAt(well2But({ duplex_result: "proximal_dvt", consciousness: "voice" }));
    const [held] = found.withheld;
    expect(held?.released_by).toContain("consciousness");
    expect(held?.released_by).not.toContain("sepsis_signs");
  });

  it("nothing is stopped or reversed in a patient who takes nothing", () => {
    const taking = (anticoagulant: string) =>
      idsOf(assessedAt(well2But({ bleeding_risk: true, anticoagulant, mri_result: "hematoma" })));
    expect(taking("doac")).toContain("treatment.reversal_with_haematology");
    expect(taking("none")).not.toContain("treatment.reversal_with_haematology");
    const bleed = (anticoagulant: string) =>
      idsOf(assessedAt(well2But({ bleeding_risk: true, anticoagulant, brain_imaging_result: "bleed" })));
    expect(bleed("doac")).toContain("treatment.stop_anticoagulant");
    expect(bleed("none")).not.toContain("treatment.stop_anticoagulant");
  });
});
