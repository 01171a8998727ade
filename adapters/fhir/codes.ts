/**
 * Every code that is sent, in one table. Findings and answers have codes of our own, below a URL that the site controls; a LOINC code
 * is used only where it was looked up, and no SNOMED CT at all. A site maps the others in its own system.
 */
import type { Protocol } from "../../src/index.ts";

export const LOINC = "http://loinc.org";
export const UCUM = "http://unitsofmeasure.org";
export const DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
export const OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
export const PROVENANCE_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

/** A finding's measurement that is a vital sign of the R4 profiles, by the question's id. */
export const VITAL_SIGNS: Readonly<Record<string, { code: string; display: string }>> = {
  fever: { code: "8310-5", display: "Body temperature" },
};

/** UCUM by the unit as a protocol writes it; a unit that is not here is sent as words alone. */
export const UNITS: Readonly<Record<string, string>> = {
  "\u00b0C": "Cel",
  C: "Cel",
  cm: "cm",
  mL: "mL",
  h: "h",
  s: "s",
  degrees: "deg",
  "%": "%",
  mmHg: "mm[Hg]",
  "/min": "/min",
  "mL/min/1.73m2": "mL/min/{1.73_m2}",
};

/** Why there is no value, by the reason that was recorded. */
export const ABSENT_REASONS = {
  not_assessed: "not-performed",
  unable: "not-performed",
  declined: "asked-declined",
} as const;

/** The addresses of what this site defines. @param base without a slash at the end */
export const addressesOf = (base: string, { id, version }: Pick<Protocol, "id" | "version">) => ({
  questionnaire: `${base}/Questionnaire/${id}`,
  canonical: `${base}/Questionnaire/${id}|${version}`,
  findings: `${base}/CodeSystem/${id}-finding`,
  answers: `${base}/CodeSystem/${id}-answer`,
  recommendations: `${base}/CodeSystem/${id}-recommendation`,
  caseNames: `${base}/case`,
  records: `${base}/record`,
  answered: `${base}/StructureDefinition/answered`,
  since: `${base}/StructureDefinition/since`,
  exactness: `${base}/StructureDefinition/exactness`,
  interval: `${base}/StructureDefinition/interval`,
  old: `${base}/StructureDefinition/there-before`,
  reason: `${base}/StructureDefinition/unknown-reason`,
});
export type Addresses = ReturnType<typeof addressesOf>;
