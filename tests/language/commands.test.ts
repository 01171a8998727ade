import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/language/command-list.ts";
import { readCommand } from "../../src/language/commands.ts";
import type { Protocol } from "../../src/protocol/schema.ts";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import {
  A,
  B,
  button,
  buttons,
  decidedCase,
  HANDLE,
  HOUR,
  kinds,
  recordedCase,
  started,
  Thread,
  view,
  words,
} from "../turn/test-thread.ts";
import { wordLists } from "../word-lists.ts";

describe("words that begin like a command", () => {
  it.each([
    "list of problems",
    "role of steroids?",
    "why is he in pain",
    "close to the midline",
    "status epilepticus",
    "owner of the clinic called",
    "forget it",
    "history of DVT",
    "change in bowel habit over the last three or four days",
    "change the dressing?",
    "upgrade to a bed",
    "help him up",
    "handover at 8",
    "confirmed on CT",
    "end",
  ])("are left as they are: %s", (said) => {
    expect(readCommand(wordLists, said)).toBeNull();
  });

  it.each([
    ["change fever", "change", "fever"],
    ["cite [12]", "cite", "[12]"],
    ["Owner me", "owner", "me"],
    ["owner @Dr Kim", "owner", "@Dr Kim"],
    ["role nurse.", "role", "nurse"],
    ["owner me.", "owner", "me"],
    ["several red flags.", "several", "red flags"],
    ["cite 3!", "cite", "3"],
    ["change: fever.", "change", "fever"],
    ["triage: no fever.", "triage", "no fever."],
    ["SBAR", "handoff", ""],
    ["my cases", "list", ""],
    ["close anyway", "close", "anyway"],
    [`forget ${HANDLE}`, "forget", HANDLE],
  ])("are obeyed: %s", (said, name, argument) => {
    expect(readCommand(wordLists, said)).toEqual({ name, argument });
  });

  it("are findings again when the case knows no such deadline", () => {
    const thread = started();
    expect(words(thread.say("done yesterday"))).toContain("not understood");
    expect(thread.events.map(({ type }) => type)).not.toContain("done");
  });

  it("are all in the help", () => {
    const help = words(started().say("help"));
    for (const { name } of COMMANDS) expect(help).toContain(name);
  });
});

describe("roles", () => {
  it("are offered once to who opens a first case, and remembered", () => {
    const thread = new Thread();
    const said = thread.start("", A);
    expect(kinds(said)).toEqual(["notice", "question"]);
    thread.act(button(view(said, "notice"), "Nurse"));
    expect(thread.open.role).toBe("nurse");
    expect(thread.wishes).toEqual([{ do: "remember", actor: A, role: "nurse" }]);
    const later = new Thread();
    expect(kinds(later.start("", { ...A, role: "nurse" }))).toEqual(["question"]);
    expect(later.open.role).toBe("nurse");
  });
});

describe("owners", () => {
  it("are who opened the case, then who takes it, or who is mentioned", () => {
    const thread = started();
    thread.say("owner me", B);
    expect(thread.open.owner).toEqual(B);
    thread.do({ kind: "say", actor: B, words: "owner @U1", addressed: true, mentions: [A] });
    expect(thread.open.owner).toEqual(A);
    expect(words(thread.say("owner @somebody"))).toContain("a mention of the person");
    expect(thread.open.owner).toEqual(A);
  });
});

describe("lists, forgetting and closing", () => {
  it("ask the caller for what lies outside the case", () => {
    const thread = started();
    thread.say("list", B);
    expect(thread.wishes).toEqual([{ do: "cases", actor: B }]);
  });

  it("forget only by the case's own name", () => {
    const thread = started();
    const asked = thread.say("forget");
    expect(buttons(view(asked, "notice"))).toEqual([`Forget ${HANDLE}`]);
    thread.say("forget other-case-7");
    expect(thread.wishes).toEqual([]);
    thread.act({ do: "command", words: `forget ${HANDLE}` });
    expect(thread.wishes).toEqual([{ do: "forget" }]);
  });

  it("forget a closed case too", () => {
    const thread = started();
    thread.say("close");
    thread.act({ do: "command", words: `forget ${HANDLE}` });
    expect(thread.wishes).toEqual([{ do: "forget" }]);
  });
});

describe("the newest protocol", () => {
  const newer: Protocol = {
    ...protocol,
    version: "1.1.0",
    rules: protocol.rules.map((rule) =>
      rule.id === "neuro-deficit" ? { ...rule, urgency: "URGENT" } : rule,
    ),
    questions: protocol.questions.filter(({ id }) => id !== "procedure"),
  };

  it("is not moved to by itself, and not when there is none", () => {
    const thread = decidedCase(wellBut({ urinary_retention: true }));
    expect(words(thread.say("upgrade"))).toContain("nothing to move to");
    thread.latest = { protocol: newer, hash: "1".repeat(64) };
    thread.say("status");
    expect(thread.open.protocol.version).toBe(protocol.version);
  });

  it("is moved to when someone says so, with the difference; every answer stays in the record", () => {
    const thread = decidedCase(wellBut({ urinary_retention: true, procedure: "other" }));
    thread.latest = { protocol: newer, hash: "1".repeat(64) };
    const said = thread.say("upgrade");
    expect(thread.open.protocol).toMatchObject({ version: "1.1.0", hash: "1".repeat(64) });
    expect(kinds(said)).toContain("difference");
    expect(thread.open.records.has("procedure")).toBe(true);
    expect(kinds(thread.say("status"))).toEqual(["status"]);
  });
});

