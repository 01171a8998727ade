import { describe, expect, it } from "vitest";
import { nextAttention, openDeadlines } from "../../src/case/deadlines.ts";
import type { EscalationRoute } from "../../src/site/hospital-config.ts";
import { WELL, wellBut } from "../patient.ts";
import {
  A,
  B,
  decidedCase,
  HANDLE,
  HOUR,
  kinds,
  MINUTE,
  recordedCase,
  started,
  type Thread,
  view,
  words,
} from "../turn/test-thread.ts";

const MRI = "imaging.mri_spine";
const route: EscalationRoute = { name: "Registrar on call", platform: "slack", tenant: "T1", user: "U9" };
const deficit = (site = {}) => {
  const thread = recordedCase(wellBut({ urinary_retention: undefined }), site);
  thread.tap("urinary_retention", "present");
  return thread;
};
const deadline = (thread: Thread, id = MRI) => {
  const found = thread.open.deadlines.get(id);
  if (!found) throw new Error(`no deadline ${id}`);
  return found;
};
const attention = (thread: Thread, id = MRI) => nextAttention(thread.open, deadline(thread, id), thread.site);

describe("the clocks of a case", () => {
  it("begin with the alert, from that moment, and only for what the protocol wants reminded of", () => {
    const thread = deficit();
    expect(deadline(thread)).toMatchObject({
      started: thread.now,
      due: thread.now + 4 * HOUR,
      state: "open",
    });
    expect([...thread.open.deadlines.keys()]).not.toContain("consult.neurosurgery");
  });

  it("do not run for a well patient, and before anything is decided", () => {
    expect(recordedCase({ fever: true }).open.deadlines.size).toBe(0);
    const { procedure: _, ...rest } = WELL;
    expect(openDeadlines(decidedCase(rest).open)).toEqual([]);
  });

  it("are never moved later by a later decision", () => {
    const thread = deficit();
    const { due } = deadline(thread);
    thread.wait(HOUR).tap("saddle_sensory_loss", "present", B, 0);
    expect(deadline(thread).due).toBe(due);
  });

  it("are not begun anew by the answers and the decision after what took the place of something else", () => {
    const thread = started();
    thread.tap("urinary_retention", "present");
    thread.tap("mri_contraindicated", "present");
    const { due } = deadline(thread, "imaging.ct_myelography");
    thread.wait(HOUR).tap("fever", "absent");
    thread.wait(HOUR).tap("saddle_sensory_loss", "absent");
    expect(deadline(thread, "imaging.ct_myelography").due).toBe(due);
  });

  it("stop when what they are for is no longer recommended, and begin anew when it is again", () => {
    const thread = deficit();
    thread.act({ do: "change", question: "urinary_retention" });
    thread.tap("urinary_retention", "absent");
    expect(deadline(thread).state).toBe("lifted");
    thread.act({ do: "change", question: "urinary_retention" });
    thread.tap("urinary_retention", "present");
    expect(deadline(thread).state).toBe("open");
  });

  it("are met by the result they wait for; a result that is awaited meets nothing", () => {
    const thread = deficit();
    thread.tap("mri_result", "pending");
    expect(deadline(thread).state).toBe("open");
    thread.say("MRI back");
    thread.wait(6 * HOUR).tap("mri_result", "hematoma");
    expect(deadline(thread)).toMatchObject({ state: "done", late: true });
  });

  it("run once more when the result itself asks for a repeat", () => {
    const thread = deficit();
    thread.wait(HOUR).tap("mri_result", "negative");
    thread.say("confirm");
    expect(deadline(thread)).toMatchObject({ state: "open", started: thread.now });
    thread.tap("fever", "present", B, 0);
    expect(deadline(thread).state).toBe("open");
  });

  it("are shown in the status and in the result, the next due first", () => {
    const thread = deficit();
    const status = view(thread.say("status"), "status");
    expect(status.parts.find((part) => part.kind === "list" && part.title === "Clock")).toBeDefined();
    expect(status.parts.findIndex((part) => part.kind === "list")).toBe(
      status.parts.findIndex((part) => part.kind === "list" && part.title === "Clock"),
    );
    thread.wait(5 * HOUR);
    expect(words(thread.say("status"))).toContain("OVERDUE since ");
  });

  it("are told apart from what has a time and no clock: once it is past, its time no longer reads as to come", () => {
    const thread = deficit();
    const consult = "before the MRI is reported.";
    expect(words(thread.say("status"))).toContain(`${consult}"," By "`);
    const late = words(thread.wait(2 * HOUR).say("status"));
    expect(late).toContain(`${consult}"," Was to be by "`);
    expect(late).not.toContain("OVERDUE");
  });
});

