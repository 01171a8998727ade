import { neuroDeficit } from "./deficits.ts";
import { HOUR, partlyAtMost, partlyMoreThan } from "./moments.ts";
import type { Reading } from "./reading.ts";
import { addSpineStudy, mriStatus, mriValues } from "./results.ts";
import { and, type Kleene, or, type Rule, rule } from "./types.ts";

/**
 * Infection and sepsis: protocol 1.0 rules `sepsis`, `meningitis`, `spinal-infection`; 2.0 sections 2, 3 and
 * 5.
 */

export function infection(r: Reading): Kleene {
  return or(r.fever(), r.tri("infection_signs"));
}

function banded(value: number | null, bands: [number, number][], above: number): number | null {
  if (value === null) {
    return null;
  }
  return bands.find(([upTo]) => value <= upTo)?.[1] ?? above;
}

/** The parameters of NEWS2 (RCP 2017, SpO2 scale 1), each with its points or null. */
function newsPoints(r: Reading): (number | null)[] {
  const oxygen = r.tri("on_oxygen");
  const awake = r.word("consciousness");
  return [
    banded(
      r.number("respiratory_rate"),
      [
        [8, 3],
        [11, 1],
        [20, 0],
        [24, 2],
      ],
      3,
    ),
    banded(
      r.number("spo2"),
      [
        [91, 3],
        [93, 2],
        [95, 1],
      ],
      0,
    ),
    oxygen === null ? null : oxygen ? 2 : 0,
    banded(
      r.number("systolic_bp"),
      [
        [90, 3],
        [100, 2],
        [110, 1],
        [219, 0],
      ],
      3,
    ),
    banded(
      r.number("heart_rate"),
      [
        [40, 3],
        [50, 1],
        [90, 0],
        [110, 1],
        [130, 2],
      ],
      3,
    ),
    awake === null ? null : awake === "alert" ? 0 : 3,
    banded(
      r.temperature(),
      [
        [35, 3],
        [36, 1],
        [38, 0],
        [39, 1],
      ],
      2,
    ),
  ];
}

function newsScore(r: Reading): number {
  return newsPoints(r).reduce<number>((sum, points) => sum + (points ?? 0), 0);
}

/** Section 3: numbers can only raise it, and win over a direct "absent". */
export function sepsisSigns(r: Reading): Kleene {
  const systolic = r.number("systolic_bp");
  const awake = r.word("consciousness");
  const byNumbers =
    newsScore(r) >= 7 || (systolic !== null && systolic <= 90) || (awake !== null && awake !== "alert");
  return byNumbers ? true : r.tri("sepsis_signs");
}

export function observationsGiven(r: Reading): boolean {
  const ids = ["systolic_bp", "heart_rate", "respiratory_rate", "spo2", "on_oxygen", "consciousness"];
  return ids.some((id) => r.known(id));
}

function newsRule(r: Reading): Rule {
  const middling = newsScore(r) >= 5 || newsPoints(r).includes(3);
  const open = ["disposition.same_day_assessment"];
  return rule(
    "news-5-or-6",
    middling && sepsisSigns(r) !== true,
    "URGENT",
    ["assessment.full_examination"],
    open,
  );
}

/** Both infection headings of section 2 that speak about antibiotics. */
function antibioticLines(r: Reading): Rule[] {
  const deficit = neuroDeficit(r);
  const meningism = r.word("headache") === "meningism";
  const abscess = mriValues(r).includes("abscess");
  const id = "treatment.antibiotics_after_cultures";
  return [
    rule("antibiotics-meningism", meningism, null, [id]),
    rule("antibiotics-deficit", and(infection(r), deficit), null, [id]),
    rule("antibiotics-abscess", abscess, null, [id]),
  ];
}

/** Section 2: the line that holds antibiotics back stands while none of the four dangers is present. */
export function culturesFirst(r: Reading): boolean {
  const meningism = r.word("headache") === "meningism";
  const danger = neuroDeficit(r) === true || meningism || sepsisSigns(r) === true;
  return !danger && !mriValues(r).includes("abscess");
}

