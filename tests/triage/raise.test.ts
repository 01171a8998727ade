import fc from "fast-check";
import { expect, test } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { readFindings } from "../../src/triage/finding.ts";
import { probes } from "../../src/triage/probes.ts";
import { couldRaise } from "../../src/triage/raise.ts";
import { isHigher } from "../../src/triage/urgency.ts";
import { manyAnswers } from "../answers.ts";
import { protocol } from "../protocol-under-test.ts";

test("whether an answer could raise the urgency is what the whole assessment with that answer says", () => {
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(manyAnswers, (raw) => {
      const reading = readFindings(protocol, raw);
      if ("faults" in reading) throw new Error(JSON.stringify(reading.faults));
      const { findings } = reading;
      const { urgency } = assess(protocol, findings);
      for (const question of protocol.questions) {
        const whole = probes(protocol, question).some((value) =>
          isHigher(assess(protocol, { ...findings, [question.id]: { value } }).urgency, urgency),
        );
        expect(couldRaise(protocol, findings, question, urgency), question.id).toBe(whole);
        seen[whole ? "yes" : "no"] += 1;
      }
    }),
    { numRuns: 60 },
  );
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(60);
});
