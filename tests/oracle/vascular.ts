import { neuroDeficit } from "./deficits.ts";
import { isRecord, type Reading, truthOf, unwrap } from "./reading.ts";
import { addSpineStudy, mriKnown, mriStatus, stableDeficit } from "./results.ts";
import { and, type Kleene, or, type Rule, rule } from "./types.ts";

/** Veins, arteries and compartments: protocol 1.0 rules 4 to 6, 13, 14, 16 to 18; 2.0 sections 3 and 4. */

/** Side difference in cm, rounded to a tenth of a millimetre, so that 39.1 less 36.1 is exactly 3. */
function girthDifference(r: Reading, level: string): number | null {
  const all = r.answer("leg_circumference").value;
  if (!isRecord(all) || all[level] === undefined) {
    return null;
  }
  const pair = unwrap(all[level], false).value;
  if (!isRecord(pair)) {
    return null;
  }
  const left = unwrap(pair.left, false).value;
  const right = unwrap(pair.right, false).value;
  if (typeof left !== "number" || typeof right !== "number") {
    return null;
  }
  return Math.round(Math.abs(left - right) * 100) / 100;
}

/** Section 3: 3 cm counts, at the calf and at the thigh. */
export function calfCounts(r: Reading): boolean {
  return (girthDifference(r, "calf") ?? 0) >= 3;
}
export function thighCounts(r: Reading): boolean {
  return (girthDifference(r, "thigh") ?? 0) >= 3;
}

/** The answer leg_swelling alone. */
export function reportedSwelling(r: Reading): Kleene {
  const word = r.word("leg_swelling");
  return word === null ? null : word !== "none";
}

/** "Leg swelling" in a rule: the answer, or a measured difference. */
export function swelling(r: Reading): Kleene {
  const calf = !r.choices.calf_girth_is_swelling_only_in_its_rule && calfCounts(r);
  return or(reportedSwelling(r), thighCounts(r) || calf);
}

/** A sign of dvt_signs; an old pitting oedema is not a sign (section 4). */
export function sign(r: Reading, name: string): Kleene {
  const all = r.answer("dvt_signs").value;
  if (!isRecord(all)) {
    return null;
  }
  const answer = unwrap(all[name], false);
  const truth = truthOf(answer.value);
  return truth === true && answer.old && name === "pitting_edema" ? false : truth;
}
const SIGNS = ["calf_tenderness", "warmth_or_erythema", "pitting_edema"];

export function dvtSignsAbsent(r: Reading): boolean {
  const names = r.choices.homans_is_a_sign_for_the_faint ? [...SIGNS, "homans"] : SIGNS;
  return names.every((name) => sign(r, name) === false);
}

export function dvtFound(r: Reading): boolean {
  return ["proximal_dvt", "distal_dvt"].includes(r.result("duplex_result"));
}
export function duplexKnown(r: Reading): boolean {
  return dvtFound(r) || r.result("duplex_result") === "negative";
}

/** Property 11: a known duplex is not asked for again; the wording about a known embolism is open. */
export function addDuplex(r: Reading, target: Rule): void {
  if (duplexKnown(r)) {
    return;
  }
  const unsure = r.result("duplex_result") === "pending" || r.result("ctpa_result") === "positive";
  (unsure ? target.open : target.adds).push("imaging.duplex_legs");
}

type Pulse = "present" | "reduced" | "absent" | null;

function pulseList(r: Reading): { pulse: Pulse; old: boolean }[] {
  const answer = r.answer("distal_pulses");
  const asPulse = (value: unknown): Pulse =>
    value === "present" || value === "reduced" || value === "absent" ? value : null;
  if (!isRecord(answer.value)) {
    return [{ pulse: asPulse(answer.value), old: answer.old }];
  }
  const sides = answer.value;
  return ["left", "right"].map((side) => {
    const part = unwrap(sides[side], false);
    return { pulse: asPulse(part.value), old: part.old || answer.old };
  });
}

/** Section 4: an old pulse counts as old only in a limb and a patient otherwise known to be well. */
function oldPulseAccepted(r: Reading): boolean {
  const absent = ["limb_cold_or_pale", "cyanosis_or_mottling", "new_severe_pain"];
  const refill = r.number("capillary_refill_s");
  const perianal = !r.choices.old_pulse_needs_perianal || r.word("perianal_sensation") === "normal";
  const quiet = absent.every((id) => r.tri(id) === false);
  return quiet && neuroDeficit(r) === false && perianal && !(refill !== null && refill >= 4);
}

function anyPulse(r: Reading, kind: Pulse): Kleene {
  const accepted = oldPulseAccepted(r);
  return or(
    ...pulseList(r).map(({ pulse, old }): Kleene => {
      if (pulse === null) {
        return null;
      }
      return pulse === kind && !(old && accepted);
    }),
  );
}

export function absentPulse(r: Reading): Kleene {
  return anyPulse(r, "absent");
}

/** Every pulse felt; an old missing one only under that reading. */
export function pulsesPresent(r: Reading): boolean {
  const accepted = r.choices.block_accepts_old_pulse && oldPulseAccepted(r);
  return pulseList(r).every(({ pulse, old }) => pulse === "present" || (pulse !== null && old && accepted));
}

export function limbIschaemia(r: Reading): Kleene {
  const cold = r.tri("limb_cold_or_pale");
  const mottled = r.tri("cyanosis_or_mottling");
  return or(absentPulse(r), cold, and(anyPulse(r, "reduced"), or(cold, mottled)));
}

