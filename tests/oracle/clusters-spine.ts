import type { Draft } from "./draft.ts";

/** Pictures of the spine, of pain, infection and the limits of an examination, for random patients. */

export type Cluster = (draft: Draft) => void;

export const MRI = [
  "hematoma",
  "abscess",
  "other_compression",
  "negative",
  "degenerative",
  "pending",
  "not_done",
];
export const CLEAR = ["negative", "degenerative"];
export const DRUGS = [
  "none",
  "doac",
  "vitamin_k_antagonist",
  "lmwh",
  "unfractionated_heparin",
  "antiplatelet",
  "other",
];

export function well(draft: Draft): void {
  draft.mostly(0.3, { straight_leg_raise: "positive", immobilized: true, next_day_contact_made: false });
  draft.mostly(0.3, {
    thromboprophylaxis_considered: draft.chance(0.5),
    anal_tone: "normal",
    post_void_residual_ml: 80,
  });
}

export function deficit(draft: Draft): void {
  const red = ["limb_weakness_or_sensory_change", "saddle_sensory_loss", "urinary_retention", "incontinence"];
  const id = draft.pick(red);
  draft.set({ [id]: true });
  if (draft.chance(0.5)) {
    draft.set({ motor_grades: { worst: draft.pick([0, 2, 3, 4]) } });
  }
  if (draft.chance(0.3)) {
    draft.set({ perianal_sensation: "reduced" });
  }
  if (draft.chance(0.3)) {
    draft.onset(id, draft.age() * draft.random());
  }
  if (draft.chance(0.5)) {
    draft.set({ mri_result: draft.pick(MRI) });
  }
}

export function examinedDeficit(draft: Draft): void {
  draft.mostly(0.3, {
    perianal_sensation: "reduced",
    anal_tone: "reduced",
    post_void_residual_ml: draft.pick([199, 200, 350]),
    sensory_exam: draft.pick(["reduced", { "left.L5": "reduced" }, { "right.S3": "reduced" }]),
  });
}

export function oldMarks(draft: Draft): void {
  const side = draft.pick(["left", "right"]);
  const absent = { value: draft.pick(["absent", "reduced"]), old: true };
  const residual = draft.pick([180, 240, 300]);
  draft.power(side, { grade: draft.pick([2, 3, 4]), old: draft.chance(0.85) });
  draft.mostly(0.5, {
    sensory_exam: {
      [`${side}.${draft.pick(["L4", "L5", "S1", "S1", "S2"])}`]: { value: "reduced", old: true },
    },
    distal_pulses: draft.chance(0.5) ? absent : { left: "present", right: absent },
    capillary_refill_s: draft.pick([2, 3.9, 4, 4.1]),
  });
  if (draft.chance(0.4)) {
    const measured = draft.chance(0.8) ? { before: draft.pick([180, 240, 300]) } : {};
    draft.set({ post_void_residual_ml: { value: residual, old: true, ...measured } });
  }
  if (draft.chance(0.3)) {
    draft.set({
      dvt_signs: {
        calf_tenderness: false,
        warmth_or_erythema: false,
        pitting_edema: { value: true, old: true },
      },
    });
  }
  draft.mostly(0.12, {
    limb_cold_or_pale: "unknown",
    cyanosis_or_mottling: true,
    new_severe_pain: "unknown",
  });
}

export function severePain(draft: Draft): void {
  draft.hours([12, 30, 60, 71.9, 72, 72.1, 96, 192]);
  draft.set({
    new_severe_pain: true,
    pain_trend: draft.pick(["improving", "unchanged", "worsening", "worsening"]),
  });
  draft.mostly(0.25, { bleeding_risk: true, bilateral_leg_symptoms: true, infection_risk: true });
  if (draft.chance(0.35)) {
    draft.onset("new_severe_pain", draft.age() - draft.pick([1, 71.9, 72, 72.1, 80, -2]));
  }
  if (draft.chance(0.5)) {
    draft.set({ mri_result: draft.pick(MRI) });
  }
}

export function worseningPain(draft: Draft): void {
  draft.set({ pain_trend: "worsening" });
  draft.mostly(0.3, { infection_risk: true, bleeding_risk: true, mri_result: draft.pick(MRI) });
  if (draft.chance(0.3)) {
    draft.onset("pain_trend", draft.age() - draft.pick([10, 71.9, 72, 72.1, 90]));
  }
}

export function infected(draft: Draft): void {
  draft.set({ fever: draft.pick([true, 37.9, 38, 38.1, 39.4]) });
  draft.mostly(0.3, {
    infection_signs: true,
    infection_risk: true,
    sepsis_signs: true,
    new_severe_pain: true,
  });
  if (draft.chance(0.5)) {
    draft.set({ mri_result: draft.pick(MRI) });
  }
}

