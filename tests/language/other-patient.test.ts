import { describe, expect, it } from "vitest";
import { marksDiffer, newMarks, patientMarks, saysAnotherPatient } from "../../src/language/other-patient.ts";
import { wordLists } from "../word-lists.ts";

describe("words that speak of another patient", () => {
  it.each(["new patient, right foot drop", "the next pt has a fever", "another case: caudal", "NEW PATIENT"])(
    "are noticed: %s",
    (words) => expect(saysAnotherPatient(wordLists, words)).toBe(true),
  );
  it.each(["new weakness", "patient can't move her leg", "another MRI is back", "no new findings"])(
    "are not seen in what is about this one: %s",
    (words) => expect(saysAnotherPatient(wordLists, words)).toBe(false),
  );
});

describe("what words tell of who the patient is", () => {
  it.each([
    ["72F, caudal", { ages: ["72"], sexes: ["female"], labels: [] }],
    ["a 72-year-old man in bed 4", { ages: ["72"], sexes: ["male"], labels: ["bed 4"] }],
    ["pt B: fever 39", { ages: [], sexes: [], labels: ["pt b"] }],
    ["fever 39, left calf 41 vs 37", { ages: [], sexes: [], labels: [] }],
  ])("is read: %s", (words, marks) => expect(patientMarks(wordLists, words)).toEqual(marks));

  it("differs when it names another age, sex or label, and not when it names none or one more", () => {
    const before = patientMarks(wordLists, "72F in bed 4");
    for (const other of ["64 yo, fever", "he has a fever", "bed 7: fever"])
      expect(marksDiffer(before, patientMarks(wordLists, other)), other).toBe(true);
    for (const same of ["fever", "she is 72 y", "bed 4, no fever"])
      expect(marksDiffer(before, patientMarks(wordLists, same)), same).toBe(false);
    expect(newMarks(before, patientMarks(wordLists, "she, room 3"))).toEqual({
      ages: [],
      sexes: [],
      labels: ["room 3"],
    });
    expect(newMarks(before, patientMarks(wordLists, "fever"))).toBeNull();
  });
});
