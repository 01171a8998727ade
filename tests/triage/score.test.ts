import { describe, expect, it } from "vitest";
import { assessed, type Raw, wellBut } from "../patient.ts";

/** The Wells score of a patient with a swollen leg and a normal neurological examination. */
function wells(raw: Raw) {
  const [score] = assessed(wellBut({ leg_swelling: "left", ...raw })).scores;
  if (!score) throw new Error("no score");
  return score;
}

const NOTHING: Raw = {
  active_cancer: false,
  previous_dvt: false,
  bedridden_3_days_or_recent_surgery: false,
  whole_leg_swollen: false,
  collateral_veins: false,
  alternative_diagnosis_as_likely: false,
  leg_circumference: { calf: { left: 36, right: 36 } },
  dvt_signs: false,
};

describe("the two-level Wells score", () => {
  it("is an interval while its items are unknown: from -2 to 8 with normal power", () => {
    expect(wells({})).toMatchObject({ min: -2, max: 8, likely: null });
    expect(wells({}).open).toHaveLength(9);
  });

  it("is 0 with every item absent", () => {
    expect(wells(NOTHING)).toMatchObject({ min: 0, max: 0, likely: false, open: [], counted: [] });
  });

  it.each<[string, Raw]>([
    ["active cancer", { active_cancer: true }],
    ["a previous thrombosis", { previous_dvt: true }],
    ["bedridden or operated on", { bedridden_3_days_or_recent_surgery: true }],
    ["the whole leg swollen", { whole_leg_swollen: true }],
    ["collateral veins", { collateral_veins: true }],
    ["a calf 3 cm larger", { leg_circumference: { calf: { left: 39, right: 36 } } }],
    ["deep-vein tenderness", { dvt_signs: { calf_tenderness: true, pitting_edema: false } }],
    ["pitting oedema of one leg", { dvt_signs: { calf_tenderness: false, pitting_edema: true } }],
    ["a new weakness", { motor_grades: { worst: 4 } }],
  ])("%s is one point", (_what, raw) => {
    expect(wells({ ...NOTHING, ...raw })).toMatchObject({ min: 1, max: 1, likely: false });
  });

  it("a calf 2.9 cm larger, warmth, Homans' sign, an old weakness and the injection itself are none", () => {
    expect(
      wells({
        ...NOTHING,
        leg_circumference: { calf: { left: 38.9, right: 36 } },
        dvt_signs: { calf_tenderness: false, pitting_edema: false, warmth_or_erythema: true, homans: true },
        motor_grades: { worst: 5, "left.hip_flexion": { grade: 3, old: true } },
      }),
    ).toMatchObject({ min: 0, max: 0 });
  });

  it("pitting oedema of both legs is none", () => {
    const both = { leg_swelling: "both", dvt_signs: { calf_tenderness: false, pitting_edema: true } };
    expect(wells({ ...NOTHING, ...both })).toMatchObject({ min: 0, max: 0 });
  });

  it("is likely from 2 points on", () => {
    expect(wells({ ...NOTHING, active_cancer: true, previous_dvt: true })).toMatchObject({
      min: 2,
      likely: true,
    });
    expect(wells({ ...NOTHING, active_cancer: true, previous_dvt: undefined })).toMatchObject({
      min: 1,
      max: 2,
      likely: null,
    });
  });

  it("names what counts and what is not known", () => {
    expect(wells({ ...NOTHING, active_cancer: true, previous_dvt: undefined })).toMatchObject({
      counted: [expect.stringMatching(/cancer/i)],
      open: [expect.stringMatching(/previous/i)],
    });
  });

  it("another diagnosis takes two points off, and is never assumed either way", () => {
    const points = { ...NOTHING, active_cancer: true, previous_dvt: true, whole_leg_swollen: true };
    expect(wells({ ...points, alternative_diagnosis_as_likely: true })).toMatchObject({
      min: 1,
      max: 1,
      likely: false,
    });
    expect(wells({ ...points, alternative_diagnosis_as_likely: undefined })).toMatchObject({
      min: 1,
      max: 3,
      likely: null,
    });
  });

  it("is shown only with the duplex that it guides", () => {
    expect(assessed(wellBut({ fever: true })).scores).toEqual([]);
    expect(assessed(wellBut({ leg_swelling: "left", duplex_result: "negative" })).scores).toEqual([]);
  });
});
