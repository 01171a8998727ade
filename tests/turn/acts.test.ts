import { describe, expect, it } from "vitest";
import type { Act } from "../../src/case/inbound.ts";
import { A, B, HANDLE, kinds, started, Thread, words } from "./test-thread.ts";

/** What an outdated tap is told, alone. */
const outdated = (act: Act, thread = started(), handle = HANDLE) => {
  const before = thread.events.length;
  const said = thread.act(act, B, handle);
  expect(said).toHaveLength(1);
  expect(said[0]?.audience).toEqual({ kind: "person", person: B });
  expect(thread.events).toHaveLength(before);
  return words(said);
};

describe("a tap of an outdated message", () => {
  it("of another case, a closed one, or none says so", () => {
    const gone = "That message is out of date: its case is not the open one here. Nothing is changed.";
    const answer: Act = { do: "answer", question: "fever", value: "present", rev: 0 };
    expect(outdated(answer, started(), "old-case")).toContain(gone);
    expect(outdated(answer, new Thread())).toContain(gone);
    const closed = started();
    closed.say("close");
    expect(outdated(answer, closed)).toContain(gone);
  });

  it.each<[Act, string]>([
    [{ do: "answer", question: "wings", value: "present", rev: 0 }, "the question is not in this protocol"],
    [{ do: "answer", question: "fever", value: "maybe", rev: 0 }, "the answer is not one of this question"],
    [{ do: "change", question: "wings" }, "the question is not in this protocol"],
    [{ do: "settle", question: "fever", choice: 0, rev: 0 }, "it has already been settled or answered again"],
    [{ do: "confirm", proposal: 7 }, "that list is not the one that waits"],
    [{ do: "discard", proposal: 7 }, "that list is not the one that waits"],
    [
      { do: "pick", proposal: 7, question: "fever", choice: 0, rev: 0 },
      "it has already been settled or answered again",
    ],
    [{ do: "done", deadline: "imaging.mri_spine" }, "that deadline is not running"],
    [{ do: "snooze", deadline: "imaging.mri_spine" }, "that deadline is not running"],
    [{ do: "form", section: "red_flags" }, "its form was not filled in"],
  ])("says why: %j", (act, why) => {
    expect(outdated(act)).toContain(`That message is out of date: ${why}. Nothing is changed.`);
  });

  it("with words that are no command says so", () => {
    expect(outdated({ do: "command", words: "see you at handover" })).toContain(
      "That message is out of date.",
    );
  });
});

describe("a tap with a command", () => {
  it("does it, also in a closed case where that makes sense", () => {
    const thread = started();
    expect(kinds(thread.act({ do: "command", words: "help" }))).toEqual(["help"]);
    thread.act({ do: "command", words: "close" });
    expect(thread.open.closed).toBe(true);
    thread.act({ do: "command", words: "reopen" });
    expect(thread.open.closed).toBe(false);
  });

  it("is said to the bot, and names nobody", () => {
    const thread = started();
    thread.say("no fever", A);
    thread.act({ do: "command", words: "discard" }, B);
    expect(thread.open.proposal).toBeNull();
    expect(words(thread.act({ do: "command", words: "owner @U2" }, B))).toContain("Who owns this case?");
    expect(thread.open.owner).toEqual(A);
  });
});

describe("an answer by tap", () => {
  it("is recorded as one", () => {
    const thread = started();
    thread.tap("fever", "absent");
    expect(thread.open.records.get("fever")?.accepted).toMatchObject({
      how: "tap",
      answer: { value: "absent" },
    });
  });

  it("of a question that was opened again takes the place of what stood", () => {
    const thread = started();
    thread.tap("fever", "present");
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "absent", B);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.open.records.get("fever")?.conflictingAnswers).toEqual([]);
  });

  it("from an older message of a question that was opened again does not", () => {
    const thread = started();
    thread.tap("fever", "present");
    thread.act({ do: "change", question: "fever" });
    expect(words(thread.tap("fever", "absent", A, 0))).toContain("Use Change to answer anew.");
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });

  it("that is late and the same is told who answered; of the same person, what was answered", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    const same = words(thread.tap("fever", "absent", B, 0));
    expect(same).toContain("Already answered by ");
    expect(same).toContain(": absent.");
    expect(words(thread.tap("fever", "present", A, 0))).toContain(
      "You answered: absent. Use Change to answer anew.",
    );
  });

  it("that comes late and differs is kept with the first, and decided on", () => {
    const thread = started();
    thread.tap("incontinence", "absent", A);
    const said = thread.tap("incontinence", "present", B, 0);
    expect(kinds(said)).toEqual(expect.arrayContaining(["dispute", "alert"]));
    expect(thread.events.findLast(({ type }) => type === "answered")).toMatchObject({
      as: "dissent",
      how: "tap",
    });
  });
});

