import { everyPartKnownAbsent } from "./deficits.ts";
import { HOUR, partlyAtMost, whollyAtMost } from "./moments.ts";
import type { Reading } from "./reading.ts";
import { addSpineStudy, mriStatus } from "./results.ts";
import { and, type Rule, rule } from "./types.ts";
import {
  addDuplex,
  calfCounts,
  dvtFound,
  dvtSignsAbsent,
  reportedSwelling,
  swelling,
  thighCounts,
} from "./vascular.ts";

/**
 * Chest symptoms and collapse: protocol 1.0 `pulmonary-embolism`; 2.0 section 1 (CTPA) and section 3
 * (Collapse).
 */

/** What both "no CTPA" releases need, the faint and the collapse (section 3). */
function noCtpaAllowed(r: Reading): boolean {
  const age = r.ageAtOnset("chest_symptoms_or_collapse");
  return (
    age !== null &&
    whollyAtMost(age, 2 * HOUR) &&
    reportedSwelling(r) === false &&
    dvtSignsAbsent(r) &&
    !calfCounts(r) &&
    !thighCounts(r) &&
    !dvtFound(r) &&
    r.result("ctpa_result") !== "positive" &&
    r.word("headache") === "none"
  );
}

function collapseKind(r: Reading): string | null {
  return r.word("collapse_kind");
}

/** Section 3: a faint is URGENT only in a patient in whom everything else is known to be absent. */
export function faintReleased(r: Reading): boolean {
  return (
    r.tri("chest_symptoms_or_collapse") === true &&
    collapseKind(r) === "brief_faint_recovered" &&
    noCtpaAllowed(r) &&
    everyPartKnownAbsent(r) &&
    r.tri("hemodynamically_unstable") === false
  );
}

/** Section 1: after a negative CTPA the heart, pneumonia and sepsis remain. */
function afterNegativeCtpa(r: Reading): Rule {
  const kind = collapseKind(r);
  const kindKnown = !r.choices.negative_ctpa_needs_collapse_kind || kind !== null;
  const stable = r.tri("hemodynamically_unstable") === false && kind !== "collapse_or_shock" && kindKnown;
  const chest = r.tri("chest_symptoms_or_collapse");
  const open = [
    "assessment.ecg_and_observations",
    "assessment.alternative_diagnoses",
    "assessment.full_examination",
    "disposition.same_day_assessment",
    "disposition.admit",
    "laboratory.infection",
  ];
  if (stable || faintReleased(r)) {
    return rule("ctpa-negative", chest, "URGENT", [], [...open, "assessment.resuscitation_first"]);
  }
  return rule(
    "ctpa-negative",
    chest,
    "EMERGENT",
    ["assessment.resuscitation_first"],
    [...open, "disposition.emergency_pe"],
  );
}

/** While an embolism is neither shown nor excluded. */
function beforeCtpa(r: Reading): Rule {
  const chest = r.tri("chest_symptoms_or_collapse");
  const kind = collapseKind(r);
  if (faintReleased(r)) {
    return rule(
      "faint",
      true,
      "URGENT",
      ["assessment.ecg_and_observations"],
      ["assessment.resuscitation_first", "assessment.full_examination", "disposition.same_day_assessment"],
    );
  }
  const age = r.ageAtOnset("chest_symptoms_or_collapse");
  const early = age !== null && partlyAtMost(age, 2 * HOUR);
  if (chest === true && kind === "collapse_or_shock" && noCtpaAllowed(r)) {
    return rule(
      "collapse",
      true,
      "EMERGENT",
      ["assessment.resuscitation_first"],
      [
        "disposition.emergency_pe",
        "disposition.admit",
        "disposition.same_day_assessment",
        "assessment.ecg_and_observations",
      ],
    );
  }
  const result = rule("pulmonary-embolism", chest, "EMERGENT", ["disposition.emergency_pe"]);
  // With a known DVT "no second study" can be read as sparing the CTPA unless the circulation is failing.
  const sure = r.result("ctpa_result") === "not_done" && !dvtFound(r);
  (sure ? result.adds : result.open).push("imaging.ctpa");
  if (swelling(r) === true) {
    addDuplex(r, result);
  }
  const resuscitate = kind === "collapse_or_shock" && early;
  (resuscitate ? result.adds : result.open).push("assessment.resuscitation_first");
  if (r.bleedingRisk() !== false) {
    result.open.push("imaging.mri_spine", "imaging.mri_spine_repeat");
  }
  return result;
}

/** A proven embolism: EMERGENT whatever else; the MRI that could open the gate is asked for (section 1). */
function embolism(r: Reading): Rule {
  const result = rule(
    "pe-confirmed",
    true,
    "EMERGENT",
    ["disposition.emergency_pe"],
    ["assessment.resuscitation_first"],
  );
  const bleeding = r.bleedingRisk();
  if (bleeding === true) {
    addSpineStudy(result, mriStatus(r, []), false);
  } else if (bleeding === null) {
    result.open.push("imaging.mri_spine");
  }
  return result;
}

/** Instability with neither chest symptoms nor a clot has no rule of its own. */
function instabilityAlone(r: Reading): Rule {
  const alone = and(r.tri("hemodynamically_unstable"), r.choices.instability_alone_is_emergent);
  const truth = alone === true && !dvtFound(r) && r.tri("chest_symptoms_or_collapse") !== true;
  return rule("instability", truth, "EMERGENT", [], ["assessment.resuscitation_first", "imaging.ctpa"]);
}

export function chestRules(r: Reading): Rule[] {
  const ctpa = r.result("ctpa_result");
  const main = ctpa === "positive" ? embolism(r) : ctpa === "negative" ? afterNegativeCtpa(r) : beforeCtpa(r);
  return [main, instabilityAlone(r)];
}
