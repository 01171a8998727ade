import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { disagreements, type EngineResult } from "./disagreements.ts";
import { type Patient, unmet } from "./expected.ts";
import { evaluate } from "./oracle.ts";
import { randomPatient } from "./random.ts";
import type { OracleResult } from "./types.ts";

/** Where the two files of expected results lie, seen from this file. */
const CASES = new URL("../cases/2.0.0/", import.meta.url);

/** Any moment does: these patients carry no moments of their own unless they also carry their `now`. */
const NOW = "2026-03-10T12:00:00+00:00";

const SAMPLE = 200;

function load(name: string): Patient[] {
  return JSON.parse(readFileSync(new URL(name, CASES), "utf8")) as Patient[];
}

function judge(patient: Patient): OracleResult {
  return evaluate({ findings: patient.findings, now: patient.now ?? NOW, site: patient.site ?? {} });
}

/** The plainest result that the specification allows: the first level of each list and what is demanded. */
function obedient(oracle: OracleResult): EngineResult {
  const groups = oracle.recommendations.one_of.map((group) => group[0] ?? "");
  const ids = new Set([...oracle.recommendations.required, ...groups]);
  const withheld = [...oracle.withheld.required].map(([id, released]) => ({
    id,
    released_by: [...new Set(released.groups.map((group) => group.any_of[0] ?? ""))],
  }));
  const acts_on = oracle.acts_on[0] ?? null;
  if (ids.size === 0) {
    ids.add([...oracle.recommendations.not_judged][0] ?? "");
  }
  return {
    urgency: oracle.urgency[0] ?? null,
    could_be: oracle.could_be[0] ?? null,
    acts_on,
    provisional: oracle.provisional[0] ?? false,
    recommendations: [...ids].map((id) => ({ id })),
    withheld,
  };
}

for (const name of ["patients.json", "vignettes.json"]) {
  describe(name, () => {
    for (const patient of load(name)) {
      it(`${patient.id}: the oracle meets what is expected`, () => {
        expect(unmet(patient, judge(patient))).toEqual([]);
      });
    }
  });
}

describe("random patients", () => {
  it("are the same for the same seed", () => {
    expect(randomPatient(7)).toEqual(randomPatient(7));
    expect(randomPatient(7)).not.toEqual(randomPatient(8));
  });

  it("leave what to act on determined in nearly all cases", () => {
    const seeds = Array.from({ length: SAMPLE }, (_, seed) => seed);
    const single = seeds.filter((seed) => evaluate(randomPatient(seed)).acts_on.length === 1);
    expect(single.length).toBeGreaterThan(SAMPLE * 0.9);
  });
});

describe("disagreements", () => {
  it("finds none with a result that does what the specification demands", () => {
    for (let seed = 0; seed < SAMPLE; seed += 1) {
      const oracle = evaluate(randomPatient(seed));
      expect(disagreements(oracle, obedient(oracle)), `seed ${seed}`).toEqual([]);
    }
  });

  it("names a missing line, a line too many and a wrong level", () => {
    for (let seed = 0; seed < SAMPLE; seed += 1) {
      const oracle = evaluate(randomPatient(seed));
      const right = obedient(oracle);
      for (const missing of oracle.recommendations.required) {
        const recommendations = right.recommendations.filter(({ id }) => id !== missing);
        expect(disagreements(oracle, { ...right, recommendations })).toContain(`${missing} is missing`);
      }
      const recommendations = [...right.recommendations, { id: "imaging.radiograph" }];
      expect(disagreements(oracle, { ...right, recommendations })).toHaveLength(1);
      const level = oracle.acts_on.includes("EMERGENT") ? "ROUTINE" : "EMERGENT";
      if (!oracle.acts_on.includes(level)) {
        expect(disagreements(oracle, { ...right, acts_on: level })[0]).toMatch(/^acts_on is/);
      }
    }
  });

  it("names a treatment that is given although it has to be withheld", () => {
    const patient = load("patients.json").find(({ id }) => id === "C58");
    expect(patient).toBeDefined();
    if (patient !== undefined) {
      const oracle = judge(patient);
      const right = obedient(oracle);
      const given = {
        ...right,
        withheld: [],
        recommendations: [...right.recommendations, { id: "treatment.anticoagulation" }],
      };
      expect(disagreements(oracle, given)).toEqual([
        "treatment.anticoagulation is recommended; no rule that is true asks for it",
        "treatment.anticoagulation should be withheld and is not",
      ]);
    }
  });
});
