import { describe, expect, it } from "vitest";
import { A, B, kinds, MINUTE, started, type Thread, words } from "./test-thread.ts";

/** Types so long after the latest message; milliseconds. */
function typeAfter(thread: Thread, ms: number, text: string, actor = A) {
  thread.now += ms - MINUTE;
  return thread.say(text, actor);
}

const HELD = { state: "pending", deliveredAt: null } as const;
const REFUSED = { state: "dead", deliveredAt: null } as const;

/** A case in which the question of bleeding risk is shown, and nothing more is delivered from now on. */
function bleedingRiskAsked(later: typeof HELD | typeof REFUSED): Thread {
  const thread = started();
  thread.say("caudal");
  thread.say("6 h");
  expect(thread.open.answerOrder).toEqual(["procedure", "hours_since_injection"]);
  thread.deliver = () => later;
  return thread;
}

describe("a bare answer", () => {
  it("is recorded once while the next question is held up, however often it is typed", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.say("no");
    const after = [...thread.open.answerOrder];
    expect(after).toHaveLength(3);
    for (const said of [thread.say("no"), typeAfter(thread, 700, "no")]) {
      expect(said.map(({ audience }) => audience)).toEqual([{ kind: "person", person: A }]);
      expect(words(said)).toContain("Recorded already: ");
      expect(words(said)).toContain("The next question is on its way");
    }
    expect(thread.open.answerOrder).toEqual(after);
  });

  it("that differs from the answer that was just recorded is put as a contradiction", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.say("no");
    const question = thread.open.answerOrder.at(-1) ?? "";
    const said = thread.say("yes");
    expect(thread.standing(question)).toEqual({ value: "absent" });
    expect(kinds(said)).toEqual(["proposal"]);
    expect(words(said)).toContain("which one?");
  });

  it("of another person to the question that they could read is kept with the first", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.say("no", A);
    const question = thread.open.answerOrder.at(-1) ?? "";
    expect(kinds(thread.say("yes", B))).toContain("dispute");
    expect(thread.open.records.get(question)?.conflictingAnswers).toHaveLength(1);
  });

  it("that fits only a question nobody could read yet is not recorded", () => {
    const thread = started();
    thread.deliver = () => HELD;
    thread.say("caudal");
    const said = thread.say("6 h");
    expect(words(said)).toContain('Not recorded: \\"6 h\\".');
    expect(thread.open.answerOrder).toEqual(["procedure"]);
  });

  it("counts from one second after its question could be read, and not before", () => {
    const thread = started();
    thread.say("caudal");
    expect(words(typeAfter(thread, 999, "6 h"))).toContain("the question had only just appeared");
    typeAfter(thread, 1, "6 h");
    expect(thread.open.answerOrder).toEqual(["procedure", "hours_since_injection"]);
  });

  it("said again by the same person counts for the next question from one and a half seconds on", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.deliver = () => ({ state: "sent", deliveredAt: thread.now });
    thread.say("no");
    expect(words(typeAfter(thread, 1_499, "no"))).toContain("Not recorded: ");
    expect(thread.open.answerOrder).toHaveLength(3);
    typeAfter(thread, 1, "no");
    expect(thread.open.answerOrder).toHaveLength(4);
  });

  it("counts five seconds after another person's act put its question there, and not before", () => {
    const thread = started();
    thread.say("caudal", B);
    expect(words(typeAfter(thread, 4_999, "6 h", A))).toContain("someone else answered just then");
    typeAfter(thread, 1, "6 h", A);
    expect(thread.open.answerOrder).toEqual(["procedure", "hours_since_injection"]);
  });

  it("goes by when the platform got the words, and not by when they came here", () => {
    const thread = started();
    const shown = thread.now;
    thread.say("caudal");
    const said = thread.do({
      kind: "say",
      actor: A,
      words: "6 h",
      addressed: true,
      sentAt: shown + 30_000,
    });
    expect(words(said)).toContain("Not recorded");
    expect(thread.open.answerOrder).toEqual(["procedure"]);
  });

  it("such as not assessed answers nothing that could not be read", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.say("no");
    thread.say("not assessed");
    thread.say("skip");
    expect(thread.open.answerOrder).toHaveLength(3);
  });

  it("does not confirm a list that could not be read", () => {
    const thread = started();
    thread.deliver = () => HELD;
    thread.say("no fever, no incontinence");
    thread.say("confirm");
    thread.say("yes");
    expect(thread.open.records.size).toBe(0);
  });

  it("that names its own finding is put to be confirmed where its question had only just appeared", () => {
    const thread = started();
    expect(kinds(typeAfter(thread, 500, "caudal"))).toEqual(["proposal"]);
  });

  it("by name needs no question: its words go to the reader", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.say("no");
    expect(kinds(thread.say("foot drop since this morning"))).toEqual(["proposal"]);
  });
});

