/** The cases of a folder: one patient per file, with the expected result. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { caseSchema, type PatientCase } from "../src/proof/patient-case.ts";
import { invocationFolder } from "./protocol-file.ts";

/** The cases that come with the program. */
const SHIPPED_CASES = fileURLToPath(new URL("../tests/cases/", import.meta.url));

/** Every case of a folder, or one line for each that cannot be read. */
export function readCases(folder: string | undefined): { cases: PatientCase[] } | { fault: string } {
  const path = folder === undefined ? SHIPPED_CASES : resolve(invocationFolder(), folder);
  let names: string[];
  try {
    names = readdirSync(path).filter((name) => name.endsWith(".json"));
  } catch {
    return { fault: `${folder ?? path} is no folder of cases; name one with --cases` };
  }
  const cases: PatientCase[] = [];
  for (const name of names.sort()) {
    let raw: unknown;
    try {
      raw = JSON.parse(readFileSync(resolve(path, name), "utf8"));
    } catch {
      return { fault: `${name} is not JSON that can be read` };
    }
    const reading = caseSchema.safeParse(raw);
    if (!reading.success) {
      const [issue] = reading.error.issues;
      return { fault: `${name} is not a case: ${issue?.path.join(".")}: ${issue?.message}` };
    }
    cases.push(reading.data);
  }
  return { cases };
}
