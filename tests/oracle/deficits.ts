import { isRecord, type Reading, truthOf, unwrap } from "./reading.ts";
import { type Kleene, or } from "./types.ts";

/**
 * Neurological findings: protocol 1.0 "Derived", protocol 2.0 section 4 ("There before", perianal
 * sensation).
 */

export const RED_FLAG_PARTS = [
  "limb_weakness_or_sensory_change",
  "saddle_sensory_loss",
  "urinary_retention",
  "incontinence",
];
const GROUPS = [
  "hip_flexion",
  "knee_extension",
  "ankle_dorsiflexion",
  "great_toe_extension",
  "plantarflexion",
];
const SACRAL = ["S2", "S3", "S4", "S5"];

/** One abnormal place: which leg, which group or dermatome, how bad. A null side was not given. */
export interface Spot {
  side: string | null;
  place: string;
  grade: number;
  old: boolean;
}
export interface Examination {
  /** Nothing new found / something new found / not known. */
  reduced: Kleene;
  spots: Spot[];
  /** Every group or dermatome answered for. */
  complete: boolean;
  bothLegs: boolean;
}

function spotAt(key: string): { side: string | null; place: string } {
  const [side, place] = key.includes(".") ? key.split(".") : [null, key];
  return { side, place: place ?? key };
}

/** MRC grades by side, or {"worst": n}. An old grade below 5 does not count (1.0; section 4). */
export function power(r: Reading): Examination {
  const value = r.answer("motor_grades").value;
  if (!isRecord(value)) {
    return { reduced: null, spots: [], complete: false, bothLegs: false };
  }
  const spots: Spot[] = [];
  const answered = new Set<string>();
  for (const [key, raw] of Object.entries(value)) {
    const inner = isRecord(raw) && "value" in raw ? raw.value : raw;
    const grade = isRecord(inner) ? inner.grade : inner;
    const old = (isRecord(inner) && inner.old === true) || (isRecord(raw) && raw.old === true);
    if (typeof grade !== "number") {
      continue;
    }
    answered.add(key);
    if (grade < 5) {
      spots.push({ ...spotAt(key), grade, old });
    }
  }
  const worst = answered.has("worst");
  const named = (side: string): number => GROUPS.filter((group) => answered.has(`${side}.${group}`)).length;
  const complete = worst || named("left") + named("right") === 2 * GROUPS.length;
  const enough = complete || (r.choices.partial_power_is_whole && answered.size > 0);
  const fresh = spots.some((spot) => !spot.old);
  return {
    reduced: fresh ? true : enough ? false : null,
    spots,
    complete,
    bothLegs: worst || (named("left") > 0 && named("right") > 0),
  };
}

/**
 * Sensation: "normal", "reduced", or the reduced dermatomes by side. Dermatomes that are not listed were
 * examined and normal (patients C01 and C13 rest on this). S2 to S5 can never be old (section 4).
 */
export function sensation(r: Reading): Examination {
  const answer = r.answer("sensory_exam");
  const value = answer.value;
  if (value === "normal") {
    return { reduced: false, spots: [], complete: true, bothLegs: true };
  }
  if (value === "reduced") {
    const old = answer.old && r.choices.whole_sensation_may_be_old;
    const spots = [{ side: null, place: "unnamed", grade: 0, old }];
    return { reduced: !old, spots, complete: true, bothLegs: true };
  }
  if (!isRecord(value)) {
    return { reduced: null, spots: [], complete: false, bothLegs: false };
  }
  const spots: Spot[] = [];
  let unknownPart = false;
  for (const [key, raw] of Object.entries(value)) {
    const part = unwrap(raw, false);
    const where = spotAt(key);
    if (part.value === "reduced") {
      spots.push({ ...where, grade: 0, old: part.old && !SACRAL.includes(where.place) });
    } else if (part.reason !== null) {
      unknownPart = true;
    }
  }
  const fresh = spots.some((spot) => !spot.old);
  return {
    reduced: fresh ? true : unknownPart ? null : false,
    spots,
    complete: !unknownPart,
    bothLegs: !unknownPart,
  };
}

export function hasSacralSpot(exam: Examination): boolean {
  return exam.spots.some((spot) => SACRAL.includes(spot.place));
}

function wordIs(r: Reading, id: string, bad: string): Kleene {
  const word = r.word(id);
  return word === null ? null : word === bad;
}

