import { describe, expect, it } from "vitest";
import type { Value } from "../../src/answers/value.ts";
import { condition, type Leaf } from "../../src/protocol/condition.ts";
import type { Truth } from "../../src/protocol/logic.ts";
import type { Protocol } from "../../src/protocol/schema.ts";
import { Evaluation, knownValue, leafTruth } from "../../src/triage/evaluate.ts";
import { type Raw, read } from "../patient.ts";
import { question, questionOf, small } from "./small-protocol.ts";

const protocol = small();

/** What a condition is worth for raw findings. */
const truth = (when: unknown, raw: Raw, under: Protocol = protocol): Truth =>
  new Evaluation(under, read(raw, under)).truth(condition.parse(when));

describe("a number against a threshold", () => {
  it.each<[string, readonly Truth[]]>([
    // 9, 10 and 11 hours
    ["hours < 10 h", [true, false, false]],
    ["hours <= 10 h", [true, true, false]],
    ["hours > 10 h", [false, false, true]],
    ["hours >= 10 h", [false, true, true]],
  ])("%s", (sentence, expected) => {
    expect([9, 10, 11].map((hours) => truth(sentence, { hours }))).toEqual(expected);
    expect(truth(sentence, {})).toBeNull();
  });

  it("is compared, and not taken for present, where yes and no may be measured", () => {
    expect(truth("heat < 37 C", { heat: 40 })).toBe(false);
    expect(truth("heat < 37 C", { heat: 36 })).toBe(true);
    expect(truth("heat < 37 C", { heat: false })).toBeNull();
  });

  it("makes a measured finding present from its threshold on", () => {
    expect([37.9, 38, true, false].map((heat) => truth("heat", { heat }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe("a sentence that its question cannot answer", () => {
  const leaves: readonly Parameters<typeof leafTruth>[2][] = [
    { kind: "present", finding: "x" },
    { kind: "is", finding: "x", options: ["present", "normal", "some", "good"] },
    { kind: "compare", finding: "x", comparison: ">=", value: 0, unit: "h" },
    { kind: "difference", finding: "x", comparison: ">=", value: 0, unit: "cm" },
    { kind: "new-grade", finding: "x", comparison: ">=", value: 0 },
  ];
  const values: readonly Value[] = [
    "present",
    "normal",
    "some",
    3,
    true,
    { left: "good", right: "good" },
    { worst: 3 },
    { "left.L4": "normal" },
    { calf: { left: 3, right: 1 } },
    { red: "present" },
  ];
  const understood: Readonly<Record<string, readonly Leaf["kind"][]>> = {
    one: ["present", "compare"],
    heat: ["present", "compare"],
    pick: ["present", "is"],
    bend: ["is"],
    hours: ["compare"],
    power: ["new-grade"],
    feeling: ["is"],
    girth: ["difference"],
    marks: ["present"],
  };

  it.each(Object.entries(understood))("%s understands only %j; of another it is not known", (id, kinds) => {
    const asked = questionOf(protocol, id);
    for (const leaf of leaves.filter(({ kind }) => !kinds.includes(kind)))
      for (const value of values)
        for (const part of [undefined, "calf", "red"])
          expect(leafTruth(asked, part, leaf, value), `${leaf.kind} of ${JSON.stringify(value)}`).toBe(null);
  });

  it("says nothing of a value of another form either", () => {
    const said = (id: string, kind: Leaf["kind"], value: Value, part?: string) =>
      leafTruth(
        questionOf(protocol, id),
        part,
        leaves.find((leaf) => leaf.kind === kind) as Parameters<typeof leafTruth>[2],
        value,
      );
    expect(said("hours", "compare", "some")).toBeNull();
    expect(said("heat", "compare", "present")).toBeNull();
    expect(said("pick", "is", 3)).toBeNull();
    expect(said("power", "new-grade", "present")).toBeNull();
    expect(said("feeling", "is", 3)).toBeNull();
    expect(said("girth", "difference", "present", "calf")).toBeNull();
    expect(said("girth", "difference", { calf: { left: 3, right: 1 } })).toBeNull();
    expect(said("marks", "present", "present", "red")).toBeNull();
    expect(said("one", "present", 3), "a number without a scale").toBe(false);
  });
});

describe("a choice", () => {
  it("is one of several options, or any but the absent one", () => {
    expect(truth("pick is some or much", { pick: "much" })).toBe(true);
    expect(truth("pick is some or much", { pick: "none" })).toBe(false);
    expect(["none", "some"].map((pick) => truth("pick", { pick }))).toEqual([false, true]);
  });

  it("without an absent option is never present", () => {
    expect(truth("bend", { bend: "bad" })).toBeNull();
  });

  it("by side is true of either side, and false only of both", () => {
    expect(truth("bend is bad", { bend: { left: "good", right: "bad" } })).toBe(true);
    expect(truth("bend is bad", { bend: { left: "good", right: "good" } })).toBe(false);
    expect(truth("bend is bad", { bend: { left: "good" } })).toBeNull();
  });
});

describe("grades", () => {
  const all = (grade: unknown) =>
    Object.fromEntries(["left.hip", "left.knee", "right.hip", "right.knee"].map((cell) => [cell, grade]));

  it("every group graded and none weak is no weakness", () => {
    expect(truth("power new grade < 5", { power: all(5) })).toBe(false);
  });

  it("every group graded and the weak ones old is no new weakness", () => {
    expect(truth("power new grade < 5", { power: { ...all(5), "left.hip": { grade: 2, old: true } } })).toBe(
      false,
    );
  });

  it("a group that was not graded leaves it open; one that is weak decides", () => {
    expect(truth("power new grade < 5", { power: { "left.hip": 5 } })).toBeNull();
    expect(truth("power new grade < 5", { power: { "left.hip": 4 } })).toBe(true);
  });

  it("the worst grade speaks for every group that was not listed, unless it is old", () => {
    expect(truth("power new grade < 5", { power: { worst: 5 } })).toBe(false);
    expect(truth("power new grade < 5", { power: { worst: 4 } })).toBe(true);
    expect(truth("power new grade < 5", { power: { worst: 5, "left.hip": 4 } })).toBe(true);
    expect(truth("power new grade < 5", { power: { worst: 3, old: true } })).toBeNull();
  });
});

describe("feeling", () => {
  it("of a place covers its modalities, and a modality counts for itself", () => {
    const everywhere = Object.fromEntries(
      ["left.L4", "left.L5", "right.L4", "right.L5"].map((place) => [place, "normal"]),
    );
    expect(truth("feeling is reduced", { feeling: everywhere })).toBe(false);
    expect(truth("feeling is reduced", { feeling: { ...everywhere, "left.L4.pin": "reduced" } })).toBe(true);
    expect(truth("feeling is reduced", { feeling: { "left.L4": "normal" } })).toBeNull();
    expect(truth("feeling is reduced", { feeling: "reduced" })).toBe(true);
    expect(truth("feeling is reduced", { feeling: "normal" })).toBe(false);
  });
});

describe("a difference between the sides", () => {
  it("is measured at its level, either way round, and needs both sides", () => {
    const wide = "girth.calf difference > 2 cm";
    expect(truth(wide, { girth: { calf: { left: 13, right: 10.9 } } })).toBe(true);
    expect(truth(wide, { girth: { calf: { left: 10.9, right: 13 } } })).toBe(true);
    expect(truth(wide, { girth: { calf: { left: 13, right: 11 } } })).toBe(false);
    expect(truth(wide, { girth: { calf: { left: 13 } } })).toBeNull();
    expect(truth(wide, { girth: { calf: { right: 13 } } })).toBeNull();
    expect(truth(wide, { girth: { thigh: { left: 18, right: 11 } } })).toBeNull();
  });
});

describe("signs", () => {
  it("one that is there is true of the whole; only all of them absent is false", () => {
    const all = { red: false, warm: false, pale: false };
    expect(truth("marks", { marks: { red: true } })).toBe(true);
    expect(truth("marks", { marks: all })).toBe(false);
    expect(truth("marks", { marks: { red: false } })).toBeNull();
    expect(truth("marks.red", { marks: { ...all, warm: true } })).toBe(false);
    expect(truth("marks.red", { marks: { red: true } })).toBe(true);
    expect(truth("marks.red", { marks: { warm: true } })).toBeNull();
  });

  it("an adjunct's unknown reads as absent, and nobody else's", () => {
    expect(truth("marks.pale", { marks: { warm: true } })).toBe(false);
    expect(truth("marks.pale", {})).toBe(false);
    expect(truth("marks.pale", { marks: { pale: true } })).toBe(true);
    expect(truth("marks", {})).toBeNull();
  });

  it("an adjunct that is one while something is true is open as long as that is not known to be", () => {
    const under = small({ questions: [question("extra", { kind: "tri" }, { adjunct: { while: "one" } })] });
    expect(
      [true, false, undefined].map((one) => truth("extra", one === undefined ? {} : { one }, under)),
    ).toEqual([false, null, null]);
  });
});

describe("at least so many of several", () => {
  const two = { at_least: { count: 2, of: ["one", "two", "three"] } };

  it("counts", () => {
    expect(truth(two, { one: true, two: true })).toBe(true);
    expect(truth(two, { one: true })).toBeNull();
    expect(truth(two, { one: false, two: false })).toBe(false);
  });
});

describe("what is said about an answer itself", () => {
  it("unable is true only when that was the reason", () => {
    expect(["unable", "declined", true].map((one) => truth("one is unable", { one }))).toEqual([
      true,
      false,
      false,
    ]);
    expect(truth("one is unable", {})).toBe(false);
  });

  it("unknown is neither present nor absent", () => {
    expect(truth("one is unknown", {})).toBe(true);
    expect([true, false, "unable"].map((one) => truth("one is unknown", { one }))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("a finding that the protocol does not have is not known", () => {
    expect(truth("nothing_like_it", { one: true })).toBeNull();
  });

  it("a result that is not in hand reads as what the protocol says", () => {
    const under = small({
      questions: [
        question(
          "scan",
          {
            kind: "choice",
            options: [
              { id: "not_done", label: "Not done" },
              { id: "clear", label: "Clear" },
            ],
          },
          { until_known: "not_done" },
        ),
      ],
    });
    const scan = questionOf(under, "scan");
    expect(knownValue(scan, undefined)).toBe("not_done");
    expect(knownValue(scan, { unknown: "unable" })).toBe("not_done");
    expect(knownValue(scan, { value: "clear" })).toBe("clear");
    expect(knownValue(questionOf(under, "one"), undefined)).toBeNull();
    expect(truth("scan is not_done", {}, under)).toBe(true);
  });
});

describe("a derived finding", () => {
  it("is worth its condition, which is read once", () => {
    const under = small({
      derived: [{ id: "both", label: "Both", from: "seed", when: { all: ["one", "two"] } }],
    });
    expect(truth("both", { one: true, two: true }, under)).toBe(true);
    expect(truth("both", { one: true }, under)).toBeNull();
    const evaluation = new Evaluation(under, read({ one: true }, under));
    let reads = 0;
    const plain = evaluation.truth.bind(evaluation);
    evaluation.truth = (part) => {
      if (part.kind === "all") reads += 1;
      return plain(part);
    };
    expect([plain(condition.parse("both")), plain(condition.parse("both"))]).toEqual([null, null]);
    expect(reads).toBe(1);
  });
});

describe("what the rules above did", () => {
  it("is recommended, perhaps, or not", () => {
    const evaluation = new Evaluation(protocol, {});
    const asked = condition.parse("imaging.scan is recommended");
    expect(evaluation.truth(asked)).toBe(false);
    evaluation.recommended.set("imaging.scan", null);
    expect(evaluation.truth(asked)).toBeNull();
    evaluation.recommended.set("imaging.scan", true);
    expect(evaluation.truth(asked)).toBe(true);
  });

  it("no rule above: true until one is true, open while one is possible", () => {
    const evaluation = new Evaluation(protocol, {});
    const none = condition.parse("no rule above");
    expect(evaluation.truth(none)).toBe(true);
    evaluation.anyRuleAbove = null;
    expect(evaluation.truth(none)).toBeNull();
    evaluation.anyRuleAbove = true;
    expect(evaluation.truth(none)).toBe(false);
  });
});
