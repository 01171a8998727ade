import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import {
  A,
  B,
  buttons,
  decidedCase,
  HANDLE,
  kinds,
  MINUTE,
  recordedCase,
  started,
  Thread,
  view,
  words,
} from "./test-thread.ts";

/** A notice in the thread, and nothing beside it. */
const notice = (...said: unknown[]) => [
  { audience: { kind: "thread" }, view: { kind: "notice", parts: [{ kind: "text", words: said }] } },
];

describe("a command where no case is open", () => {
  it("shows help and the list of cases, and starts a case", () => {
    expect(kinds(new Thread().say("help"))).toEqual(["help"]);
    const thread = new Thread();
    expect(thread.say("my cases", B)).toEqual([]);
    expect(thread.wishes).toEqual([{ do: "cases", actor: B }]);
    expect(kinds(thread.say("triage"))).toEqual(["notice", "question"]);
    expect(thread.open.owner).toEqual(A);
  });

  it.each([
    "status",
    "why",
    "timeline",
    "handoff",
    "close",
    "reopen",
    "back",
    "owner me",
    "cite 12",
    "forget amber-falcon-42",
  ])("that needs one is answered to its author alone: %s", (said) => {
    const thread = new Thread();
    expect(thread.say(said)).toEqual([]);
    expect(JSON.stringify(thread.replies)).toContain("No case is open here. Type triage to start one.");
    expect(thread.encounter).toBeNull();
  });

  it("with findings begins a new case where the last one is closed", () => {
    const thread = started();
    thread.say("close");
    expect(kinds(thread.say("triage no fever"))).toEqual(["notice", "proposal"]);
    expect(thread.open.closed).toBe(false);
    expect(thread.open.events.map(({ type }) => type)).toEqual(["opened", "proposed"]);
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

  it.each(["new case no fever", "new case: no fever", "start no fever"])(
    "that names another case or may say something else keeps its words: %s",
    (typed) => {
      expect(words(started().say(typed))).not.toContain('"Fever: ","absent');
    },
  );

  it.each([
    "triage no fever",
    "Triage: no fever",
    "start triage no fever",
    "triage fever",
    "triage now, no fever",
  ])("that begins a case asks, where one is open, whether it is another patient: %s", (typed) => {
    const thread = started();
    const said = thread.say(typed);
    expect(view(said, "notice").title).toBe("Another patient?");
    expect(thread.open.proposal).toBeNull();
    expect(thread.open.keptWords.get(1)?.words).toContain("fever");
    expect(thread.events.filter(({ type }) => type === "opened")).toHaveLength(1);
  });

  it.each([
    ["unknown", "not_assessed"],
    ["not assessed", "not_assessed"],
    ["declined", "declined"],
    ["refused", "declined"],
    ["unable", "unable"],
    ["unknown declined", "declined"],
    ["unknown Refused by the patient", "declined"],
    ["unknown unable to stand, declined a frame", "unable"],
    ["unknown not assessed, patient declined", "not_assessed"],
    ["unknown not assessed, unable to stand", "not_assessed"],
  ])("%s answers what is asked with %s, in the words that were said", (said, unknown) => {
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    thread.say(said);
    expect(thread.standing("fever")).toEqual({ unknown });
    expect(thread.events.filter(({ type }) => type === "answered")).toMatchObject([
      { question: "fever", how: "words" },
    ]);
  });

  it("that leaves a question unanswered says so where none is asked", () => {
    const thread = decidedCase(wellBut({}));
    const before = thread.events.length;
    expect(thread.say("unknown declined")).toMatchObject(
      notice(
        "Nothing is being asked, and nothing is recorded. Type a finding, status, change and a finding, or help.",
      ),
    );
    expect(thread.events).toHaveLength(before);
  });

  it("that leaves a question unanswered is held back where someone else answered just then", () => {
    const thread = started();
    thread.tap("procedure", "other", B);
    thread.wait(2000 - MINUTE);
    const [told] = thread.say("skip", A);
    expect(told?.audience).toEqual({ kind: "person", person: A });
    expect(told?.view.parts).toEqual([
      {
        kind: "text",
        words: [
          "Not recorded: someone else answered just then, and the question is another one now: Time since the injection. Answer it again.",
        ],
      },
    ]);
    expect(thread.standing("hours_since_injection")).toBeUndefined();
  });

  it("asks what to change where nothing is named, and agrees with a list only where one waits", () => {
    const thread = started();
    expect(thread.say("correct")).toMatchObject(
      notice("Change what? Type change and a finding, such as change fever."),
    );
  });

  it("goes back to what was answered last, before the one that is open again", () => {
    const thread = started();
    expect(words(thread.say("back"))).toContain("Nothing is answered yet.");
    thread.tap("fever", "absent");
    thread.tap("incontinence", "absent");
    thread.say("back");
    expect(thread.open.reopenedQuestion).toBe("incontinence");
    thread.say("back");
    expect(thread.open.reopenedQuestion).toBe("fever");
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
    const first = (said: ReturnType<Thread["say"]>) => buttons(view(said, "notice"))[0];
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    expect(first(thread.say("several"))).toBe("Red flags");
    expect(first(decidedCase(wellBut({})).say("several"))).toBe("Context");
    expect(first(thread.say("several IMAGING SAFETY"))).toBe("Imaging safety");
    expect(first(thread.say("several vascular examination"))).toBe("Vascular examination");
    expect(first(thread.say("several neuro exam"))).toBe("Neurological examination");
    expect(words(thread.say("several purple elephants"))).toContain("That was not understood as an answer");
  });

  it("words the case for another reader, and remembers it", () => {
    const thread = started();
    expect(words(thread.say("role Nurse"))).toContain(
      "From now on, and in your next cases, the wording is for a nurse.",
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
    expect(thread.say("owner ME", B)).toMatchObject(
      notice(
        { person: B },
        ` took case ${HANDLE} over from `,
        { person: A },
        ", and is reminded of its deadlines.",
      ),
    );
    expect(thread.events.at(-1)).toMatchObject({ type: "owner", owner: B });
    expect(thread.say("owner")).toMatchObject(
      notice("Who owns this case? Type owner me, or owner and a mention of the person."),
    );
    thread.say("owner @welcome");
    expect(thread.open.owner).toEqual(B);
    thread.do({
      kind: "say",
      actor: B,
      words: "owner @x",
      addressed: true,
      mentions: [{ id: "slack:T1:U9" }],
    });
    expect(thread.open.owner).toStrictEqual({ id: "slack:T1:U9" });
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

  it("confirms the list also when something else was asked after it", () => {
    const thread = started();
    thread.say("no fever, no incontinence");
    thread.say("change sepsis signs");
    thread.say("confirm");
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.standing("sepsis_signs")).toBeUndefined();
  });

  it("discards the list of somebody else when it was said to the bot, and one's own also when it was not", () => {
    for (const [actor, addressed] of [
      [B, true],
      [A, false],
    ] as const) {
      const thread = started();
      thread.say("no fever, no incontinence", A);
      thread.say("discard", actor, addressed);
      expect(thread.open.proposal).toBeNull();
      expect(thread.standing("fever")).toBeUndefined();
    }
  });

  it("of somebody else, not said to the bot, leaves the list alone, and is asked back", () => {
    const thread = started();
    thread.say("no fever, no incontinence", A);
    thread.wait(120_000);
    for (const said of ["confirm", "confirmed"])
      expect(thread.say(said, B, false)).toMatchObject(
        notice(
          `"${said}" could answer the list above or the question before it, so nothing is recorded. Use the list's buttons, or type confirm or discard.`,
        ),
      );
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
    expect(thread.say("done")).toMatchObject(notice("No deadline is running."));
    expect(words(started().say("done"))).not.toContain("No deadline is running.");
  });

  it("with words that name no deadline are words again", () => {
    expect(words(emergency().say("done the shopping"))).toContain("That was not understood as an answer");
  });

  it("without a name are for the one that was reminded of", () => {
    const thread = emergency();
    thread.wait(5 * 3_600_000).due("imaging.mri_spine");
    thread.say("snooze");
    expect(thread.events.at(-1)).toMatchObject({ type: "snoozed", deadline: "imaging.mri_spine" });
    thread.say("done");
    expect(thread.events.at(-1)).toMatchObject({ type: "done", deadline: "imaging.mri_spine", late: true });
  });

  it("by a name that several have ask the thread which of those", () => {
    const thread = recordedCase(wellBut({ chest_symptoms_or_collapse: true, headache: "meningism" }));
    thread.tap("active_cancer", "absent");
    const [said] = thread.say("done MRI");
    expect(said?.audience).toEqual({ kind: "thread" });
    expect(said && buttons(said.view)).toEqual(
      [
        "MRI of the brain with venography",
        "MRI of the spine with and without contrast, whole spine or at least up to the conus",
      ].flatMap((label) => [`Done: ${label}`, `Snooze: ${label}`]),
    );
    expect([...thread.open.deadlines.values()].map(({ state }) => state)).toEqual(["open", "open", "open"]);
    thread.say("snooze pulmonary");
    expect(thread.events.at(-1)).toMatchObject({ type: "snoozed", deadline: "imaging.ctpa" });
  });

  it("of the owner show also what is for the owner alone, to the owner alone", () => {
    const thread = decidedCase(wellBut({ next_day_contact_made: false, fever: true }));
    const mri = "MRI of the spine with and without contrast, whole spine or at least up to the conus";
    const call = "The call of the day after was missed";
    const [all] = thread.say("done", A);
    expect(all?.audience).toEqual({ kind: "person", person: A });
    expect(all && buttons(all.view)).toEqual(
      // the MRI was URGENT, and its clock ran, before the decision that brought the call
      [mri, call].flatMap((label) => [`Done: ${label}`, `Snooze: ${label}`]),
    );
    const [some] = thread.say("done", B);
    expect(some?.audience).toEqual({ kind: "thread" });
    expect(some && buttons(some.view)).toEqual([`Done: ${mri}`, `Snooze: ${mri}`]);
  });

  it("by name are nobody's but the owner's for what is for the owner alone, and do not name it to another", () => {
    const thread = decidedCase(wellBut({ next_day_contact_made: false }));
    const before = thread.open.deadlines;
    const said = thread.say("done call", B);
    expect(words(said)).not.toContain("was missed");
    expect(thread.open.deadlines).toEqual(before);
    expect(words(thread.say("done call", A))).toContain("was missed");
  });

  it("of the owner go to the thread where nothing is for the owner alone", () => {
    const [said] = emergency().say("done", A);
    expect(said?.audience).toEqual({ kind: "thread" });
  });

  it("say to the others that nothing runs where all that runs is for the owner alone", () => {
    const thread = decidedCase(wellBut({ next_day_contact_made: false }));
    expect(thread.say("done", B)).toMatchObject(notice("No deadline is running."));
    expect(thread.say("done", A)[0]?.audience).toEqual({ kind: "person", person: A });
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
