import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { A, B, decidedCase, kinds, recordedCase, started, Thread, words } from "./thread.ts";

describe("a command where no case is open", () => {
  it("shows help and the list of cases, and starts a case", () => {
    expect(kinds(new Thread().say("help"))).toEqual(["help"]);
    const thread = new Thread();
    thread.say("my cases", B);
    expect(thread.wishes).toEqual([{ do: "cases", actor: B }]);
    thread.say("triage");
    expect(thread.open.owner).toEqual(A);
  });

  it("that needs one is told that there is none", () => {
    for (const said of ["status", "why", "timeline", "handoff", "close", "reopen", "back", "owner me"])
      expect(words(new Thread().say(said)), said).toContain(
        "No case is open here. Type triage to start one.",
      );
  });

  it("with findings begins a case only when it was said to the bot", () => {
    const thread = new Thread();
    thread.say("triage no fever", A, false);
    expect(thread.encounter).toBeNull();
    expect(kinds(thread.say("triage no fever"))).toContain("proposal");
  });
});

describe("a command in an open case", () => {
  it("shows where it stands, why, what happened, and a handoff", () => {
    const thread = started();
    expect(kinds(thread.say("status"))).toEqual(["status"]);
    expect(kinds(thread.say("why"))).toEqual(["why"]);
    expect(kinds(thread.say("timeline"))).toEqual(["timeline"]);
    expect(kinds(thread.say("handoff"))).toEqual(["handoff"]);
  });

  it("with findings after triage reads them as findings of this case", () => {
    const thread = started();
    thread.say("triage no fever");
    expect(thread.events.filter(({ type }) => type === "opened")).toHaveLength(1);
    expect(words(thread.say("triage"))).toContain("is open here");
  });

  it.each([
    ["unknown", "not_assessed"],
    ["not assessed", "not_assessed"],
    ["declined", "declined"],
    ["refused", "declined"],
    ["unable", "unable"],
  ])("%s answers what is asked with %s, in the words that were said", (said, unknown) => {
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    thread.say(said);
    expect(thread.standing("fever")).toEqual({ unknown });
    expect(thread.events.find(({ type }) => type === "answered")).toMatchObject({ how: "words" });
  });

  it("goes back to what was answered last, before the one that is open again", () => {
    const thread = started();
    expect(words(thread.say("back"))).toContain("Nothing is answered yet.");
    thread.tap("fever", "absent");
    thread.tap("incontinence", "absent");
    thread.say("back");
    expect(thread.open.focus).toBe("incontinence");
    thread.say("back");
    expect(thread.open.focus).toBe("fever");
  });

  it("shows a source by its number, and says which numbers there are", () => {
    const last = protocol.citations.length;
    const thread = started();
    expect(kinds(thread.say("cite 1"))).toEqual(["citation"]);
    expect(kinds(thread.say("cite [1]"))).toEqual(["citation"]);
    expect(words(thread.say("cite"))).toContain("Which one? Type cite and its number.");
    expect(words(thread.say(`cite ${last + 1}`))).toContain(
      `There is no source ${last + 1}. Numbers go from 1 to ${last}.`,
    );
  });

  it("opens a section for several answers: by name, or the one that is asked", () => {
    const thread = started();
    const [section] = protocol.sections;
    const said = words(thread.say("several"));
    expect(said).toContain(section?.title);
    expect(words(thread.say(`several ${section?.title.toUpperCase()}`))).toContain(section?.title);
    expect(words(thread.say("several purple elephants"))).not.toContain('"do":"form"');
  });

  it("words the case for another reader, and remembers it", () => {
    const thread = started();
    expect(words(thread.say("role Nurse"))).toContain(
      "Worded for a nurse from here on, and in your next cases.",
    );
    expect(thread.open.role).toBe("nurse");
    expect(thread.wishes).toEqual([{ do: "remember", actor: A, role: "nurse" }]);
    expect(words(thread.act({ do: "command", words: "role" }))).toContain(
      "Type role and one of physician, trainee, nurse.",
    );
    expect(thread.open.role).toBe("nurse");
  });

  it("gives the case to who says so, or to who is mentioned, and says what that means", () => {
    const thread = started();
    const said = thread.say("owner ME", B);
    expect(words(said)).toContain(" owns case ");
    expect(words(said)).toContain(" now, and is reminded of its deadlines.");
    expect(thread.events.at(-1)).toMatchObject({ type: "owner", owner: B });
    expect(words(thread.say("owner"))).toContain(
      "Whose case is it? Type owner me, or owner and a mention of the person.",
    );
    thread.do({
      kind: "say",
      actor: B,
      words: "owner @x",
      addressed: true,
      mentions: [{ id: "slack:T1:U9" }],
    });
    expect(thread.open.owner).toEqual({ id: "slack:T1:U9" });
  });

  it("confirms and discards the list that waits", () => {
    for (const [said, standing] of [
      ["confirm", { value: "absent" }],
      ["discard", undefined],
    ] as const) {
      const thread = started();
      thread.say("no fever, no incontinence");
      thread.wait(120_000);
      thread.say(said);
      expect(thread.standing("fever")).toEqual(standing);
      expect(thread.open.proposal).toBeNull();
    }
  });

  it("of somebody else, not said to the bot, leaves the list alone", () => {
    const thread = started();
    thread.say("no fever, no incontinence", A);
    thread.wait(120_000);
    thread.say("confirm", B, false);
    expect(thread.standing("fever")).toBeUndefined();
    expect(thread.open.proposal).not.toBeNull();
    thread.say("confirm", A, false);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });
});

