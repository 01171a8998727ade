import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { conditionWords } from "../../src/triage/describe.ts";
import { Evaluation } from "../../src/triage/evaluate.ts";
import { reasons } from "../../src/triage/explain.ts";
import { manyAnswers } from "../answers.ts";
import { type Raw, read, WELL, wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";

const grounds = (raw: Raw, rule: string): string[][] =>
  reasons(protocol, read(raw), assess(protocol, read(raw)))
    .filter((each) => each.rule === rule)
    .flatMap(({ sets }) => sets.map((set) => set.map((ground) => conditionWords(protocol, ground))));

describe("the reasons for a rule", () => {
  it("say that something is absent where its absence is the reason", () => {
    expect(grounds(wellBut({ next_day_contact_made: false }), "missed-next-day-contact")).toEqual([
      ["Contacted the day after: absent"],
    ]);
  });

  it("name each finding that is enough by itself", () => {
    const raw = wellBut({ saddle_sensory_loss: true, urinary_retention: true });
    const found = reasons(protocol, read(raw), assess(protocol, read(raw))).filter(
      ({ urgency }) => urgency === "EMERGENT",
    );
    const sets = found.flatMap(({ sets }) =>
      sets.map((set) => set.map((ground) => conditionWords(protocol, ground))),
    );
    expect(sets).toContainEqual(["Saddle sensory loss: present"]);
    expect(sets).toContainEqual(["Urinary retention: present"]);
  });

  it("give none for a rule that is not true", () => {
    expect(grounds(WELL, "missed-next-day-contact")).toEqual([]);
  });

  it("are each true of what is recorded, over many sets of answers", () => {
    fc.assert(
      fc.property(manyAnswers, (raw) => {
        const findings = read(raw);
        const assessment = assess(protocol, findings);
        const evaluation = new Evaluation(protocol, findings);
        for (const { id } of assessment.recommendations) evaluation.recommended.set(id, true);
        for (const { sets } of reasons(protocol, findings, assessment))
          for (const ground of sets.flat())
            if (ground.kind !== "no-rule-above")
              expect(evaluation.truth(ground), conditionWords(protocol, ground)).toBe(true);
      }),
      { seed: 20261125, numRuns: 300 },
    );
  });
});
