import { blockTicked, presentDeficits, unknownDeficits } from "./deficits.ts";
import { sepsisSigns } from "./infection.ts";
import { difference, HOUR, whollyAtLeast } from "./moments.ts";
import type { Reading } from "./reading.ts";
import { mriPending, mriPositive, mriStatus, stableDeficit } from "./results.ts";
import type { Released, ReleaseGroup } from "./types.ts";
import { duplexKnown, dvtFound, limbIschaemia, phlegmasia } from "./vascular.ts";

/** The anticoagulation gate: protocol 2.0, section 1. */

const STUDY = [
  "mri_result",
  "repeat_mri_result",
  "imaging.mri_spine",
  "imaging.mri_spine_repeat",
  "imaging.ct_myelography",
];

interface Unmet extends ReleaseGroup {
  /** Time that has to pass, or an agreement nobody asked for: no reason to discuss a filter. */
  waits: boolean;
  /** Closes the gate, but whether released_by has to name it already is open. */
  named_later: boolean;
}

function unmet(condition: string, any_of: string[], waits = false, named_later = false): Unmet {
  return { condition, any_of, waits, named_later };
}

/** Every part of the neurological picture known absent, or the stable deficit of section 5. */
function neurology(r: Reading): Unmet[] {
  const list: Unmet[] = [];
  if (!stableDeficit(r)) {
    const present = presentDeficits(r);
    list.push(...unknownDeficits(r).map((id) => unmet(`unknown ${id}`, [id])));
    const persons = ["consult.neurosurgery", "consult.neurology"];
    list.push(...present.map((id) => unmet(`present ${id}`, [id, "neuro_deficit", ...STUDY, ...persons])));
  }
  if (blockTicked(r) === true) {
    list.push(unmet("expected block", ["expected_local_anaesthetic_effect"]));
  }
  return list;
}

/** No finding, no study under way, and none that another rule asks for. */
function spine(r: Reading, studyAskedByOthers: boolean): Unmet[] {
  const list: Unmet[] = [];
  if (mriPositive(r).length > 0) {
    list.push(unmet("compression: neurosurgery", ["consult.neurosurgery"]));
    list.push(unmet("compression: haematology", ["consult.haematology"]));
    return list;
  }
  if (mriPending(r)) {
    list.push(unmet("study under way", STUDY));
  }
  if (studyAskedByOthers) {
    list.push(unmet("study asked for", STUDY));
  }
  return list;
}

/** The hours the puncture asks for: 24, or 48 when it was traumatic or nobody knows. */
function hoursNeeded(r: Reading): number {
  return r.tri("traumatic_puncture") === false ? 24 : 48;
}

function time(r: Reading): Unmet[] {
  const age = r.ageNow();
  if (age === null) {
    return [unmet("time since the injection", ["hours_since_injection"])];
  }
  if (whollyAtLeast(age, hoursNeeded(r) * HOUR)) {
    return [];
  }
  return whollyAtLeast(age, 24 * HOUR)
    ? [unmet("48 h or a clean puncture", ["hours_since_injection", "traumatic_puncture"], true)]
    : [unmet("time since the injection", ["hours_since_injection"], true)];
}

/** Answered at or after the moment the time condition was met, and within the last 4 h. */
function freshness(r: Reading): Unmet[] {
  const injection = r.injection();
  const ids = [
    "limb_weakness_or_sensory_change",
    "saddle_sensory_loss",
    "urinary_retention",
    "incontinence",
    "motor_grades",
    "sensory_exam",
    "new_severe_pain",
    "pain_trend",
    "proceduralist_agrees_anticoagulation",
    ...(r.choices.gate_wants_perianal_and_both_legs_fresh
      ? ["perianal_sensation", "bilateral_leg_symptoms"]
      : []),
  ];
  const stale = ids.filter((id) => {
    const at = r.answer(id).at;
    if (at === null || !r.known(id)) {
      return false;
    }
    const old = difference(r.now, at).latest > 4 * HOUR;
    const early = injection !== null && at.earliest < injection.latest + hoursNeeded(r) * HOUR;
    return old || early;
  });
  const waiting = time(r).length > 0;
  return stale.map((id) => unmet(`re-confirm ${id}`, [id], true, waiting));
}

function headAndRest(r: Reading): Unmet[] {
  const list: Unmet[] = [];
  const brain = r.result("brain_imaging_result");
  const head = r.word("headache");
  const trend = r.word("pain_trend");
  const brainIds = ["brain_imaging_result", "headache", "imaging.mri_brain_venography"];
  if (trend === null || trend === "worsening") {
    list.push(unmet("pain course", ["pain_trend"]));
  }
  if (brain === "bleed" || brain === "pending") {
    list.push(unmet("brain imaging", [...brainIds, "consult.neurosurgery", "consult.haematology"]));
  } else if (head === "meningism") {
    const puncture = "assessment.lumbar_puncture_after_imaging";
    list.push(unmet("meningism", [...brainIds, puncture, "consult.neurology"]));
  } else if (head !== "none" && brain !== "negative" && brain !== "venous_thrombosis") {
    list.push(unmet("headache", brainIds));
  }
  if (sepsisSigns(r) !== false) {
    const ids = [
      "sepsis_signs",
      "systolic_bp",
      "heart_rate",
      "respiratory_rate",
      "spo2",
      "consciousness",
      "on_oxygen",
    ];
    list.push(unmet("sepsis", ids));
  }
  if (r.tri("compartment_signs") !== false) {
    list.push(unmet("compartment", ["compartment_signs", "consult.orthopedic_or_vascular_surgery"]));
  }
  if (!r.inPerson()) {
    list.push(unmet("contact", ["contact"]));
  }
  return list;
}

