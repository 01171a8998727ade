import { describe, expect, it } from "vitest";
import { A, B, kinds, started } from "./test-thread.ts";

/** How the last answer was recorded. */
const last = (thread: ReturnType<typeof started>) =>
  thread.events.findLast(({ type }) => type === "answered");

describe("an answer that is recorded", () => {
  it("is the first, then a change of it by the same person", () => {
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    thread.say("no", A, true, "m1");
    expect(last(thread)).toMatchObject({ as: "first", how: "words", quote: "no", message: "m1" });
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "present", A);
    expect(last(thread)).toMatchObject({ as: "change", how: "tap" });
    expect(last(thread)).not.toHaveProperty("quote");
    expect(last(thread)).not.toHaveProperty("message");
    expect(thread.open.records.get("fever")?.conflictingAnswers).toEqual([]);
  });

  it("by a form of the same person changes what that person said, and is no dispute", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    const said = thread.submit({ do: "form", section: "red_flags" }, { fever: "present" }, A);
    expect(last(thread)).toMatchObject({ as: "change", how: "form" });
    expect(kinds(said)).not.toContain("dispute");
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });

  it("in another person's form is kept with it until someone settles it", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    const said = thread.submit({ do: "form", section: "red_flags" }, { fever: "present" }, B);
    expect(last(thread)).toMatchObject({ as: "dissent" });
    const dispute = said.find(({ view }) => view.kind === "dispute");
    expect(dispute?.slot).toBe("dispute:fever:2");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("that equals the accepted one disputes nothing, whoever gives it", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "absent", B);
    expect(thread.open.records.get("fever")?.conflictingAnswers).toEqual([]);
    expect(kinds(thread.said)).not.toContain("dispute");
  });

  it("that is late disputes although the question is open again", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "present", B, 0);
    expect(last(thread)).toMatchObject({ as: "dissent" });
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("takes the place of the other's where the question was opened again", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    thread.act({ do: "change", question: "fever" }, B);
    thread.tap("fever", "present", B);
    expect(last(thread)).toMatchObject({ as: "change" });
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });
});
