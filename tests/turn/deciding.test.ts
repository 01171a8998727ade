import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { A, buttons, decidedCase, kinds, recordedCase, started, view, words } from "./test-thread.ts";

describe("what is decided", () => {
  it("is posted once nothing is asked any more, and not again while nothing changes", () => {
    const thread = recordedCase(wellBut({}));
    for (let asked = 0; asked < 60 && !thread.open.decision; asked += 1) thread.say("not assessed");
    expect(thread.events.filter(({ type }) => type === "decided")).toHaveLength(1);
    const result = thread.said.find(({ view }) => view.kind === "result");
    expect(result?.slot).toBe("result:1");
    const before = thread.events.filter(({ type }) => type === "decided").length;
    thread.act({ do: "change", question: "fever" });
    thread.said = [];
    thread.say("no");
    expect(kinds(thread.said)).not.toContain("result");
    expect(thread.events.filter(({ type }) => type === "decided")).toHaveLength(before);
  });

  it("says what changed before the new result, and counts the results", () => {
    const thread = decidedCase(wellBut({}));
    thread.act({ do: "change", question: "fever" });
    const said = thread.say("yes");
    expect(kinds(said)).toEqual(expect.arrayContaining(["difference", "result"]));
    expect(kinds(said).indexOf("difference")).toBeLessThan(kinds(said).indexOf("result"));
    expect(said.find(({ view }) => view.kind === "result")?.slot).toBe("result:2");
  });

  it("is posted again when a case is opened again, without a difference where there is none", () => {
    const thread = decidedCase(wellBut({}));
    thread.say("close");
    expect(kinds(thread.say("reopen"))).toEqual(["notice", "result"]);
  });

  it("is not posted by opening a case again before there was any", () => {
    const thread = started();
    thread.say("close");
    expect(kinds(thread.say("reopen"))).not.toContain("result");
    expect(thread.open.decision).toBeNull();
  });
});

describe("answers that do not fit together", () => {
  it("are pointed out with a way to change each, the more dangerous one counting", () => {
    const thread = started();
    thread.tap("fever", "absent");
    thread.tap("saddle_sensory_loss", "present");
    const said = thread.tap("perianal_sensation", "normal", A);
    const notice = said.find(({ view }) => words([{ view } as never]).includes("do not fit together"))?.view;
    expect(words(said)).toContain("The more dangerous one counts; change the one that is wrong.");
    expect(
      notice?.actions
        .filter(({ act }) => act.do !== "undo")
        .every(({ label }) => label.startsWith("Change: ")),
    ).toBe(true);
    expect(notice?.actions.flatMap(({ act }) => (act.do === "change" ? [act.question] : [])).sort()).toEqual([
      "perianal_sensation",
      "saddle_sensory_loss",
    ]);
    expect(thread.events.filter(({ type }) => type === "pointed-out")).toHaveLength(1);
  });

  it("are pointed out also where a part of one does not fit", () => {
    const thread = started();
    thread.tap("fever", "absent");
    thread.tap("leg_swelling", "none");
    const said = thread.submit(
      { do: "form", section: "vascular_exam" },
      { "leg_circumference.calf.left": "42", "leg_circumference.calf.right": "36" },
    );
    expect(buttons(view(said, "notice")).sort()).toEqual([
      "Change: Leg circumference",
      "Change: Progressive leg swelling",
    ]);
  });
});