const OPENING_DRUGS = ["antiplatelet"];
const CLOSING_DRUGS = ["doac", "vitamin_k_antagonist", "lmwh", "unfractionated_heparin", "other"];

function bleeding(r: Reading): Unmet[] {
  const drug = r.word("anticoagulant");
  if (drug !== null && CLOSING_DRUGS.includes(drug)) {
    return [unmet("already anticoagulated", ["consult.haematology"])];
  }
  if (r.bleedingRisk() === false || (drug !== null && OPENING_DRUGS.includes(drug))) {
    return [];
  }
  return [unmet("bleeding risk", ["bleeding_risk", "anticoagulant", "consult.haematology"])];
}

/** The last condition: a clear MRI that counts, or all five known absent. */
function clearPicture(r: Reading): Unmet[] {
  // A confirmed compression is released by persons: no further study is waited for.
  if (mriPositive(r).length > 0) {
    return [];
  }
  const five = ["new_severe_pain", "bleeding_risk", "bilateral_leg_symptoms", "fever", "infection_signs"];
  const truth = (id: string): boolean | null =>
    id === "bleeding_risk" ? r.bleedingRisk() : id === "fever" ? r.fever() : r.tri(id);
  const open = five.filter((id) => truth(id) !== false);
  // A stable deficit's own answer dates are judged by section 5, not again here.
  const dated = [...open.filter((id) => id !== "bleeding_risk")];
  if (r.choices.bleeding_risk_dates_the_mri && truth("bleeding_risk") === true) {
    dated.push("bleeding_risk");
  }
  const clear = mriStatus(r, dated) === "negative";
  return clear || open.length === 0
    ? []
    : [unmet("clear MRI or a quiet picture", [...STUDY, ...open, "anticoagulant"])];
}

export interface GateInput {
  reading: Reading;
  /** A study of the spine that a rule other than the clot's own asks for. */
  studyAskedByOthers: boolean;
  punctureAsked: boolean;
}

export function unmetConditions({ reading: r, studyAskedByOthers, punctureAsked }: GateInput): Unmet[] {
  const puncture = "assessment.lumbar_puncture_after_imaging";
  return [
    ...neurology(r),
    ...(r.tri("proceduralist_agrees_anticoagulation") === true
      ? []
      : [unmet("agreement", ["proceduralist_agrees_anticoagulation"], unasked(r))]),
    ...spine(r, studyAskedByOthers),
    ...(punctureAsked ? [unmet("lumbar puncture", [puncture, "consult.neurology", "headache"])] : []),
    ...time(r),
    ...freshness(r),
    ...headAndRest(r),
    ...bleeding(r),
    ...clearPicture(r),
  ];
}

function unasked(r: Reading): boolean {
  return r.tri("proceduralist_agrees_anticoagulation") === null;
}

export interface Decision {
  given: boolean;
  withheld: Released | null;
  notJudged: boolean;
  /** A retrievable filter may be discussed. */
  filterMay: boolean;
}

function released(groups: Unmet[], extra: string[]): Released {
  const now = groups.filter((group) => !group.named_later);
  return {
    groups: now.length > 0 ? now : groups,
    allowed: new Set([...groups.flatMap((group) => group.any_of), ...extra]),
  };
}

/** Anticoagulation enters with a clot that was seen, and is withheld from a limb in danger (section 1). */
export function anticoagulation(input: GateInput): Decision {
  const r = input.reading;
  const clot = dvtFound(r) || r.result("ctpa_result") === "positive";
  const ischaemia = limbIschaemia(r) === true;
  const dusky = phlegmasia(r) === true;
  const conditions = unmetConditions(input);
  const infected = r.fever() === true || r.tri("infection_signs") === true;
  if (infected) {
    conditions.push(unmet("infection", ["consult.spine_and_infectious_diseases"]));
  }
  // The ids of the conditions are not spelled out, so a person's decision may stand beside any of them.
  const persons = ["consult.haematology", "consult.neurosurgery", "consult.vascular_surgery"];
  const possible = [...conditions.flatMap((each) => each.any_of), ...persons];
  const proximal = r.result("duplex_result") === "proximal_dvt" || r.result("ctpa_result") === "positive";
  const filterMay = proximal && conditions.some((each) => !each.waits);
  if (ischaemia) {
    const first = unmet("limb ischaemia", ["consult.vascular_surgery"]);
    return {
      given: false,
      withheld: released([first], [...possible, "duplex_result"]),
      notJudged: false,
      filterMay,
    };
  }
  if (dusky && !duplexKnown(r)) {
    const first = unmet("phlegmasia", ["duplex_result", "imaging.duplex_legs"]);
    return { given: false, withheld: released([first], possible), notJudged: false, filterMay };
  }
  if (!clot) {
    return { given: false, withheld: null, notJudged: dusky, filterMay: false };
  }
  const gateOpen = unmetConditions(input).length === 0;
  if (gateOpen) {
    return { given: true, withheld: null, notJudged: false, filterMay: false };
  }
  return {
    given: false,
    withheld: released(conditions, ["consult.haematology"]),
    notJudged: false,
    filterMay,
  };
}
