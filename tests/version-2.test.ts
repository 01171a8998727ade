import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assessedAt, heldIn, idsOf, issuesOfVersion2 } from "./version-2.ts";

interface Patient {
  id: string;
  text?: string;
  narrative?: string;
  findings: Record<string, unknown>;
  site?: Record<string, boolean>;
  now?: string;
  expected: {
    acts_on: string | string[];
    has?: string[];
    not?: string[];
    imaging?: string[];
    withheld?: string[];
    disposition?: string;
    leads?: string;
    provisional?: boolean;
  };
}

const load = (name: string): Patient[] =>
  JSON.parse(readFileSync(new URL(`./cases/2.0.0/${name}.json`, import.meta.url), "utf8")) as Patient[];

it("version 2.0 has no fault", () => {
  expect(issuesOfVersion2).toEqual([]);
});

describe.each(["patients", "vignettes", "time"])("the %s of version 2.0", (name) => {
  it.each(load(name).map((patient) => [patient.id, patient] as const))("%s", (_, patient) => {
    const { expected, now } = patient;
    const found = assessedAt(patient.findings, {
      site: patient.site ?? {},
      ...(now !== undefined && { now: Date.parse(now) }),
    });
    expect([expected.acts_on].flat()).toContain(found.acts_on);
    expect(idsOf(found)).toEqual(
      expect.arrayContaining([...(expected.has ?? []), ...(expected.imaging ?? [])]),
    );
    for (const id of expected.not ?? []) expect(idsOf(found)).not.toContain(id);
    expect(heldIn(found)).toEqual(expect.arrayContaining(expected.withheld ?? []));
    const leading = found.recommendations.find(({ kind }) => kind === "disposition")?.id;
    if (expected.leads ?? expected.disposition) expect(leading).toBe(expected.leads ?? expected.disposition);
    if (expected.provisional !== undefined) expect(found.provisional).toBe(expected.provisional);
  });
});