export function phlegmasia(r: Reading): Kleene {
  return and(swelling(r), r.tri("cyanosis_or_mottling"), r.tri("new_severe_pain"));
}

function limbRules(r: Reading): Rule[] {
  const ischaemia = rule("limb-ischemia", limbIschaemia(r), "EMERGENT", [
    "imaging.ct_angiography",
    "consult.vascular_surgery",
    "disposition.emergency_vascular",
  ]);
  const compartment = rule("compartment-syndrome", r.tri("compartment_signs"), "EMERGENT", [
    "consult.orthopedic_or_vascular_surgery",
    "disposition.emergency_vascular",
    "caution.pulses_do_not_exclude",
  ]);
  const dusky = rule("phlegmasia", phlegmasia(r), "EMERGENT", [
    "imaging.ct_or_mr_venography",
    "consult.vascular_surgery",
    "disposition.emergency_vascular",
  ]);
  addDuplex(r, dusky);
  const refill = r.number("capillary_refill_s");
  const slow = rule(
    "slow-refill",
    refill !== null && refill >= 4,
    "URGENT",
    [],
    ["disposition.same_day_assessment"],
  );
  // "Examination now" is demanded without an id; either of the two ids that mean an examination will do.
  slow.one_of.push(["assessment.full_examination", "disposition.complete_examination_now"]);
  return [ischaemia, compartment, dusky, slow];
}

/** `leg-swelling`: signs and girths are adjuncts while leg_swelling is known to be none (1.0, "Answers"). */
function swellingRules(r: Reading): Rule[] {
  const reported = reportedSwelling(r);
  const signs = or(...SIGNS.map((name) => sign(r, name)));
  const measured = calfCounts(r) || thighCounts(r);
  const raised = or(reported, measured, signs === null && reported === false ? false : signs);
  const pendingIsDone = r.choices.pending_duplex_is_done && r.result("duplex_result") === "pending";
  const done = duplexKnown(r) || pendingIsDone;
  const leg = rule("leg-swelling", done ? false : raised, "URGENT", [
    "score.wells_dvt",
    "disposition.same_day_dvt",
  ]);
  addDuplex(r, leg);
  const spared = stableDeficit(r) && !r.choices.swelling_rule_ignores_stability;
  const both = rule(
    "swelling-with-deficit",
    spared ? false : and(swelling(r), neuroDeficit(r)),
    "EMERGENT",
    [],
  );
  addDuplex(r, both);
  const caution = "caution.mri_not_delayed_by_duplex";
  (duplexKnown(r) || mriKnown(r) || !both.adds.length ? both.open : both.adds).push(caution);
  addSpineStudy(both, mriStatus(r, []), true);
  const stays =
    r.choices.swelling_stays_urgent_after_negative_duplex && r.result("duplex_result") === "negative";
  const flag = rule(
    "swelling-after-negative-duplex",
    stays && r.tri("clinical_suspicion_remains_high") !== true && reported === true,
    "URGENT",
    [],
    ["disposition.same_day_assessment", "disposition.same_day_dvt"],
  );
  return [leg, both, flag];
}

/** Negative duplex with high suspicion: same-day venography when the whole leg is swollen (section 3). */
function negativeDuplexRules(r: Reading): Rule[] {
  if (r.result("duplex_result") !== "negative") {
    return [];
  }
  const suspicion = r.tri("clinical_suspicion_remains_high");
  const whole = r.tri("whole_leg_swollen");
  const repeat = ["imaging.duplex_legs", "disposition.repeat_duplex"];
  const iliac = rule(
    "duplex-negative-iliac",
    and(suspicion, whole),
    "URGENT",
    ["imaging.ct_or_mr_venography"],
    [...repeat, "disposition.same_day_dvt", "disposition.same_day_assessment"],
  );
  const later = rule("duplex-negative-suspicion", suspicion, "SOON", whole === true ? [] : repeat, [
    "imaging.ct_or_mr_venography",
    ...repeat,
  ]);
  return [iliac, later];
}

/** A confirmed clot. The gate itself is in gate.ts. */
function dvtRules(r: Reading): Rule[] {
  if (!dvtFound(r)) {
    return [];
  }
  const confirmed = rule("dvt-confirmed", true, "URGENT", ["disposition.same_day_dvt"]);
  const deficit = neuroDeficit(r);
  const reason = or(r.tri("new_severe_pain"), deficit, r.bleedingRisk());
  if (reason === true) {
    const firstStudy = mriKnown(r) ? "negative" : mriStatus(r, []);
    addSpineStudy(confirmed, firstStudy, false);
  } else if (reason === null && !mriKnown(r)) {
    confirmed.open.push("imaging.mri_spine");
  }
  const unstable = r.tri("hemodynamically_unstable");
  const admit = rule("dvt-admit", r.tri("high_clot_burden"), "URGENT", ["disposition.admit"]);
  const shock = rule(
    "dvt-unstable",
    unstable,
    "EMERGENT",
    ["disposition.admit", "assessment.resuscitation_first"],
    ["disposition.emergency_pe"],
  );
  const ctpa = r.result("ctpa_result");
  if (ctpa === "not_done") {
    shock.adds.push("imaging.ctpa");
  } else if (ctpa === "pending") {
    shock.open.push("imaging.ctpa");
  }
  return [confirmed, admit, shock];
}

export function vascularRules(r: Reading): Rule[] {
  return [...limbRules(r), ...swellingRules(r), ...negativeDuplexRules(r), ...dvtRules(r)];
}
