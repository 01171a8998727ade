/** The patients of the scenario, and what each of them answers in a form. */
import type { OpenForm } from "./client.ts";

/** Option ids to tap by question, or words to type after "say:"; for every other question what a well patient would answer. */
export type Findings = Readonly<Record<string, string>>;

export const WELL: Findings = {
  procedure: "epidural_steroid_interlaminar",
  hours_since_injection: "say:120 h",
  distal_pulses: "present",
  next_day_contact_made: "present",
};
export const PATIENTS = {
  EMERGENT: { ...WELL, limb_weakness_or_sensory_change: "present", motor_grades: "not_assessed" },
  URGENT: { ...WELL, new_severe_pain: "present", pain_trend: "unchanged" },
  ROUTINE: WELL,
} satisfies Record<string, Findings>;
export type Urgency = keyof typeof PATIENTS;

/** What a patient's findings are in a form. */
export function patientIn({ fields }: OpenForm, findings: Findings): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ id, options }) => {
      const wanted = findings[id.split(".")[0] ?? ""];
      const found = [wanted, "absent", "normal", "none"].find((each) => options.includes(each ?? ""));
      if (found !== undefined) return [[id, found]];
      return wanted?.startsWith("say:") ? [[id, wanted.slice(4)]] : [];
    }),
  );
}

/** An option for the first fields that offer some; the other fields are left as they are. */
export function valuesFor({ fields }: OpenForm): Record<string, string> {
  const choices = fields.filter(({ options, value }) => options.length > 0 && value === "").slice(0, 3);
  return Object.fromEntries(choices.map(({ id, options }) => [id, options[0] ?? ""]));
}
