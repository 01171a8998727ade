/** A claim of the outbox that is given late: a process or a machine that stood still meanwhile. */
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { Ward } from "./ward.ts";

let ward: Ward;
afterEach(() => ward.close());

test("nothing is sent under a claim that is nearly over: it is sent once, under a claim of its own, and as no repeat", async () => {
  let stands = 0;
  ward = await Ward.open({}, async (path) => {
    const store = await openStore(`sqlite:${path}`);
    return {
      ...store,
      outbox: {
        ...store.outbox,
        claim: async (claim) => {
          const posts = await store.outbox.claim(claim);
          if (posts.length > 0 && stands > 0) {
            stands -= 1;
            ward.now += 45_000;
          }
          return posts;
        },
      },
    };
  });
  stands = 1;
  await ward.start();
  await ward.service.settled();
  expect(stands).toBe(0);
  const keys = ward.door.sent.map(({ delivery }) => delivery.key);
  expect(keys.length).toBeGreaterThan(0);
  expect(new Set(keys).size).toBe(keys.length);
  expect(ward.door.sent.map(({ delivery }) => delivery.repeat)).not.toContain(true);
});

test("a door that stands still before its call is told that another process may be sending by then", async () => {
  ward = await Ward.open();
  const asked: [before: boolean | undefined, after: boolean | undefined][] = [];
  ward.door.fail = ({ delivery }) => {
    const before = delivery.inTime?.();
    ward.now += 45_000;
    asked.push([before, delivery.inTime?.()]);
    ward.now -= 45_000;
    return null;
  };
  await ward.start();
  await ward.service.settled();
  expect(asked.length).toBeGreaterThan(0);
  for (const each of asked) expect(each).toEqual([true, false]);
});
