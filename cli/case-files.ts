/** The cases of a folder: one patient per file, with the expected result. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type DatedCase, datedCaseSchema, datedMisses } from "../src/proof/dated-case.ts";
import type { CheckedCase } from "../src/proof/mutate.ts";
import { caseSchema, misses, type PatientCase } from "../src/proof/patient-case.ts";
import type { Protocol } from "../src/protocol/schema.ts";
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

/** The patients of one file of tests/cases/VERSION, a list of them; or one line about why it cannot be read. */
export function readDatedCases(path: string): { cases: DatedCase[] } | { fault: string } {
  const reading = z.array(datedCaseSchema).safeParse(JSON.parse(readFileSync(path, "utf8")));
  return reading.success
    ? { cases: reading.data }
    : { fault: `it holds no cases: ${reading.error.issues[0]?.message}` };
}

/**
 * The cases that a version is held to: those of the named folder, or those that come with the version. A version with moments has a
 * folder of its own, whose folder `decided` holds further patients, one a line.
 */
export function checkedCasesOf(
  version: string,
  folder: string | undefined,
): { cases: CheckedCase[] } | { fault: string } {
  const own = join(SHIPPED_CASES, version);
  if (folder !== undefined || !existsSync(own)) {
    const known = readCases(folder);
    if ("fault" in known) return known;
    return { cases: known.cases.map((one) => ({ id: one.id, misses: (under) => misses(one, under) })) };
  }
  const cases: CheckedCase[] = [];
  for (const file of [...filesIn(own, ".json"), ...filesIn(join(own, "decided"), ".jsonl")]) {
    const known = file.endsWith("l") ? readDecidedCases(file) : readDatedCases(file);
    if ("fault" in known) return { fault: `${file}: ${known.fault}` };
    cases.push(
      ...known.cases.map((one) => ({ id: one.id, misses: (under: Protocol) => datedMisses(one, under) })),
    );
  }
  return { cases };
}

/** A file with one patient a line. */
function readDecidedCases(path: string): { cases: DatedCase[] } {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return { cases: lines.map((line) => datedCaseSchema.parse(JSON.parse(line))) };
}

const filesIn = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => join(folder, name))
    : [];
