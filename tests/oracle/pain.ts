import { culturesFirst } from "./infection.ts";
import { HOUR, partlyAtMost, partlyMoreThan } from "./moments.ts";
import type { Reading } from "./reading.ts";
import { addSpineStudy, type MriStatus, mriKnown, mriStatus } from "./results.ts";
import { and, type Kleene, or, type Rule, rule } from "./types.ts";

/** Pain: protocol 1.0 rules 2, 11, 12, 15 and `negative-workup-persisting`; 2.0 sections 3 and 5. */

export function worsening(r: Reading): Kleene {
  const trend = r.word("pain_trend");
  return trend === null ? null : trend === "worsening";
}

/** Both sides of 72 h are dangerous; an inexact onset fires both (section 8). */
function within72(r: Reading, id: string): Kleene {
  const age = r.ageAtOnset(id);
  return age === null ? r.choices.unknown_time_fires_both_sides || null : partlyAtMost(age, 72 * HOUR);
}
function after72(r: Reading, id: string): Kleene {
  const age = r.ageAtOnset(id);
  return age === null ? r.choices.unknown_time_fires_both_sides || null : partlyMoreThan(age, 72 * HOUR);
}

function painIds(r: Reading): string[] {
  const ids = r.tri("new_severe_pain") === false ? [] : ["new_severe_pain"];
  if (worsening(r) !== false) {
    ids.push("pain_trend");
  }
  if (r.choices.bleeding_risk_dates_the_mri && r.bleedingRisk() === true) {
    ids.push("bleeding_risk");
  }
  return ids;
}

/** Before any result counts: the rules of 1.0, with neurosurgery in both 72 h branches (section 3). */
function beforeResult(r: Reading, status: MriStatus): Rule[] {
  const pain = r.tri("new_severe_pain");
  const worse = worsening(r);
  const bleeding = or(r.bleedingRisk(), and(worse, within72(r, "new_severe_pain")));
  const known = status !== "none" && status !== "pending";
  const lines = (ids: string[]): [string[], string[]] => (known ? [[], ids] : [ids, []]);
  const emergency = rule("pain-with-bleeding-risk", and(pain, bleeding), "EMERGENT", [
    "consult.neurosurgery",
    "laboratory.coagulation",
    "disposition.emergency_neurosurgery",
  ]);
  const late = rule(
    "spinal-infection-late-pain",
    and(pain, worse, after72(r, "new_severe_pain")),
    "URGENT",
    ...lines([
      "laboratory.infection",
      "consult.spine_and_infectious_diseases",
      "disposition.same_day_spine_infection",
      "consult.neurosurgery",
      ...(culturesFirst(r) ? ["caution.cultures_before_antibiotics"] : []),
    ]),
  );
  const severe = rule(
    "new-severe-pain",
    pain,
    "URGENT",
    ...lines(["assessment.full_examination", "disposition.same_day_assessment"]),
  );
  if (status === "positive") {
    // Neurosurgery is demanded by the confirmed finding; the rest of these lines is then nobody's question.
    emergency.open.push(...emergency.adds.splice(0));
  }
  return [emergency, late, severe].map((each) => addSpineStudy(each, status, true));
}

/**
 * Section 5: severe pain after a clear MRI that counts for it. The fall to SOON is a release, so two-valued.
 */
function afterClearResult(r: Reading): Rule {
  const quiet = ["fever", "infection_signs", "bilateral_leg_symptoms"];
  const absent = quiet.every((id) => (id === "fever" ? r.fever() : r.tri(id)) === false);
  const calm = worsening(r) === false && r.bleedingRisk() === false && absent;
  const pain = r.tri("new_severe_pain");
  const shared = ["disposition.same_day_assessment", "assessment.full_examination"];
  if (calm) {
    return rule(
      "severe-pain-mri-clear",
      pain,
      "SOON",
      [],
      [...shared, "disposition.pain_specialist_2_weeks"],
    );
  }
  const open = [
    ...shared,
    "consult.neurosurgery",
    "laboratory.coagulation",
    "laboratory.infection",
    "consult.spine_and_infectious_diseases",
    "disposition.emergency_neurosurgery",
    "disposition.same_day_spine_infection",
    ...(culturesFirst(r) ? ["caution.cultures_before_antibiotics"] : []),
  ];
  return rule("severe-pain-mri-clear", pain, "URGENT", ["imaging.mri_spine_repeat"], open);
}

function severePain(r: Reading): Rule[] {
  const status = mriStatus(r, painIds(r));
  return status === "negative" ? [afterClearResult(r)] : beforeResult(r, status);
}

/**
 * Both legs: EMERGENT with severe pain (1.0), URGENT after a clear MRI (section 5); alone it has no rule of
 * its own.
 */
