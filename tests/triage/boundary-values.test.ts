import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/answers/read.ts";
import { allConditions, boundaryValues } from "../../src/triage/boundary-values.ts";
import { protocol as shipped } from "../protocol-under-test.ts";
import { questionOf, recommendation, rule, small } from "./small-protocol.ts";

const under = (...conditions: unknown[]) => {
  const protocol = small({ rules: conditions.map((when, at) => rule(`rule-${at}`, "SOON", when)) });
  return (id: string) => boundaryValues(protocol, questionOf(protocol, id));
};

describe("the answers worth trying", () => {
  it("are all there are, the calm one first, where there are few", () => {
    const of = under("one");
    expect(of("one")).toEqual(["absent", "present"]);
    expect(of("pick")).toEqual(["none", "some", "much"]);
    expect(of("bend")).toEqual(["good", "bad"]);
    expect(of("feeling")).toEqual(["normal", "reduced"]);
  });

  it("are each threshold of a number and its neighbours, inside its range, in order", () => {
    expect(under("hours >= 50 h", "hours < 7.5 h", "hours > 50 h")("hours")).toEqual([
      7.4, 7.5, 7.6, 49.9, 50, 50.1,
    ]);
    expect(under("hours >= 100 h", "hours > 0 h")("hours")).toEqual([0, 0.1, 99.9, 100]);
    expect(under("one")("hours")).toEqual([]);
  });

  it("are the normal grade and the weakest that a threshold tells apart", () => {
    expect(under("power new grade < 5", "power new grade < 3")("power")).toEqual([
      { worst: 5 },
      { worst: 4 },
      { worst: 2 },
    ]);
    expect(under("power new grade < 5", { not: "power new grade < 5" }, "power is unable")("power")).toEqual([
      { worst: 5 },
      { worst: 4 },
    ]);
    expect(under("power new grade < 3", "power new grade < 5")("power"), "the milder first").toEqual([
      { worst: 5 },
      { worst: 4 },
      { worst: 2 },
    ]);
    expect(under("power new grade < 0")("power")).toEqual([{ worst: 5 }, { worst: 0 }]);
    expect(under("one")("power")).toEqual([{ worst: 5 }]);
  });

  it("are the sides at each level apart by nothing, by each threshold, and by its neighbours", () => {
    const calf = (left: number) => ({ calf: { left, right: 10 } });
    const thigh = (left: number) => ({ thigh: { left, right: 10 } });
    expect(under("girth.calf difference > 3 cm", "girth.thigh difference > 10 cm")("girth")).toEqual([
      calf(10),
      calf(10.1),
      calf(12.9),
      calf(13),
      calf(13.1),
      thigh(10),
      thigh(10.1),
      thigh(19.9),
      thigh(20),
    ]);
  });

  it("are no sign at all, and each sign alone", () => {
    const none = { red: "absent", warm: "absent", pale: "absent" };
    expect(under("marks.red")("marks")).toEqual([
      none,
      { ...none, red: "present" },
      { ...none, warm: "present" },
      { ...none, pale: "present" },
    ]);
  });

  it("are built once for a protocol, and there are none for a question that it does not have", () => {
    const protocol = small();
    const one = questionOf(protocol, "one");
    expect(boundaryValues(protocol, one)).toBe(boundaryValues(protocol, one));
    expect(boundaryValues(protocol, { ...one, id: "another" })).toEqual([]);
  });

  it("can all be given as an answer, under the protocol that ships", () => {
    for (const question of shipped.questions)
      for (const value of boundaryValues(shipped, question))
        expect(readAnswer(question, value), `${question.id}: ${JSON.stringify(value)}`).toHaveProperty(
          "answer",
        );
  });
});

describe("every condition of a protocol", () => {
  it("is found wherever it stands", () => {
    const at = (place: number) => `hours >= ${place} h`;
    const protocol = small({
      derived: [{ id: "both", label: "Both", from: "seed", when: at(1) }],
      rules: [
        rule("a", "SOON", at(2), {
          raised: { to: "URGENT", when: at(3) },
          leads_when: at(4),
          recommend: [{ id: "imaging.scan", if: at(5) }, "consult.ask"],
        }),
        rule("b", "SOON", at(6)),
      ],
      scores: [
        {
          id: "score.one",
          label: "Score",
          from: "seed",
          items: [{ label: "Item", points: 1, when: at(7) }],
          likely_from: 1,
          citations: ["said"],
        },
      ],
      recommendations: [
        recommendation("treatment.drug", {
          gate: { only_if: at(8), reason: "Not yet.", released_by: ["hours"] },
          replaced: { by: "imaging.scan", when: at(9) },
          notes: [{ when: at(10), say: "Then." }, { say: "Always." }],
        }),
      ],
    });
    const found = allConditions(protocol);
    expect(found.flatMap((one) => (one.kind === "compare" ? [one.value] : []))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    // and the rule that is always there
    expect(found).toHaveLength(11);
    expect(boundaryValues(protocol, questionOf(protocol, "hours"))).toContain(10.1);
  });
});
