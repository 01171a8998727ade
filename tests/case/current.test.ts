import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import { assess } from "../../src/triage/assess.ts";
import { WELL, wellBut } from "../patient.ts";
import { caseOf } from "../pictures/sample-case.ts";
import { protocol } from "../protocol-under-test.ts";

describe("what counts of a case", () => {
  it.each([
    ["a well patient", WELL],
    ["a postural headache", wellBut({ headache: "postural" })],
  ])(
    "is every answer that is needed to be sure, also when its question's own condition is not met: %s",
    (_, raw) => {
      const encounter = caseOf(raw);
      const { answers, assessment, retracted } = currentState(protocol, encounter, asLastLeft(encounter));
      expect(retracted).not.toContain("sepsis_signs");
      expect(assessment.provisional).toBe(false);
      expect(assessment.acts_on).toBe(assess(protocol, answers).acts_on);
    },
  );
});
