import {
  blockTicked,
  hasSacralSpot,
  neuroDeficit,
  perianalReduced,
  power,
  residualRaised,
  sensation,
  toneReduced,
} from "./deficits.ts";
import { sepsisSigns } from "./infection.ts";
import { difference, HOUR, type Interval } from "./moments.ts";
import { worsening } from "./pain.ts";
import type { Reading } from "./reading.ts";
import { calfCounts, pulsesPresent, reportedSwelling, thighCounts } from "./vascular.ts";

/**
 * The expected local-anaesthetic effect: protocol 2.0, section 4. Off unless the site's owner signed it on.
 */

const ABSENT = [
  "new_severe_pain",
  "saddle_sensory_loss",
  "urinary_retention",
  "incontinence",
  "bilateral_leg_symptoms",
  "infection_signs",
  "chest_symptoms_or_collapse",
  "compartment_signs",
  "limb_cold_or_pale",
  "cyanosis_or_mottling",
];

/** The answers that go stale after 90 minutes. */
const TIMED = [
  ...ABSENT,
  "expected_local_anaesthetic_effect",
  "bleeding_risk",
  "anticoagulant",
  "fever",
  "sepsis_signs",
  "leg_swelling",
  "headache",
  "pain_trend",
  "distal_pulses",
  "perianal_sensation",
  "motor_grades",
  "sensory_exam",
];

const ONSETS = ["limb_weakness_or_sensory_change", "motor_grades", "sensory_exam"];

function fresh(r: Reading, id: string): boolean {
  const at: Interval | null = r.answer(id).at;
  return at === null || difference(r.now, at).latest <= 90;
}

/** Every deficit with its side, one leg only, no S2 to S5, no new grade below 3. */
function confinedToOneLeg(r: Reading): boolean {
  const ignoreOld = r.choices.block_ignores_old_deficits;
  const spots = [...power(r).spots, ...sensation(r).spots].filter((spot) => !(ignoreOld && spot.old));
  const sides = new Set(spots.map((spot) => spot.side));
  const weak = power(r).spots.some((spot) => !spot.old && spot.grade < 3);
  return !sides.has(null) && sides.size <= 1 && !hasSacralSpot(sensation(r)) && !weak;
}

/** A recorded onset more than one hour after the injection refutes it. */
function onsetRefutes(r: Reading): boolean {
  return ONSETS.some((id) => {
    if (r.enteredOnset(id) === null || r.onsetContradicts(id)) {
      return r.onsetContradicts(id) && r.choices.onset_before_injection_is_unknown;
    }
    const age = r.ageAtOnset(id);
    return age === null || age.latest > HOUR;
  });
}

/** Under 8 h; from 4 h on only while the block recedes, and the recession was seen within 90 minutes. */
function withinItsTime(r: Reading): boolean {
  const age = r.ageNow();
  if (age === null || age.latest >= 8 * HOUR) {
    return false;
  }
  return age.latest < 4 * HOUR || (r.tri("block_receding") === true && fresh(r, "block_receding"));
}

export function blockReleases(r: Reading): boolean {
  const motor = power(r);
  const sensory = sensation(r);
  const examined = (exam: { complete: boolean; bothLegs: boolean }): boolean =>
    r.choices.block_needs_every_group ? exam.complete : exam.complete || exam.bothLegs;
  const procedure = r.word("procedure");
  const context = r.choices.block_context_ages ? ["procedure", "contact", "hours_since_injection"] : [];
  return (
    r.blockSignedOn &&
    blockTicked(r) === true &&
    neuroDeficit(r) === true &&
    withinItsTime(r) &&
    ABSENT.every((id) => r.tri(id) === false) &&
    r.bleedingRisk() === false &&
    r.fever() === false &&
    sepsisSigns(r) === false &&
    reportedSwelling(r) === false &&
    !calfCounts(r) &&
    !thighCounts(r) &&
    r.word("headache") === "none" &&
    worsening(r) === false &&
    pulsesPresent(r) &&
    perianalReduced(r) === false &&
    !toneReduced(r) &&
    !residualRaised(r) &&
    examined(motor) &&
    examined(sensory) &&
    confinedToOneLeg(r) &&
    procedure !== null &&
    procedure !== "epidural_blood_patch" &&
    r.inPerson() &&
    r.tri("hemodynamically_unstable") !== true &&
    !onsetRefutes(r) &&
    [...TIMED, ...context].every((id) => fresh(r, id))
  );
}
