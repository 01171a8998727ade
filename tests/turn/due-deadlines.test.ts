import { describe, expect, it } from "vitest";
import { nextAttention } from "../../src/case/deadlines.ts";
import type { EscalationRoute } from "../../src/site/hospital-config.ts";
import { wellBut } from "../patient.ts";
import { A, B, decidedCase, HOUR, kinds, MINUTE, recordedCase, started, words } from "./test-thread.ts";

const MRI = "imaging.mri_spine";
const route: EscalationRoute = { name: "Registrar on call", platform: "slack", tenant: "T1", user: "U9" };

const emergency = () => {
  const thread = recordedCase(wellBut({ urinary_retention: undefined }), { escalation: [route] });
  thread.tap("urinary_retention", "present");
  thread.said = [];
  return thread;
};

/** Waits until the deadline wants attention, and lets the clock say so. */
const remind = (thread: ReturnType<typeof emergency>) => {
  const running = thread.open.deadlines.get(MRI);
  const attention = running && nextAttention(thread.open, running, thread.site);
  if (!attention) throw new Error("nothing is to come");
  thread.now = attention.at;
  return thread.due(MRI);
};

describe("a reminder", () => {
  it("before the deadline goes to the thread, and to nobody else", () => {
    const thread = emergency();
    const said = remind(thread);
    expect(said.map(({ audience }) => audience.kind)).toEqual(["thread"]);
    expect(thread.events.at(-1)).toMatchObject({ type: "reminded", deadline: MRI, stage: "before" });
  });

  it("at the deadline goes to those it is escalated to as well", () => {
    const thread = emergency();
    remind(thread);
    const said = remind(thread);
    expect(thread.events.at(-1)).toMatchObject({ type: "reminded", deadline: MRI, stage: "overdue" });
    expect(said.map(({ audience }) => audience.kind)).toEqual(["thread", "route"]);
    expect(said[1]).toMatchObject({ update: false, audience: { kind: "route", route } });
    expect(said[1]?.slot).toBe(`escalation:${MRI}:${route.name}:${thread.open.events.length}`);
  });

  it("that comes too early, or for what is met or not there, says nothing", () => {
    const thread = emergency();
    expect(thread.due(MRI)).toEqual([]);
    expect(thread.due("imaging.none")).toEqual([]);
    thread.act({ do: "done", deadline: MRI });
    thread.wait(48 * HOUR);
    expect(thread.due(MRI)).toEqual([]);
    thread.encounter = null;
    expect(thread.due(MRI)).toEqual([]);
  });
});

describe("what is marked after a reminder", () => {
  it("is put into the reminder; before one it is a message of its own", () => {
    const thread = emergency();
    expect(thread.act({ do: "snooze", deadline: MRI })[0]).toMatchObject({ update: false });
    remind(thread);
    const said = thread.act({ do: "done", deadline: MRI }, B);
    expect(said[0]).toMatchObject({ update: true, onlyUpdate: true });
  });

  it("at the very time that it is due is done in time, and put off it is overdue", () => {
    const thread = emergency();
    thread.now = (thread.open.deadlines.get(MRI)?.due ?? 0) - MINUTE;
    expect(words(thread.act({ do: "snooze", deadline: MRI }))).toContain("STILL OVERDUE since ");
    thread.now -= MINUTE;
    thread.act({ do: "done", deadline: MRI });
    expect(thread.events.at(-1)).toMatchObject({ type: "done", late: false });
  });

  it("says in whole sentences when, and by whom", () => {
    const thread = emergency();
    const snoozed = words(thread.act({ do: "snooze", deadline: MRI }, B));
    expect(snoozed).toMatch(
      /"Due by ",\{"time":\d+\},"; reminding again at ",\{"time":\d+\},"\. Put off by ",\{"person":\{[^}]*\}\},"\."/,
    );
    const done = words(thread.act({ do: "done", deadline: MRI }, B));
    expect(done).toMatch(
      /"Done\. It was due by ",\{"time":\d+\},", marked by ",\{"person":\{[^}]*\}\},", ",\{"time":\d+\},"\."/,
    );
  });
});

describe("an idle case", () => {
  it("is closed, and says how to go on", () => {
    const thread = started();
    const said = thread.do({ kind: "idle", actor: { id: "bot", name: "triage" } });
    expect(thread.events.at(-1)).toMatchObject({ type: "closed", reason: "idle" });
    expect(words(said)).toContain("was closed because of inactivity. Type reopen to continue.");
    expect(thread.do({ kind: "idle", actor: { id: "bot", name: "triage" } })).toEqual([]);
  });

  it("is left open while a reminder is to come", () => {
    const thread = emergency();
    expect(thread.do({ kind: "idle", actor: { id: "bot", name: "triage" } })).toEqual([]);
    expect(thread.open.closed).toBe(false);
  });
});

describe("what is the owner's alone", () => {
  it("is told to who marks it alone", () => {
    const thread = decidedCase(wellBut({ next_day_contact_made: false }));
    const act = { deadline: "followup.contact_now" };
    for (const done of ["snooze", "done"] as const) {
      const said = thread.act({ do: done, ...act }, A);
      expect(said.map(({ audience }) => audience)).toEqual([{ kind: "person", person: A }]);
    }
  });

  it("is told to the owner when it is new, and not again", () => {
    const thread = decidedCase(wellBut({}));
    thread.act({ do: "change", question: "next_day_contact_made" });
    const said = thread.say("no", B);
    const told = said.filter(({ audience }) => audience.kind === "person");
    expect(told).toHaveLength(1);
    expect(told[0]?.audience).toEqual({ kind: "person", person: thread.open.owner });
    expect(kinds(said)).toContain("result");
    thread.act({ do: "change", question: "fever" });
    expect(thread.say("yes", B).filter(({ audience }) => audience.kind === "person")).toEqual([]);
  });
});
