/** The gate of the protocol's mutants: one fault after another, and every one of them is noticed or proved to change nothing. */
import { describe, expect, it } from "vitest";
import { mutantsOf } from "../../src/proof/mutants.ts";
import { mutantJudge } from "../../src/proof/mutate.ts";
import type { Protocol } from "../../src/protocol/schema.ts";
import { cases, misses } from "../patient-cases.ts";
import { protocol } from "../protocol-under-test.ts";

const patients = cases.map(({ patient }) => ({
  id: patient.id,
  misses: (under: Protocol) => misses(patient, under),
}));
const mutants = mutantsOf(protocol);

describe("faults put into the protocol", () => {
  it("are of every kind: thresholds, conditions, urgencies, recommendations, gates, windows, adjuncts, rules", () => {
    const names = mutants.map(({ name }) => name).join("\n");
    for (const kind of [
      'rule "limb-ischemia": capillary_refill_s > 3.1 s',
      'rule "limb-ischemia": capillary_refill_s >= 3 s',
      'derived finding "neuro_deficit": without saddle_sensory_loss',
      'rule "headache": is EMERGENT',
      'rule "sepsis": without laboratory.infection',
      'recommendation "treatment.anticoagulation": without its gate',
      'recommendation "imaging.mri_spine": never replaced',
      'recommendation "imaging.duplex_legs": without its window',
      'question "fever": present from 38.1',
      'question "fever": always an adjunct',
      'rule "phlegmasia": removed',
    ])
      expect(names).toContain(kind);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  it("are noticed, each of them, or say the same to every possible patient", () => {
    const judge = mutantJudge(protocol, patients);
    const survivors = mutants.filter((mutant) => judge(mutant).by === "nobody");
    expect(survivors.map(({ name }) => name)).toEqual([]);
  }, 240_000);

  it("survive when no case looks: a fever that begins at 38.1", () => {
    const fever = mutants.find(({ name }) => name === 'question "fever": present from 38.1');
    if (!fever) throw new Error("no such mutant");
    expect(mutantJudge(protocol, patients)(fever)).toMatchObject({ by: "case" });
    expect(mutantJudge(protocol, [])(fever)).toMatchObject({
      by: "nobody",
      shown: { findings: { fever: expect.any(Number) } },
    });
  }, 60_000);
});