/** Section 3: sepsis alone is EMERGENT; soon after the injection the resuscitation leads. */
function sepsisRules(r: Reading): Rule[] {
  const truth = sepsisSigns(r);
  const age = r.ageAtFirstOnset(["sepsis_signs", "systolic_bp", "consciousness"]);
  const collapse = r.word("collapse_kind") === "collapse_or_shock";
  const otherCause =
    (collapse && r.tri("chest_symptoms_or_collapse") === true) || r.result("ctpa_result") === "positive";
  const early = age !== null && partlyAtMost(age, 2 * HOUR);
  const late = age !== null && partlyMoreThan(age, 2 * HOUR);
  const result = rule("sepsis", truth, "EMERGENT", []);
  const lines = ["laboratory.infection", "treatment.antibiotics_after_cultures"];
  const found = infection(r);
  const linesDemanded = found === true || (late && !otherCause);
  if (early || otherCause) {
    result.adds.push("assessment.resuscitation_first");
  } else {
    result.open.push("assessment.resuscitation_first");
  }
  if (linesDemanded) {
    result.adds.push(...lines, "disposition.emergency_sepsis");
    addSpineStudy(result, mriStatus(r, []), false);
  } else {
    result.open.push("disposition.emergency_sepsis");
    // An unknown fever is no reason for a line, but nothing says that it forbids one. An unknown time
    // likewise.
    if (found === null || age === null || (collapse && !otherCause)) {
      result.open.push(...lines, "imaging.mri_spine", "imaging.mri_spine_repeat");
    }
  }
  return [result];
}

/** Meningism (1.0; section 2: lumbar puncture after imaging, neurology, antibiotics). */
function meningitisRule(r: Reading): Rule {
  const head = r.word("headache");
  const result = rule("meningitis", head === null ? null : head === "meningism", "EMERGENT", [
    "laboratory.infection",
    "disposition.emergency_meningitis",
    "assessment.lumbar_puncture_after_imaging",
    "consult.neurology",
  ]);
  addBrainImaging(r, result);
  return addSpineStudy(
    result,
    mriStatus(
      r,
      ["headache"].filter(() => head === "meningism" || head === null),
    ),
    false,
  );
}

function addBrainImaging(r: Reading, target: Rule): void {
  const brain = r.result("brain_imaging_result");
  const studies = ["imaging.mri_brain_venography"];
  if (r.tri("mri_contraindicated") === true) {
    studies.push("imaging.ct_brain_venography");
  }
  if (brain === "not_done") {
    target.one_of.push(studies);
  } else if (brain === "pending") {
    target.open.push(...studies);
  }
}

/** Headache and the result of its imaging (1.0; sections 4 and 5). */
function headacheRules(r: Reading): Rule[] {
  const head = r.word("headache");
  const brain = r.result("brain_imaging_result");
  const settled = r.choices.negative_brain_imaging_ends_headache && brain === "negative";
  const changing = head === null ? null : head === "changing_or_non_postural";
  const same = "disposition.same_day_assessment";
  const changingRule =
    brain === "not_done" || brain === "pending"
      ? rule("headache", changing, "URGENT", [same])
      : rule("headache", settled ? false : changing, "URGENT", [], [same]);
  addBrainImaging(r, changingRule);
  // Contact within 24 h is demanded, but no id is named for it.
  const postural = ["disposition.telephone_follow_up", same, "disposition.return_advice"];
  return [
    changingRule,
    rule("headache-postural", head === null ? null : head === "postural", "SOON", [], postural),
    rule(
      "brain-bleed",
      brain === "bleed",
      "EMERGENT",
      ["consult.neurosurgery", "caution.no_anticoagulation_confirmed"],
      ["disposition.emergency_neurosurgery", "disposition.admit"],
    ),
    rule(
      "brain-venous-thrombosis",
      brain === "venous_thrombosis",
      "EMERGENT",
      ["consult.neurology", "consult.haematology"],
      ["disposition.admit", "disposition.same_day_assessment"],
    ),
  ];
}

/** Fever or infection signs (1.0 `spinal-infection`, first half; 2.0 section 5 after a negative MRI). */
function spinalInfectionRule(r: Reading): Rule {
  // An unknown one would be newer than the study: only an explicit answer releases.
  const dated: string[] = [];
  if (r.fever() !== false) {
    dated.push("fever");
  }
  if (r.tri("infection_signs") !== false) {
    dated.push("infection_signs");
  }
  const status = mriStatus(r, dated);
  const result = rule("spinal-infection", infection(r), "URGENT", ["laboratory.infection"]);
  const rest = ["consult.spine_and_infectious_diseases", "disposition.same_day_spine_infection"];
  const cultures = culturesFirst(r) ? ["caution.cultures_before_antibiotics"] : [];
  if (status === "none" || status === "pending") {
    result.adds.push(...rest, ...cultures);
    return addSpineStudy(result, status, true);
  }
  result.open.push(...rest, ...cultures);
  if (status === "negative") {
    result.adds.push("disposition.admit", "imaging.mri_spine_repeat");
    return result;
  }
  result.open.push("disposition.admit");
  return addSpineStudy(result, status, true);
}

export function infectionRules(r: Reading): Rule[] {
  return [
    ...sepsisRules(r),
    newsRule(r),
    meningitisRule(r),
    ...headacheRules(r),
    spinalInfectionRule(r),
    ...antibioticLines(r),
  ];
}
