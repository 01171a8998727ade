/** The patients that come with a version of a protocol, with the engine's result for each. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { ReviewedPatient } from "../src/printable-form/review-sheet.ts";
import { leadingDisposition, misses } from "../src/proof/patient-case.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { type Assessment, assess } from "../src/triage/assess.ts";
import { UNDATED } from "../src/triage/evaluate.ts";
import { readFindings } from "../src/triage/finding.ts";
import { readCases } from "./case-files.ts";

const CASES = fileURLToPath(new URL("../tests/cases/", import.meta.url));

const ids = z.array(z.string()).default([]);
/** One entry of tests/cases/VERSION: a patient at a moment and a site, and the expected result. */
const datedCaseSchema = z.object({
  id: z.string(),
  text: z.string().optional(),
  narrative: z.string().optional(),
  findings: z.record(z.string(), z.unknown()),
  site: z.record(z.string(), z.boolean()).default({}),
  now: z.iso.datetime({ offset: true }).optional(),
  expected: z.object({
    acts_on: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
    has: ids,
    imaging: ids,
    not: ids,
    withheld: ids,
    leads: z.string().optional(),
    disposition: z.string().optional(),
    provisional: z.boolean().optional(),
  }),
});
type DatedCase = z.infer<typeof datedCaseSchema>;

/** Every patient of the version under its protocol; an error where one cannot be read. */
export function patientsOf(protocol: Protocol): { patients: ReviewedPatient[] } | { fault: string } {
  const folder = join(CASES, protocol.version);
  if (!existsSync(folder)) return undatedPatients(protocol);
  const patients: ReviewedPatient[] = [];
  for (const name of readdirSync(folder)
    .filter((one) => one.endsWith(".json"))
    .sort()) {
    const reading = z.array(datedCaseSchema).safeParse(JSON.parse(readFileSync(join(folder, name), "utf8")));
    if (!reading.success) return { fault: `${name} holds no cases: ${reading.error.issues[0]?.message}` };
    for (const one of reading.data) {
      const now = one.now === undefined ? UNDATED.now : Date.parse(one.now);
      const read = readFindings(protocol, one.findings, now);
      if ("faults" in read) return { fault: `${one.id} in ${name} cannot be read under ${protocol.version}` };
      const found = assess(protocol, read.findings, { now, site: one.site });
      patients.push(
        patientOf(protocol, one.id, one.text ?? one.narrative ?? "", found, missesOf(one, found)),
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

/** What differs from the expectation, in words. */
function missesOf({ expected }: DatedCase, found: Assessment): string[] {
  const given = new Set(found.recommendations.map(({ id }) => id));
  const withheld = new Set(found.withheld.map(({ id }) => id));
  const leads = expected.leads ?? expected.disposition;
  const leading = leadingDisposition(found);
  return [
    ...(expected.acts_on.includes(found.acts_on)
      ? []
      : [`acts on ${found.acts_on} instead of ${expected.acts_on.join(" or ")}`]),
    ...[...expected.has, ...expected.imaging].filter((id) => !given.has(id)).map((id) => `${id} is missing`),
    ...expected.not.filter((id) => given.has(id)).map((id) => `${id} is recommended`),
    ...expected.withheld.filter((id) => !withheld.has(id)).map((id) => `${id} is not withheld`),
    ...(leads === undefined || leading === leads ? [] : [`${leading} leads instead of ${leads}`]),
    ...(expected.provisional === undefined || expected.provisional === found.provisional
      ? []
      : [expected.provisional ? "it is not provisional" : "it is provisional"]),
  ];
}
