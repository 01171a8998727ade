/** The cases of tests/cases: one patient a file, with what has to come out. */
import { readdirSync, readFileSync } from "node:fs";
import { caseSchema, type PatientCase, misses as under } from "../src/proof/patient-case.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { protocol } from "./protocol-under-test.ts";

const folder = new URL("./cases/", import.meta.url);

/** Every case, in the order of their file names. */
export const cases: readonly { file: string; patient: PatientCase }[] = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((file) => ({
    file,
    patient: caseSchema.parse(JSON.parse(readFileSync(new URL(file, folder), "utf8"))),
  }));

/** What of a case does not come out as expected, in words; empty when all of it does. */
export const misses = (patient: PatientCase, of: Protocol = protocol): string[] => under(patient, of);
