import { describe, expect, it } from "vitest";
import { readDirectAnswer } from "../../src/language/direct-answer.ts";
import { index } from "../../src/triage/index-of-protocol.ts";
import { protocol } from "../protocol-under-test.ts";
import { wordLists } from "../word-lists.ts";

const NOW = Date.parse("2026-01-31T14:00:00Z");
const read = (question: string, words: string) => {
  const found = index(protocol).questions.get(question);
  if (!found) throw new Error(question);
  return readDirectAnswer(wordLists, found, words, NOW);
};

describe("words for nothing", () => {
  it.each(["none", "no", "nil", "negative", "-ve", "n"])(
    "such as %s never answer whether the foot pulses are present",
    (words) => {
      for (const question of ["distal_pulses", "perianal_sensation", "anal_tone"])
        expect(read(question, words)).toBeNull();
    },
  );

  it.each([
    ["distal_pulses", "absent", "absent"],
    ["perianal_sensation", "absent", "reduced"],
    ["anal_tone", "absent", "reduced"],
    ["straight_leg_raise", "negative", "negative"],
    ["leg_swelling", "none", "none"],
    ["headache", "no", "none"],
  ])("answer %s where an option is called so: %s is %s", (question, words, value) => {
    expect(read(question, words)).toEqual({ answer: { value } });
  });
});

describe("a time", () => {
  it.each([
    ["14 h", 14],
    ["6 h ago", 6],
    ["yesterday around 4pm", 22],
    ["yesterday 2:00 pm", 24],
    ["about 9 this morning", 5],
    ["2026-01-30 14:00", 24],
  ])("is taken where the whole text says which hours: %s", (words, value) => {
    expect(read("hours_since_injection", words)).toEqual({ answer: { value } });
  });

  it.each([
    "foot drop and can't pass urine since this morning, temp 38.9",
    "leg swelling began 3 days ago",
    "fell on Monday",
    "restarted apixaban yesterday",
    "not yesterday",
    "no idea, Tuesday?",
    "ok now",
  ])("inside other words is no answer: %s", (words) => {
    expect(read("hours_since_injection", words)).toBeNull();
  });

  it.each([
    "last night",
    "yesterday",
    "last night at 10",
    "yesterday at 6",
    "about 9",
    "10/11",
    "5/11",
    "3/7",
    "Friday",
  ])("that leaves open which hours is asked back: %s", (words) => {
    expect(read("hours_since_injection", words)).toMatchObject({
      fault: expect.stringContaining("0 to 8760 h"),
    });
  });
});

it("a number with a point and three digits is asked back: a thousand and two hundred is not 1.2", () => {
  expect(read("post_void_residual_ml", "1.200")).toMatchObject({
    fault: expect.stringContaining("can be read in two ways; write 1200"),
  });
  expect(read("fever", "36.517")).toEqual({ answer: { value: 36.517 } });
  expect(read("post_void_residual_ml", "1.2")).toEqual({ answer: { value: 1.2 } });
});

describe("words that answer the pending question", () => {
  it.each<[string, string, unknown]>([
    ["urinary_retention", "yes", "present"],
    ["urinary_retention", "No.", "absent"],
    ["urinary_retention", "denies", "absent"],
    ["fever", "38.4", 38.4],
    ["fever", "T 38,4", 38.4],
    ["fever", "101F", 38.33],
    ["fever", "１０１ °F", 38.33],
    ["motor_grades", "3/5", { worst: 3 }],
    ["motor_grades", "all 5/5", { worst: 5 }],
    [
      "motor_grades",
      "left ankle dorsiflexion 3/5, R EHL 4",
      { "left.ankle_dorsiflexion": 3, "right.great_toe_extension": 4 },
    ],
    ["motor_grades", "L df 2 old", { "left.ankle_dorsiflexion": { grade: 2, old: true } }],
    ["leg_circumference", "41 vs 37", { calf: { left: 41, right: 37 } }],
    ["leg_circumference", "R 41 L 37 cm", { calf: { right: 41, left: 37 } }],
    ["leg_circumference", "16 in vs 15 in", { calf: { left: 40.64, right: 38.1 } }],
    ["leg_swelling", "left", "left"],
    ["leg_swelling", "no", "none"],
    ["distal_pulses", "left absent, right present", { left: "absent", right: "present" }],
    ["hours_since_injection", "yesterday 14:00", 24],
    ["hours_since_injection", "3 days ago", 72],
    ["hours_since_injection", "48", 48],
    ["post_void_residual_ml", "1,000 mL", 1000],
    ["dvt_signs", "calf tenderness, no pitting", { calf_tenderness: "present", pitting_edema: "absent" }],
  ])("%s: %s", (question, words, value) => {
    expect(read(question, words)).toEqual({ answer: { value } });
  });

  it.each([
    ["n/a", "not_assessed"],
    ["don’t know", "not_assessed"],
    ["unable to assess", "unable"],
    ["refused", "declined"],
  ])("%s is not known, and why", (words, unknown) => {
    expect(read("perianal_sensation", words)).toEqual({ answer: { unknown } });
  });

  it.each([
    ["urinary_retention", "?retention"],
    ["urinary_retention", "possibly"],
    ["urinary_retention", "no fever but retention"],
    ["motor_grades", "4+/5"],
    ["motor_grades", "weak"],
    ["leg_circumference", "left 41"],
    ["fever", "hot"],
    ["distal_pulses", "left absent, left present"],
  ])("%s: %s is not taken for an answer", (question, words) => {
    expect(read(question, words)).toBeNull();
  });

  it.each([
    ["fever", "101"],
    ["fever", "55 C"],
    ["motor_grades", "6"],
    ["hours_since_injection", "tomorrow 14:00"],
  ])("%s: %s is refused with what is allowed", (question, words) => {
    expect(read(question, words)).toHaveProperty("fault");
  });
});
