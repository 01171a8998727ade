/** A case at a moment and a site: one patient, and the expected result. The files of tests/cases/VERSION have this form. */
import { z } from "zod";
import { type Protocol, URGENCIES } from "../protocol/schema.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import { UNDATED } from "../triage/evaluate.ts";
import { type Findings, readFindings } from "../triage/finding.ts";
import { leadingDisposition } from "./patient-case.ts";

const ids = z.array(z.string()).default([]);
const level = z.enum(URGENCIES);

/** All that was decided of a patient, and so all that an error can change. */
const decisionSchema = z.strictObject({
  urgency: level.nullable(),
  could_be: level,
  acts_on: level,
  /** The disposition that is shown first. */
  leads: z.string().nullable(),
  /** Everything that is recommended, with how long there is for it. */
  recommended: z.record(z.string(), z.string().nullable()),
  /** Everything that is withheld, with what releases it. */
  withheld: z.record(z.string(), z.array(z.string())),
  /** The lowest and highest total of each score. */
  scores: z.record(z.string(), z.tuple([z.number(), z.number()])),
  /** What is said with a recommendation; left out where a case is not about that. */
  says: z.record(z.string(), z.array(z.string())).optional(),
});
export type Decision = z.infer<typeof decisionSchema>;

export const datedCaseSchema = z.object({
  id: z.string(),
  text: z.string().optional(),
  narrative: z.string().optional(),
  /** What is known; a finding that is not named is unknown. */
  findings: z.record(z.string(), z.unknown()),
  site: z.record(z.string(), z.boolean()).default({}),
  now: z.iso.datetime({ offset: true }).optional(),
  expected: z.object({
    acts_on: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
    has: ids,
    imaging: ids,
    not: ids,
    withheld: ids,
    leads: z.string().optional(),
    disposition: z.string().optional(),
    provisional: z.boolean().optional(),
    decides: decisionSchema.optional(),
  }),
});
export type DatedCase = z.infer<typeof datedCaseSchema>;

/** What was decided, in the form of a case. */
export function decisionOf(found: Assessment): Decision {
  return {
    urgency: found.urgency,
    could_be: found.could_be,
    acts_on: found.acts_on,
    leads: leadingDisposition(found) ?? null,
    recommended: Object.fromEntries(
      found.recommendations.map(({ id, window }) => [id, window?.within ?? null]),
    ),
    withheld: Object.fromEntries(found.withheld.map(({ id, released_by }) => [id, [...released_by]])),
    scores: Object.fromEntries(found.scores.map(({ id, min, max }) => [id, [min, max]])),
    says: Object.fromEntries(
      found.recommendations.flatMap(({ id, notes }) => (notes.length > 0 ? [[id, [...notes]]] : [])),
    ),
  };
}

/** A dated case under a protocol; null where its findings cannot be read. */
export function assessedCase(one: DatedCase, under: Protocol): Assessment | null {
  const now = one.now === undefined ? UNDATED.now : Date.parse(one.now);
  const reading = readFindings(under, one.findings, now);
  return "faults" in reading ? null : assess(under, reading.findings as Findings, { now, site: one.site });
}

/** What differs from the expectation under a protocol, in words; empty when nothing does. */
export function datedMisses(one: DatedCase, under: Protocol): string[] {
  const found = assessedCase(one, under);
  return found === null ? ["it cannot be read"] : missesIn(one, found);
}

/** What differs from the expectation in a result, in words. */
export function missesIn({ expected }: DatedCase, found: Assessment): string[] {
  const given = new Set(found.recommendations.map(({ id }) => id));
  const withheld = new Set(found.withheld.map(({ id }) => id));
  const leads = expected.leads ?? expected.disposition;
  const leading = leadingDisposition(found);
  return [
    ...(expected.acts_on === undefined || expected.acts_on.includes(found.acts_on)
      ? []
      : [`acts on ${found.acts_on} instead of ${expected.acts_on.join(" or ")}`]),
    ...[...expected.has, ...expected.imaging].filter((id) => !given.has(id)).map((id) => `${id} is missing`),
    ...expected.not.filter((id) => given.has(id)).map((id) => `${id} is recommended`),
    ...expected.withheld.filter((id) => !withheld.has(id)).map((id) => `${id} is not withheld`),
    ...(leads === undefined || leading === leads ? [] : [`${leading} leads instead of ${leads}`]),
    ...(expected.provisional === undefined || expected.provisional === found.provisional
      ? []
      : [expected.provisional ? "it is not provisional" : "it is provisional"]),
    ...(expected.decides ? differencesOf(expected.decides, decisionOf(found)) : []),
  ];
}

/** The parts of two decisions that differ, in words; what is said counts only where it is expected. */
function differencesOf(wanted: Decision, found: Decision): string[] {
  return (Object.keys(wanted) as (keyof Decision)[]).flatMap((part) => {
    const [one, other] = [wanted[part], found[part]].map((value) => JSON.stringify(sorted(value)));
    return one === other ? [] : [`${part} is ${other} instead of ${one}`];
  });
}

const sorted = (value: unknown): unknown =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
