import {
  hasSacralSpot,
  perianalReduced,
  power,
  presentDeficits,
  residualRaised,
  sensation,
  toneReduced,
} from "./deficits.ts";
import type { Interval } from "./moments.ts";
import type { Reading } from "./reading.ts";
import type { Rule } from "./types.ts";

/** Protocol 2.0, section 5: which MRI result counts, and for which findings. */

const CLEAR = ["negative", "degenerative"];
const POSITIVE = ["hematoma", "abscess", "other_compression"];

/**
 * none: no result. pending: a first study is under way. negative: a clear result that counts for these
 * findings. outdated: a clear result, but a finding is newer. reopened: a clear result, and a second study
 * is under way. uncounted: a clear result from before the injection. positive: any haematoma, abscess or
 * compression.
 */
export type MriStatus = "none" | "pending" | "negative" | "outdated" | "reopened" | "uncounted" | "positive";

export function mriValues(r: Reading): string[] {
  return [r.result("mri_result"), r.result("repeat_mri_result")];
}

export function mriPositive(r: Reading): string[] {
  return mriValues(r).filter((value) => POSITIVE.includes(value));
}

export function mriPending(r: Reading): boolean {
  return mriValues(r).includes("pending");
}

export function mriKnown(r: Reading): boolean {
  return mriValues(r).some((value) => CLEAR.includes(value) || POSITIVE.includes(value));
}

/** "The latest known of the two": the repeat once it is known. */
function latestStudy(r: Reading): string {
  return [...CLEAR, ...POSITIVE].includes(r.result("repeat_mri_result")) ? "repeat_mri_result" : "mri_result";
}

/** A result counts for a finding that began before the study; equal or missing moments favour the study. */
function countsFor(study: Interval | null, began: Interval | null): boolean {
  if (study === null || began === null) {
    return true;
  }
  const same = study.earliest === began.earliest && study.latest === began.latest;
  return same || study.earliest >= began.latest;
}

export function mriStatus(r: Reading, presentIds: string[]): MriStatus {
  if (mriPositive(r).length > 0) {
    return "positive";
  }
  if (!mriKnown(r)) {
    return mriPending(r) ? "pending" : "none";
  }
  if (mriPending(r)) {
    return "reopened";
  }
  const study = r.answer(latestStudy(r)).at;
  const injection = r.injection();
  if (study !== null && injection !== null && study.latest < injection.earliest) {
    return "uncounted";
  }
  return presentIds.every((id) => countsFor(study, r.began(id))) ? "negative" : "outdated";
}

/**
 * The line for the study of the spine. `certain` is false where only a rule, and none of the properties 1
 * and 8, asks for a study that is already under way.
 */
export function addSpineStudy(target: Rule, status: MriStatus, certain: boolean): Rule {
  if (status === "none" || (status === "pending" && certain)) {
    target.adds.push("imaging.mri_spine");
  } else if (status === "pending") {
    target.open.push("imaging.mri_spine");
  } else if (status === "outdated") {
    target.adds.push("imaging.mri_spine_repeat");
  } else if (status === "reopened" || status === "negative") {
    target.open.push("imaging.mri_spine_repeat");
  } else if (status === "uncounted") {
    target.one_of.push(["imaging.mri_spine", "imaging.mri_spine_repeat"]);
  }
  return target;
}

/** Section 5, `stable_deficit`: power or sensation L1 to S1 only, two clear studies, nothing new since. */
export function stableDeficit(r: Reading): boolean {
  const present = presentDeficits(r);
  const flags = ["saddle_sensory_loss", "urinary_retention", "incontinence", "bilateral_leg_symptoms"];
  const sensory = sensation(r);
  const trend = r.word("pain_trend");
  const clear = mriValues(r).every((value) => CLEAR.includes(value));
  const repeat = r.answer("repeat_mri_result").at;
  const first = r.answer("mri_result").at;
  const injection = r.injection();
  const afterInjection = [first, repeat].every(
    (study) => study === null || injection === null || study.latest >= injection.earliest,
  );
  const unnamed = sensory.spots.some((spot) => spot.place === "unnamed");
  const unexamined =
    r.choices.stable_deficit_needs_examination && (sensory.reduced === null || power(r).reduced === null);
  const parts = ["limb_weakness_or_sensory_change", "motor_grades", "sensory_exam"];
  const unknown = parts.filter((id) => !r.known(id));
  const settled = [...present, ...unknown].every((id) => {
    const onset = r.onsetContradicts(id) ? null : r.enteredOnset(id);
    if (onset === null && r.choices.later_answer_is_reconfirmation) {
      return true;
    }
    return countsFor(repeat, r.began(id));
  });
  return (
    present.length > 0 &&
    flags.every((id) => r.tri(id) === false) &&
    perianalReduced(r) !== true &&
    !toneReduced(r) &&
    !residualRaised(r) &&
    !hasSacralSpot(sensory) &&
    !unnamed &&
    !unexamined &&
    trend !== null &&
    trend !== "worsening" &&
    clear &&
    afterInjection &&
    settled
  );
}
