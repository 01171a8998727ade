/** Version 2.0 of the protocol for tests: raw findings at a moment in, an assessment out. */
import { readFileSync } from "node:fs";
import { checkProtocol } from "../src/protocol/lint.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { NEWEST_PROTOCOL } from "../src/protocol-store.ts";
import { type Assessment, assess } from "../src/triage/assess.ts";
import type { Setting } from "../src/triage/evaluate.ts";
import { readFindings } from "../src/triage/finding.ts";
import type { Raw } from "./patient.ts";

const reading = checkProtocol(readFileSync(NEWEST_PROTOCOL, "utf8"), "post-spinal-injection-2.0.0.yaml");
if (!reading.protocol) throw new Error("version 2.0 cannot be read");

export const version2: Protocol = reading.protocol;
export const issuesOfVersion2 = reading.issues;

export const NOON = Date.parse("2026-03-10T12:00:00Z");
const HOUR = 3_600_000;

/** ISO 8601, so many hours before noon. */
export const hoursAgo = (hours: number): string => new Date(NOON - hours * HOUR).toISOString();

/** Assesses under version 2.0, at noon unless told otherwise. @throws with the faults when they cannot be read */
export function assessedAt(raw: Raw, setting: Partial<Setting> = {}): Assessment {
  const at: Setting = { now: NOON, site: {}, ...setting };
  const read = readFindings(version2, raw, at.now);
  if ("faults" in read) throw new Error(`not readable: ${JSON.stringify(read.faults)}`);
  return assess(version2, read.findings, at);
}

/** Everything known and absent, seen in person four days after the injection. */
const WELL_2: Raw = {
  procedure: "epidural_steroid_transforaminal",
  hours_since_injection: 96,
  contact: "in_person",
  bleeding_risk: false,
  infection_risk: false,
  chest_symptoms_or_collapse: false,
  limb_weakness_or_sensory_change: false,
  saddle_sensory_loss: false,
  urinary_retention: false,
  incontinence: false,
  new_severe_pain: false,
  pain_trend: "unchanged",
  bilateral_leg_symptoms: false,
  fever: false,
  infection_signs: false,
  sepsis_signs: false,
  leg_swelling: "none",
  headache: "none",
  motor_grades: { worst: 5 },
  sensory_exam: "normal",
  perianal_sensation: "normal",
  distal_pulses: "present",
  limb_cold_or_pale: false,
  cyanosis_or_mottling: false,
  compartment_signs: false,
  leg_circumference: { calf: { left: 37, right: 37 } },
  dvt_signs: { calf_tenderness: false, warmth_or_erythema: false, pitting_edema: false, homans: false },
  immobilized: false,
  next_day_contact_made: true,
};

/** The well patient with these findings instead; undefined means that it was never asked. */
export const well2But = (changes: Raw): Raw =>
  Object.fromEntries(Object.entries({ ...WELL_2, ...changes }).filter(([, value]) => value !== undefined));

export const idsOf = ({ recommendations }: Assessment): string[] => recommendations.map(({ id }) => id);
export const heldIn = ({ withheld }: Assessment): string[] => withheld.map(({ id }) => id);
