import { presentDeficits } from "./deficits.ts";
import { observationsGiven, sepsisSigns } from "./infection.ts";
import { difference, HOUR } from "./moments.ts";
import type { Reading } from "./reading.ts";
import type { Kleene } from "./types.ts";

/** The telephone release: protocol 2.0, section 4, "Telephone". All or nothing. */

const ABSENT = [
  "chest_symptoms_or_collapse",
  "limb_weakness_or_sensory_change",
  "saddle_sensory_loss",
  "urinary_retention",
  "incontinence",
  "new_severe_pain",
  "bilateral_leg_symptoms",
  "infection_signs",
  "limb_cold_or_pale",
  "cyanosis_or_mottling",
  "compartment_signs",
];
const EXAMINED = [
  "motor_grades",
  "sensory_exam",
  "perianal_sensation",
  "anal_tone",
  "straight_leg_raise",
  "post_void_residual_ml",
  "distal_pulses",
  "capillary_refill_s",
  "leg_circumference",
  "dvt_signs",
];
const RESULTS = ["mri_result", "repeat_mri_result", "duplex_result", "ctpa_result", "brain_imaging_result"];

export interface Telephone {
  /** true: the floor falls to SOON; null: the specification leaves it open; false: no release. */
  released: Kleene;
}

/** 24 h, or 12 h while a bleeding or infection risk is present or unknown. */
function callLimit(r: Reading): number {
  const calm = r.bleedingRisk() === false && r.tri("infection_risk") === false;
  return (calm ? 24 : 12) * HOUR;
}

function examinedOrResulted(r: Reading): boolean {
  const result = RESULTS.some((id) => r.result(id) !== "not_done");
  // dvt_signs with nothing but unknown signs is no examination.
  const looked = EXAMINED.filter((id) => r.known(id) && !onlyUnknown(r, id));
  return result || looked.length > 0 || presentDeficits(r).length > 0;
}

function onlyUnknown(r: Reading, id: string): boolean {
  const value = r.answer(id).value;
  const parts = typeof value === "object" && value !== null ? Object.values(value) : [];
  const words = ["unknown", "not_assessed", "unable", "declined"];
  return parts.length > 0 && parts.every((part) => typeof part === "string" && words.includes(part));
}

export function telephone(r: Reading): Telephone {
  const trend = r.word("pain_trend");
  const quiet =
    r.word("contact") === "telephone" &&
    ABSENT.every((id) => r.tri(id) === false) &&
    r.fever() === false &&
    sepsisSigns(r) === false &&
    r.word("leg_swelling") === "none" &&
    r.word("headache") === "none" &&
    trend !== null &&
    trend !== "worsening" &&
    !examinedOrResulted(r);
  if (!quiet) {
    return { released: false };
  }
  // "Not called in time" has no finding of its own: an answer older than the limit leaves the level open.
  const ids = [...ABSENT, "contact", "fever", "sepsis_signs", "leg_swelling", "headache", "pain_trend"];
  const late = ids.some((id) => {
    const at = r.answer(id).at;
    return at !== null && difference(r.now, at).latest > callLimit(r);
  });
  return { released: late || observationsGiven(r) ? null : true };
}
