import { describe, expect, it } from "vitest";
import { A, B, HANDLE, kinds, started, words } from "./test-thread.ts";

describe("a turn", () => {
  it("opens a case and asks the first question; starting again shows the open one", () => {
    const thread = started();
    expect(thread.events.map(({ type }) => type)).toEqual(["opened", "asked"]);
    expect(words(thread.do({ kind: "start", actor: B, words: "" }))).toContain("is open here");
    expect(thread.events.filter(({ type }) => type === "opened")).toHaveLength(1);
  });

  it("updates the answered question's message with who and when, and asks the next", () => {
    const said = started().tap("procedure", "other");
    expect(said.map(({ slot, update }) => [slot, update])).toEqual([
      ["question:procedure:0", true],
      ["question:hours_since_injection:0", false],
    ]);
    expect(words(said)).toContain('"do":"change"');
  });

  it("posts an emergency before the next question, once", () => {
    const thread = started();
    expect(kinds(thread.tap("saddle_sensory_loss", "present"))).toEqual(
      ["alert", "question"].filter((kind) => kind === "alert"),
    );
    expect(kinds(thread.tap("urinary_retention", "present"))).not.toContain("alert");
  });

  it("keeps a second person's differing answer with the first, acts on the worse, and lets one of them settle it", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "absent", A);
    const said = thread.tap("saddle_sensory_loss", "present", B, 0);
    expect(kinds(said)).toContain("dispute");
    expect(kinds(said)).toContain("alert");
    expect(thread.encounter?.records.get("saddle_sensory_loss")?.accepted.actor).toEqual(A);
    expect(thread.encounter?.records.get("saddle_sensory_loss")?.conflictingAnswers).toHaveLength(1);
    thread.do({
      kind: "act",
      actor: A,
      handle: HANDLE,
      act: { do: "settle", question: "saddle_sensory_loss", choice: 1, rev: 2 },
    });
    expect(thread.encounter?.records.get("saddle_sensory_loss")).toMatchObject({
      accepted: { answer: { value: "present" } },
      conflictingAnswers: [],
    });
  });

  it("tells a late tap with the same answer who answered, and changes nothing", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    const before = thread.events.length;
    const said = thread.tap("fever", "absent", B, 0);
    expect(said[0]?.audience).toEqual({ kind: "person", person: B });
    expect(words(said)).toContain("Already answered by ");
    expect(words(said)).toContain('{"person":{"id":"slack:T1:U1"');
    expect(thread.events).toHaveLength(before);
  });

  it("does not let a stale tap of the same person overwrite an answer", () => {
    const thread = started();
    thread.tap("fever", "present");
    expect(words(thread.tap("fever", "absent", A, 0))).toContain("Use Change");
    expect(thread.encounter?.records.get("fever")?.accepted.answer).toEqual({ value: "present" });
  });

  it("refuses a tap from another case's message", () => {
    const thread = started();
    const before = thread.events.length;
    thread.do({
      kind: "act",
      actor: A,
      handle: "old-case",
      act: { do: "answer", question: "fever", value: "present", rev: 0 },
    });
    expect(thread.events).toHaveLength(before);
  });

  it("points out answers that do not fit together, once, and acts on the more dangerous one", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    expect(words(thread.tap("perianal_sensation", "normal"))).toContain("do not fit together");
    expect(words(thread.tap("fever", "absent"))).not.toContain("do not fit together");
  });

  it("points out full power together with new weakness, with a button for each finding", () => {
    const thread = started();
    thread.say("change motor grades");
    thread.say("all 5/5");
    thread.tap("sensory_exam", "normal");
    const said = thread.tap("limb_weakness_or_sensory_change", "present");
    const notice = said.find(({ view }) => JSON.stringify(view).includes("do not fit together"))?.view;
    expect(notice?.actions.map(({ act }) => act.do === "change" && act.question)).toEqual(
      expect.arrayContaining(["motor_grades", "limb_weakness_or_sensory_change"]),
    );
    expect(kinds(said)).toContain("alert");
  });

  it("stores no identifier, tells its author alone, and takes the clinical part", () => {
    const thread = started();
    const said = thread.say("MRN 00123456");
    expect(said[0]?.audience.kind).toBe("person");
    expect(JSON.stringify([thread.events, said])).not.toContain("00123456");
  });

  it("leaves people's talk alone when it was not said to the bot", () => {
    const thread = started();
    expect(thread.do({ kind: "say", actor: B, words: "see you at handover", addressed: false })).toEqual([]);
  });

  it("closes and reopens; a closed case records nothing", () => {
    const thread = started();
    thread.say("close");
    const before = thread.events.length;
    thread.say("other");
    expect(thread.events).toHaveLength(before);
    thread.say("reopen");
    expect(thread.encounter?.closed).toBe(false);
  });

  it("shows no finding where a lock screen shows it", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    for (const { view } of thread.said)
      expect(view.notification.toLowerCase()).not.toMatch(/saddle|haematoma|deficit/);
  });
});
