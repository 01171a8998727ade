/** The cases of tests/cases: one patient a file, with what has to come out. */
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Protocol, URGENCIES } from "../src/protocol/schema.ts";
import { assessed, leading, recommended } from "./patient.ts";
import { protocol } from "./protocol-under-test.ts";

const caseSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(["published_case", "published_case_adapted", "synthetic"]),
  source: z.string(),
  narrative: z.string(),
  outcome: z.string().nullable(),
  /** What is known; a finding that is not named is not known. */
  findings: z.record(z.string(), z.unknown()),
  expected: z.strictObject({
    acts_on: z.enum(URGENCIES),
    /** Contained in what is recommended. */
    imaging: z.array(z.string()),
    /** Shown before every other disposition. */
    disposition: z.string(),
    /** Recommended too. */
    also: z.array(z.string()).default([]),
    /** Never recommended here. */
    without: z.array(z.string()).default([]),
  }),
  why: z.string(),
});
export type Case = z.infer<typeof caseSchema>;

const folder = new URL("./cases/", import.meta.url);

/** Every case, in the order of their file names. */
export const cases: readonly { file: string; patient: Case }[] = readdirSync(folder)
  .sort()
  .map((file) => ({
    file,
    patient: caseSchema.parse(JSON.parse(readFileSync(new URL(file, folder), "utf8"))),
  }));

/** What of a case does not come out as expected, in words; empty when all of it does. */
export function misses({ findings, expected }: Case, under: Protocol = protocol): string[] {
  const assessment = assessed(findings, under);
  const given = recommended(assessment);
  const found: string[] = [];
  if (assessment.acts_on !== expected.acts_on)
    found.push(`acts on ${assessment.acts_on} instead of ${expected.acts_on}`);
  for (const id of [...expected.imaging, ...expected.also])
    if (!given.includes(id)) found.push(`${id} is missing`);
  for (const id of expected.without) if (given.includes(id)) found.push(`${id} is recommended`);
  if (leading(assessment) !== expected.disposition)
    found.push(`${leading(assessment)} leads instead of ${expected.disposition}`);
  return found;
}
