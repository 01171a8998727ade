/** The judge of transcripts is alive in simulated worlds: each fault that is put into the bot on purpose is found, by its rule. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Request } from "../../src/adapter.ts";
import { parseOutboxMessage } from "../../src/bot/outbox-message.ts";
import { live } from "./run-simulation.ts";
import { type SimulatedDatabase, simulatedSqlite } from "./simulated-database.ts";
import type { Sabotage } from "./simulation.ts";

let database: SimulatedDatabase;
beforeAll(async () => {
  database = await simulatedSqlite();
});
afterAll(() => database.remove());

/** The bot hears something else than what was done. */
const hearing = (change: (request: Request) => Request): Sabotage => ({
  bot: (bot) => ({
    receive: (request) => bot.receive(change(request)),
    form: (...given) => bot.form(...given),
    readOpening: (...given) => bot.readOpening(...given),
    cases: (actor) => bot.cases(actor),
  }),
});

const asSaid = (change: (inbound: Extract<Request["inbound"], { kind: "say" }>) => Request["inbound"]) =>
  hearing((request) =>
    request.inbound.kind === "say" ? { ...request, inbound: change(request.inbound) } : request,
  );

const asTapped = (change: (inbound: Extract<Request["inbound"], { kind: "act" }>) => Request["inbound"]) =>
  hearing((request) =>
    request.inbound.kind === "act" ? { ...request, inbound: change(request.inbound) } : request,
  );

const SECOND = 1_000;

const FAULTS: Readonly<Record<string, { says: RegExp; sabotage: () => Sabotage }>> = {
  "M1: words that count as if they had come twenty seconds later": {
    says: /^M1: .*(had stood|what was asked|nothing was asked)/,
    sabotage: () =>
      asSaid((said) => (said.sentAt === undefined ? said : { ...said, sentAt: said.sentAt + 20 * SECOND })),
  },
  "M1: posts that count as if they had stood four seconds longer": {
    says: /^M1: .*after somebody else's act/,
    sabotage: () => ({
      store: (store) => ({
        ...store,
        outbox: {
          ...store.outbox,
          inSlots: async (...given) =>
            (await store.outbox.inSlots(...given)).map((post) => ({
              ...post,
              deliveredAt:
                post.deliveredAt && new Date(Date.parse(post.deliveredAt) - 4 * SECOND).toISOString(),
            })),
        },
      }),
    }),
  },
  "M2: taps of which nobody asks when they were made": {
    says: /^M2: .*the message had stood \d+ ms/,
    sabotage: () => asTapped(({ sentAt: _sent, postedAt: _posted, ...act }) => act),
  },
  "M2: answers that release by one tap": {
    says: /^M2: .*not asked for once more/,
    sabotage: () =>
      asTapped((inbound) =>
        inbound.act.do === "answer" ? { ...inbound, act: { ...inbound.act, checked: true } } : inbound,
      ),
  },
  "M3: a list of what nobody typed": {
    says: /^M3: .*nobody typed/,
    sabotage: () => asSaid((said) => ({ ...said, words: said.words.replace(/\bfever\b/, "temp 39.7 C") })),
  },
  "M4: words that the bot takes for talk": {
    says: /^M4: no word to/,
    sabotage: () => ({
      bot: (bot) => ({
        receive: async (request) =>
          request.inbound.kind === "say" && request.inbound.words.length > 12
            ? { outcome: "ignored", handle: null, said: [], reply: [] }
            : bot.receive(request),
        form: (...given) => bot.form(...given),
        readOpening: (...given) => bot.readOpening(...given),
        cases: (actor) => bot.cases(actor),
      }),
    }),
  },
  "M7: words that are all taken for this patient's": {
    says: /^M7: /,
    sabotage: () => asSaid((said) => ({ ...said, about: "this" })),
  },
  "M8: alerts that nothing shrinks": {
    says: /^M8: .*(stands as if it were the latest|it is none)/,
    sabotage: () => ({
      store: (store) => ({
        ...store,
        commit: (turn) =>
          store.commit({
            ...turn,
            posts: (end) => {
              const posts = typeof turn.posts === "function" ? turn.posts(end) : (turn.posts ?? []);
              return posts.filter(({ body }) => {
                const { slot, update } = parseOutboxMessage(body ?? "{}");
                return !(update && /alert:|called-again:/.test(slot));
              });
            },
          }),
      }),
    }),
  },
  "M11: a process that sends nothing for its first nine seconds": {
    says: /^M11: .*after the restart/,
    sabotage: () => ({
      store: (store) => {
        let begun: number | null = null;
        const waits = (at: string) => {
          begun ??= Date.parse(at);
          return Date.parse(at) - begun < 9 * SECOND;
        };
        return {
          ...store,
          commit: (turn) => store.commit({ ...turn, claim: undefined }),
          outbox: {
            ...store.outbox,
            claim: async (claim) => (waits(claim.at) ? [] : store.outbox.claim(claim)),
          },
        };
      },
    }),
  },
};

/** So many worlds hold some 200 conversations: each fault is to be found within 500. */
const WORLDS = 100;

test.each(Object.entries(FAULTS))("%s: found", { timeout: 300_000 }, async (_name, { says, sabotage }) => {
  const found: string[] = [];
  let conversations = 0;
  for (let seed = 1; seed <= WORLDS && found.length === 0; seed += 1) {
    const { faults, counts } = await live(seed, database, sabotage());
    conversations += counts.cases ?? 0;
    found.push(...faults.filter((fault) => says.test(fault)));
  }
  expect(found.slice(0, 1)).toHaveLength(1);
  expect(conversations).toBeLessThan(500);
});
