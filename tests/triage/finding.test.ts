import { describe, expect, it } from "vitest";
import { type Answer, type Fault, readAnswer, readFindings } from "../../src/triage/finding.ts";
import { protocol } from "../protocol-under-test.ts";

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

function faults(id: string, raw: unknown): Fault[] {
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