describe("results by words", () => {
  const wanting = () => decidedCase(wellBut({ urinary_retention: true, leg_swelling: "left" }));

  it.each([
    ["MRI back", "mri_result"],
    ["mri done.", "mri_result"],
    ["the MRI is back", "mri_result"],
    ["duplex back", "duplex_result"],
    ["doppler result is in", "duplex_result"],
    ["results", "mri_result"],
    ["results are back", "mri_result"],
  ])("%s asks for it", (said, question) => {
    const thread = wanting();
    thread.tap("mri_result", "pending");
    thread.say("reopen nothing here", A, false);
    const asked = thread.say(said);
    if (said.startsWith("results") && question === "mri_result")
      expect(view(asked, "question").title).toMatch(/result/i);
    else expect(thread.open.reopenedQuestion).toBe(question);
  });

  it.each(["back pain", "done", "in", "not done yet", "comes back tomorrow"])("%s does not", (said) => {
    const thread = wanting();
    const { reopenedQuestion } = thread.open;
    thread.say(said, A, false);
    expect(thread.open.reopenedQuestion).toBe(reopenedQuestion);
  });

  it("are decided on anew, with what is new in the alert and not said a third time", () => {
    const thread = wanting();
    thread.say("MRI back");
    const said = thread.tap("mri_result", "hematoma");
    expect(kinds(said)).toEqual(expect.arrayContaining(["alert", "result"]));
    expect(kinds(said)).not.toContain("difference");
    expect(words(said)).toContain("Compression confirmed");
  });
});

describe("what a case leaves for others", () => {
  it("tells who did what and when, in order", () => {
    const thread = recordedCase(wellBut({ urinary_retention: undefined }));
    thread.tap("urinary_retention", "present");
    thread.tap("fever", "present", B, 0);
    thread.wait(5 * HOUR).due("imaging.mri_spine");
    const timeline = words(thread.say("timeline"));
    for (const part of [
      "opened the case",
      "ALERT, EMERGENT",
      "differs from what stands",
      "overdue, and reminded",
    ])
      expect(timeline).toContain(part);
  });

  it("hands off in SBAR, the clock and what is not known first", () => {
    const thread = decidedCase(wellBut({ urinary_retention: true, perianal_sensation: undefined }));
    const note = view(thread.say("handoff"), "handoff");
    const titles = note.parts.flatMap((part) => (part.kind === "list" ? [part.title] : []));
    expect(titles).toEqual([
      "Clock",
      "Not known",
      "S: Situation",
      "B: Background",
      "A: Assessment",
      "R: Recommendation",
    ]);
    expect(JSON.stringify(note.parts)).not.toContain("U1");
    expect(note.notification).not.toMatch(/retention/i);
  });

  it("says so when two people's answers differ", () => {
    const thread = decidedCase(wellBut({}));
    thread.tap("fever", "present", B, 0);
    expect(words(thread.say("handoff"))).toContain("(disputed: also present)");
  });
});

describe("what a hospital adds", () => {
  it("is shown with the recommendation it belongs to, and broadcasts alerts only where the site wants to", () => {
    const services = [
      { title: "MRI at night", says: "Call the duty radiographer", beside: ["imaging.mri_spine"] },
    ];
    const loud = recordedCase(wellBut({ urinary_retention: undefined }), { services });
    const alert = loud.tap("urinary_retention", "present").find(({ view }) => view.kind === "alert");
    expect(alert?.broadcast).toBe(true);
    expect(JSON.stringify(alert?.view)).toContain("MRI at night: Call the duty radiographer");
    const quiet = recordedCase(wellBut({ urinary_retention: undefined }), { broadcast_alerts: false });
    expect(
      quiet.tap("urinary_retention", "present").find(({ view }) => view.kind === "alert")?.broadcast,
    ).toBe(false);
  });
});

describe("an alert that no longer holds", () => {
  it("is taken back, and is given again when it is true again", () => {
    const thread = started();
    thread.tap("urinary_retention", "present");
    thread.act({ do: "change", question: "urinary_retention" });
    expect(words(thread.tap("urinary_retention", "absent"))).toContain("NO LONGER AN EMERGENCY");
    thread.act({ do: "change", question: "urinary_retention" });
    expect(kinds(thread.tap("urinary_retention", "present"))).toContain("alert");
  });
});
