/** A decision depends on the protocol, the answers, the moment and the site's switches, and records the last two. */
import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import { foldEvents } from "../../src/case/encounter.ts";
import { hospitalConfigSchema } from "../../src/site/hospital-config.ts";
import { emergentRules } from "../../src/turn/alerting.ts";
import { version2 } from "../version-2.ts";
import { B, HOUR, MINUTE, started, Thread } from "./test-thread.ts";

const SWITCH = {
  signed_on: [{ switch: "expected_local_anaesthetic_effect", by: "Clinical lead", date: "2026-01-01" }],
};

/** A new case under version 2.0. */
function startedUnder2(site = {}): Thread {
  const thread = new Thread(hospitalConfigSchema.parse(site));
  thread.latest = { protocol: version2, hash: "2".repeat(64) };
  thread.start();
  return thread;
}

describe("the setting of a decision", () => {
  it("is recorded with the decision and the alert, under a protocol that knows time", () => {
    const thread = startedUnder2(SWITCH);
    thread.tap("saddle_sensory_loss", "present");
    const alerted = thread.events.find(({ type }) => type === "alerted");
    expect(alerted).toMatchObject({
      at: thread.now,
      setting: { now: thread.now, site: { expected_local_anaesthetic_effect: true } },
    });
  });

  it("is recorded with nothing under version 1.0, which decides the same at every moment", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    expect(thread.events.find(({ type }) => type === "alerted")).not.toHaveProperty("setting");
  });

  it("makes the same decision again from the record, years later", () => {
    const thread = startedUnder2();
    thread.tap("saddle_sensory_loss", "present");
    const at = thread.events.findIndex(({ type }) => type === "alerted");
    const alerted = thread.events[at];
    if (alerted?.type !== "alerted" || !alerted.setting) throw new Error("no alert with its setting");
    const before = foldEvents("e1", thread.events.slice(0, at));
    const current = currentState(version2, before, alerted.setting);
    expect(emergentRules({ protocol: version2, current })).toEqual(alerted.rules);
    expect(current.assessment.recommendations.map(({ id }) => id)).toEqual(alerted.recommended);
  });
});

describe("the moment of an answer", () => {
  it("is when it was given, and since when it has been so where it was only said again", () => {
    const thread = startedUnder2();
    thread.tap("fever", "absent");
    const first = thread.now;
    thread.wait(HOUR).act({ do: "change", question: "fever" });
    thread.tap("fever", "absent", B);
    const { answers } = currentState(version2, thread.open, asLastLeft(thread.open));
    expect(answers.fever).toEqual({
      value: "absent",
      at: { earliest: thread.now, latest: thread.now },
      since: { earliest: first, latest: first },
    });
    thread.wait(HOUR).act({ do: "change", question: "fever" });
    thread.tap("fever", "present");
    const changed = currentState(version2, thread.open, asLastLeft(thread.open)).answers.fever;
    expect(changed).toEqual({ value: "present", at: { earliest: thread.now, latest: thread.now } });
  });

  it("makes a moment of hours that a case of version 1.0 holds, when the case moves to version 2.0", () => {
    const thread = started();
    thread.tap("procedure", "other");
    thread.say("change time since the injection");
    thread.say("38 h");
    const said = thread.now;
    thread.latest = { protocol: version2, hash: "2".repeat(64) };
    thread.wait(2 * HOUR).say("upgrade");
    const { answers } = currentState(version2, thread.open, asLastLeft(thread.open));
    expect(answers.hours_since_injection).toMatchObject({
      value: {
        exact: "hour",
        earliest: said - 38 * HOUR - 30 * MINUTE,
        latest: said - 38 * HOUR + 30 * MINUTE,
      },
    });
  });
});
