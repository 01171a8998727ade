import { expect, test } from "vitest";
import { HeldClaims } from "../../src/bot/held-claims.ts";

const START = Date.parse("2026-03-28T22:30:00Z");
const LEASE = 10_000;

function holder() {
  const asked: { names: readonly string[]; until: string }[] = [];
  const clock = { now: START, over: false };
  const claims = new HeldClaims({
    outbox: {
      prolong: async (names, _at, until) => {
        asked.push({ names, until });
        return clock.over ? [] : names;
      },
    },
    now: () => clock.now,
    log: () => {},
    leaseMs: LEASE,
  });
  const held = claims.hold(
    { by: "one", at: new Date(START).toISOString(), until: new Date(START + LEASE).toISOString() },
    2,
  );
  const second = async () => {
    clock.now += 1_000;
    claims.prolong();
    await new Promise(setImmediate);
  };
  return { asked, clock, claims, held, second };
}

test("a claim is prolonged for as long as something of it is being sent", async () => {
  const { asked, held, second } = holder();
  for (let at = 0; at < 60; at += 1) {
    await second();
    expect(held.inTime(), `after ${at + 1} s`).toBe(true);
  }
  expect(asked.length).toBeGreaterThan(10);
  held.settled();
  const before = asked.length;
  for (let at = 0; at < 6; at += 1) await second();
  expect(asked.length).toBeGreaterThan(before);
  held.settled();
  const after = asked.length;
  for (let at = 0; at < 6; at += 1) await second();
  expect(asked).toHaveLength(after);
});

test("what is sent quickly costs the store nothing", async () => {
  const { asked, held, second } = holder();
  await second();
  await second();
  held.settled();
  held.settled();
  await second();
  expect(asked).toEqual([]);
});

test("after a standstill nothing is sent under the claim: another process may be sending it", async () => {
  const { asked, clock, held, claims } = holder();
  clock.now += LEASE / 2;
  claims.prolong();
  await new Promise(setImmediate);
  expect([asked.length, held.inTime()]).toEqual([0, false]);
});

test("a claim that the store did not prolong is not sent under after half of it", async () => {
  const { clock, held, second } = holder();
  clock.over = true;
  for (let at = 0; at < 5; at += 1) await second();
  expect(held.inTime()).toBe(false);
});
