import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encounterOf } from "../../src/bot/record.ts";
import { DeliveryError } from "../../src/errors.ts";
import { A, B, RecordedService, threadOf, wordsOf } from "./recorded-service.ts";

let harness: RecordedService;
beforeEach(async () => {
  harness = await RecordedService.open();
});
afterEach(() => harness.close());

describe("the bot", () => {
  it("opens a case under a name that tells nothing, and asks the first question", async () => {
    const receipt = await harness.start();
    expect(receipt.outcome).toBe("handled");
    expect(receipt.handle).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(harness.adapter.views.at(-1)?.kind).toBe("question");
  });

  it("continues after a restart where it was", async () => {
    await harness.start();
    await harness.tap("procedure", "other");
    const handle = await harness.handle();
    await harness.restart();
    await harness.tap("hours_since_injection", "unable");
    expect(await harness.handle()).toBe(handle);
    expect((await harness.types()).filter((type) => type === "answered")).toHaveLength(2);
  });

  it("puts the answer in the place of its question, also after a restart", async () => {
    await harness.start();
    await harness.restart();
    await harness.tap("procedure", "other");
    const asked = harness.adapter.sent.find(({ delivery }) => delivery.slot === "question:procedure:0");
    const answered = harness.adapter.sent.find(({ how }) => how === "update");
    expect(answered?.delivery.slot).toBe("question:procedure:0");
    expect(answered?.messageIds).toEqual([`m${harness.adapter.sent.indexOf(asked as never) + 1}`]);
  });

  it("handles a delivery once, under whichever of its names it comes first, also after a restart", async () => {
    await harness.start();
    const tap = {
      kind: "act",
      actor: A,
      handle: await harness.handle(),
      act: { do: "answer", question: "procedure", value: "other", rev: 0 },
    } as const;
    expect((await harness.do(tap, threadOf("1"), ["event:1", "ts:1"])).outcome).toBe("handled");
    await harness.restart();
    expect((await harness.do(tap, threadOf("1"), ["ts:1"])).outcome).toBe("duplicate");
    expect((await harness.do(tap, threadOf("1"), ["event:1", "other:9"])).outcome).toBe("duplicate");
  });

  it("keeps threads apart", async () => {
    await harness.start("", A, threadOf("1"));
    await harness.start("", B, threadOf("2"));
    await harness.tap("procedure", "other", A, threadOf("1"));
    expect(await harness.types(threadOf("2"))).not.toContain("answered");
  });

  it("lets nobody act on a case by its name alone, from a thread that is not the case's", async () => {
    await harness.start("", A, threadOf("1"));
    const handle = await harness.handle(threadOf("1"));
    const act = { do: "answer", question: "procedure", value: "other", rev: 0 } as const;
    await harness.do({ kind: "act", actor: B, handle, act }, threadOf("2"));
    expect(await harness.types(threadOf("1"))).not.toContain("answered");
    await harness.do({ kind: "act", actor: A, handle, act }, threadOf("2"));
    expect(await harness.types(threadOf("1"))).toContain("answered");
  });

  it("writes nothing for talk that is not its own", async () => {
    const receipt = await harness.do(
      { kind: "say", actor: A, words: "see you at handover", addressed: false },
      threadOf("9"),
      ["e9"],
    );
    expect(receipt.outcome).toBe("ignored");
    expect(harness.adapter.sent).toHaveLength(0);
  });

  it("prints on a decision where the record ended", async () => {
    await harness.start();
    await harness.tap("saddle_sensory_loss", "present");
    const found = await harness.store.cases.loadByThread(threadOf("1"));
    const alert = harness.adapter.views.find(({ kind }) => kind === "alert");
    expect(wordsOf(alert ? [alert] : [])).toContain(`Record ${found?.seq}, ${found?.head.slice(0, 12)}`);
  });

  it("lists a person's open cases", async () => {
    await harness.start("", A, threadOf("1"));
    await harness.start("", A, threadOf("2"));
    await harness.tap("saddle_sensory_loss", "present", A, threadOf("2"));
    const view = await harness.service.bot.cases(A);
    expect(view.parts[0]).toMatchObject({ items: [{}, {}] });
    expect(wordsOf([view])).toMatch(/EMERGENT.*URGENT|EMERGENT/);
    expect(wordsOf([await harness.service.bot.cases(B)])).toContain("no open case");
  });

  it("remembers a person's role for their next case", async () => {
    await harness.start();
    await harness.say("role nurse");
    await harness.start("", A, threadOf("2"));
    const found = await harness.store.cases.loadByThread(threadOf("2"));
    expect(found && encounterOf(found).role).toBe("nurse");
  });

  it("remembers it also where the next case is begun by a typed word", async () => {
    await harness.start();
    await harness.say("role nurse");
    await harness.say("close");
    await harness.say("triage");
    const found = await harness.store.cases.loadByThread(threadOf("1"));
    expect(found && encounterOf(found)).toMatchObject({ role: "nurse", closed: false });
  });

  it("forgets a case when its owner taps for it; the chain of what was still verifies", async () => {
    await harness.start();
    await harness.tap("saddle_sensory_loss", "present");
    const handle = await harness.handle();
    const id = (await harness.store.cases.loadByThread(threadOf("1")))?.encounter.id ?? "";
    await harness.say("forget");
    await harness.act({ do: "command", words: `forget ${handle}` });
    expect((await harness.store.cases.load(id))?.events).toEqual([]);
    expect((await harness.store.audit.verify(id))?.kind).toBe("intact");
    expect(wordsOf(harness.adapter.views.slice(-1))).toContain(" forgot case ");
    await harness.start();
    expect(await harness.handle()).not.toBe(handle);
  });

  it("hears a tap on a private message about a case that is held elsewhere, and answers where the tap was", async () => {
    await harness.start();
    await harness.tap("saddle_sensory_loss", "present");
    await harness.tap("procedure", "other", B);
    const handle = await harness.handle();
    const before = harness.adapter.sent.length;
    const privately = { ...threadOf("1"), channel: "D7", thread: "9" };
    const again = { do: "answer", question: "saddle_sensory_loss", value: "present", rev: 0 } as const;
    await harness.do({ kind: "act", actor: B, handle, act: again }, privately);
    expect(harness.adapter.sent.slice(before)).toMatchObject([
      { how: "tell", delivery: { thread: privately } },
    ]);
    await harness.do({ kind: "act", actor: B, handle, act: { do: "change", question: "fever" } }, privately);
    expect(harness.adapter.sent.at(-1)).toMatchObject({ how: "post", delivery: { thread: threadOf("1") } });
    // a case of another tenant is not reached by its name
    const elsewhere = { ...privately, tenant: "T2" };
    await harness.do({ kind: "act", actor: B, handle, act: { do: "change", question: "fever" } }, elsewhere);
    expect(wordsOf(harness.adapter.views.slice(-1))).toContain("out of date");
  });

  it("records every one of many answers that come at once, and takes one decision a change", async () => {
    await harness.start();
    const handle = await harness.handle();
    const ids = ["fever", "saddle_sensory_loss", "incontinence", "urinary_retention", "infection_signs"];
    await Promise.all(
      ids.map((question, i) =>
        harness.service.bot.receive({
          deliveries: [`x${i}`],
          thread: threadOf("1"),
          inbound: {
            kind: "act",
            actor: i % 2 ? A : B,
            handle,
            act: { do: "answer", question, value: "absent", rev: 0 },
          },
        }),
      ),
    );
    expect((await harness.types()).filter((type) => type === "answered")).toHaveLength(ids.length);
  });
});

