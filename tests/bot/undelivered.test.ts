/** What must not be missed, when its thread stops taking messages at any attempt. */
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { DeliveryError, StoreUnavailable } from "../../src/errors.ts";
import { openStore } from "../../src/store/open-store.ts";
import { RecordedService, wordsOf } from "./recorded-service.ts";

let harness: RecordedService;
afterEach(() => harness.close());

describe("an alert that its thread does not take", () => {
  for (const attempt of [1, 5, 6, 7])
    it(`goes another way when it is refused at attempt ${attempt}`, async () => {
      harness = await RecordedService.open();
      await harness.start();
      let tries = 0;
      harness.adapter.fail = ({ how, delivery }) => {
        if (how === "tell" || delivery.view.kind !== "alert") return null;
        tries += 1;
        return new DeliveryError(tries < attempt ? "later" : "refused", "channel_not_found");
      };
      await harness.tap("saddle_sensory_loss", "present");
      for (let again = 1; again < attempt; again += 1) {
        harness.now += 300_000;
        await harness.service.settled();
      }
      expect(tries).toBe(attempt);
      expect(
        harness.adapter.sent.some(({ how, delivery }) => how === "tell" && delivery.view.kind === "alert"),
      ).toBe(true);
    });
});

describe("a message that was changed in the store before it was sent", () => {
  it("is reported in its thread, to the owner and to everyone it was for; the next ones are sent", async () => {
    const registrar = { name: "Registrar", platform: "slack", tenant: "T1", user: "U9" } as const;
    harness = await RecordedService.open({ site: { escalation: [registrar] } });
    await harness.start();
    harness.adapter.fail = () => new DeliveryError("later", "away");
    await harness.tap("saddle_sensory_loss", "present");
    const db = new DatabaseSync(harness.path);
    db.exec("update outbox set body = 'changed' where state = 'pending'");
    db.close();
    harness.adapter.fail = () => null;
    harness.now += 300_000;
    await harness.service.settled();
    const told = harness.adapter.sent.filter(({ delivery }) =>
      wordsOf([delivery.view]).includes("cannot be read"),
    );
    expect(told.map(({ how }) => how)).toEqual(expect.arrayContaining(["post", "tell"]));
    expect(
      harness.adapter.sent.some(
        ({ person, delivery }) =>
          person?.id === "slack:T1:U9" && wordsOf([delivery.view]).includes("could not be posted"),
      ),
    ).toBe(true);
    const before = harness.adapter.sent.length;
    await harness.say("status");
    expect(harness.adapter.sent.length).toBeGreaterThan(before);
  });
});

const LOCKED = new StoreUnavailable("locked", "The store is locked.", "Wait.");

describe("another way that cannot be taken", () => {
  const damage = (sql: string) => {
    const db = new DatabaseSync(harness.path);
    db.exec(sql);
    db.close();
  };
  const unreadable = async () => {
    harness.adapter.fail = () => new DeliveryError("later", "away");
    await harness.tap("saddle_sensory_loss", "present");
    damage("update outbox set body = 'changed' where state = 'pending'");
    harness.adapter.fail = () => null;
    harness.now += 300_000;
  };
  const told = () => harness.adapter.views.some((view) => wordsOf([view]).includes("cannot be read"));

  it("is tried again with its message when the store did not take it", async () => {
    let away = false;
    harness = await RecordedService.open({
      store: async (path) => {
        const store = await openStore(`sqlite:${path}`);
        return {
          ...store,
          commit: (turn) => {
            if (away) throw LOCKED;
            return store.commit(turn);
          },
        };
      },
    });
    await harness.start();
    await unreadable();
    away = true;
    await harness.service.settled();
    expect(told()).toBe(false);
    away = false;
    // its claim has run out by then
    harness.now += 120_000;
    await harness.service.settled();
    expect(told()).toBe(true);
  });

  it.each([
    ["the store did not take it", async (): Promise<never> => Promise.reject(LOCKED)],
    ["others were faster each time", async () => ({ kind: "conflict", on: "race" }) as const],
  ])("is taken at the next attempt when at the sixth %s", async (_, hindered) => {
    let away = false;
    let tries = 0;
    harness = await RecordedService.open({
      store: async (path) => {
        const store = await openStore(`sqlite:${path}`);
        return {
          ...store,
          commit: (turn) =>
            away && turn.deliveryKeys?.some((key) => key.startsWith("second:"))
              ? hindered()
              : store.commit(turn),
        };
      },
    });
    await harness.start();
    harness.adapter.fail = ({ how, delivery }) => {
      if (how === "tell" || delivery.view.kind !== "alert") return null;
      tries += 1;
      away = tries <= 6;
      return new DeliveryError("later", "away");
    };
    const told = () =>
      harness.adapter.sent.filter(({ how, delivery }) => how === "tell" && delivery.view.kind === "alert")
        .length;
    await harness.tap("saddle_sensory_loss", "present");
    for (let again = 1; again < 6; again += 1) {
      harness.now += 300_000;
      await harness.service.settled();
    }
    expect([tries, told()]).toEqual([6, 0]);
    harness.now += 300_000;
    await harness.service.settled();
    expect([tries, told()]).toEqual([7, 1]);
  });

  it("does not hold up a thread for ever when the case's record is damaged too", async () => {
    harness = await RecordedService.open();
    await harness.start();
    harness.adapter.fail = ({ how, delivery }) =>
      how !== "tell" && delivery.view.kind === "alert" ? new DeliveryError("later", "away") : null;
    await harness.tap("saddle_sensory_loss", "present");
    damage("update events set sealed = 'changed'");
    harness.adapter.fail = ({ delivery }) =>
      delivery.view.kind === "alert" ? new DeliveryError("refused", "channel_not_found") : null;
    harness.now += 300_000;
    await harness.service.settled();
    const db = new DatabaseSync(harness.path);
    const left = db.prepare("select count(*) as n from outbox where state in ('pending', 'sending')").get();
    db.close();
    expect(left).toEqual({ n: 0 });
    expect(harness.logged).toContainEqual({ event: "second_route_failed", code: "record-broken" });
  });
});
