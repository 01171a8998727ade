import { describe, expect, it } from "vitest";
import confirmations from "../../protocols/answer-confirmation.json" with { type: "json" };
import { readAnswer } from "../../src/answers/read.ts";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import {
  A,
  button,
  buttons,
  decidedCase,
  kinds,
  MINUTE,
  started,
  type Thread,
  view,
  words,
} from "./test-thread.ts";

/** A decided case whose MRI is awaited, and asked for now. */
function mriAsked(): Thread {
  const thread = decidedCase(wellBut({ urinary_retention: true }));
  thread.say("MRI back");
  return thread;
}

describe("an answer that lowers the urgency or releases a treatment", () => {
  it("is one that the protocol that ships has", () => {
    for (const [id, values] of Object.entries(confirmations.answers)) {
      const question = protocol.questions.find((each) => each.id === id);
      if (!question) throw new Error(id);
      for (const value of Object.keys(values))
        expect(readAnswer(question, value)).toEqual({ answer: { value } });
    }
  });

  it("takes a second tap, elsewhere and in other words", () => {
    const thread = mriAsked();
    const said = thread.tap("mri_result", "negative");
    expect(thread.standing("mri_result")).toBeUndefined();
    const check = view(said, "notice");
    expect(check.title).toBe("Not recorded yet: Spine imaging result: negative");
    thread.act(button(check, "The report excludes them"));
    expect(thread.standing("mri_result")).toEqual({ value: "negative" });
  });

  it("is not recorded by the first tap made twice", () => {
    const thread = mriAsked();
    thread.tap("mri_result", "negative");
    thread.tap("mri_result", "negative");
    expect(thread.standing("mri_result")).toBeUndefined();
    expect(thread.wishes.filter((wish) => wish.do === "ask-back")).toHaveLength(2);
  });

  it("takes a confirmation in other words when it is typed", () => {
    const thread = mriAsked();
    expect(words(thread.say("negative"))).toContain("Not recorded yet");
    thread.say("negative");
    expect(thread.standing("mri_result")).toBeUndefined();
    thread.say("confirm");
    expect(thread.standing("mri_result")).toEqual({ value: "negative" });
  });

  it("typed as yes takes more than another yes", () => {
    const thread = decidedCase(wellBut({}));
    thread.act({ do: "change", question: "proceduralist_agrees_anticoagulation" });
    thread.say("yes");
    expect(words(thread.say("yes"))).toContain("tap the button, or type confirm");
    expect(thread.standing("proceduralist_agrees_anticoagulation")).toBeUndefined();
    thread.say("confirm");
    expect(thread.standing("proceduralist_agrees_anticoagulation")).toEqual({ value: "present" });
  });

  it("is asked again after a no, and nothing of it is recorded", () => {
    const thread = mriAsked();
    thread.tap("mri_result", "negative");
    expect(kinds(thread.say("no"))).toEqual(["question"]);
    expect(thread.standing("mri_result")).toBeUndefined();
  });

  it("needs no second tap where it raises the urgency", () => {
    const thread = mriAsked();
    thread.tap("mri_result", "hematoma");
    expect(thread.standing("mri_result")).toEqual({ value: "hematoma" });
  });
});

describe("a no below a list that waits", () => {
  const listed = () => {
    const thread = started();
    thread.act({ do: "change", question: "incontinence" });
    thread.say("no fever, no saddle numbness");
    return thread;
  };

  it("asks whether to discard the list, or whether it was about the question", () => {
    const thread = listed();
    const check = view(thread.say("no"), "notice");
    expect(check.title).toBe("Discard the list?");
    expect(buttons(check)).toEqual(["Discard", "It was about the question"]);
    expect(thread.open.proposal).not.toBeNull();
    thread.act(button(check, "It was about the question"));
    expect(thread.standing("incontinence")).toEqual({ value: "absent" });
    expect(thread.open.proposal).not.toBeNull();
  });

  it("discards it by a yes to that, and keeps it by a no", () => {
    const kept = listed();
    kept.say("no");
    expect(kinds(kept.say("no"))).toEqual(["proposal"]);
    expect(kept.open.proposal).not.toBeNull();
    const gone = listed();
    gone.say("no");
    gone.say("yes");
    expect(gone.open.proposal).toBeNull();
    expect(gone.open.records.size).toBe(0);
  });

  it("is the answer of the question where that was asked below the list", () => {
    const thread = listed();
    thread.act({ do: "change", question: "sepsis_signs" });
    thread.say("no");
    expect(thread.standing("sepsis_signs")).toEqual({ value: "absent" });
    expect(thread.open.proposal).not.toBeNull();
  });

  it("blocks no other answer: a number goes to the question above", () => {
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    thread.say("no saddle numbness");
    thread.say("38.4");
    expect(thread.standing("fever")).toEqual({ value: 38.4 });
  });

  it("confirms nothing within a second of the list", () => {
    const thread = listed();
    thread.say("no chest pain");
    thread.now -= MINUTE - 500;
    expect(words(thread.say("yes", A))).toContain("had only just appeared");
    expect(thread.open.records.size).toBe(0);
  });
});