describe("the outbox", () => {
  it("tries again what was not delivered, when the platform says, and keeps the order", async () => {
    let refusals = 2;
    harness.adapter.fail = () => (refusals-- > 0 ? new DeliveryError("later", "ratelimited", 30_000) : null);
    await harness.start();
    expect(harness.adapter.sent).toHaveLength(0);
    await harness.tap("procedure", "other");
    expect(harness.adapter.sent).toHaveLength(0);
    for (const seconds of [31, 31]) {
      harness.now += seconds * 1000;
      await harness.service.settled();
    }
    expect(harness.adapter.sent.map(({ how }) => how)).toEqual(["post", "post", "update", "post"]);
  });

  it("marks what may have been posted already as a repeat", async () => {
    let lost = 1;
    harness.adapter.fail = ({ delivery }) =>
      delivery.view.kind === "alert" && lost-- > 0 ? new DeliveryError("unsure", "timeout") : null;
    await harness.start();
    await harness.tap("saddle_sensory_loss", "present");
    harness.now += 5000;
    await harness.service.settled();
    const alert = harness.adapter.sent.find(({ delivery }) => delivery.view.kind === "alert");
    expect(alert?.delivery.repeat).toBe(true);
  });

  it("tells the owner privately, and whom the hospital named, when a thread takes no alert", async () => {
    const registrar = { name: "Registrar on call", platform: "slack", tenant: "T1", user: "U9" } as const;
    await harness.restart({ site: { escalation: [registrar] } });
    await harness.start();
    harness.adapter.fail = ({ how }) =>
      how === "tell" ? null : new DeliveryError("refused", "channel_not_found");
    await harness.tap("saddle_sensory_loss", "present");
    const told = harness.adapter.sent.filter(({ how }) => how === "tell");
    expect(told.map(({ person }) => person?.id).sort()).toEqual(["slack:T1:U1", "slack:T1:U9"]);
    expect(told.every(({ delivery }) => delivery.thread.channel === "")).toBe(true);
    const toRegistrar = told.find(({ person }) => person?.id === "slack:T1:U9");
    expect(wordsOf([toRegistrar?.delivery.view as never]).toLowerCase()).not.toMatch(/saddle|haematoma/);
  });

  it("does not go on for ever when the second way fails too", async () => {
    harness.adapter.fail = () => new DeliveryError("refused", "account_inactive");
    await harness.start();
    await harness.tap("saddle_sensory_loss", "present");
    expect(harness.logged.filter(({ event }) => event === "second_route")).toHaveLength(1);
  });
});

