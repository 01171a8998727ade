import { describe, expect, it } from "vitest";
import { A, B, kinds, started, words } from "./thread.ts";

const answeredByWords = () => {
  const thread = started();
  thread.act({ do: "change", question: "fever" });
  thread.say("no", A, true, "m1");
  return thread;
};
const edit = (thread: ReturnType<typeof started>, said: string, message = "m1") =>
  thread.do({ kind: "edited", actor: A, words: said, message });

describe("a message that is edited after it was read", () => {
  it("proposes the change, and records nothing by itself", () => {
    const thread = answeredByWords();
    expect(words(edit(thread, "yes"))).toContain("which one?");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    thread.act({ do: "pick", proposal: 1, question: "fever", choice: 0, rev: 1 });
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });

  it("is left alone when it still says the same", () => {
    expect(edit(answeredByWords(), "No.")).toEqual([]);
  });

  it("says so when its new words are no finding", () => {
    expect(words(edit(answeredByWords(), "see you at eight"))).toContain("the record is as it was");
  });

  it("is read as new words when it was never read, and never as a command or a bare answer", () => {
    const thread = started();
    expect(kinds(edit(thread, "no fever", "m9"))).toEqual(["proposal"]);
    const before = thread.events.length;
    edit(thread, "close", "m10");
    edit(thread, "yes", "m11");
    expect(thread.open.closed).toBe(false);
    expect(thread.events).toHaveLength(before);
  });

  it("changes nothing in a closed case", () => {
    const thread = answeredByWords();
    thread.say("close");
    expect(edit(thread, "yes")).toEqual([]);
  });
});

describe("a message that is deleted", () => {
  it("deletes no answer, and the thread is told what stays", () => {
    const thread = answeredByWords();
    const said = thread.do({ kind: "deleted", actor: A, message: "m1" });
    expect(words(said)).toContain("stays in the record: Fever");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.events.at(-1)).toMatchObject({ type: "retracted-message", message: "m1" });
  });

  it("is no matter when nothing was read from it", () => {
    expect(started().do({ kind: "deleted", actor: B, message: "m2" })).toEqual([]);
  });
});
