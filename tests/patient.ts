/** Patients for tests: raw findings in, an assessment out, and the words that tests ask it for. */
import type { Protocol, RecommendationKind } from "../src/protocol/schema.ts";
import { type Assessment, assess } from "../src/triage/assess.ts";
import { type Findings, readFindings } from "../src/triage/finding.ts";
import type { ActiveRecommendation } from "../src/triage/recommend.ts";
import { protocol } from "./protocol-under-test.ts";

export type Raw = Readonly<Record<string, unknown>>;

/** Everything that matters is known and absent: the only patient who is ROUTINE. */
export const WELL: Raw = {
  hours_since_injection: 120,
  bleeding_risk: false,
  chest_symptoms_or_collapse: false,
  limb_weakness_or_sensory_change: false,
  saddle_sensory_loss: false,
  urinary_retention: false,
  incontinence: false,
  new_severe_pain: false,
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
  next_day_contact_made: true,
};

/** The well patient with these findings instead; undefined means that it was never asked. */
export const wellBut = (changes: Raw): Raw =>
  Object.fromEntries(Object.entries({ ...WELL, ...changes }).filter(([, value]) => value !== undefined));

/** Reads raw findings, and fails with the faults when they do not fit. */
export function read(raw: Raw, under: Protocol = protocol): Findings {
  const reading = readFindings(under, raw);
  if ("faults" in reading) throw new Error(`not readable: ${JSON.stringify(reading.faults)}`);
  return reading.findings;
}

/** Assesses raw findings under the protocol that ships. */
export const assessed = (raw: Raw, under: Protocol = protocol): Assessment => assess(under, read(raw, under));

/** Ids of what is recommended, all or of one kind, in the order shown. */
export const recommended = (assessment: Assessment, kind?: RecommendationKind): string[] =>
  assessment.recommendations.filter((one) => kind === undefined || one.kind === kind).map(({ id }) => id);

/** The disposition that is shown first. */
export const leading = (assessment: Assessment): string | undefined =>
  recommended(assessment, "disposition")[0];

/** One recommendation by id; fails when it is not there. */
export function recommendation(assessment: Assessment, id: string): ActiveRecommendation {
  const found = assessment.recommendations.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not recommended; these are: ${recommended(assessment).join(", ")}`);
  return found;
}

/** Ids of what is withheld. */
export const withheld = (assessment: Assessment): string[] => assessment.withheld.map(({ id }) => id);
