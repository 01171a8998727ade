import { describe, expect, it } from "vitest";
import { agreement, factsOf, patients, rulesEngine } from "../bench/engine.ts";
import { read, WELL } from "./patient.ts";
import { protocol } from "./protocol-under-test.ts";

describe("the comparison with json-rules-engine", () => {
  it("gives the same highest urgency on complete answers, over every urgency", async () => {
    const { sets, urgencies, disagreements } = await agreement(patients(210, 7));
    expect(disagreements).toEqual([]);
    expect(sets).toBe(210);
    expect(Object.keys(urgencies).sort()).toEqual(["EMERGENT", "ROUTINE", "SOON", "URGENT"]);
  });

  it("notices a rule that is missing on one side", async () => {
    const rules = protocol.rules.filter(({ id }) => id !== "pulmonary-embolism");
    const { disagreements } = await agreement(patients(210, 7), rulesEngine({ ...protocol, rules }));
    expect(disagreements.length).toBeGreaterThan(0);
    for (const { answers } of disagreements) expect(answers.chest_symptoms_or_collapse).toBe(true);
  });

  it("refuses answers that are not complete, because the other engine knows no unknown", () => {
    expect(() => factsOf(protocol, read(WELL))).toThrow(/only complete answers/);
  });
});