describe("a question that the platform refused for good", () => {
  it("asks nothing, and is asked again at the next contact", () => {
    const thread = bleedingRiskAsked(REFUSED);
    thread.say("no");
    thread.deliver = () => ({ state: "sent", deliveredAt: thread.now });
    const said = thread.say("no");
    expect(kinds(said)).toEqual(["notice", "question"]);
    expect(thread.open.answerOrder).toHaveLength(3);
    thread.say("no");
    expect(thread.open.answerOrder).toHaveLength(4);
  });

  it("is asked again once, also where the next contact is a tap or a command", () => {
    const thread = bleedingRiskAsked(REFUSED);
    thread.say("no");
    thread.deliver = () => ({ state: "sent", deliveredAt: thread.now });
    expect(kinds(thread.say("status"))).toEqual(["status", "question"]);
    expect(kinds(thread.say("status"))).toEqual(["status"]);
  });

  it("is not waited for by a list of findings: that list is posted again too", () => {
    const thread = started();
    thread.deliver = () => REFUSED;
    thread.say("no fever, no incontinence");
    thread.deliver = () => ({ state: "sent", deliveredAt: thread.now });
    expect(kinds(thread.say("help"))).toEqual(["help", "proposal"]);
  });
});

describe("a question that may stand already", () => {
  const SENDING = { state: "pending", deliveredAt: null, maybeDelivered: true } as const;

  it("lower than the one that is known to be shown takes a bare answer away from that one", () => {
    const thread = started();
    thread.say("caudal");
    thread.say("6 h");
    thread.deliver = () => SENDING;
    thread.act({ do: "change", question: "procedure" });
    const before = [...thread.open.answerOrder];
    expect(words(thread.say("no"))).toContain('Not recorded: \\"no\\".');
    expect(thread.open.answerOrder).toEqual(before);
  });

  it("keeps another person's bare answer from standing against the first", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.deliver = () => SENDING;
    thread.say("no");
    const question = thread.open.answerOrder.at(-1) ?? "";
    expect(kinds(thread.say("yes", B))).not.toContain("dispute");
    expect(thread.open.records.get(question)?.conflictingAnswers).toEqual([]);
  });

  it("because its platform did not say when it came is not known for two seconds", () => {
    const thread = started();
    thread.say("caudal");
    thread.say("6 h");
    thread.deliver = () => ({ state: "sent", deliveredAt: thread.now + MINUTE + 1_500 });
    thread.act({ do: "change", question: "procedure" });
    expect(words(thread.say("no"))).toContain('Not recorded: \\"no\\".');
  });
});

describe("a question that shows its answer", () => {
  it("is not answered otherwise by bare words that somebody else types long after: they may be for what stands above", () => {
    const thread = bleedingRiskAsked(HELD);
    thread.say("no");
    const question = thread.open.answerOrder.at(-1) ?? "";
    const slot = thread.posts.findLast(({ state }) => state === "sent")?.slot ?? "";
    const updated = { slot, position: thread.posts.length + 1, state: "sent", deliveredAt: null } as const;
    thread.posts.push(updated);
    const said = thread.say("yes", B);
    expect(kinds(said)).not.toContain("dispute");
    expect(words(said)).toContain("is answered already: absent");
    expect(thread.open.records.get(question)?.conflictingAnswers).toEqual([]);
  });

  it("is not answered otherwise by words that came before anybody could have read it", () => {
    const thread = started();
    thread.say("caudal");
    thread.say("6 h");
    thread.tap("bleeding_risk", "absent");
    const question = thread.open.events.findLast(({ type }) => type === "asked");
    const id = question?.type === "asked" ? question.question : "";
    const at = thread.now;
    thread.tap(id, "absent");
    const sentAt = at + 4_000;
    const said = thread.do({ kind: "say", actor: B, words: "yes", addressed: true, sentAt });
    expect(kinds(said)).not.toContain("dispute");
    expect(thread.open.records.get(id)?.conflictingAnswers).toEqual([]);
  });

  it("is repeated when an older question is still unanswered: only the lowest is answered by bare words", () => {
    const thread = started();
    thread.say("caudal");
    const waiting = thread.open.events.findLast(({ type }) => type === "asked");
    thread.act({ do: "change", question: "procedure" });
    const said = thread.say("caudal");
    expect(kinds(said)).toContain("question");
    expect(thread.open.events.findLast(({ type }) => type === "asked")).toMatchObject({
      question: waiting?.type === "asked" ? waiting.question : "",
    });
  });
});

describe("an edit", () => {
  it("into a bare answer answers nothing that waits", () => {
    const thread = started();
    thread.say("caudal");
    thread.say("6 h");
    thread.say("see you at handover", A, false, "m7");
    const before = thread.events.length;
    thread.do({ kind: "edited", actor: A, words: "no", message: "m7" });
    expect(thread.events).toHaveLength(before);
  });
});
