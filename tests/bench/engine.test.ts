import { describe, expect, it } from "vitest";
import { engineAgreement, peerEngines, randomPatients } from "../../bench/engine/agreement.ts";
import { factsOf } from "../../bench/engine/facts.ts";
import { read, WELL } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";

describe("the comparison of engines", () => {
  it("gives the same highest urgency in all three on complete answers, over every urgency", async () => {
    const { sets, urgencies, disagreements } = await engineAgreement(randomPatients(120, 7));
    expect(disagreements).toEqual([]);
    expect(sets).toBe(120);
    expect(Object.keys(urgencies).sort()).toEqual(["EMERGENT", "ROUTINE", "SOON", "URGENT"]);
  });

  it.each(["rules", "cql"] as const)("notices a rule that is missing in one of them: %s", async (which) => {
    const rules = protocol.rules.filter(({ id }) => id !== "pulmonary-embolism");
    const without = peerEngines({ ...protocol, rules });
    const { disagreements } = await engineAgreement(randomPatients(120, 7), {
      ...peerEngines(),
      [which]: without[which],
    });
    expect(disagreements.length).toBeGreaterThan(0);
    for (const { answers } of disagreements) expect(answers.chest_symptoms_or_collapse).toBe(true);
  });

  it("refuses answers that are not complete, because one of them knows no unknown", () => {
    expect(() => factsOf(protocol, read(WELL))).toThrow(/only complete answers/);
  });
});