function bothLegs(r: Reading): Rule[] {
  const both = r.tri("bilateral_leg_symptoms");
  const own = both === false ? [] : ["bilateral_leg_symptoms"];
  const status = mriStatus(r, [...own, ...painIds(r)]);
  const truth = and(both, r.tri("new_severe_pain"));
  const alone = rule(
    "both-legs",
    r.choices.both_legs_alone_is_no_rule ? false : both,
    "URGENT",
    [],
    [
      "disposition.same_day_assessment",
      "assessment.full_examination",
      "imaging.mri_spine",
      "consult.neurosurgery",
    ],
  );
  if (mriKnown(r)) {
    alone.open = alone.open.map((id) => (id === "imaging.mri_spine" ? "imaging.mri_spine_repeat" : id));
  }
  if (status === "negative") {
    return [
      alone,
      rule("bilateral-sciatica", truth, "URGENT", ["imaging.mri_spine_repeat"], ["consult.neurosurgery"]),
    ];
  }
  const emergency = rule("bilateral-sciatica", truth, "EMERGENT", ["consult.neurosurgery"]);
  const lines = [
    "disposition.emergency_neurosurgery",
    "caution.decompression_window",
    "caution.no_anticoagulation_until_excluded",
  ];
  (status === "none" || status === "pending" ? emergency.adds : emergency.open).push(...lines);
  return [alone, addSpineStudy(emergency, status, true)];
}

/** Section 3, `progressive-pain`: worsening though not severe. */
function progressivePain(r: Reading): Rule[] {
  const severe = r.tri("new_severe_pain");
  const unsure = severe === null && r.choices.severe_pain_unknown_makes_progressive_possible;
  const truth = severe === true ? false : unsure ? and(worsening(r), null) : worsening(r);
  const status = mriStatus(r, ["pain_trend"]);
  const onset = after72(r, "pain_trend");
  const reason = or(r.tri("infection_risk"), r.bleedingRisk(), onset);
  const result = rule("progressive-pain", truth, "URGENT", [
    "assessment.full_examination",
    "disposition.same_day_assessment",
  ]);
  if (reason === true) {
    result.adds.push("laboratory.infection");
    addSpineStudy(result, status, true);
  } else if (reason === null) {
    result.open.push("laboratory.infection", mriKnown(r) ? "imaging.mri_spine_repeat" : "imaging.mri_spine");
  } else if (severe === null) {
    // The severity is not known, so the lines of the severe branches are merely possible.
    result.open.push("imaging.mri_spine_repeat");
  }
  // Whether "though not severe" shuts severe pain out is open: only the laboratory line can tell the
  // difference.
  const severeToo = rule("progressive-pain-severe", severe === true && worsening(r) === true, null, []);
  if (reason !== false) {
    severeToo.open.push("laboratory.infection");
  }
  return [result, severeToo];
}

/** A straight leg raise counts only where nothing above it is true (1.0 `radiculopathy`). */
export function legRaise(r: Reading, others: Rule[]): Rule {
  const value = r.answer("straight_leg_raise").value;
  const asWord = typeof value === "string" ? value : JSON.stringify(value ?? "");
  const positive = asWord.includes("positive");
  const leveled = others.filter((other) => other.level !== null);
  const trueAbove = leveled.some((other) => other.truth === true);
  const possible = leveled.some((other) => other.truth === null);
  const nothing = trueAbove ? false : possible && r.choices.leg_raise_waits_for_unknowns ? null : true;
  return rule("radiculopathy", positive && nothing, "SOON", ["disposition.pain_specialist_2_weeks"]);
}

/**
 * Symptoms that persist after a negative work-up (1.0; imaging_negative includes degenerative, section 5).
 */
function persisting(r: Reading): Rule {
  const status = mriStatus(r, r.choices.superseded_mri_still_counts_for_workup ? [] : presentPain(r));
  const duplex = r.choices.negative_duplex_is_negative_workup && r.result("duplex_result") === "negative";
  const older = r.choices.superseded_mri_still_counts_for_workup && status === "uncounted";
  const clear = status === "negative" || older || duplex;
  const result = rule("negative-workup-persisting", and(clear, r.tri("symptoms_persist")), "SOON", [
    "assessment.alternative_diagnoses",
  ]);
  const radicular = r.tri("severe_radicular_symptoms");
  if (radicular === true) {
    result.adds.push("disposition.pain_specialist_2_weeks");
  } else if (radicular === null) {
    result.open.push("disposition.pain_specialist_2_weeks");
  }
  return result;
}

function presentPain(r: Reading): string[] {
  return r.tri("new_severe_pain") === true ? painIds(r) : [];
}

export function painRules(r: Reading): Rule[] {
  return [...severePain(r), ...bothLegs(r), ...progressivePain(r), persisting(r)];
}
