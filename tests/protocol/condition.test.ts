import { describe, expect, test } from "vitest";
import { type Condition, condition, conditionText, sentences } from "../../src/protocol/condition.ts";
import { readSentence } from "../../src/protocol/sentence.ts";

/** Each form of a sentence once, with what it means. */
const FORMS: readonly [string, Condition][] = [
  ["fever", { kind: "present", finding: "fever" }],
  ["dvt_signs.calf_tenderness", { kind: "present", finding: "dvt_signs.calf_tenderness" }],
  ["pain_trend is worsening", { kind: "is", finding: "pain_trend", options: ["worsening"] }],
  ["pulses is reduced or absent", { kind: "is", finding: "pulses", options: ["reduced", "absent"] }],
  ["hours <= 72 h", { kind: "compare", finding: "hours", comparison: "<=", value: 72, unit: "h" }],
  ["change > -1.5 C", { kind: "compare", finding: "change", comparison: ">", value: -1.5, unit: "C" }],
  [
    "legs.calf difference >= 3 cm",
    { kind: "difference", finding: "legs.calf", comparison: ">=", value: 3, unit: "cm" },
  ],
  ["motor new grade < 5", { kind: "new-grade", finding: "motor", comparison: "<", value: 5 }],
  ["motor is unable", { kind: "unable", finding: "motor" }],
  ["motor is unknown", { kind: "unknown", finding: "motor" }],
  ["imaging.mri is recommended", { kind: "recommended", recommendation: "imaging.mri" }],
  ["no rule above", { kind: "no-rule-above" }],
];

describe("a sentence", () => {
  test.each(FORMS)("%s", (text, meaning) => {
    expect(readSentence(text)).toEqual(meaning);
    expect(conditionText(meaning)).toBe(text);
  });

  test("may be spaced freely", () => {
    expect(readSentence("  hours   <=  72   h ")).toEqual(readSentence("hours <= 72 h"));
  });

  test.each([
    "",
    "Fever",
    "fever and pain",
    "hours <= 72",
    "hours = 72 h",
    "hours <= many h",
    "pain is",
    "pain is a or",
    "motor new grade 5",
    "a.b.c",
  ])("is refused when it has none of the forms: %j", (text) => {
    expect(readSentence(text)).toBeNull();
  });
});

describe("a condition", () => {
  test("joins sentences and other conditions", () => {
    const raw = { any: ["a", { all: ["b", { not: "c" }] }, { at_least: { count: 2, of: ["d", "e", "f"] } }] };
    const read = condition.parse(raw);
    expect(conditionText(read)).toBe("(a or (b and not c) or at least 2 of (d, e, f))");
    expect(sentences(read).map(conditionText)).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  test.each<[string, unknown, (string | number)[]]>([
    ["two joinings at once", { any: ["a"], all: ["b"] }, []],
    ["an unknown joining", { some: ["a"] }, []],
    ["a number", 3, []],
    ["nothing", null, []],
    ["a list", ["a"], []],
    ["an empty any", { any: [] }, ["any"]],
    ["any of no list", { any: "a" }, ["any"]],
    [
      "a bad sentence deep inside",
      { any: ["a", { not: { all: ["b", "c d"] } }] },
      ["any", 1, "not", "all", 1],
    ],
    ["at_least of more than there are", { at_least: { count: 3, of: ["a", "b"] } }, ["at_least"]],
    ["at_least of none", { at_least: { count: 0, of: ["a"] } }, ["at_least", "count"]],
    ["at_least with a misspelt key", { at_least: { count: 1, of: ["a"], off: 1 } }, ["at_least"]],
  ])("is refused at its own place: %s", (_, raw, path) => {
    const result = condition.safeParse(raw);
    expect(result.error?.issues.map((issue) => issue.path)).toEqual([path]);
    expect(result.error?.issues[0]?.message).not.toMatch(/invalid input|unrecognized/i);
  });
});
