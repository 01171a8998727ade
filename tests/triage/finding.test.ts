import { describe, expect, it } from "vitest";
import { allowed, type InvalidAnswer, readAnswer } from "../../src/answers/read.ts";
import type { Answer } from "../../src/answers/value.ts";
import { readFindings } from "../../src/triage/finding.ts";
import { protocol } from "../protocol-under-test.ts";
import { questionOf, small } from "./small-protocol.ts";

function question(id: string) {
  const found = protocol.questions.find((one) => one.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
}

const NOON = Date.parse("2026-11-25T12:00:00Z");

function answer(id: string, raw: unknown): Answer {
  const reading = readAnswer(question(id), raw, NOON);
  if ("faults" in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.answer;
}

function faults(id: string, raw: unknown): InvalidAnswer[] {
  const reading = readAnswer(question(id), raw, NOON);
  if ("answer" in reading) throw new Error(`read as ${JSON.stringify(reading.answer)}`);
  return reading.faults;
}

describe("an answer is read into one form", () => {
  it.each<[string, string, unknown, unknown]>([
    ["yes or no, as true", "incontinence", true, "present"],
    ["yes or no, as false", "incontinence", false, "absent"],
    ["yes or no, as a word", "incontinence", "present", "present"],
    ["yes or no, as a word for no", "incontinence", "absent", "absent"],
    ["yes or no, measured", "fever", 38.4, 38.4],
    ["yes or no, measured in another unit", "fever", "101 F", 38.33],
    ["a measurable one, said", "fever", true, "present"],
    ["a choice", "leg_swelling", "both", "both"],
    ["a choice, denied", "leg_swelling", false, "none"],
    ["a choice with one other option, affirmed", "perianal_sensation", true, "reduced"],
    ["a choice, once for both sides", "distal_pulses", "absent", "absent"],
    [
      "a choice by side",
      "distal_pulses",
      { left: "reduced", right: "present" },
      { left: "reduced", right: "present" },
    ],
    [
      "a choice with one side unknown",
      "distal_pulses",
      { left: "present", right: "unknown" },
      { left: "present" },
    ],
    [
      "a choice by side with an angle",
      "straight_leg_raise",
      { left: "positive", left_degrees: 40, right: "negative" },
      { left: "positive", left_degrees: 40, right: "negative" },
    ],
    ["a number", "hours_since_injection", 6, 6],
    ["a number in another unit", "hours_since_injection", "3 days", 72],
    ["how long ago", "hours_since_injection", "3 days ago", 72],
    ["a point in time", "hours_since_injection", "2026-11-24T06:00:00Z", 30],
    ["the worst grade", "motor_grades", { worst: 3 }, { worst: 3 }],
    [
      "grades by side and group",
      "motor_grades",
      { "left.ankle_dorsiflexion": 3 },
      { "left.ankle_dorsiflexion": 3 },
    ],
    [
      "an old grade",
      "motor_grades",
      { "left.ankle_dorsiflexion": { grade: 3, old: true } },
      { "left.ankle_dorsiflexion": { grade: 3, old: true } },
    ],
    [
      "a grade that is said not to be old",
      "motor_grades",
      { "left.ankle_dorsiflexion": { grade: 3, old: false } },
      { "left.ankle_dorsiflexion": 3 },
    ],
    ["the worst grade, old", "motor_grades", { worst: 3, old: true }, { worst: { grade: 3, old: true } }],
    [
      "grades with one unknown",
      "motor_grades",
      { "left.hip_flexion": 5, "right.hip_flexion": "unknown" },
      { "left.hip_flexion": 5 },
    ],
    ["feeling", "sensory_exam", "normal", "normal"],
    ["feeling by place", "sensory_exam", { "left.L5": "reduced" }, { "left.L5": "reduced" }],
    [
      "feeling by place and kind",
      "sensory_exam",
      { "right.S1.pinprick": "reduced" },
      { "right.S1.pinprick": "reduced" },
    ],
    [
      "circumferences",
      "leg_circumference",
      { calf: { left: 41, right: 37 } },
      { calf: { left: 41, right: 37 } },
    ],
    [
      "circumferences in inches",
      "leg_circumference",
      { calf: { left: "16 in", right: 37 } },
      { calf: { left: 40.64, right: 37 } },
    ],
    [
      "signs",
      "dvt_signs",
      { calf_tenderness: true, pitting_edema: false, homans: "unknown" },
      { calf_tenderness: "present", pitting_edema: "absent" },
    ],
    [
      "all signs denied",
      "dvt_signs",
      false,
      { calf_tenderness: "absent", warmth_or_erythema: "absent", pitting_edema: "absent", homans: "absent" },
    ],
  ])("%s", (_what, id, raw, value) => {
    expect(answer(id, raw)).toEqual({ value });
  });

  it.each(protocol.questions.map(({ id }) => id))("%s may be unknown, with each reason", (id) => {
    expect(answer(id, "unknown")).toEqual({ unknown: "not_assessed" });
    expect(answer(id, "not_assessed")).toEqual({ unknown: "not_assessed" });
    expect(answer(id, "unable")).toEqual({ unknown: "unable" });
    expect(answer(id, "declined")).toEqual({ unknown: "declined" });
  });

  it.each<[string, unknown]>([
    ["motor_grades", { worst: "unknown" }],
    ["motor_grades", { "left.hip_flexion": "unknown" }],
    ["sensory_exam", { "left.L5": "unknown" }],
    ["distal_pulses", { left: "unknown", right: "unknown" }],
    ["dvt_signs", { calf_tenderness: "unknown", warmth_or_erythema: "unknown" }],
    ["leg_circumference", { calf: { left: "unknown", right: "unknown" } }],
  ])("%s with every part unknown is unknown: %j", (id, raw) => {
    expect(answer(id, raw)).toEqual({ unknown: "not_assessed" });
  });

  it("is the same when it is read again", () => {
    const raw = {
      fever: "101 F",
      hours_since_injection: "3 days ago",
      leg_swelling: false,
      motor_grades: { "left.ankle_dorsiflexion": { grade: 3, old: true }, "left.hip_flexion": 5 },
      leg_circumference: { calf: { left: "16 in", right: 37 } },
      dvt_signs: { calf_tenderness: true },
    };
    for (const [id, value] of Object.entries(raw)) {
      const once = answer(id, value);
      if (!("value" in once)) throw new Error(`${id} is unknown`);
      expect(answer(id, once.value)).toEqual(once);
    }
  });
});

describe("what does not fit is refused, with the finding, the value and what is allowed", () => {
  it.each<[string, unknown, string, string, string]>([
    ["incontinence", "maybe", "incontinence", "maybe", "present, absent or unknown"],
    ["incontinence", 1, "incontinence", "1", "present, absent or unknown"],
    ["incontinence", null, "incontinence", "null", "present, absent or unknown"],
    ["fever", 55, "fever", "55", "30 to 45 C"],
    ["fever", 101, "fever", "101", 'write "101 F"'],
    ["fever", "hot", "fever", "hot", "present, absent, unknown, or 30 to 45 C"],
    ["leg_swelling", "upper", "leg_swelling", "upper", "none, left, right, both"],
    ["leg_swelling", true, "leg_swelling", "true", "none, left, right, both"],
    ["pain_trend", false, "pain_trend", "false", "improving, unchanged, worsening"],
    ["distal_pulses", { middle: "absent" }, "distal_pulses", "middle", "left and right"],
    ["distal_pulses", { left: "strong" }, "distal_pulses.left", "strong", "present, reduced, absent"],
    [
      "straight_leg_raise",
      { left_degrees: 200 },
      "straight_leg_raise.left_degrees",
      "200",
      "0 to 120 degrees",
    ],
    ["hours_since_injection", -1, "hours_since_injection", "-1", "0 to 8760 h"],
    ["hours_since_injection", "2026-11-26T12:00:00Z", "hours_since_injection", "2026-11-26", "0 to 8760 h"],
    ["motor_grades", { worst: 6 }, "motor_grades.worst", "6", "0 to 5"],
    ["motor_grades", { worst: -1 }, "motor_grades.worst", "-1", "0 to 5"],
    ["motor_grades", { worst: 4.5 }, "motor_grades.worst", "4.5", "whole"],
    ["motor_grades", { "left.ankle_dorsiflexion": 6 }, "motor_grades.left.ankle_dorsiflexion", "6", "0 to 5"],
    ["motor_grades", { "left.knee": 3 }, "motor_grades", "left.knee", "ankle_dorsiflexion"],
    [
      "motor_grades",
      { "left.hip_flexion": { grade: 3, old: "yes" } },
      "motor_grades.left.hip_flexion",
      "yes",
      "true or false",
    ],
    ["motor_grades", 5, "motor_grades", "5", "worst"],
    ["motor_grades", {}, "motor_grades", "{}", "worst"],
    ["sensory_exam", "numb", "sensory_exam", "numb", "normal, reduced"],
    ["sensory_exam", { "left.L6": "reduced" }, "sensory_exam", "left.L6", "L5"],
    ["sensory_exam", { "left.L5": "numb" }, "sensory_exam.left.L5", "numb", "normal, reduced"],
    [
      "leg_circumference",
      { calf: { left: -3, right: 37 } },
      "leg_circumference.calf.left",
      "-3",
      "10 to 120 cm",
    ],
    ["leg_circumference", { ankle: { left: 25, right: 25 } }, "leg_circumference", "ankle", "calf, thigh"],
    ["leg_circumference", { calf: { up: 37 } }, "leg_circumference.calf", "up", "left and right"],
    ["leg_circumference", { calf: 41 }, "leg_circumference.calf", "41", "{left, right}"],
    ["dvt_signs", { calf_tender: true }, "dvt_signs", "calf_tender", "calf_tenderness"],
    ["dvt_signs", { calf_tenderness: 2 }, "dvt_signs.calf_tenderness", "2", "present, absent or unknown"],
    ["dvt_signs", true, "dvt_signs", "true", "calf_tenderness"],
    ["post_void_residual_ml", "much", "post_void_residual_ml", "much", "0 to 3000 mL"],
    ["procedure", "acupuncture", "procedure", "acupuncture", "epidural_blood_patch"],
  ])("%s: %j", (id, raw, finding, value, allowed) => {
    const found = faults(id, raw);
    expect(found).toHaveLength(1);
    expect(found[0]?.finding).toBe(finding);
    expect(found[0]?.value).toContain(value);
    expect(found[0]?.allowed).toContain(allowed);
  });

  it("every fault of a whole map is told at once, and nothing is read", () => {
    const reading = readFindings(protocol, {
      fever: 55,
      wings: true,
      motor_grades: { worst: 6 },
      incontinence: true,
    });
    expect("faults" in reading && reading.faults.map(({ finding }) => finding)).toEqual([
      "fever",
      "wings",
      "motor_grades.worst",
    ]);
  });

  it("a finding that the protocol does not have is named as such", () => {
    expect(readFindings(protocol, { wings: true })).toEqual({
      faults: [{ finding: "wings", value: "true", allowed: expect.stringContaining("no such finding") }],
    });
    for (const id of ["__proto__", "constructor", "toString"])
      expect("faults" in readFindings(protocol, JSON.parse(`{"${id}": true}`)), id).toBe(true);
  });

  it("a long value is cut in the message", () => {
    expect(faults("incontinence", "x".repeat(10_000))[0]?.value.length).toBeLessThanOrEqual(60);
  });
});

describe("what a question accepts, in words", () => {
  const under = small();

  it.each([
    ["one", "present, absent or unknown"],
    ["heat", "present, absent, unknown, or 30 to 45 C"],
    ["pick", "none, some, much or unknown"],
    ["bend", "good, bad, unknown, or these by side {left, right}"],
    ["hours", "0 to 100 h, or unknown"],
    [
      "power",
      'unknown, {"worst": 0-5}, or whole grades 0-5 by side and group (left/right.hip/knee), each alone or as {"grade", "old"}',
    ],
    ["feeling", "normal, reduced, unknown, or these by place (left/right.L4/L5, optionally .touch/pin)"],
    ["girth", "unknown, or {calf, thigh: {left, right}} in cm, each 10 to 20 cm"],
    ["marks", "unknown, or present, absent, unknown for each of red, warm, pale"],
  ])("%s: %s", (id, words) => {
    expect(allowed(questionOf(under, id).answer)).toBe(words);
  });
});

describe("the edges of an answer", () => {
  const under = small();
  const read = (id: string, raw: unknown, nowMs?: number) => {
    const reading = readAnswer(questionOf(under, id), raw, nowMs);
    return "faults" in reading ? reading.faults : reading.answer;
  };
  const fault = (finding: string, value: string, allowed: string) => [{ finding, value, allowed }];

  it.each<[string, string, unknown, unknown]>([
    ["a measured value with a unit", "heat", "38.4 C", { value: 38.4 }],
    ["a measured value as a number", "heat", 38.4, { value: 38.4 }],
    ["reduced feeling, affirmed", "feeling", true, { value: "reduced" }],
    ["reduced feeling, said to be present", "feeling", "present", { value: "reduced" }],
    ["reduced feeling, denied", "feeling", false, { value: "normal" }],
    ["reduced feeling, said to be absent", "feeling", "absent", { value: "normal" }],
    ["an angle with its unit", "bend", { left_degrees: "40 deg" }, { value: { left_degrees: 40 } }],
    ["an angle with its sign", "bend", { left_degrees: "40°" }, { value: { left_degrees: 40 } }],
    ["the lowest grade", "power", { worst: 0 }, { value: { worst: 0 } }],
    ["the highest grade", "power", { worst: 5 }, { value: { worst: 5 } }],
    [
      "a grade whose worst is old",
      "power",
      { worst: 3, old: true, "left.hip": 4 },
      { value: { worst: { grade: 3, old: true }, "left.hip": 4 } },
    ],
    [
      "the worst grade that is said not to be old",
      "power",
      { worst: 3, old: false },
      { value: { worst: 3 } },
    ],
    [
      "the worst grade as a grade by itself",
      "power",
      { worst: { grade: 3, old: true } },
      { value: { worst: { grade: 3, old: true } } },
    ],
    [
      "the worst grade that is not known, although old",
      "power",
      { worst: "unknown", old: true },
      { unknown: "not_assessed" },
    ],
    [
      "a level with one side",
      "girth",
      { calf: { left: 12, right: "unknown" } },
      { value: { calf: { left: 12 } } },
    ],
    [
      "signs, some of them not known",
      "marks",
      { red: "declined", warm: true },
      { value: { warm: "present" } },
    ],
    [
      "all signs, said to be absent",
      "marks",
      "absent",
      { value: { red: "absent", warm: "absent", pale: "absent" } },
    ],
  ])("%s", (_what, id, raw, expected) => {
    expect(read(id, raw)).toEqual(expected);
  });

  it.each<[string, string, unknown, [string, string, string]]>([
    [
      "a word where a value may be measured",
      "heat",
      "x38",
      ["heat", "x38", "present, absent, unknown, or 30 to 45 C"],
    ],
    ["a measured value out of range", "heat", 50, ["heat", "50", "50 C is outside 30 to 45 C"]],
    ["a measured value below it", "heat", "-3", ["heat", "-3", "-3 C is outside 30 to 45 C"]],
    ["a number that is none of the options", "pick", 3, ["pick", "3", "none, some, much or unknown"]],
    ["yes to a choice of several", "pick", true, ["pick", "true", "none, some, much or unknown"]],
    [
      "sides where there are none",
      "pick",
      { left: "some" },
      ["pick", '{"left":"some"}', "none, some, much or unknown"],
    ],
    [
      "a list for sides",
      "bend",
      ["good"],
      ["bend", '["good"]', "good, bad, unknown, or these by side {left, right}"],
    ],
    [
      "no answer at all",
      "bend",
      null,
      ["bend", "null", "good, bad, unknown, or these by side {left, right}"],
    ],
    [
      "a side that is none",
      "bend",
      { middle: "good" },
      ["bend", "middle", "the sides left and right, left_degrees, right_degrees"],
    ],
    ["an option that is none, of a side", "bend", { left: "odd" }, ["bend.left", "odd", "good, bad"]],
    ["no option of a side", "bend", { left: 3 }, ["bend.left", "3", "good, bad"]],
    [
      "an angle out of range",
      "bend",
      { left_degrees: 91 },
      ["bend.left_degrees", "91", "91 degrees is outside 0 to 90 degrees"],
    ],
    [
      "an angle in radians",
      "bend",
      { left_degrees: "1 rad" },
      ["bend.left_degrees", "1 rad", 'the unit "rad" is not known here: 0 to 90 degrees'],
    ],
    ["a number without a number", "hours", "soon", ["hours", "soon", "a number is needed: 0 to 100 h"]],
    ["a grade that is half", "power", { worst: 2.5 }, ["power.worst", "2.5", "a whole MRC grade 0 to 5"]],
    ["a grade that is a word", "power", { worst: "5" }, ["power.worst", "5", "a whole MRC grade 0 to 5"]],
    [
      "a grade that is nothing",
      "power",
      { worst: null },
      ["power.worst", "null", "a whole MRC grade 0 to 5"],
    ],
    [
      "a grade with something else",
      "power",
      { worst: { grade: 3, side: "left" } },
      ["power.worst", "side", "only grade and old"],
    ],
    [
      "old without a worst",
      "power",
      { old: true },
      ["power", "old", allowed(questionOf(small(), "power").answer)],
    ],
    [
      "a group without a side",
      "power",
      { "up.hip": 3 },
      ["power", "up.hip", allowed(questionOf(small(), "power").answer)],
    ],
    [
      "a group with more than a side",
      "power",
      { "left.hip.deep": 3 },
      ["power", "left.hip.deep", allowed(questionOf(small(), "power").answer)],
    ],
    ["feeling of no place", "feeling", {}, ["feeling", "{}", allowed(questionOf(small(), "feeling").answer)]],
    [
      "feeling of a place without a side",
      "feeling",
      { "up.L4": "normal" },
      ["feeling", "up.L4", "left/right.L4/L5, optionally .touch/pin"],
    ],
    [
      "feeling of a kind that is none",
      "feeling",
      { "left.L4.hum": "normal" },
      ["feeling", "left.L4.hum", "left/right.L4/L5, optionally .touch/pin"],
    ],
    [
      "feeling of a place with too much",
      "feeling",
      { "left.L4.pin.x": "normal" },
      ["feeling", "left.L4.pin.x", "left/right.L4/L5, optionally .touch/pin"],
    ],
    [
      "feeling that is none",
      "feeling",
      { "left.L4": "odd" },
      ["feeling.left.L4", "odd", "normal, reduced or unknown"],
    ],
    ["no level", "girth", {}, ["girth", "{}", allowed(questionOf(small(), "girth").answer)]],
    ["a word for levels", "girth", "wide", ["girth", "wide", allowed(questionOf(small(), "girth").answer)]],
    ["nothing for levels", "girth", null, ["girth", "null", allowed(questionOf(small(), "girth").answer)]],
    ["a level that is none", "girth", { toe: { left: 12 } }, ["girth", "toe", "the levels calf, thigh"]],
    ["a level without sides", "girth", { calf: 12 }, ["girth.calf", "12", "{left, right} in cm"]],
    [
      "a side of a level that is none",
      "girth",
      { calf: { up: 12 } },
      ["girth.calf", "up", "the sides left and right"],
    ],
    [
      "a level out of range",
      "girth",
      { calf: { left: 21 } },
      ["girth.calf.left", "21", "21 cm is outside 10 to 20 cm"],
    ],
    ["no sign", "marks", {}, ["marks", "{}", allowed(questionOf(small(), "marks").answer)]],
    ["a word for signs", "marks", "odd", ["marks", "odd", allowed(questionOf(small(), "marks").answer)]],
    [
      "a sign that is none",
      "marks",
      { blue: true },
      ["marks", "blue", allowed(questionOf(small(), "marks").answer)],
    ],
    ["a sign that is neither", "marks", { red: "odd" }, ["marks.red", "odd", "present, absent or unknown"]],
  ])("is refused: %s", (_what, id, raw, [finding, value, words]) => {
    expect(read(id, raw)).toEqual(fault(finding, value, words));
  });

  it("is refused: an angle where none is recorded, and a side there", () => {
    const pulses = question("distal_pulses");
    expect(readAnswer(pulses, { left_degrees: 40 })).toEqual({
      faults: fault("distal_pulses.left_degrees", "40", "no angle is recorded here").map((one) => ({
        ...one,
        value: "left_degrees",
      })),
    });
    expect(readAnswer(pulses, { middle: "absent" })).toEqual({
      faults: fault("distal_pulses", "middle", "the sides left and right"),
    });
  });

  it("tells every fault of one answer, and reads none of it", () => {
    expect(read("power", { worst: { grade: 9, side: "left", old: 1 } })).toEqual([
      { finding: "power.worst", value: "side", allowed: "only grade and old" },
      { finding: "power.worst", value: "9", allowed: "a whole MRC grade 0 to 5" },
    ]);
    expect(read("girth", { toe: 1, calf: { left: 12, right: 99 } })).toHaveLength(2);
  });

  it("shows of a value what fits: all of sixty letters, and the beginning of more", () => {
    const shown = (raw: string) => (read("one", raw) as InvalidAnswer[])[0]?.value;
    expect(shown("x".repeat(60))).toBe("x".repeat(60));
    expect(shown("x".repeat(61))).toBe(`${"x".repeat(57)}...`);
    expect(shown("maybe")).toBe("maybe");
    expect(readAnswer(questionOf(under, "one"), undefined)).toEqual({
      faults: fault("one", "undefined", "present, absent or unknown"),
    });
  });

  it("suggests a finding whose name is three letters off, and none that is further", () => {
    const hint = (id: string) => {
      const reading = readFindings(under, { [id]: true });
      return "faults" in reading ? reading.faults[0]?.allowed : "";
    };
    expect(hint("threexyz")).toBe("no such finding in this protocol; did you mean three?");
    expect(hint("threewxyz")).toBe("no such finding in this protocol");
  });
});

describe("a point in time instead of the hours since", () => {
  const hours = question("hours_since_injection");
  const read = (raw: unknown, nowMs?: number) => readAnswer(hours, raw, nowMs);

  it("is a date with a time, and needs to know what time it is now", () => {
    expect(read("2026-11-25T09:40Z", NOON)).toEqual({ answer: { value: 2.33 } });
    expect(read("2026-11-25T09:40Z")).toMatchObject({
      faults: [{ value: "2026-11-25T09:40Z", allowed: expect.stringContaining('the unit "-11-25T09:40Z"') }],
    });
    expect(read("on 2026-11-25T09:40Z", NOON)).toHaveProperty("faults");
    expect(read("2026-11-25T9:4", NOON)).toHaveProperty("faults");
    expect(read("2026-11-25T09:4", NOON)).toHaveProperty("faults");
    expect(read("2026-13-45T99:99", NOON)).toHaveProperty("faults");
    expect(read([`2026-11-25T09:40Z`], NOON)).toHaveProperty("faults");
  });

  it("is no such thing where hours are counted from nothing", () => {
    expect(readAnswer(questionOf(small(), "hours"), "2026-11-25T09:40Z", NOON)).toHaveProperty("faults");
    expect(readAnswer(questionOf(small(), "hours"), "3 h ago", NOON)).toHaveProperty("faults");
  });

  it.each([
    ["3 h ago", { answer: { value: 3 } }],
    ["3 h  AGO", { answer: { value: 3 } }],
  ])("%j is how long ago", (raw, expected) => {
    expect(read(raw)).toEqual(expected);
  });

  it("names what was typed when how long ago does not fit", () => {
    expect(read("3 h ago it was")).toMatchObject({
      faults: [{ allowed: expect.stringContaining('the unit "h ago it was"') }],
    });
    expect(read("99999 h ago")).toMatchObject({
      faults: [{ finding: "hours_since_injection", value: "99999 h ago" }],
    });
  });
});
