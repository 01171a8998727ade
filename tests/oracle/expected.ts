import type { Findings, OracleResult, Site } from "./types.ts";

/** The expectations that the patients and vignettes were written down with. */

export interface Expected {
  acts_on: string | string[];
  has?: string[];
  not?: string[];
  withheld?: string[];
  imaging?: string[];
  disposition?: string;
  provisional?: boolean;
  leads?: string;
}
export interface Patient {
  id: string;
  findings: Findings;
  expected: Expected;
  site?: Site;
  now?: string;
}

/** Every way in which the oracle fails to meet what is expected of a patient, in words. */
export function unmet(patient: Patient, result: OracleResult): string[] {
  const { expected } = patient;
  const { required, not_judged, one_of } = result.recommendations;
  const words: string[] = [];
  const levels = [expected.acts_on].flat();
  if (!result.acts_on.every((level) => level !== null && levels.includes(level))) {
    words.push(`acts_on ${result.acts_on.join("/")} instead of ${levels.join("/")}`);
  }
  const wanted = [
    ...(expected.has ?? []),
    ...(expected.imaging ?? []),
    ...[expected.disposition ?? []].flat(),
  ];
  for (const id of wanted) {
    const open = not_judged.has(id) || one_of.flat().includes(id);
    if (!required.has(id)) {
      words.push(open ? `leaves ${id} open` : `lacks ${id}`);
    }
  }
  for (const id of expected.not ?? []) {
    if (required.has(id) || not_judged.has(id)) {
      words.push(required.has(id) ? `demands ${id}` : `does not forbid ${id}`);
    }
  }
  for (const id of expected.withheld ?? []) {
    if (!result.withheld.required.has(id)) {
      words.push(`does not withhold ${id}`);
    }
  }
  if (
    expected.provisional !== undefined &&
    result.provisional.some((value) => value !== expected.provisional)
  ) {
    words.push(`provisional ${result.provisional.join("/")}`);
  }
  if (expected.leads !== undefined && result.leads !== expected.leads) {
    words.push(`leads with ${result.leads ?? "nothing"}`);
  }
  return words;
}
