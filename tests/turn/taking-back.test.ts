import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import { foldEvents } from "../../src/case/encounter.ts";
import { timelineView } from "../../src/views/timeline.ts";
import { protocol } from "../protocol-under-test.ts";
import { A, B, button, recordedCase, started, type Thread, view, words } from "./test-thread.ts";

const undoOn = (thread: Thread) => {
  const echoed = thread.said.findLast(({ view: { actions } }) =>
    actions.some(({ label }) => label === "Undo"),
  );
  if (!echoed) throw new Error("nothing has Undo");
  return button(echoed.view, "Undo");
};

describe("Undo", () => {
  it("leaves the question unanswered, asks it again, and keeps both in the record", () => {
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    const said = thread.act(undoOn(thread));
    expect(thread.standing("procedure")).toBeUndefined();
    expect(view(said, "question").title).toContain("Procedure");
    expect(view(said, "question").echo).toBe("Taken back: Procedure: epidural steroid, caudal");
    expect(words(said)).toContain("Its answer was taken back by ");
    expect(words([{ view: timelineView(protocol, thread.open) } as never])).toContain(
      "took back Procedure: epidural steroid, caudal",
    );
    expect(foldEvents("e1", thread.events)).toEqual(thread.open);
  });

  it("never brings an earlier answer back", () => {
    const thread = started();
    thread.tap("fever", "absent");
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "present");
    thread.act(undoOn(thread));
    expect(thread.standing("fever")).toBeUndefined();
  });

  it("takes back all items of a form, and no other", () => {
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    thread.submit({ do: "form", section: "red_flags" }, { fever: "absent", headache: "none" });
    thread.act(undoOn(thread));
    expect([...thread.open.records.keys()]).toEqual(["procedure"]);
  });

  it("of what was answered anew since takes back the rest alone, and then nothing", () => {
    const thread = started();
    thread.submit({ do: "form", section: "red_flags" }, { fever: "absent", headache: "none" });
    const undo = undoOn(thread);
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "present");
    thread.act(undo);
    expect(thread.standing("fever")).toEqual({ value: "present" });
    expect(thread.standing("headache")).toBeUndefined();
    expect(words(thread.act(undo))).toContain("what it recorded was changed or taken back already");
  });

  it("makes the message that had asked one of before: a tap on it counts no more", () => {
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    thread.act(undoOn(thread));
    expect(words(thread.tap("procedure", "facet_or_medial_branch", A, 0))).toContain(
      "the question is asked anew",
    );
    expect(thread.standing("procedure")).toBeUndefined();
    thread.tap("procedure", "facet_or_medial_branch");
    expect(thread.standing("procedure")).toEqual({ value: "facet_or_medial_branch" });
    expect(foldEvents("e1", thread.events)).toEqual(thread.open);
  });

  it("of another person's answer names them, and takes a tap", () => {
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    const undo = undoOn(thread);
    const check = view(thread.act(undo, B), "notice");
    expect(thread.standing("procedure")).toEqual({ value: "epidural_steroid_caudal" });
    expect(JSON.stringify(check.parts)).toContain('"person":{"id":"slack:T1:U1"');
    thread.act(button(check, "Take it back"), B);
    expect(thread.standing("procedure")).toBeUndefined();
  });

  it("of what an alert rests on takes a tap, and then withdraws the alert by a new message", () => {
    const thread = started();
    thread.tap("urinary_retention", "present");
    const check = view(thread.act(undoOn(thread)), "notice");
    expect(check.title).toContain("An emergency rests on it");
    expect(thread.open.alert?.standing).toBe(true);
    const said = thread.act(button(check, "Take it back: no emergency"));
    expect(view(said, "alert").title).toBe("NO LONGER AN EMERGENCY");
    expect(currentState(protocol, thread.open, asLastLeft(thread.open)).assessment.acts_on).not.toBe(
      "EMERGENT",
    );
  });

  it("of one of two people's answers leaves the other's", () => {
    const thread = started();
    thread.tap("fever", "absent");
    thread.tap("fever", "present", B, 0);
    thread.act(undoOn(thread), B);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.open.records.get("fever")?.conflictingAnswers).toEqual([]);
  });

  it("is typed where there are no buttons, for what its author recorded last", () => {
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    thread.tap("fever", "absent", B);
    thread.say("undo");
    expect(thread.standing("procedure")).toBeUndefined();
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(words(thread.say("undo"))).toContain("Nothing is taken back");
  });

  it("that asked once more is confirmed by words, too, and a no keeps the answer", () => {
    const thread = started();
    thread.tap("urinary_retention", "present");
    thread.say("undo");
    thread.say("no");
    expect(thread.standing("urinary_retention")).toEqual({ value: "present" });
    thread.say("undo");
    thread.say("yes");
    expect(thread.standing("urinary_retention")).toBeUndefined();
  });

  it("changes the decision that rested on it", () => {
    const thread = recordedCase({ procedure: "epidural_steroid_caudal" });
    for (let asked = 0; asked < 60 && !thread.open.decision; asked += 1) thread.say("not assessed");
    const decisions = thread.open.decisions;
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "present");
    thread.act(undoOn(thread));
    const check = thread.said.findLast(({ view: { check: number } }) => number !== undefined);
    if (check) thread.act(button(check.view, check.view.actions[0]?.label ?? ""));
    expect(thread.standing("fever")).toBeUndefined();
    expect(thread.open.decisions).toBeGreaterThan(decisions);
  });
});
