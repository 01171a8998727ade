/** The judge of the simulated worlds is alive: each fault that is put into the bot on purpose is found, and named. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClaimedPost, Store } from "../../src/store/store.ts";
import type { Platform } from "./platform.ts";
import { live } from "./run-simulation.ts";
import { type SimulatedDatabase, simulatedSqlite } from "./simulated-database.ts";
import type { Sabotage } from "./simulation.ts";

let ground: SimulatedDatabase;
beforeAll(async () => {
  ground = await simulatedSqlite();
});
afterAll(() => ground.remove());

/** Every n-th time. */
const every = (n: number): (() => boolean) => {
  let count = 0;
  return () => {
    count += 1;
    return count % n === 0;
  };
};

const FAULTS: Readonly<Record<string, { says: RegExp; sabotage: () => Sabotage }>> = {
  "a store that loses a turn and says that it has it": {
    says: /acknowledged and lost|was opened and is gone|went on from event/,
    sabotage: () => {
      const now = every(4);
      return {
        store: (store) => ({
          ...store,
          commit: async (turn) =>
            turn.case && !turn.case.open && turn.case.events.length > 0 && now()
              ? {
                  kind: "committed",
                  seq: turn.case.expectedSeq + turn.case.events.length,
                  head: "",
                  claimed: [],
                  waits: false,
                }
              : store.commit(turn),
        }),
      };
    },
  },
  "a store that forgets which deliveries it has seen": {
    says: /recorded [2-9] times/,
    sabotage: () => ({
      store: (store) => ({
        ...store,
        commit: (turn) =>
          store.commit({
            ...turn,
            deliveryKeys: (turn.deliveryKeys ?? []).map((key, at) => `${at}:${unique()}:${key}`),
          }),
      }),
    }),
  },
  "an outbox that says of results and reminders that they are sent": {
    says: /was never seen/,
    sabotage: () => ({
      store: (store) => {
        const without = async (posts: readonly ClaimedPost[]) => {
          const lost = posts.filter(({ body }) => /"kind":"(alert|result|reminder)"/.test(body ?? ""));
          for (const { id, attempt } of lost)
            await store.outbox.settle(id, attempt, { kind: "sent", externalId: null });
          return posts.filter((post) => !lost.includes(post));
        };
        return {
          ...store,
          commit: async (turn) => {
            const result = await store.commit(turn);
            return result.kind === "committed"
              ? { ...result, claimed: await without(result.claimed) }
              : result;
          },
          outbox: {
            ...store.outbox,
            claim: async (claim) => without(await store.outbox.claim(claim)),
            settleAndClaim: async (...given) => without(await store.outbox.settleAndClaim(...given)),
          },
        };
      },
    }),
  },
  "an outbox that nobody empties": {
    says: /does not come to rest/,
    sabotage: () => ({
      store: (store) => ({
        ...store,
        commit: (turn) => store.commit({ ...turn, claim: undefined }),
        outbox: { ...store.outbox, claim: async () => [], settleAndClaim: async () => [] },
      }),
    }),
  },
  "an outbox that keeps no mark of what may be posted already": {
    says: /as if it were new/,
    sabotage: () => ({
      store: (store) => ({
        ...store,
        outbox: {
          ...store.outbox,
          claim: async (claim) =>
            (await store.outbox.claim(claim)).map((post) => ({ ...post, repeat: false })),
        },
      }),
    }),
  },
  "reminders that are never taken up": {
    says: /nobody was told|does not come to rest/,
    sabotage: () => ({
      store: (store) => ({ ...store, reminders: { ...store.reminders, claimDue: async () => [] } }),
    }),
  },
  "posts that are dropped with the turn that says them": {
    says: /says nothing|is not in the outbox|was never seen/,
    sabotage: () => ({
      store: (store) => ({
        ...store,
        commit: (turn) =>
          store.commit({
            ...turn,
            posts: (end) => {
              const posts = typeof turn.posts === "function" ? turn.posts(end) : (turn.posts ?? []);
              return posts.filter(({ body }) => !/"kind":"(alert|result|reminder)"/.test(body ?? ""));
            },
          }),
      }),
    }),
  },
  "an answer that goes to the case of another thread": {
    says: /another thread's case|another place|another case/,
    sabotage: () => {
      const threads: Parameters<Store["cases"]["loadByThread"]>[0][] = [];
      return {
        store: (store) => ({
          ...store,
          cases: {
            ...store.cases,
            loadByThread: async (thread) => {
              const found = await store.cases.loadByThread(thread);
              if (found) threads.push(thread);
              return found && threads[0] ? store.cases.loadByThread(threads[0]) : found;
            },
          },
        }),
      };
    },
  },
  "a platform where a message is put into the wrong thread": {
    says: /stands in another place/,
    sabotage: () => ({
      platform: (platform: Platform) => {
        const { shown } = platform;
        const push = shown.push.bind(shown);
        shown.push = (...given) =>
          push(...given.map((each) => Object.assign(each, { place: shown[0]?.place ?? each.place })));
      },
    }),
  },
};

let names = 0;
const unique = (): number => {
  names += 1;
  return names;
};

test.each(Object.entries(FAULTS))("%s is found", { timeout: 60_000 }, async (_name, { says, sabotage }) => {
  const found: string[] = [];
  for (let seed = 1; seed <= 25 && !found.some((fault) => says.test(fault)); seed += 1)
    found.push(...(await live(seed, ground, sabotage())).faults);
  expect(found.filter((fault) => says.test(fault)).slice(0, 1)).toHaveLength(1);
});