export function observations(draft: Draft): void {
  draft.mostly(0.7, {
    systolic_bp: draft.pick([88, 90, 91, 100, 101, 125, 219, 220]),
    heart_rate: draft.pick([40, 41, 72, 90, 91, 111, 130, 131]),
    respiratory_rate: draft.pick([8, 9, 16, 20, 21, 24, 25]),
    spo2: draft.pick([91, 92, 94, 96, 98]),
    on_oxygen: draft.chance(0.2),
    consciousness: draft.pick(["alert", "alert", "alert", "new_confusion", "voice"]),
  });
  draft.mostly(0.3, { fever: draft.pick([35, 35.1, 36.1, 38.1, 39.1]), sepsis_signs: "unknown" });
}

export function earlySepsis(draft: Draft): void {
  draft.hours([0.5, 1.9, 2, 2.1, 4, 48]);
  draft.set({ sepsis_signs: true });
  draft.mostly(0.4, { fever: draft.pick([true, "unknown"]), infection_signs: true });
  if (draft.chance(0.4)) {
    draft.onset("sepsis_signs", draft.age() - draft.pick([0.5, 1.9, 2, 2.1, 3]));
  }
}

export function headache(draft: Draft): void {
  draft.set({ headache: draft.pick(["postural", "changing_or_non_postural", "meningism"]) });
  if (draft.chance(0.6)) {
    draft.set({
      brain_imaging_result: draft.pick(["not_done", "pending", "negative", "bleed", "venous_thrombosis"]),
    });
  }
}

/** A numb leg after local anaesthetic, with one condition often spoiled. */
export function block(draft: Draft): void {
  const hours = draft.hours([0.9, 1.5, 2.5, 3.9, 4, 4.1, 6, 7.9, 8, 8.1]);
  const side = draft.pick(["left", "right"]);
  const otherSide = side === "left" ? "right" : "left";
  draft.site.expected_local_anaesthetic_effect = draft.chance(0.85);
  draft.power(side, draft.pick([4, 4, 4, 3, 3, 3, 2]), "ankle_dorsiflexion");
  draft.set({
    limb_weakness_or_sensory_change: true,
    sensory_exam: {
      [`${draft.chance(0.9) ? side : otherSide}.${draft.pick(["L4", "L5", "L5", "S1", "S1", "S2"])}`]:
        "reduced",
    },
    expected_local_anaesthetic_effect: draft.pick([true, true, true, true, true, "unknown", false]),
  });
  if (hours >= 3 || draft.chance(0.3)) {
    draft.set({ block_receding: draft.pick([true, true, false, "unknown"]) });
  }
  if (draft.chance(0.6)) {
    draft.onset("limb_weakness_or_sensory_change", hours - draft.pick([0.1, 0.5, 0.9, 1, 1.1]));
  }
}

/** A deficit of one leg after two clear studies. */
export function stableDeficit(draft: Draft): void {
  draft.power("left", draft.pick([3, 4]));
  draft.set({
    limb_weakness_or_sensory_change: true,
    mri_result: draft.pick(CLEAR),
    repeat_mri_result: draft.pick(CLEAR),
  });
  draft.mostly(0.15, {
    repeat_mri_result: draft.pick(MRI),
    urinary_retention: "unknown",
    pain_trend: "unknown",
  });
  draft.mostly(0.2, { sensory_exam: { "left.L5": "reduced" }, perianal_sensation: "unknown" });
  draft.onset("limb_weakness_or_sensory_change", draft.age() * draft.random());
}

export function clearMri(draft: Draft): void {
  draft.set({ mri_result: draft.pick(CLEAR), symptoms_persist: draft.pick([true, false, "unknown"]) });
  draft.mostly(0.5, { severe_radicular_symptoms: draft.chance(0.5), new_severe_pain: true });
  if (draft.chance(0.3)) {
    draft.set({ repeat_mri_result: draft.pick(MRI) });
  }
}

export function telephone(draft: Draft): void {
  draft.set({ contact: "telephone", bleeding_risk: draft.pick([false, false, true, "unknown"]) });
  const examined = [
    "motor_grades",
    "sensory_exam",
    "perianal_sensation",
    "straight_leg_raise",
    "distal_pulses",
  ];
  const measured = [
    "leg_circumference",
    "dvt_signs",
    "anal_tone",
    "post_void_residual_ml",
    "capillary_refill_s",
  ];
  for (const id of [...examined, ...measured]) {
    if (draft.chance(0.97)) {
      delete draft.findings[id];
    }
  }
}

export function imagingLimits(draft: Draft): void {
  draft.mostly(0.5, {
    mri_contraindicated: true,
    gadolinium_concern: draft.chance(0.5),
    egfr: draft.pick([25, 29, 30, 55]),
  });
  draft.mostly(0.5, { bleeding_risk: true, anticoagulant: draft.pick(DRUGS) });
}

export function unableToExamine(draft: Draft): void {
  const ids = ["motor_grades", "sensory_exam", "perianal_sensation"];
  draft.mostly(draft.pick([1, 0.5]), Object.fromEntries(ids.map((id) => [id, "unable"])));
}
