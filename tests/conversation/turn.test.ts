import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Encounter, type EncounterEvent, fold, revisionOf } from "../../src/conversation/encounter.ts";
import type { Inbound } from "../../src/conversation/inbound.ts";
import type { Outbound } from "../../src/conversation/outbound.ts";
import { NO_SITE } from "../../src/conversation/site.ts";
import { turn } from "../../src/conversation/turn.ts";
import { protocol } from "../protocol-under-test.ts";

const HASH = "0".repeat(64);
const A = { id: "slack:T1:U1", name: "U1" };
const B = { id: "slack:T1:U2", name: "U2" };

/** One thread: people act in it, and everything that is said and recorded is kept. */
class Thread {
  encounter: Encounter | null = null;
  said: Outbound[] = [];
  events: EncounterEvent[] = [];
  now = Date.parse("2026-01-31T14:00:00Z");

  do(inbound: Inbound): readonly Outbound[] {
    this.now += 60_000;
    const context = {
      protocol,
      hash: HASH,
      now: this.now,
      utcOffsetMinutes: 0,
      latest: { protocol, hash: HASH },
      site: NO_SITE,
      newCase: { id: "e1", handle: "amber-falcon-42" },
    };
    const turned = turn(context, this.encounter, inbound);
    this.encounter = turned.encounter;
    this.events.push(...turned.events);
    this.said.push(...turned.said);
    return turned.said;
  }

  say(words: string, actor = A) {
    return this.do({ kind: "say", actor, words, addressed: true });
  }

  tap(
    question: string,
    value: string,
    actor = A,
    rev = this.encounter ? revisionOf(this.encounter, question) : 0,
  ) {
    return this.do({
      kind: "act",
      actor,
      handle: "amber-falcon-42",
      act: { do: "answer", question, value, rev },
    });
  }
}

function started(): Thread {
  const thread = new Thread();
  thread.do({ kind: "start", actor: A, words: "" });
  return thread;
}

const kinds = (said: readonly Outbound[]) => said.map(({ view }) => view.kind);
const words = (said: readonly Outbound[]) => JSON.stringify(said.map(({ view }) => view));

