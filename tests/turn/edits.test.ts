import { describe, expect, it } from "vitest";
import { A, B, HANDLE, kinds, MINUTE, started, words } from "./test-thread.ts";

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

/** A message in which two findings were proposed and confirmed. */
const confirmedList = () => {
  const thread = started();
  thread.say("no fever, no incontinence", A, true, "m1");
  thread.wait(2 * MINUTE).say("confirm");
  return thread;
};

describe("an edit", () => {
  it("of a list is proposed anew when it says something else, and left alone when it says what stands", () => {
    const thread = confirmedList();
    expect(edit(thread, "no fever and no incontinence")).toEqual([]);
    expect(kinds(edit(thread, "no fever, but incontinence"))).toEqual(["proposal"]);
    expect(thread.open.proposal).toMatchObject({ message: "m1" });
    expect(thread.standing("incontinence")).toEqual({ value: "absent" });
  });

  it("of one confirmed finding is no bare answer to it either", () => {
    const thread = started();
    thread.say("no fever", A, true, "m1");
    thread.say("confirm");
    expect(words(edit(thread, "yes"))).toContain("the record is as it was");
    expect(thread.open.proposal).toBeNull();
  });

  it("with one unchanged finding and one impossible value reports the value", () => {
    expect(words(edit(confirmedList(), "no incontinence, temp 101"))).toContain(
      "101 C is outside 30 to 45 C",
    );
  });

  it("that says nothing new of one finding and something new of another is proposed", () => {
    expect(kinds(edit(confirmedList(), "no fever, no sepsis signs"))).toEqual(["proposal"]);
  });

  it("that does not fit the answer says what would, and leaves the record", () => {
    const thread = started();
    thread.act({ do: "change", question: "hours_since_injection" });
    thread.say("6", A, true, "m1");
    const before = thread.events.length;
    const said = words(edit(thread, "-3"));
    expect(said).toContain("The edit is not recorded. ");
    expect(said).toContain("0 to 8760 h");
    expect(thread.events).toHaveLength(before);
  });

  it("of a message that recorded nothing, to words that are no finding, is left alone", () => {
    const thread = answeredByWords();
    thread.say("no incontinence, no saddle numbness", A, true, "m2");
    expect(edit(thread, "see you at eight", "m2")).toEqual([]);
    expect(edit(thread, "see you at eight", "m3")).toEqual([]);
  });

  it("of words that only proposed is no bare answer to what they proposed", () => {
    const thread = confirmedList();
    expect(words(edit(thread, "yes"))).toContain("the record is as it was");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("where no case is open is left alone", () => {
    const thread = answeredByWords();
    thread.encounter = null;
    expect(edit(thread, "yes")).toEqual([]);
    expect(thread.do({ kind: "deleted", actor: A, message: "m1" })).toEqual([]);
  });
});

describe("a deletion", () => {
  it("names each finding that stays once", () => {
    const thread = confirmedList();
    const said = words(thread.do({ kind: "deleted", actor: A, message: "m1" }));
    expect(said).toMatch(/stays in the record: [^.]+, [^.]+\. Use change to correct it\./);
  });

  it("of one message names nothing that another recorded", () => {
    const thread = answeredByWords();
    thread.act({ do: "change", question: "incontinence" });
    thread.say("no", A, true, "m2");
    expect(words(thread.do({ kind: "deleted", actor: A, message: "m2" }))).toContain(
      "What it recorded stays in the record: Urinary or faecal incontinence. Use change to correct it.",
    );
  });

  it("of words that still wait says that they do", () => {
    const thread = started();
    thread.say("no fever, no incontinence", A, true, "m1");
    expect(words(thread.do({ kind: "deleted", actor: A, message: "m1" }))).toContain(
      "A message was deleted. What was read from it still waits to be confirmed or discarded.",
    );
  });

  it("of the thread's first message tells only the owner where the case went", () => {
    const thread = started();
    const said = thread.do({ kind: "deleted", actor: B, message: "m0", root: true });
    expect(said).toHaveLength(1);
    expect(said[0]?.audience).toEqual({ kind: "person", person: thread.open.owner });
    expect(words(said)).toContain(HANDLE);
    expect(thread.events.at(-1)).toMatchObject({ type: "retracted-message", message: "m0" });
    thread.say("close");
    expect(thread.do({ kind: "deleted", actor: B, message: "m0", root: true })).toEqual([]);
  });
});

describe("an edit that says nothing new", () => {
  it("is met with silence: a full stop, capitals, a message that comes back", () => {
    const thread = started();
    thread.say("other", A, true, "m1");
    expect(thread.open.records.size).toBe(1);
    for (const words of ["other.", "Other", "other"])
      expect(thread.do({ kind: "edited", actor: A, words, message: "m1" }), words).toEqual([]);
    expect(thread.open.proposal).toBeNull();
  });

  it("makes no second list when it is delivered again", () => {
    const thread = started();
    thread.say("no fever, no incontinence", A, true, "m1");
    const edit = { kind: "edited", actor: A, words: "fever 39, no incontinence", message: "m1" } as const;
    expect(thread.do(edit).length).toBeGreaterThan(0);
    const lists = thread.open.proposals;
    expect(thread.do(edit)).toEqual([]);
    expect(thread.open.proposals).toBe(lists);
  });
});
