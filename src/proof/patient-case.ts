/** A case: one patient, and the expected result. The files of tests/cases have this form. */
import { z } from "zod";
import { type Protocol, URGENCIES } from "../protocol/schema.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import { UNDATED } from "../triage/evaluate.ts";
import { readFindings } from "../triage/finding.ts";

export const caseSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(["published_case", "published_case_adapted", "synthetic"]),
  source: z.string(),
  narrative: z.string(),
  outcome: z.string().nullable(),
  /** What is known; a finding that is not named is unknown. */
  findings: z.record(z.string(), z.unknown()),
  expected: z.strictObject({
    acts_on: z.enum(URGENCIES),
    /** Claimed by a rule that is true; left out where only what is acted on matters. */
    urgency: z.enum(URGENCIES).nullable().optional(),
    /** What could still become of it. */
    could_be: z.enum(URGENCIES).optional(),
    /** Contained in what is recommended. */
    imaging: z.array(z.string()),
    /** Shown before every other disposition. */
    disposition: z.string(),
    /** Recommended too. */
    also: z.array(z.string()).default([]),
    /** Never recommended here. */
    without: z.array(z.string()).default([]),
    /** Requested, and withheld by a gate. */
    withheld: z.array(z.string()).default([]),
    /** How long there is for a recommendation, as an ISO 8601 duration. */
    within: z.record(z.string(), z.string()).default({}),
    /** The lowest and highest total of each score. */
    scores: z.record(z.string(), z.tuple([z.number(), z.number()])).default({}),
    /** Part of what is said with a recommendation. */
    said: z.record(z.string(), z.string()).default({}),
    /** Not said with it. */
    unsaid: z.record(z.string(), z.string()).default({}),
  }),
  why: z.string(),
});
export type PatientCase = z.infer<typeof caseSchema>;

/** The disposition that is shown first. */
export const leadingDisposition = ({ recommendations }: Assessment): string | undefined =>
  recommendations.find(({ kind }) => kind === "disposition")?.id;

/** What differs from the expected result, in words; empty when nothing does. */
export function misses({ findings, expected }: PatientCase, under: Protocol): string[] {
  const reading = readFindings(under, findings, UNDATED.now);
  if ("faults" in reading) return reading.faults.map((fault) => `${fault.finding} cannot be read`);
  const found = assess(under, reading.findings);
  const given = new Map(found.recommendations.map((one) => [one.id, one]));
  const wrong: string[] = [];
  if (found.acts_on !== expected.acts_on)
    wrong.push(`acts on ${found.acts_on} instead of ${expected.acts_on}`);
  if (expected.urgency !== undefined && found.urgency !== expected.urgency)
    wrong.push(`urgency ${found.urgency ?? "open"} instead of ${expected.urgency ?? "open"}`);
  if (expected.could_be !== undefined && found.could_be !== expected.could_be)
    wrong.push(`could be ${found.could_be} instead of ${expected.could_be}`);
  for (const [id, [min, max]] of Object.entries(expected.scores)) {
    const score = found.scores.find((one) => one.id === id);
    if (score?.min !== min || score.max !== max) wrong.push(`${id} is ${score?.min} to ${score?.max}`);
  }
  for (const id of [...expected.imaging, ...expected.also])
    if (!given.has(id)) wrong.push(`${id} is missing`);
  for (const id of expected.without) if (given.has(id)) wrong.push(`${id} is recommended`);
  for (const id of expected.withheld)
    if (!found.withheld.some((one) => one.id === id)) wrong.push(`${id} is not withheld`);
  for (const [id, within] of Object.entries(expected.within))
    if (given.get(id)?.window?.within !== within)
      wrong.push(`${id} is within ${given.get(id)?.window?.within ?? "no time"} instead of ${within}`);
  for (const [id, words] of Object.entries(expected.said))
    if (!given.get(id)?.notes.some((note) => note.includes(words)))
      wrong.push(`${id} does not say "${words}"`);
  for (const [id, words] of Object.entries(expected.unsaid))
    if (given.get(id)?.notes.some((note) => note.includes(words))) wrong.push(`${id} says "${words}"`);
  const leading = leadingDisposition(found);
  if (leading !== expected.disposition) wrong.push(`${leading} leads instead of ${expected.disposition}`);
  return wrong;
}
