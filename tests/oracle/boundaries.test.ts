import { describe, expect, it } from "vitest";
import { evaluate } from "./oracle.ts";
import type { Findings, OracleResult, Site } from "./types.ts";

/**
 * Both sides of every boundary that the protocol names (property 7), each on the smallest patient that shows
 * it.
 */

const NOW = "2026-03-10T12:00:00+00:00";

const WELL: Findings = {
  procedure: "epidural_steroid_interlaminar",
  hours_since_injection: 96,
  contact: "in_person",
  bleeding_risk: false,
  infection_risk: false,
  chest_symptoms_or_collapse: false,
  limb_weakness_or_sensory_change: false,
  saddle_sensory_loss: false,
  urinary_retention: false,
  incontinence: false,
  new_severe_pain: false,
  bilateral_leg_symptoms: false,
  fever: false,
  infection_signs: false,
  sepsis_signs: false,
  leg_swelling: "none",
  headache: "none",
  pain_trend: "unchanged",
  motor_grades: { worst: 5 },
  sensory_exam: "normal",
  perianal_sensation: "normal",
  distal_pulses: "present",
  limb_cold_or_pale: false,
  cyanosis_or_mottling: false,
  compartment_signs: false,
  dvt_signs: { calf_tenderness: false, warmth_or_erythema: false, pitting_edema: false, homans: false },
};

const CLOT: Findings = {
  leg_swelling: "left",
  duplex_result: "proximal_dvt",
  hemodynamically_unstable: false,
  high_clot_burden: false,
  traumatic_puncture: false,
  proceduralist_agrees_anticoagulation: true,
};

const POWER = Object.fromEntries(
  ["left", "right"].flatMap((leg) =>
    ["hip_flexion", "knee_extension", "ankle_dorsiflexion", "great_toe_extension", "plantarflexion"].map(
      (group) => [`${leg}.${group}`, 5],
    ),
  ),
);
const BLOCK: Findings = {
  hours_since_injection: 2,
  limb_weakness_or_sensory_change: true,
  motor_grades: { ...POWER, "left.ankle_dorsiflexion": 4 },
  sensory_exam: { "left.L5": "reduced" },
  expected_local_anaesthetic_effect: true,
};
const SIGNED_ON: Site = { expected_local_anaesthetic_effect: true };

const FAINT: Findings = {
  chest_symptoms_or_collapse: true,
  collapse_kind: "brief_faint_recovered",
  hemodynamically_unstable: false,
};

function judge(findings: Findings, site: Site = {}): OracleResult {
  return evaluate({ findings: { ...WELL, ...findings }, now: NOW, site });
}

function ago(hours: number): string {
  return new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
}

function asked(value: unknown, hoursAgo: number): Findings {
  return { value, at: ago(hoursAgo) };
}

