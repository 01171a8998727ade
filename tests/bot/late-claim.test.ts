/** A claim of the outbox that is given late: a process or a machine that stood still meanwhile. */
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { RecordedService } from "./recorded-service.ts";

let harness: RecordedService;
afterEach(() => harness.close());

test.each([
  ["with the turn", true],
  ["apart", false],
])(
  "nothing is sent under a claim that is given %s and is nearly over: it is sent once, under a claim of its own, and as no repeat",
  async (_, together) => {
    let stands = 0;
    const standing = <T extends { readonly length: number }>(posts: T): T => {
      if (posts.length > 0 && stands > 0) {
        stands -= 1;
        harness.now += 45_000;
      }
      return posts;
    };
    harness = await RecordedService.open({
      store: async (path) => {
        const store = await openStore(`sqlite:${path}`);
        return {
          ...store,
          commit: async (turn) => {
            const result = await store.commit(together ? turn : { ...turn, claim: undefined });
            if (result.kind === "committed") standing(result.claimed);
            return result;
          },
          outbox: { ...store.outbox, claim: async (claim) => standing(await store.outbox.claim(claim)) },
        };
      },
    });
    stands = 1;
    await harness.start();
    await harness.service.settled();
    expect(stands).toBe(0);
    const keys = harness.adapter.sent.map(({ delivery }) => delivery.key);
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys).size).toBe(keys.length);
    expect(harness.adapter.sent.map(({ delivery }) => delivery.repeat)).not.toContain(true);
  },
);

test("an adapter that stalls before its call learns that another process may be sending by then", async () => {
  harness = await RecordedService.open();
  const asked: [before: boolean | undefined, after: boolean | undefined][] = [];
  harness.adapter.fail = ({ delivery }) => {
    const before = delivery.inTime?.();
    harness.now += 45_000;
    asked.push([before, delivery.inTime?.()]);
    harness.now -= 45_000;
    return null;
  };
  await harness.start();
  await harness.service.settled();
  expect(asked.length).toBeGreaterThan(0);
  for (const each of asked) expect(each).toEqual([true, false]);
});
