import { blockReleases } from "./block.ts";
import { neuroDeficit, presentDeficits } from "./deficits.ts";
import type { Reading } from "./reading.ts";
import { addSpineStudy, mriPositive, mriStatus, mriValues, stableDeficit } from "./results.ts";
import { type Rule, rule } from "./types.ts";

/** Deficits and what the MRI shows: protocol 1.0 rules 1, 3 and 19; protocol 2.0 sections 4 and 5. */

const EMERGENCY_LINES = [
  "disposition.emergency_neurosurgery",
  "caution.decompression_window",
  "caution.no_anticoagulation_until_excluded",
];

/** A confirmed haematoma or abscess: nothing still says "until excluded" (section 5). */
export function spinalBleedOrAbscess(r: Reading): boolean {
  return mriValues(r).some((value) => value === "hematoma" || value === "abscess");
}

function deficitRule(r: Reading): Rule {
  const deficit = neuroDeficit(r);
  if (deficit === true && blockReleases(r)) {
    return rule("expected-block", true, "URGENT", [
      "disposition.same_day_assessment",
      "assessment.hourly_neurology",
    ]);
  }
  if (deficit === true && stableDeficit(r)) {
    return rule(
      "stable-deficit",
      true,
      "URGENT",
      ["consult.neurology"],
      ["disposition.admit", "disposition.same_day_assessment", "consult.neurosurgery"],
    );
  }
  const status = mriStatus(r, presentDeficits(r));
  const result = rule("neuro-deficit", deficit, "EMERGENT", ["consult.neurosurgery"]);
  if (status === "none" || status === "pending") {
    result.adds.push(...EMERGENCY_LINES);
    return addSpineStudy(result, status, true);
  }
  result.open.push(...EMERGENCY_LINES);
  if (status === "negative" || status === "reopened") {
    // `deficit-mri-negative`, and property 1: after a known result the repeat.
    result.adds.push("imaging.mri_spine_repeat");
    return result;
  }
  return addSpineStudy(result, status, true);
}

function confirmedRules(r: Reading): Rule[] {
  const found = mriPositive(r);
  const confirmed = rule(
    "hematoma-or-abscess-confirmed",
    found.length > 0,
    "EMERGENT",
    ["consult.neurosurgery", "disposition.admit_for_decompression"],
    [
      "caution.decompression_window",
      "disposition.emergency_neurosurgery",
      "consult.haematology",
      "caution.no_anticoagulation_confirmed",
    ],
  );
  const noDrug = rule("no-anticoagulant", spinalBleedOrAbscess(r), null, [
    "caution.no_anticoagulation_confirmed",
  ]);
  return [confirmed, noDrug];
}

export function neurologyRules(r: Reading): Rule[] {
  return [deficitRule(r), ...confirmedRules(r)];
}
