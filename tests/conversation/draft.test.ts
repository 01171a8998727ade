import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { A, B, decidedCase, HANDLE, started, words } from "./thread.ts";

describe("what a turn says", () => {
  it("goes to the thread, unless it is for one person", () => {
    const thread = started();
    const said = [...thread.said, ...thread.tap("procedure", "other"), ...thread.say("status")];
    for (const { audience } of said) expect(audience).toEqual({ kind: "thread" });
    expect(thread.tap("procedure", "other", B, 0)[0]?.audience).toEqual({ kind: "person", person: B });
  });

  it("names its case in every message, also to one person", () => {
    const thread = started();
    const said = [...thread.say("role nurse"), ...thread.tap("wings", "present"), ...thread.say("close")];
    expect(said).toHaveLength(3);
    for (const { view } of said) expect(view).toMatchObject({ handle: HANDLE });
  });

  it.each([
    "help",
    "status",
    "why",
    "timeline",
    "handoff",
    "cite 1",
    "cite",
    "several",
    "back",
    "role nurse",
    "owner me",
    "upgrade",
    "forget",
    "close",
    "reopen",
  ])("of a command is its answer, and nothing of the words besides: %s", (command) => {
    const said = started().say(command);
    expect(said).toHaveLength(1);
    expect(words(said)).not.toContain("not understood");
  });

  it("asks nothing anew that stands already, and asks for an awaited result after the decision", () => {
    const thread = started();
    const asked = () => thread.events.filter(({ type }) => type === "asked").length;
    thread.tap("incontinence", "absent");
    expect(asked()).toBe(1);
    const decided = decidedCase(wellBut({ fever: true }));
    expect(decided.events.findLast(({ type }) => type === "asked")).toMatchObject({ question: "mri_result" });
  });

  it("records who acted, by name where there is one", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    expect(thread.events.at(-1)?.actor).toEqual(A);
    thread.tap("incontinence", "absent", { id: "slack:T1:U7" });
    expect(thread.events.findLast(({ type }) => type === "answered")?.actor).toStrictEqual({
      id: "slack:T1:U7",
    });
  });
});