describe("deadlines", () => {
  const before = () => harness.adapter.views.filter(({ kind }) => kind === "reminder");

  it("remind the thread before, and whom the hospital named after; also past midnight, a clock change and a restart", async () => {
    const registrar = { name: "Registrar on call", platform: "slack", tenant: "T1", user: "U9" } as const;
    // the clocks of London go forward at 01:00 UTC on 29 March 2026
    const site = { escalation: [registrar], time_zone: "Europe/London" };
    await harness.restart({ site });
    await harness.start();
    await harness.tap("saddle_sensory_loss", "present");
    await harness.service.sweep();
    expect(before()).toHaveLength(0);
    harness.now = Date.parse("2026-03-29T02:05:00Z");
    await harness.restart({ site });
    await harness.service.sweep();
    await harness.service.settled();
    expect(before().length).toBeGreaterThan(0);
    const reminded = before().length;
    await harness.service.sweep();
    await harness.service.settled();
    expect(before()).toHaveLength(reminded);
    harness.now = Date.parse("2026-03-29T02:40:00Z");
    await harness.service.sweep();
    await harness.service.settled();
    const told = harness.adapter.sent.filter(({ person }) => person?.id === "slack:T1:U9");
    expect(told.length).toBeGreaterThan(0);
  });

  it("close an idle case, and forget it later", async () => {
    await harness.start();
    const id = (await harness.store.cases.loadByThread(threadOf("1")))?.encounter.id ?? "";
    await harness.service.sweep();
    harness.now += 15 * 24 * 3_600_000;
    await harness.service.sweep();
    expect((await harness.store.cases.load(id))?.encounter.closedAt).not.toBeNull();
    harness.now += 91 * 24 * 3_600_000;
    await harness.service.sweep();
    harness.now += 25 * 3_600_000;
    await harness.service.sweep();
    expect((await harness.store.cases.load(id))?.events).toEqual([]);
  });
});