describe("reminders", () => {
  it("come before the deadline to the owner, once", () => {
    const thread = deficit({ remind_before: 30 * MINUTE });
    expect(attention(thread)).toEqual({ at: deadline(thread).due - 30 * MINUTE, stage: "before" });
    expect(thread.due(MRI)).toEqual([]);
    thread.wait(3.5 * HOUR);
    const said = thread.due(MRI);
    expect(kinds(said)).toEqual(["reminder"]);
    expect(words(said)).toContain(JSON.stringify({ person: A }));
    expect(thread.due(MRI)).toEqual([]);
  });

  it("after it say so in the thread and to the hospital's escalation, without a finding", () => {
    const thread = deficit({ escalation: [route] });
    thread.wait(4 * HOUR + MINUTE);
    const said = thread.due(MRI);
    expect(said.map(({ audience }) => audience.kind)).toEqual(["thread", "route"]);
    const outside = JSON.stringify(said[1]?.view);
    expect(outside).toContain(HANDLE);
    expect(outside).toContain("(imaging)");
    expect(outside).not.toMatch(/mri|retention|haematoma|deficit/i);
    expect(attention(thread)).toBeNull();
    expect(thread.due(MRI)).toEqual([]);
  });

  it("can be put off, before the deadline never beyond it, and after it plainly as overdue", () => {
    const thread = deficit({ snooze: HOUR });
    thread.wait(3.5 * HOUR);
    thread.due(MRI);
    const said = thread.act({ do: "snooze", deadline: MRI });
    expect(said[0]).toMatchObject({ slot: `reminder:${MRI}:1`, update: true });
    expect(attention(thread)).toEqual({ at: deadline(thread).due, stage: "overdue" });
    thread.wait(HOUR).due(MRI);
    expect(words(thread.act({ do: "snooze", deadline: MRI }))).toContain("STILL OVERDUE since ");
    expect(attention(thread)).toEqual({ at: thread.now + HOUR, stage: "overdue" });
    expect(kinds(thread.wait(HOUR).due(MRI))).toEqual(["reminder"]);
  });

  it("end with one tap, late or not, and a second tap changes nothing", () => {
    const thread = deficit();
    thread.wait(5 * HOUR).due(MRI);
    expect(words(thread.act({ do: "done", deadline: MRI }))).toContain("Done, late");
    expect(deadline(thread)).toMatchObject({ state: "done", late: true });
    expect(thread.due(MRI)).toEqual([]);
    expect(words(thread.act({ do: "done", deadline: MRI }))).toContain("out of date");
    thread.tap("saddle_sensory_loss", "present", B, 0);
    expect(deadline(thread).state).toBe("done");
  });

  it("by words: done and snooze with a name, and a choice when it is not certain", () => {
    const thread = deficit();
    expect(kinds(thread.say("done"))).toEqual(["reminder"]);
    expect(deadline(thread).state).toBe("open");
    thread.say("done imaging");
    expect(deadline(thread).state).toBe("done");
  });

  it("are for the owner alone where the protocol says so", () => {
    const thread = decidedCase(wellBut({ next_day_contact_made: false, procedure: "epidural_blood_patch" }));
    const id = "followup.contact_now";
    thread.wait(13 * HOUR);
    expect(thread.due(id).map(({ audience }) => audience.kind)).toEqual(["person"]);
    expect(words(thread.say("status"))).not.toContain("was missed");
  });
});

describe("closing", () => {
  it("with clocks that run names them and asks once", () => {
    const thread = deficit();
    const asked = thread.say("close");
    expect(words(asked)).toContain("A closed case sends no reminders");
    expect(thread.open.closed).toBe(false);
    thread.act({ do: "command", words: "close anyway" });
    expect(thread.open.closed).toBe(true);
    expect(thread.wait(5 * HOUR).due(MRI)).toEqual([]);
  });

  it("for want of activity waits for the reminders that are to come, then says what is not done", () => {
    const thread = deficit();
    const idle = () => thread.do({ kind: "idle", actor: A });
    expect(idle()).toEqual([]);
    thread.wait(24 * HOUR);
    for (const { id } of openDeadlines(thread.open)) thread.due(id);
    expect(words(idle())).toContain("Not marked as done");
    expect(thread.open.closed).toBe(true);
    expect(thread.events.at(-1)).toMatchObject({ type: "closed", reason: "idle" });
  });
});
