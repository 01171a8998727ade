/** The patients that come with a version of a protocol, with the engine's result for each. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReviewedPatient } from "../src/printable-form/review-sheet.ts";
import { assessedCase, missesIn } from "../src/proof/dated-case.ts";
import { misses } from "../src/proof/patient-case.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { type Assessment, assess } from "../src/triage/assess.ts";
import { UNDATED } from "../src/triage/evaluate.ts";
import { readFindings } from "../src/triage/finding.ts";
import { readCases, readDatedCases } from "./case-files.ts";

const CASES = fileURLToPath(new URL("../tests/cases/", import.meta.url));

/** Every patient of the version under its protocol; an error where one cannot be read. */
export function patientsOf(protocol: Protocol): { patients: ReviewedPatient[] } | { fault: string } {
  const folder = join(CASES, protocol.version);
  if (!existsSync(folder)) return undatedPatients(protocol);
  const patients: ReviewedPatient[] = [];
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith(".json"))
    .sort()) {
    const reading = readDatedCases(join(folder, name));
    if ("fault" in reading) return { fault: `${name}: ${reading.fault}` };
    for (const one of reading.cases) {
      const found = assessedCase(one, protocol);
      if (!found) return { fault: `${one.id} in ${name} cannot be read under ${protocol.version}` };
      patients.push(
        patientOf(protocol, one.id, one.text ?? one.narrative ?? "", found, missesIn(one, found)),
      );
    }
  }
  return { patients };
}

/** The cases of the versions without moments. */
function undatedPatients(protocol: Protocol): { patients: ReviewedPatient[] } | { fault: string } {
  const known = readCases(undefined);
  if ("fault" in known) return known;
  const patients = known.cases.flatMap((one) => {
    const read = readFindings(protocol, one.findings, UNDATED.now);
    return "faults" in read
      ? []
      : [patientOf(protocol, one.id, one.narrative, assess(protocol, read.findings), misses(one, protocol))];
  });
  return { patients };
}

const patientOf = (
  protocol: Protocol,
  id: string,
  about: string,
  found: Assessment,
  missed: readonly string[],
): ReviewedPatient => ({
  id,
  about,
  actsOn: protocol.urgencies[found.acts_on].label,
  provisional: found.provisional,
  rules: found.rules.true,
  recommends: found.recommendations.map((one) => one.id),
  withholds: found.withheld.map((one) => one.id),
  misses: missed,
});
