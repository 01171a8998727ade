import { describe, expect, it } from "vitest";
import { A, B, button, buttons, kinds, started, Thread, view, words } from "./test-thread.ts";

/** What is proposed now, by its button. */
const tapButton = (thread: Thread, label: string, actor = A) => {
  const last = thread.said.filter(({ view }) => view.kind === "proposal").at(-1)?.view;
  if (!last) throw new Error("nothing is proposed");
  return thread.act(button(last, label), actor);
};

describe("words that are no literal answer", () => {
  it("are shown as findings to confirm, and count for nothing before", () => {
    const thread = started();
    const said = thread.say("no fever; calf swelling left");
    expect(kinds(said)).toEqual(["proposal"]);
    expect(thread.standing("fever")).toBeUndefined();
    expect(buttons(view(said, "proposal")).slice(-2)).toEqual(["Edit", "Discard"]);
    tapButton(thread, "Confirm");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.events.find(({ type }) => type === "answered")).toMatchObject({ how: "confirmed" });
  });

  it("open a case with the findings proposed, before the first question", () => {
    const thread = new Thread();
    expect(kinds(thread.start("no fever"))).toEqual(["proposal"]);
    expect(kinds(tapButton(thread, "Confirm"))).toContain("question");
  });

  it("stand as not read on the first question, which is asked at once, when they hold no finding", () => {
    const said = new Thread().start("please see this one");
    expect(kinds(said)).toEqual(["question"]);
    expect(words(said)).toContain(JSON.stringify('Not read: "please see this one" (').slice(1, -1));
  });

  it("take all of a referral's line, and nothing of it counts before someone confirms it", () => {
    const thread = new Thread();
    const said = thread.start("68F ESI yesterday, legs swollen, no fever, left foot 3/5");
    expect(words(said)).toContain("If this is right it is EMERGENT");
    expect(thread.open.records.size).toBe(0);
    expect(kinds(tapButton(thread, "Confirm"))).toEqual(expect.arrayContaining(["alert", "question"]));
    expect(thread.standing("motor_grades")).toEqual({ value: { "left.ankle_dorsiflexion": 3 } });
  });

  it("obey a command that needs no case, and open none for it", () => {
    const thread = new Thread();
    expect(kinds(thread.start("help"))).toEqual(["help"]);
    expect(thread.start("status")).toEqual([]);
    expect(thread.encounter).toBeNull();
  });

  it("say that an emergency waits to be confirmed, and alert when it is", () => {
    const thread = started();
    const said = thread.say("urinary retention");
    expect(words(said)).toContain("If this is right it is EMERGENT");
    expect(view(said, "proposal").notification).not.toMatch(/retention/i);
    expect(kinds(tapButton(thread, "Confirm"))).toContain("alert");
  });

  it("leave what is doubtful unanswered, and ask for it next, quoting the words", () => {
    const thread = started();
    thread.say("no fever");
    expect(words(thread.say("?urinary retention"))).toContain("Doubtful");
    const said = tapButton(thread, "Confirm");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.standing("urinary_retention")).toBeUndefined();
    expect(view(said, "question").title).toContain("Urinary retention");
    expect(words(said)).toContain('You typed \\"?urinary retention\\". It is not recorded: answer here.');
    thread.tap("urinary_retention", "present");
    expect(thread.standing("urinary_retention")).toEqual({ value: "present" });
    expect(kinds(thread.said)).toContain("alert");
  });

  it("that are all doubtful say that they will be asked, and that it may be an emergency", () => {
    const said = started().say("?urinary retention");
    expect(buttons(view(said, "proposal"))).toContain("Ask about these");
    expect(words(said)).toContain("If this is right it is EMERGENT");
  });

  it("ask for the more dangerous of two doubts first", () => {
    const thread = started();
    thread.say("?fever, ?urinary retention");
    expect(view(tapButton(thread, "Ask about these"), "question").title).toContain("Urinary retention");
    expect(view(thread.tap("urinary_retention", "absent"), "question").title).toContain("Fever");
  });

  it("are not replaced by a doubt about them", () => {
    const thread = started();
    thread.say("can't lift left foot");
    thread.say("can't lift L foot 3/5");
    tapButton(thread, "Confirm");
    expect(thread.standing("limb_weakness_or_sensory_change")).toEqual({ value: "present" });
  });

  it("never let a doubt take the place of an answer", () => {
    const thread = started();
    thread.tap("urinary_retention", "present");
    thread.say("possible urinary retention");
    tapButton(thread, "Confirm");
    expect(thread.standing("urinary_retention")).toEqual({ value: "present" });
  });

  it("show a doubt about an answer next to it, and a person picks", () => {
    const thread = started();
    thread.tap("urinary_retention", "absent");
    const said = thread.say("possible urinary retention", B);
    expect(words(said)).toContain("which one?");
    thread.say("confirm", B);
    expect(thread.standing("urinary_retention")).toEqual({ value: "absent" });
    const doubt = buttons(view(said, "proposal")).find((label) => label.includes("possibly"));
    tapButton(thread, doubt ?? "", B);
    expect(thread.standing("urinary_retention")).toEqual({ unknown: "not_assessed" });
    expect(thread.open.records.get("urinary_retention")?.history).toHaveLength(2);
  });

  it("never offer a doubt in place of the answer that it agrees with, even next to another one", () => {
    const thread = started();
    thread.tap("fever", "present");
    const said = thread.say("possible fever", B);
    expect(buttons(view(said, "proposal")).join()).not.toContain("possibly");
    thread.say("no fever", A);
    const both = thread.said.filter(({ view }) => view.kind === "proposal").at(-1)?.view;
    if (!both) throw new Error("nothing is proposed");
    expect(buttons(both)).toEqual(expect.arrayContaining(["Fever: absent", "Keep: present"]));
    expect(buttons(both).join()).not.toContain("possibly");
  });

  it("show both when they contradict what stands, and a person picks", () => {
    const thread = started();
    thread.tap("fever", "present", B);
    const said = thread.say("no fever");
    expect(words(said)).toContain("which one?");
    expect(buttons(view(said, "proposal"))).toEqual(["Fever: absent", "Keep: present", "Edit", "Discard"]);
    for (const agrees of ["confirm", "yes"])
      expect(words(thread.say(agrees))).toContain("one has to be picked");
    expect(thread.standing("fever")).toEqual({ value: "present" });
    tapButton(thread, "Fever: absent");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.open.records.get("fever")?.history).toHaveLength(2);
    expect(thread.open.proposal).toBeNull();
  });

  it("show both when they contradict themselves, with a button for each and one for neither", () => {
    const thread = started();
    const said = thread.say("fever; no fever; no saddle anaesthesia");
    expect(buttons(view(said, "proposal"))).toEqual(
      expect.arrayContaining(["Fever: present", "Fever: absent", "Neither: Fever"]),
    );
    tapButton(thread, "Neither: Fever");
    expect(thread.standing("fever")).toBeUndefined();
  });

  it("refuse a pick when another answer came in between", () => {
    const thread = started();
    thread.tap("fever", "present");
    const act = button(view(thread.say("no fever"), "proposal"), "Fever: absent");
    thread.tap("fever", "not_assessed", B, 0);
    expect(words(thread.act(act))).toContain("out of date");
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });

  it("are taken into newer ones, so that nothing typed is lost", () => {
    const thread = started();
    thread.say("no fever");
    const said = thread.say("no saddle anaesthesia", B);
    expect(words(said)).toContain("taken into the newer list");
    expect(words(thread.act({ do: "confirm", proposal: 1 }))).toContain("out of date");
    tapButton(thread, "Confirm");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.standing("saddle_sensory_loss")).toEqual({ value: "absent" });
  });

  it("of two people that contradict each other are both kept for a pick; one person's newer ones count", () => {
    const thread = started();
    thread.say("no fever", A);
    thread.say("fever", A);
    expect(thread.open.proposal?.items.map(({ answer }) => answer)).toEqual([{ value: "present" }]);
    thread.say("no fever", B);
    expect(thread.open.proposal?.items).toHaveLength(2);
    thread.say("confirm");
    expect(thread.standing("fever")).toBeUndefined();
  });

  it("are left alone when they were not said to the bot and hold no finding, and proposed when they do", () => {
    const thread = started();
    expect(thread.say("bed 4 is free now", B, false)).toEqual([]);
    expect(kinds(thread.say("no fever", B, false))).toEqual(["proposal"]);
  });

  it("name a value that cannot be, and record nothing", () => {
    const thread = started();
    expect(words(thread.say("temp 55 C"))).toContain("Not recorded");
    expect(thread.open.records.size).toBe(0);
    expect(thread.open.proposal).toBeNull();
  });
});