describe("a command in a closed case", () => {
  it("shows what there is, and changes nothing", () => {
    const thread = decidedCase(wellBut({}));
    thread.say("close anyway");
    const before = thread.events.length;
    expect(kinds(thread.say("status"))).toEqual(["status"]);
    for (const said of ["owner me", "role nurse", "back", "upgrade", "unknown", "done", "confirm"])
      expect(words(thread.say(said)), said).toContain("This case is closed.");
    expect(thread.events).toHaveLength(before);
  });
});

describe("done and snooze", () => {
  const emergency = () => {
    const thread = recordedCase(wellBut({}));
    thread.act({ do: "change", question: "incontinence" });
    thread.say("yes");
    return thread;
  };

  it("by name mark that deadline; without one they ask which", () => {
    const thread = emergency();
    expect(words(thread.say("done"))).toContain('"do":"done"');
    expect([...thread.open.deadlines.values()].every(({ state }) => state === "open")).toBe(true);
  });

  it("say that nothing runs once all are done, and are words again where nothing ever ran", () => {
    const thread = emergency();
    for (const { id } of [...thread.open.deadlines.values()]) thread.act({ do: "done", deadline: id });
    expect(words(thread.say("done"))).toContain("No deadline is running.");
    expect(words(started().say("done"))).not.toContain("No deadline is running.");
  });

  it("by tap say by when it was due, who marked it, and whether that was late", () => {
    const thread = emergency();
    const [first] = [...thread.open.deadlines.values()];
    const said = words(thread.act({ do: "done", deadline: first?.id ?? "" }, B));
    expect(said).toContain("Done. It was due by ");
    expect(said).toContain(", marked by ");
    expect(thread.events.at(-1)).toMatchObject({ type: "done", deadline: first?.id, late: false });
    const late = emergency();
    late.wait(48 * 3_600_000);
    const [missed] = [...late.open.deadlines.values()];
    expect(words(late.act({ do: "snooze", deadline: missed?.id ?? "" }))).toContain("STILL OVERDUE since ");
    expect(words(late.act({ do: "done", deadline: missed?.id ?? "" }))).toContain(
      "Done, late: it was due by ",
    );
    expect(late.events.at(-1)).toMatchObject({ type: "done", late: true });
  });

  it("by tap put off say until when, and by whom", () => {
    const thread = emergency();
    const [first] = [...thread.open.deadlines.values()];
    const said = words(thread.act({ do: "snooze", deadline: first?.id ?? "" }, B));
    expect(said).toContain("Due by ");
    expect(said).toContain("; reminding again at ");
    expect(said).toContain(". Put off by ");
  });
});
