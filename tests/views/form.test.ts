import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/answers/read.ts";
import { type Answer, UNKNOWN_REASONS } from "../../src/answers/value.ts";
import { buildForm, rawOfForm } from "../../src/views/form.ts";
import { protocol } from "../protocol-under-test.ts";

/** The values that a form shows, as if it were sent back untouched. */
function sentBack(questionId: string, answer: Answer) {
  const questions = protocol.questions.filter(({ id }) => id === questionId);
  const form = buildForm(questions, { [questionId]: answer }, "Section", { do: "form", section: "s" });
  const fields = form.groups.flatMap((group) => group.fields);
  const values = Object.fromEntries(
    fields.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value]])),
  );
  const raw = rawOfForm(questions, values).get(questionId);
  const [question] = questions;
  return question && raw !== undefined ? readAnswer(question, raw) : undefined;
}

describe("a whole-section form", () => {
  it.each<[string, Answer]>([
    ["saddle_sensory_loss", { value: "present" }],
    ["saddle_sensory_loss", { unknown: "unable" }],
    ["fever", { value: 38.4 }],
    ["leg_swelling", { value: "left" }],
    ["distal_pulses", { value: { left: "absent", right: "present" } }],
    [
      "motor_grades",
      { value: { "left.ankle_dorsiflexion": 3, "right.plantarflexion": { grade: 4, old: true } } },
    ],
    ["sensory_exam", { value: "reduced" }],
    ["sensory_exam", { value: { "left.L5": "reduced" } }],
    ["leg_circumference", { value: { calf: { left: 41, right: 37 } } }],
    ["dvt_signs", { value: { calf_tenderness: "present", homans: "absent" } }],
    ["hours_since_injection", { value: 36 }],
    ["hours_since_injection", { unknown: "not_assessed" }],
    ["hours_since_injection", { unknown: "unable" }],
  ])("shows %s so that sending it back untouched records the same", (question, answer) => {
    expect(sentBack(question, answer)).toEqual({ answer });
  });

  it.each(UNKNOWN_REASONS)("shows that a question was %s in words, never as a code", (unknown) => {
    const answers = Object.fromEntries(protocol.questions.map(({ id }) => [id, { unknown }]));
    const form = buildForm(protocol.questions, answers, "Section", { do: "form", section: "s" });
    for (const { kind, value } of form.groups.flatMap(({ fields }) => fields))
      if (kind === "text" && value !== undefined)
        expect(value).toMatch(/^(not assessed|unable to assess|declined)$/);
  });

  it("leaves a question alone when none of its fields was touched", () => {
    expect(rawOfForm(protocol.questions, { fever: " " }).size).toBe(0);
  });
});
