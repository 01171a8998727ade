import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { A, B, decidedCase, HANDLE, kinds, started, view, words } from "./test-thread.ts";

describe("what a turn says", () => {
  it("goes to the thread, unless it is for one person", () => {
    const thread = started();
    const said = [...thread.said, ...thread.tap("procedure", "other"), ...thread.say("status")];
    for (const { audience } of said) expect(audience).toEqual({ kind: "thread" });
    expect(thread.tap("procedure", "other", B, 0)[0]?.audience).toEqual({ kind: "person", person: B });
  });

  it("in the place of what was said before goes to the thread too, and else nowhere", () => {
    const thread = started();
    thread.say("no fever");
    const [closed] = thread.say("confirm");
    expect(closed).toMatchObject({
      slot: "proposal:1",
      update: true,
      onlyUpdate: true,
      audience: { kind: "thread" },
      view: { kind: "proposal", title: "Confirmed and recorded" },
    });
  });

  it("to one person is a new message, with a view's own words", () => {
    const said = started().do({ kind: "deleted", actor: B, message: "m0", root: true });
    expect(said).toMatchObject([
      {
        update: false,
        audience: { kind: "person", person: A },
        view: { title: "A case has lost its thread" },
      },
    ]);
  });

  it("replaces nothing where it has no slot, even with the same view twice in one turn", () => {
    const thread = started();
    const said = [
      ...thread.say("role nurse"),
      ...thread.say("role nurse"),
      ...thread.say("status"),
      ...thread.say("status"),
      ...thread.submit(
        { do: "form", section: "context", proposal: 7 },
        { hours_since_injection: "MRN 00123456" },
      ),
    ];
    expect(said.filter(({ audience }) => audience.kind === "person")).toHaveLength(2);
    expect(new Set(said.map(({ slot }) => slot)).size).toBe(said.length);
    for (const {
      slot,
      view: { kind },
      audience,
    } of said)
      expect(slot.startsWith(audience.kind === "person" ? "tell:" : `${kind}:`)).toBe(true);
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

  it("says with a question that it does not delay an emergency, where there is one", () => {
    const still = "This does not delay what is already needed.";
    const thread = started();
    expect(words([...thread.said, ...thread.act({ do: "change", question: "fever" })])).not.toContain(still);
    thread.tap("incontinence", "present");
    expect(words(thread.act({ do: "change", question: "headache" }))).toContain(still);
  });

  it("asks a question that is asked already once more when someone wants it, and notes that once", () => {
    const thread = started();
    expect(kinds(thread.say("change fever"))).toEqual(["question"]);
    expect(kinds(thread.say("change fever"))).toEqual(["question"]);
    expect(thread.events.filter(({ type }) => type === "focused")).toHaveLength(1);
  });

  it("of why names no question that is asked once the case is closed", () => {
    const thread = started();
    const why = () =>
      view(thread.say("why"), "why").parts.map((part) => ("title" in part ? part.title : part.kind));
    expect(why().slice(0, 3)).toEqual(["text", "citations", "What counts so far"]);
    thread.say("close");
    expect(why()[0]).toBe("What counts so far");
  });

  it("asks the next question where newer content no longer has the one that was open", () => {
    const thread = started();
    thread.act({ do: "change", question: "procedure" });
    thread.latest = {
      protocol: { ...protocol, questions: protocol.questions.filter(({ id }) => id !== "procedure") },
      hash: "1".repeat(64),
    };
    expect(view(thread.say("upgrade"), "question").title).toBe("Context 1 of 3: Time since the injection");
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