describe("a dispute that is settled", () => {
  const disputed = () => {
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    thread.tap("fever", "absent", A);
    thread.tap("fever", "present", B, 0);
    return thread;
  };
  const rev = (thread: Thread) => thread.events.filter((event) => event.type === "answered").length;

  it.each([
    [0, "absent"],
    [1, "present"],
  ])("by choice %i is %s", (choice, value) => {
    const thread = disputed();
    const said = thread.act({ do: "settle", question: "fever", choice, rev: rev(thread) }, A);
    expect(thread.standing("fever")).toEqual({ value });
    expect(thread.open.records.get("fever")?.conflictingAnswers).toEqual([]);
    expect(thread.events.find(({ type }) => type === "settled")).toMatchObject({
      question: "fever",
      answer: { value },
    });
    expect(said[0]).toMatchObject({ update: true });
  });

  it("is decided on: an alert that only the other answer raised is taken back", () => {
    const thread = started();
    thread.tap("incontinence", "absent", A);
    thread.tap("incontinence", "present", B, 0);
    expect([...thread.open.alerted]).toEqual(["neuro-deficit"]);
    const said = thread.act({ do: "settle", question: "incontinence", choice: 0, rev: 2 }, A);
    expect(words(said)).toContain("No longer true: Neurological deficit");
    expect(thread.open.alerted.size).toBe(0);
  });

  it("is out of date once another answer came, once it is settled, or for a choice that is none", () => {
    const stale = "it has already been settled or answered again";
    expect(outdated({ do: "settle", question: "fever", choice: 0, rev: 0 }, disputed())).toContain(stale);
    expect(outdated({ do: "settle", question: "fever", choice: 5, rev: 2 }, disputed())).toContain(stale);
    const settled = disputed();
    settled.act({ do: "settle", question: "fever", choice: 0, rev: rev(settled) }, A);
    expect(outdated({ do: "settle", question: "fever", choice: 0, rev: 3 }, settled)).toContain(stale);
  });
});

describe("a tap on a message whose platform did not say when it came", () => {
  /** Taps so long after the receipt of the message; milliseconds. */
  const tapAfter = (thread: Thread, ms: number) => {
    const [post] = thread.posts.slice(-1);
    const question = thread.open.events.findLast(({ type }) => type === "asked");
    const id = question?.type === "asked" ? question.question : "";
    const received = (post?.deliveredAt ?? 0) - 2_000;
    const act = { do: "answer", question: id, value: "not_assessed", rev: 0 } as const;
    return thread.do({ kind: "act", actor: A, handle: HANDLE, act, sentAt: received + ms });
  };

  it("is asked back within 700 ms of its receipt, and counts from then on", () => {
    const thread = started();
    expect(words(tapAfter(thread, 699))).toContain("tap again");
    expect(thread.open.answerOrder).toEqual([]);
    tapAfter(thread, 700);
    expect(thread.open.answerOrder).toHaveLength(1);
  });

  it("is asked back while that message is still being sent: whoever tapped saw it just before", () => {
    const thread = new Thread();
    thread.deliver = () => ({ state: "sending", deliveredAt: null, maybeDelivered: true });
    thread.start();
    expect(words(tapAfter(thread, 5_000))).toContain("tap again");
    expect(thread.open.answerOrder).toEqual([]);
  });
});