describe("a turn", () => {
  it("opens a case and asks the first question; starting again shows the open one", () => {
    const thread = started();
    expect(thread.events.map(({ type }) => type)).toEqual(["opened", "asked"]);
    expect(words(thread.do({ kind: "start", actor: B, words: "" }))).toContain("is open here");
    expect(thread.events.filter(({ type }) => type === "opened")).toHaveLength(1);
  });

  it("updates the answered question's message with who and when, and asks the next", () => {
    const said = started().tap("procedure", "other");
    expect(said.map(({ slot, update }) => [slot, update])).toEqual([
      ["question:procedure:0", true],
      ["question:hours_since_injection:0", false],
    ]);
    expect(words(said)).toContain('"do":"change"');
  });

  it("posts an emergency before the next question, once", () => {
    const thread = started();
    expect(kinds(thread.tap("saddle_sensory_loss", "present"))).toEqual(
      ["alert", "question"].filter((kind) => kind === "alert"),
    );
    expect(kinds(thread.tap("urinary_retention", "present"))).not.toContain("alert");
  });

  it("keeps a second person's differing answer beside the first, acts on the worse, and lets one of them settle it", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "absent", A);
    const said = thread.tap("saddle_sensory_loss", "present", B, 0);
    expect(kinds(said)).toContain("dispute");
    expect(kinds(said)).toContain("alert");
    expect(thread.encounter?.records.get("saddle_sensory_loss")?.standing.actor).toEqual(A);
    expect(thread.encounter?.records.get("saddle_sensory_loss")?.dissent).toHaveLength(1);
    thread.do({
      kind: "act",
      actor: A,
      handle: "amber-falcon-42",
      act: { do: "settle", question: "saddle_sensory_loss", choice: 1, rev: 2 },
    });
    expect(thread.encounter?.records.get("saddle_sensory_loss")).toMatchObject({
      standing: { answer: { value: "present" } },
      dissent: [],
    });
  });

  it("tells a late tap with the same answer who answered, and changes nothing", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    const before = thread.events.length;
    const said = thread.tap("fever", "absent", B, 0);
    expect(said[0]?.audience).toEqual({ kind: "person", person: B });
    expect(words(said)).toContain("Already answered by U1");
    expect(thread.events).toHaveLength(before);
  });

  it("does not let a stale tap of the same person overwrite an answer", () => {
    const thread = started();
    thread.tap("fever", "present");
    expect(words(thread.tap("fever", "absent", A, 0))).toContain("Use Change");
    expect(thread.encounter?.records.get("fever")?.standing.answer).toEqual({ value: "present" });
  });

  it("refuses a tap from another case's message", () => {
    const thread = started();
    const before = thread.events.length;
    thread.do({
      kind: "act",
      actor: A,
      handle: "old-case",
      act: { do: "answer", question: "fever", value: "present", rev: 0 },
    });
    expect(thread.events).toHaveLength(before);
  });

  it("points out answers that do not fit together, once, and acts on the more dangerous one", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    expect(words(thread.tap("perianal_sensation", "normal"))).toContain("do not fit together");
    expect(words(thread.tap("fever", "absent"))).not.toContain("do not fit together");
  });

  it("stores no identifier, tells its author alone, and takes the clinical part", () => {
    const thread = started();
    const said = thread.say("MRN 00123456");
    expect(said[0]?.audience.kind).toBe("person");
    expect(JSON.stringify([thread.events, said])).not.toContain("00123456");
  });

  it("leaves people's talk alone when it was not said to the bot", () => {
    const thread = started();
    expect(thread.do({ kind: "say", actor: B, words: "see you at handover", addressed: false })).toEqual([]);
  });

  it("closes and reopens; a closed case records nothing", () => {
    const thread = started();
    thread.say("close");
    const before = thread.events.length;
    thread.say("other");
    expect(thread.events).toHaveLength(before);
    thread.say("reopen");
    expect(thread.encounter?.closed).toBe(false);
  });

  it("shows no finding where a lock screen shows it", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    for (const { view } of thread.said)
      expect(view.notification.toLowerCase()).not.toMatch(/saddle|haematoma|deficit/);
  });
});

describe("random talk of two people", () => {
  const step = fc.record({
    question: fc.constantFrom(
      ...protocol.questions.filter(({ answer }) => answer.kind === "tri").map(({ id }) => id),
    ),
    value: fc.constantFrom("present", "absent", "not_assessed", "unable"),
    actor: fc.constantFrom(A, B),
    change: fc.boolean(),
  });

  it("loses no answer, and the fold of the log is the case", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const thread = started();
        for (const { question, value, actor, change } of steps) {
          if (change)
            thread.do({ kind: "act", actor, handle: "amber-falcon-42", act: { do: "change", question } });
          thread.tap(question, value, actor);
        }
        expect(fold("e1", thread.events)).toEqual(thread.encounter);
        const answered = thread.events.filter((event) => event.type === "answered");
        const kept = [...(thread.encounter?.records.values() ?? [])].flatMap(({ history }) => history);
        expect(kept).toHaveLength(answered.length);
        for (const { question } of steps) expect(thread.encounter?.records.has(question)).toBe(true);
      }),
      { numRuns: 40, seed: 20261125 },
    );
  });

  it("alerts to every deficit that anyone reports, whoever denied it before", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const thread = started();
        for (const { question, value, actor } of steps) thread.tap(question, value, actor);
        thread.tap("urinary_retention", "absent", A);
        thread.tap("urinary_retention", "present", B, 0);
        const denied = thread.encounter?.records.get("urinary_retention")?.standing.actor.id === B.id;
        expect(denied || thread.encounter?.alerted.has("neuro-deficit")).toBe(true);
      }),
      { numRuns: 30, seed: 20261125 },
    );
  });
});
