import type { OracleResult, Released, Urgency } from "./types.ts";

/** The part of the product's JSON that the specification fixes ("Command-line contract", 1.0). */
export interface EngineResult {
  urgency: Urgency;
  could_be: Urgency;
  acts_on: Urgency;
  provisional: boolean;
  recommendations: readonly { id: string }[];
  withheld: readonly { id: string; released_by: readonly string[] }[];
}

/**
 * Every recommendation id that one of the two pages of the protocol names, and the CT of the brain that takes the place of the MRI
 * where that is contraindicated.
 */
export const NAMED_IDS = new Set(
  `assessment.alternative_diagnoses assessment.ecg_and_observations assessment.full_examination
  assessment.hourly_neurology assessment.lumbar_puncture_after_imaging assessment.resuscitation_first
  caution.contrast caution.cultures_before_antibiotics caution.decompression_window
  caution.mri_not_delayed_by_duplex caution.no_anticoagulation_confirmed
  caution.no_anticoagulation_until_excluded caution.not_normal_inflammation caution.pulses_do_not_exclude
  caution.transfer_if_no_mri consult.haematology consult.neurology consult.neurosurgery
  consult.orthopedic_or_vascular_surgery consult.spine_and_infectious_diseases consult.vascular_surgery
  disposition.admit disposition.admit_for_decompression disposition.complete_examination_now
  disposition.emergency_meningitis disposition.emergency_neurosurgery disposition.emergency_pe
  disposition.emergency_sepsis disposition.emergency_vascular disposition.pain_specialist_2_weeks
  disposition.repeat_duplex disposition.return_advice disposition.same_day_assessment
  disposition.same_day_dvt disposition.same_day_spine_infection disposition.telephone_follow_up
  followup.contact_now followup.incident_report followup.vte_policy imaging.ct_angiography imaging.ct_brain_venography
  imaging.ct_myelography imaging.ct_or_mr_venography imaging.ct_spine_plain imaging.ctpa
  imaging.duplex_legs imaging.mri_brain_venography imaging.mri_spine imaging.mri_spine_repeat
  laboratory.coagulation laboratory.infection score.wells_dvt treatment.anticoagulation
  treatment.antibiotics_after_cultures treatment.reversal_with_haematology treatment.stop_anticoagulant
  treatment.vena_cava_filter`.split(/\s+/),
);

function word(level: Urgency): string {
  return level ?? "null";
}

function levelDiffers(name: string, allowed: Urgency[], actual: Urgency): string[] {
  return allowed.includes(actual)
    ? []
    : [`${name} is ${word(actual)}; the specification gives ${allowed.map(word).join(" or ")}`];
}

function releaseDiffers(id: string, wanted: Released, actual: readonly string[]): string[] {
  const words: string[] = [];
  if (actual.length === 0) {
    words.push(`${id} is withheld without anything that releases it`);
  }
  for (const { condition, any_of } of wanted.groups) {
    if (!actual.some((name) => any_of.includes(name))) {
      words.push(
        `${id}: released_by does not name the unmet condition "${condition}" (${any_of.join(", ")})`,
      );
    }
  }
  for (const name of actual.filter((each) => !wanted.allowed.has(each))) {
    words.push(`${id}: released_by names ${name}, which is met or is no condition of this patient`);
  }
  return words;
}

function withheldDiffers(oracle: OracleResult, actual: EngineResult): string[] {
  const words: string[] = [];
  for (const [id, wanted] of oracle.withheld.required) {
    const found = actual.withheld.find((each) => each.id === id);
    if (found === undefined) {
      words.push(`${id} should be withheld and is not`);
    } else {
      words.push(...releaseDiffers(id, wanted, found.released_by));
    }
  }
  for (const { id, released_by } of actual.withheld) {
    const open = oracle.withheld.not_judged.has(id);
    if (!oracle.withheld.required.has(id) && !open) {
      words.push(`${id} is withheld; the specification gives no reason to`);
    }
    if (open && released_by.length === 0) {
      words.push(`${id} is withheld without anything that releases it`);
    }
    if (actual.recommendations.some((each) => each.id === id)) {
      words.push(`${id} is both recommended and withheld`);
    }
  }
  return words;
}

/** All differences between the specification and a result of the product, in words. Empty: none. */
export function disagreements(oracle: OracleResult, actual: EngineResult): string[] {
  const { required, not_judged, one_of } = oracle.recommendations;
  const given = new Set(actual.recommendations.map((each) => each.id));
  const words = [
    ...levelDiffers("acts_on", oracle.acts_on, actual.acts_on),
    ...levelDiffers("urgency", oracle.urgency, actual.urgency),
    ...levelDiffers("could_be", oracle.could_be, actual.could_be),
  ];
  if (!oracle.provisional.includes(actual.provisional)) {
    words.push(`provisional is ${String(actual.provisional)}; the specification says the opposite`);
  }
  for (const id of required) {
    if (!given.has(id)) {
      words.push(`${id} is missing`);
    }
  }
  for (const group of one_of) {
    if (!group.some((id) => given.has(id))) {
      words.push(`one of ${group.join(", ")} is missing`);
    }
  }
  const groups = one_of.flat();
  for (const id of given) {
    if (!NAMED_IDS.has(id)) {
      words.push(`${id} is recommended; neither page of the protocol names it`);
    } else if (!required.has(id) && !not_judged.has(id) && !groups.includes(id)) {
      words.push(`${id} is recommended; no rule that is true asks for it`);
    }
  }
  if (given.size === 0 && (actual.acts_on === "URGENT" || actual.acts_on === "EMERGENT")) {
    words.push(`${actual.acts_on} without a single recommendation`);
  }
  if (given.size !== actual.recommendations.length) {
    words.push("a recommendation appears twice");
  }
  return [...words, ...withheldDiffers(oracle, actual)];
}