export function perianalReduced(r: Reading): Kleene {
  return wordIs(r, "perianal_sensation", "reduced");
}

/** An adjunct always (section 4): reduced counts, anything else changes nothing. */
export function toneReduced(r: Reading): boolean {
  return r.word("anal_tone") === "reduced";
}

/**
 * 200 mL and above counts, unless it is old: measured before, not higher now, nothing else wrong (section
 * 4).
 */
export function residualRaised(r: Reading): boolean {
  const answer = r.answer("post_void_residual_ml");
  if (typeof answer.value !== "number" || answer.value < 200) {
    return false;
  }
  const others = ["saddle_sensory_loss", "urinary_retention", "incontinence", "bilateral_leg_symptoms"];
  const old =
    answer.old &&
    answer.before !== null &&
    answer.value <= answer.before &&
    others.every((id) => r.tri(id) === false) &&
    r.word("perianal_sensation") === "normal";
  return !old;
}

function isUnable(r: Reading, id: string): boolean {
  return r.answer(id).reason === "unable";
}

/** Section 4: when an unknown perianal examination changes nothing. */
function perianalIsAdjunct(r: Reading): boolean {
  const flags = ["saddle_sensory_loss", "urinary_retention", "incontinence", "bilateral_leg_symptoms"];
  const strict = r.choices.perianal_adjunct_needs_known_absence;
  const no = (truth: Kleene): boolean => (strict ? truth === false : truth !== true);
  const otherDeficit = or(
    r.tri("limb_weakness_or_sensory_change"),
    power(r).reduced,
    sensation(r).reduced,
    toneReduced(r) || residualRaised(r),
  );
  const clot = ["proximal_dvt", "distal_dvt"].includes(r.result("duplex_result"));
  return (
    flags.every((id) => r.tri(id) === false) &&
    no(r.tri("new_severe_pain")) &&
    no(otherDeficit) &&
    blockTicked(r) !== true &&
    !clot &&
    r.result("ctpa_result") !== "positive" &&
    !isUnable(r, "motor_grades") &&
    !isUnable(r, "sensory_exam")
  );
}

/** Section 4: the statement is present only if all four of its parts are ticked. */
export function blockTicked(r: Reading): Kleene {
  const value = r.answer("expected_local_anaesthetic_effect").value;
  if (!isRecord(value)) {
    return truthOf(value);
  }
  const parts = Object.values(value).map((part) => truthOf(unwrap(part, false).value));
  if (parts.includes(false)) {
    return false;
  }
  return parts.length >= 4 && !parts.includes(null) ? true : null;
}

/** The parts that are present now, by finding id. */
export function presentDeficits(r: Reading): string[] {
  const present = RED_FLAG_PARTS.filter((id) => r.tri(id) === true);
  const examined: [string, boolean][] = [
    ["motor_grades", power(r).reduced === true],
    ["sensory_exam", sensation(r).reduced === true],
    ["perianal_sensation", perianalReduced(r) === true],
    ["anal_tone", toneReduced(r)],
    ["post_void_residual_ml", residualRaised(r)],
  ];
  return [...present, ...examined.filter(([, bad]) => bad).map(([id]) => id)];
}

/** The parts that are neither present nor known absent; the two adjuncts are never among them. */
export function unknownDeficits(r: Reading): string[] {
  const flags = RED_FLAG_PARTS.filter((id) => r.tri(id) === null);
  const examined: [string, boolean][] = [
    ["motor_grades", power(r).reduced === null],
    ["sensory_exam", sensation(r).reduced === null],
    ["perianal_sensation", perianalReduced(r) === null],
  ];
  return [...flags, ...examined.filter(([, open]) => open).map(([id]) => id)];
}

/** The derived neuro_deficit of 1.0, with the perianal exception of 2.0. */
export function neuroDeficit(r: Reading): Kleene {
  if (presentDeficits(r).length > 0) {
    return true;
  }
  const unknown = unknownDeficits(r);
  const perianalOnly = unknown.length === 1 && unknown[0] === "perianal_sensation";
  return unknown.length === 0 || (perianalOnly && perianalIsAdjunct(r)) ? false : null;
}

/** "Every part known absent": the wording of the gate and of the faint, which has no perianal exception. */
export function everyPartKnownAbsent(r: Reading): boolean {
  return presentDeficits(r).length === 0 && unknownDeficits(r).length === 0;
}