describe("levels on both sides of a boundary", () => {
  const severe = { new_severe_pain: true, pain_trend: "worsening" };
  const rows: [string, Findings, string, Site?][] = [
    ["severe worsening pain at 72 h", { ...severe, hours_since_injection: 72 }, "EMERGENT"],
    ["severe worsening pain after 72 h", { ...severe, hours_since_injection: 72.1 }, "URGENT"],
    [
      "severe worsening pain late, begun early",
      { ...severe, hours_since_injection: 90, symptom_onset: { new_severe_pain: 20 } },
      "EMERGENT",
    ],
    ["refill 3.9 s", { capillary_refill_s: 3.9 }, "ROUTINE"],
    ["refill 4 s", { capillary_refill_s: 4 }, "URGENT"],
    ["calf 2.9 cm", { leg_circumference: { calf: { left: 39, right: 36.1 } } }, "ROUTINE"],
    ["calf 3 cm", { leg_circumference: { calf: { left: 39.1, right: 36.1 } } }, "URGENT"],
    ["thigh 3 cm", { leg_circumference: { thigh: { left: 50.3, right: 53.3 } } }, "URGENT"],
    ["temperature 37.9", { fever: 37.9 }, "ROUTINE"],
    ["temperature 38.0", { fever: 38 }, "URGENT"],
    ["systolic pressure 91 against a direct no", { systolic_bp: 91 }, "ROUTINE"],
    ["systolic pressure 90 against a direct no", { systolic_bp: 90 }, "EMERGENT"],
    ["a faint at 2 h", { ...FAINT, hours_since_injection: 2 }, "URGENT"],
    ["a faint after 2 h", { ...FAINT, hours_since_injection: 2.1 }, "EMERGENT"],
    [
      "a faint with an unknown headache",
      { ...FAINT, hours_since_injection: 1, headache: "unknown" },
      "EMERGENT",
    ],
    ["a numb leg where the site signed it on", BLOCK, "URGENT", SIGNED_ON],
    ["a numb leg where the site did not", BLOCK, "EMERGENT"],
    ["a numb leg before 4 h", { ...BLOCK, hours_since_injection: 3.9 }, "URGENT", SIGNED_ON],
    ["a numb leg at 4 h", { ...BLOCK, hours_since_injection: 4 }, "EMERGENT", SIGNED_ON],
    [
      "a receding block before 8 h",
      { ...BLOCK, hours_since_injection: 7.9, block_receding: true },
      "URGENT",
      SIGNED_ON,
    ],
    [
      "a receding block at 8 h",
      { ...BLOCK, hours_since_injection: 8, block_receding: true },
      "EMERGENT",
      SIGNED_ON,
    ],
    [
      "a block that began at 1 h",
      { ...BLOCK, symptom_onset: { limb_weakness_or_sensory_change: 1 } },
      "URGENT",
      SIGNED_ON,
    ],
    [
      "a block that began after 1 h",
      { ...BLOCK, symptom_onset: { limb_weakness_or_sensory_change: 0.9 } },
      "EMERGENT",
      SIGNED_ON,
    ],
    ["a block last felt 90 min ago", { ...BLOCK, headache: asked("none", 1.5) }, "URGENT", SIGNED_ON],
    ["a block last felt 96 min ago", { ...BLOCK, headache: asked("none", 1.6) }, "EMERGENT", SIGNED_ON],
  ];
  for (const [name, findings, level, site] of rows) {
    it(`${name}: ${level}`, () => {
      expect(judge(findings, site).acts_on).toEqual([level]);
    });
  }
});

describe("the anticoagulation gate", () => {
  const rows: [string, Findings, boolean][] = [
    ["24 h after a clean puncture", { hours_since_injection: 24 }, true],
    ["23.9 h after a clean puncture", { hours_since_injection: 23.9 }, false],
    [
      "48 h after a puncture nobody knows about",
      { hours_since_injection: 48, traumatic_puncture: "unknown" },
      true,
    ],
    ["47.9 h after a traumatic puncture", { hours_since_injection: 47.9, traumatic_puncture: true }, false],
    ["pain asked 4 h ago", { new_severe_pain: asked(false, 4) }, true],
    ["pain asked 4.1 h ago", { new_severe_pain: asked(false, 4.1) }, false],
    [
      "pain asked before the 24 h were over",
      { hours_since_injection: 25, pain_trend: asked("unchanged", 1.1) },
      false,
    ],
    ["a haematoma in the repeat", { mri_result: "negative", repeat_mri_result: "hematoma" }, false],
    ["a repeat under way", { mri_result: "negative", repeat_mri_result: "pending" }, false],
    [
      "an antiplatelet and a clear MRI",
      { bleeding_risk: true, anticoagulant: "antiplatelet", mri_result: "negative" },
      true,
    ],
    ["an antiplatelet without an MRI", { bleeding_risk: true, anticoagulant: "antiplatelet" }, false],
    ["compartment signs unknown", { compartment_signs: "unknown" }, false],
    ["tone unknown", { anal_tone: "unknown" }, true],
    ["tone reduced", { anal_tone: "reduced" }, false],
  ];
  for (const [name, findings, opens] of rows) {
    it(`${opens ? "opens" : "stays closed"}: ${name}`, () => {
      const result = judge({ ...CLOT, ...findings });
      expect(result.recommendations.required.has("treatment.anticoagulation")).toBe(opens);
      expect(result.withheld.required.has("treatment.anticoagulation")).toBe(!opens);
    });
  }
});
