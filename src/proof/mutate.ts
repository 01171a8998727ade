/** What notices an error in a protocol: a case with a different result, a property that breaks, or nothing. */
import type { Protocol } from "../protocol/schema.ts";
import { decidesAlike } from "./difference.ts";
import type { Mutant } from "./mutants.ts";
import { misses, type PatientCase } from "./patient-case.ts";
import { prove } from "./prove.ts";

export type MutantOutcome =
  | { by: "case"; id: string }
  | { by: "property"; property: number; statement: string }
  /** It says the same to every possible patient: proved, so there is nothing to notice. */
  | { by: "equivalent" }
  | { by: "nobody" };

/** The outcome of one mutant; the cheapest way to notice it is tried first. */
export function outcomeOfMutant(
  original: Protocol,
  mutant: Mutant,
  cases: readonly PatientCase[],
): MutantOutcome {
  const noticed = cases.find((patient) => isNoticed(patient, mutant.protocol));
  if (noticed) return { by: "case", id: noticed.id };
  if (decidesAlike(original, mutant.protocol)) return { by: "equivalent" };
  const broken = prove(mutant.protocol).verdicts.find((verdict) => verdict.broken !== null);
  return broken
    ? { by: "property", property: broken.property, statement: broken.statement }
    : { by: "nobody" };
}

/** A protocol that cannot answer at all is noticed too. */
function isNoticed(patient: PatientCase, under: Protocol): boolean {
  try {
    return misses(patient, under).length > 0;
  } catch {
    return true;
  }
}
