/** The effect of a new version on the shipped cases, with an explanation for every fall and every lost study. */
import { parse } from "yaml";
import { z } from "zod";
import type { Protocol } from "../protocol/schema.ts";
import { isHigher } from "../triage/urgency.ts";
import { type AffectedCase, affectedCase, droppedPromises } from "./change-impact.ts";
import type { PatientCase } from "./patient-case.ts";

const sentence = z.string().trim().min(1);
const explanationsSchema = z.strictObject({
  protocol: sentence,
  from: sentence,
  to: sentence,
  /** Why cases fall or lose an imaging study, for a clinician to judge. */
  explained: z.array(z.strictObject({ cases: z.array(sentence).min(1), why: sentence })),
  promises: z.strictObject({ why: sentence }).optional(),
});

const lostStudies = ({ before, after }: AffectedCase): string[] =>
  before.imaging.filter((id) => !after.imaging.includes(id));
const needsReason = (one: AffectedCase): boolean => one.falls || lostStudies(one).length > 0;
const isLessActedOn = ({ before, after }: AffectedCase): boolean => isHigher(before.acts_on, after.acts_on);

/**
 * The document as Markdown, or what is wrong with the explanations, one line each.
 * @param text the file of explanations
 */
export function blastRadius(
  text: string,
  cases: readonly PatientCase[],
  old: Protocol,
  next: Protocol,
): { document: string } | { faults: string[] } {
  const reading = explanationsSchema.safeParse(parse(text));
  if (!reading.success)
    return { faults: reading.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  const { protocol, from, to, explained, promises } = reading.data;
  const affected: AffectedCase[] = [];
  const unreadable: string[] = [];
  for (const { id, findings } of cases) {
    const found = affectedCase(id, findings, old, next);
    if (found && "unreadable" in found) unreadable.push(id);
    else if (found) affected.push(found);
  }
  const reasons = new Map(explained.flatMap((part) => part.cases.map((id) => [id, part.why] as const)));
  const dropped = droppedPromises(old, next);
  const faults = [
    ...(protocol === next.id && from === old.version && to === next.version
      ? []
      : [`it explains ${protocol} ${from} -> ${to}, not ${next.id} ${old.version} -> ${next.version}`]),
    ...affected
      .filter((one) => needsReason(one) && !reasons.has(one.name))
      .map(({ name }) => `${name} falls or loses a study, and nothing says why`),
    ...[...reasons.keys()]
      .filter((id) => !affected.some((one) => one.name === id && needsReason(one)))
      .map((id) => `${id} is explained, and neither falls nor loses a study`),
    ...(dropped.length > 0 && !promises ? ["promises are dropped, and nothing says why"] : []),
  ];
  if (faults.length > 0) return { faults };
  const numbers = { all: cases.length, affected, unreadable };
  return { document: documentText(old, next, numbers, explained, { dropped, why: promises?.why ?? "" }) };
}

function documentText(
  old: Protocol,
  next: Protocol,
  { all, affected, unreadable }: { all: number; affected: AffectedCase[]; unreadable: string[] },
  explained: readonly { cases: readonly string[]; why: string }[],
  promises: { dropped: readonly string[]; why: string },
): string {
  const byName = new Map(affected.map((one) => [one.name, one]));
  const falls = affected.filter(({ falls: lower }) => lower);
  const acted = falls.filter(isLessActedOn);
  const unsigned = falls.filter(({ signed }) => !signed).length;
  const level = (urgency: string | null) => urgency ?? "open";
  const table = (cases: readonly AffectedCase[]) => [
    "| Case | Urgency | Acted on as | Imaging | Leads |",
    "| --- | --- | --- | --- | --- |",
    ...cases.map(({ name, before, after }) => {
      const change = (was: string, is: string) => (was === is ? was : `${was} -> ${is}`);
      const studies = (ids: readonly string[]) => [...ids].sort().join(", ") || "none";
      return `| ${name} | ${change(level(before.urgency), level(after.urgency))} | ${change(before.acts_on, after.acts_on)} | ${change(studies(before.imaging), studies(after.imaging))} | ${change(before.disposition ?? "none", after.disposition ?? "none")} |`;
    }),
    "",
  ];
  return [
    `# Blast radius: ${old.id} ${old.version} -> ${next.version}`,
    "",
    `Made by \`npm run --silent protocol -- blast-radius > docs/generated/blast-radius-${next.version}.md\`; do not edit.`,
    "",
    `${all} shipped cases: ${affected.length} come out otherwise, ${unreadable.length} cannot be read under one of the two. ` +
      `${falls.length} fall: ${falls.length - acted.length} in the urgency that is claimed alone, ${acted.length} in what is acted on. ${unsigned} ${unsigned === 1 ? "fall has" : "falls have"} no sign-off. ` +
      `Review of ${next.version}: ${next.review}. Only the shipped cases are compared: that no other patient falls is not shown here.`,
    "",
    "## Falls and lost studies, each explained",
    "",
    ...explained.flatMap(({ cases, why }) => [
      `### ${cases.join(", ")}`,
      "",
      why,
      "",
      ...table(cases.flatMap((id) => byName.get(id) ?? [])),
    ]),
    ...(promises.dropped.length > 0
      ? [
          "## Promises that are no longer made as they were",
          "",
          `${promises.dropped.map((id) => `\`${id}\``).join(", ")}.`,
          "",
          promises.why,
          "",
        ]
      : []),
    "## The others that come out otherwise",
    "",
    ...table(affected.filter((one) => !needsReason(one))),
  ].join("\n");
}