describe("a list that waits to be confirmed", () => {
  it("is named by the status and by the handoff", () => {
    const thread = started();
    thread.say("no fever");
    expect(words(thread.say("status"))).toContain("wait to be confirmed");
    expect(words(thread.say("handoff"))).toContain("Typed and not confirmed: Fever: absent");
  });
});

describe("a bare yes", () => {
  it("confirms what was posted last when its own author says it", () => {
    const thread = started();
    thread.say("no fever", B, false);
    thread.say("yes", B, false);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("answers the question when that was posted after the proposal", () => {
    const thread = started();
    thread.say("no fever");
    thread.act({ do: "change", question: "urinary_retention" });
    thread.say("no");
    expect(thread.standing("urinary_retention")).toEqual({ value: "absent" });
    expect(thread.standing("fever")).toBeUndefined();
  });

  it("said as correct or confirmed counts for the list, from those who may", () => {
    const thread = started();
    thread.say("no fever", A, false);
    thread.say("confirmed", B, false);
    expect(thread.standing("fever")).toBeUndefined();
    thread.say("correct", A, false);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("of someone else, or a bare no, is asked back", () => {
    const thread = started();
    thread.say("no fever", A);
    expect(words(thread.say("yes", B, false))).toContain("nothing is recorded");
    expect(words(thread.say("no", A))).toContain("Discard the list?");
    expect(thread.standing("fever")).toBeUndefined();
  });
});
