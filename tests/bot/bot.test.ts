import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encounterOf } from "../../src/bot/record.ts";
import { DeliveryError } from "../../src/errors.ts";
import { A, B, RecordedService, threadOf, wordsOf } from "./recorded-service.ts";

let ward: RecordedService;
beforeEach(async () => {
  ward = await RecordedService.open();
});
afterEach(() => ward.close());

describe("the bot", () => {
  it("opens a case under a name that tells nothing, and asks the first question", async () => {
    const receipt = await ward.start();
    expect(receipt.outcome).toBe("handled");
    expect(receipt.handle).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(ward.adapter.views.at(-1)?.kind).toBe("question");
  });

  it("goes on after a restart where it was", async () => {
    await ward.start();
    await ward.tap("procedure", "other");
    const handle = await ward.handle();
    await ward.restart();
    await ward.tap("hours_since_injection", "unable");
    expect(await ward.handle()).toBe(handle);
    expect((await ward.types()).filter((type) => type === "answered")).toHaveLength(2);
  });

  it("puts the answer in the place of its question, also after a restart", async () => {
    await ward.start();
    await ward.restart();
    await ward.tap("procedure", "other");
    const asked = ward.adapter.sent.find(({ delivery }) => delivery.slot === "question:procedure:0");
    const answered = ward.adapter.sent.find(({ how }) => how === "update");
    expect(answered?.delivery.slot).toBe("question:procedure:0");
    expect(answered?.messageIds).toEqual([`m${ward.adapter.sent.indexOf(asked as never) + 1}`]);
  });

  it("handles a delivery once, under whichever of its names it comes first, also after a restart", async () => {
    await ward.start();
    const tap = {
      kind: "act",
      actor: A,
      handle: await ward.handle(),
      act: { do: "answer", question: "procedure", value: "other", rev: 0 },
    } as const;
    expect((await ward.do(tap, threadOf("1"), ["event:1", "ts:1"])).outcome).toBe("handled");
    await ward.restart();
    expect((await ward.do(tap, threadOf("1"), ["ts:1"])).outcome).toBe("duplicate");
    expect((await ward.do(tap, threadOf("1"), ["event:1", "other:9"])).outcome).toBe("duplicate");
  });

  it("keeps threads apart", async () => {
    await ward.start("", A, threadOf("1"));
    await ward.start("", B, threadOf("2"));
    await ward.tap("procedure", "other", A, threadOf("1"));
    expect(await ward.types(threadOf("2"))).not.toContain("answered");
  });

  it("lets nobody act on a case by its name alone, from a thread that is not the case's", async () => {
    await ward.start("", A, threadOf("1"));
    const handle = await ward.handle(threadOf("1"));
    const act = { do: "answer", question: "procedure", value: "other", rev: 0 } as const;
    await ward.do({ kind: "act", actor: B, handle, act }, threadOf("2"));
    expect(await ward.types(threadOf("1"))).not.toContain("answered");
    await ward.do({ kind: "act", actor: A, handle, act }, threadOf("2"));
    expect(await ward.types(threadOf("1"))).toContain("answered");
  });

  it("writes nothing for talk that is not its own", async () => {
    const receipt = await ward.do(
      { kind: "say", actor: A, words: "see you at handover", addressed: false },
      threadOf("9"),
      ["e9"],
    );
    expect(receipt.outcome).toBe("ignored");
    expect(ward.adapter.sent).toHaveLength(0);
  });

  it("prints on a decision where the record ended", async () => {
    await ward.start();
    await ward.tap("saddle_sensory_loss", "present");
    const found = await ward.store.cases.loadByThread(threadOf("1"));
    const alert = ward.adapter.views.find(({ kind }) => kind === "alert");
    expect(wordsOf(alert ? [alert] : [])).toContain(`Record ${found?.seq}, ${found?.head.slice(0, 12)}`);
  });

  it("lists a person's open cases", async () => {
    await ward.start("", A, threadOf("1"));
    await ward.start("", A, threadOf("2"));
    await ward.tap("saddle_sensory_loss", "present", A, threadOf("2"));
    const view = await ward.service.bot.cases(A);
    expect(view.parts[0]).toMatchObject({ items: [{}, {}] });
    expect(wordsOf([view])).toMatch(/EMERGENT.*URGENT|EMERGENT/);
    expect(wordsOf([await ward.service.bot.cases(B)])).toContain("no open case");
  });

  it("remembers a person's role for their next case", async () => {
    await ward.start();
    await ward.say("role nurse");
    await ward.start("", A, threadOf("2"));
    const found = await ward.store.cases.loadByThread(threadOf("2"));
    expect(found && encounterOf(found).role).toBe("nurse");
  });

  it("remembers it also where the next case is begun by a typed word", async () => {
    await ward.start();
    await ward.say("role nurse");
    await ward.say("close");
    await ward.say("triage");
    const found = await ward.store.cases.loadByThread(threadOf("1"));
    expect(found && encounterOf(found)).toMatchObject({ role: "nurse", closed: false });
  });

  it("forgets a case when its owner taps for it; the chain of what was still verifies", async () => {
    await ward.start();
    await ward.tap("saddle_sensory_loss", "present");
    const handle = await ward.handle();
    const id = (await ward.store.cases.loadByThread(threadOf("1")))?.encounter.id ?? "";
    await ward.say("forget");
    await ward.act({ do: "command", words: `forget ${handle}` });
    expect((await ward.store.cases.load(id))?.events).toEqual([]);
    expect((await ward.store.audit.verify(id))?.kind).toBe("intact");
    expect(wordsOf(ward.adapter.views.slice(-1))).toContain(" forgot case ");
    await ward.start();
    expect(await ward.handle()).not.toBe(handle);
  });

  it("hears a tap on a private message about a case that is held elsewhere, and answers where the tap was", async () => {
    await ward.start();
    await ward.tap("saddle_sensory_loss", "present");
    await ward.tap("procedure", "other", B);
    const handle = await ward.handle();
    const before = ward.adapter.sent.length;
    const privately = { ...threadOf("1"), channel: "D7", thread: "9" };
    const again = { do: "answer", question: "saddle_sensory_loss", value: "present", rev: 0 } as const;
    await ward.do({ kind: "act", actor: B, handle, act: again }, privately);
    expect(ward.adapter.sent.slice(before)).toMatchObject([{ how: "tell", delivery: { thread: privately } }]);
    await ward.do({ kind: "act", actor: B, handle, act: { do: "change", question: "fever" } }, privately);
    expect(ward.adapter.sent.at(-1)).toMatchObject({ how: "post", delivery: { thread: threadOf("1") } });
    // a case of another tenant is not reached by its name
    const elsewhere = { ...privately, tenant: "T2" };
    await ward.do({ kind: "act", actor: B, handle, act: { do: "change", question: "fever" } }, elsewhere);
    expect(wordsOf(ward.adapter.views.slice(-1))).toContain("out of date");
  });

  it("records every one of many answers that come at once, and takes one decision a change", async () => {
    await ward.start();
    const handle = await ward.handle();
    const ids = ["fever", "saddle_sensory_loss", "incontinence", "urinary_retention", "infection_signs"];
    await Promise.all(
      ids.map((question, i) =>
        ward.service.bot.receive({
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
    expect((await ward.types()).filter((type) => type === "answered")).toHaveLength(ids.length);
  });
});

describe("the outbox", () => {
  it("tries again what was not delivered, when the platform says, and keeps the order", async () => {
    let refusals = 2;
    ward.adapter.fail = () => (refusals-- > 0 ? new DeliveryError("later", "ratelimited", 30_000) : null);
    await ward.start();
    expect(ward.adapter.sent).toHaveLength(0);
    await ward.tap("procedure", "other");
    expect(ward.adapter.sent).toHaveLength(0);
    for (const seconds of [31, 31]) {
      ward.now += seconds * 1000;
      await ward.service.settled();
    }
    expect(ward.adapter.sent.map(({ how }) => how)).toEqual(["post", "post", "update", "post"]);
  });

  it("marks what may have been posted already as a repeat", async () => {
    let lost = 1;
    ward.adapter.fail = ({ delivery }) =>
      delivery.view.kind === "alert" && lost-- > 0 ? new DeliveryError("unsure", "timeout") : null;
    await ward.start();
    await ward.tap("saddle_sensory_loss", "present");
    ward.now += 5000;
    await ward.service.settled();
    const alert = ward.adapter.sent.find(({ delivery }) => delivery.view.kind === "alert");
    expect(alert?.delivery.repeat).toBe(true);
  });

  it("tells the owner privately, and whom the hospital named, when a thread takes no alert", async () => {
    const registrar = { name: "Registrar on call", platform: "slack", tenant: "T1", user: "U9" } as const;
    await ward.restart({ site: { escalation: [registrar] } });
    await ward.start();
    ward.adapter.fail = ({ how }) =>
      how === "tell" ? null : new DeliveryError("refused", "channel_not_found");
    await ward.tap("saddle_sensory_loss", "present");
    const told = ward.adapter.sent.filter(({ how }) => how === "tell");
    expect(told.map(({ person }) => person?.id).sort()).toEqual(["slack:T1:U1", "slack:T1:U9"]);
    expect(told.every(({ delivery }) => delivery.thread.channel === "")).toBe(true);
    const toRegistrar = told.find(({ person }) => person?.id === "slack:T1:U9");
    expect(wordsOf([toRegistrar?.delivery.view as never]).toLowerCase()).not.toMatch(/saddle|haematoma/);
  });

  it("does not go on for ever when the second way fails too", async () => {
    ward.adapter.fail = () => new DeliveryError("refused", "account_inactive");
    await ward.start();
    await ward.tap("saddle_sensory_loss", "present");
    expect(ward.logged.filter(({ event }) => event === "second_route")).toHaveLength(1);
  });
});

describe("deadlines", () => {
  const before = () => ward.adapter.views.filter(({ kind }) => kind === "reminder");

  it("remind the thread before, and whom the hospital named after; also past midnight, a clock change and a restart", async () => {
    const registrar = { name: "Registrar on call", platform: "slack", tenant: "T1", user: "U9" } as const;
    // the clocks of London go forward at 01:00 UTC on 29 March 2026
    const site = { escalation: [registrar], time_zone: "Europe/London" };
    await ward.restart({ site });
    await ward.start();
    await ward.tap("saddle_sensory_loss", "present");
    await ward.service.sweep();
    expect(before()).toHaveLength(0);
    ward.now = Date.parse("2026-03-29T02:05:00Z");
    await ward.restart({ site });
    await ward.service.sweep();
    await ward.service.settled();
    expect(before().length).toBeGreaterThan(0);
    const reminded = before().length;
    await ward.service.sweep();
    await ward.service.settled();
    expect(before()).toHaveLength(reminded);
    ward.now = Date.parse("2026-03-29T02:40:00Z");
    await ward.service.sweep();
    await ward.service.settled();
    const told = ward.adapter.sent.filter(({ person }) => person?.id === "slack:T1:U9");
    expect(told.length).toBeGreaterThan(0);
  });

  it("close a case that nobody goes on with, and forget it later", async () => {
    await ward.start();
    const id = (await ward.store.cases.loadByThread(threadOf("1")))?.encounter.id ?? "";
    ward.now += 15 * 24 * 3_600_000;
    await ward.service.sweep();
    expect((await ward.store.cases.load(id))?.encounter.closedAt).not.toBeNull();
    ward.now += 91 * 24 * 3_600_000;
    await ward.service.sweep();
    expect((await ward.store.cases.load(id))?.events).toEqual([]);
  });
});
