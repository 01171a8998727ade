import { CLEAR, type Cluster, DRUGS, stableDeficit } from "./clusters-spine.ts";
import type { Draft } from "./draft.ts";

/** Pictures of veins, arteries and the chest, for random patients. */

export function girths(draft: Draft): void {
  const level = draft.pick(["calf", "thigh"]);
  const thin = draft.pick([36, 36.1, 37.3, 48]);
  const thick = Math.round((thin + draft.pick([2.9, 3, 3.1, 5])) * 10) / 10;
  const pair = draft.chance(0.5) ? { left: thick, right: thin } : { left: thin, right: thick };
  draft.set({
    leg_circumference: { [level]: pair },
    leg_swelling: draft.pick(["none", "left", "right", "both", "unknown"]),
  });
}

export function swollenLeg(draft: Draft): void {
  draft.set({ leg_swelling: draft.pick(["left", "right", "both"]) });
  draft.mostly(0.4, {
    whole_leg_swollen: draft.chance(0.5),
    active_cancer: draft.chance(0.5),
    previous_dvt: false,
    dvt_signs: {
      calf_tenderness: true,
      warmth_or_erythema: "unknown",
      pitting_edema: draft.chance(0.5),
      homans: true,
    },
    cyanosis_or_mottling: draft.chance(0.4),
    new_severe_pain: draft.chance(0.4),
  });
  if (draft.chance(0.4)) {
    draft.set({ duplex_result: draft.pick(["negative", "pending", "not_done"]) });
    draft.mostly(0.7, {
      clinical_suspicion_remains_high: draft.chance(0.6),
      symptoms_persist: draft.chance(0.5),
    });
  }
}

/** A clot for which nearly every condition of the gate is met, so that each is once the only one unmet. */
export function clot(draft: Draft): void {
  draft.hours([23.9, 24, 24.1, 30, 47.9, 48, 48.1, 96, 120]);
  draft.set({
    traumatic_puncture: draft.pick([false, false, false, false, true, "unknown"]),
    proceduralist_agrees_anticoagulation: draft.pick([true, true, true, true, true, true, false, "unknown"]),
    hemodynamically_unstable: draft.pick([false, false, false, false, false, true, "unknown"]),
    high_clot_burden: draft.chance(0.2),
  });
  if (draft.chance(0.75)) {
    draft.set({ duplex_result: draft.pick(["proximal_dvt", "distal_dvt"]), leg_swelling: "left" });
  } else {
    draft.set({
      chest_symptoms_or_collapse: true,
      collapse_kind: "breathless_or_chest_pain",
      ctpa_result: "positive",
    });
  }
  draft.mostly(0.5, { mri_result: draft.pick([...CLEAR, ...CLEAR, "pending", "not_done", "hematoma"]) });
  if (draft.chance(0.7)) {
    gateFault(draft);
  }
}

function gateFault(draft: Draft): void {
  const fault = draft.pick<Cluster>([
    (d) => d.set({ bleeding_risk: true, anticoagulant: d.pick(DRUGS) }),
    (d) => d.set({ anticoagulant: d.pick(DRUGS) }),
    (d) => d.set({ pain_trend: d.pick(["worsening", "unknown"]) }),
    (d) =>
      d.set({
        headache: d.pick(["postural", "unknown"]),
        brain_imaging_result: d.pick(["negative", "pending", "not_done"]),
      }),
    (d) => d.set({ sepsis_signs: "unknown" }),
    (d) => d.set({ compartment_signs: "unknown" }),
    (d) => d.set({ perianal_sensation: "unknown" }),
    (d) => d.set({ anal_tone: d.pick(["normal", "unknown", "reduced"]) }),
    (d) => d.set({ fever: "unknown", infection_signs: d.chance(0.5) }),
    (d) => d.set({ contact: "telephone" }),
    (d) => d.set({ expected_local_anaesthetic_effect: d.pick([true, "unknown", false]) }),
    (d) => stableDeficit(d),
  ]);
  fault(draft);
}

export function chest(draft: Draft): void {
  draft.hours([0.5, 1.9, 2, 2.1, 12, 96]);
  draft.set({
    chest_symptoms_or_collapse: true,
    collapse_kind: draft.pick([
      "collapse_or_shock",
      "breathless_or_chest_pain",
      "brief_faint_recovered",
      "unknown",
    ]),
    hemodynamically_unstable: draft.pick([false, false, true, "unknown"]),
    ctpa_result: draft.pick(["not_done", "not_done", "pending", "positive", "negative"]),
  });
  if (draft.chance(0.3)) {
    draft.onset("chest_symptoms_or_collapse", draft.age() - draft.pick([0.3, 1.9, 2, 2.1]));
  }
  draft.mostly(0.15, { leg_swelling: "left", headache: "postural", bleeding_risk: true });
}

export function faint(draft: Draft): void {
  draft.hours([0.5, 1, 1.9, 2, 2.1]);
  draft.set({
    chest_symptoms_or_collapse: true,
    collapse_kind: draft.pick(["brief_faint_recovered", "brief_faint_recovered", "collapse_or_shock"]),
    hemodynamically_unstable: false,
  });
}

export function limb(draft: Draft): void {
  const pulses = draft.pick<unknown>([
    "present",
    "reduced",
    "absent",
    "unknown",
    { left: "absent", right: "present" },
  ]);
  draft.set({ distal_pulses: pulses });
  draft.mostly(0.3, {
    limb_cold_or_pale: draft.pick([true, "unknown"]),
    cyanosis_or_mottling: draft.pick([true, "unknown"]),
    compartment_signs: draft.pick([true, "unknown"]),
    capillary_refill_s: draft.pick([2, 3.9, 4, 4.1, 6]),
    bleeding_risk: true,
  });
}

export function slowRefill(draft: Draft): void {
  draft.set({ capillary_refill_s: draft.pick([3.9, 4, 4.1]) });
}
