/** A claim whose giving nobody saw: the connection ended after the store had done what was asked. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/errors.ts";
import { openStore } from "../../src/store/open-store.ts";
import { serviceOn } from "../service-harness.ts";
import { RecordedService, threadOf } from "./recorded-service.ts";

let harness: RecordedService;
let ends: "" | "commit" | "claim" | "settleAndClaim" = "";
const names: string[] = [];

/** Does what is asked; the connection then ends, once, before anybody hears of it. */
async function unheard<T>(
  what: typeof ends,
  work: () => Promise<T>,
  counts: (result: T) => boolean,
): Promise<T> {
  const result = await work();
  if (ends !== what || !counts(result)) return result;
  ends = "";
  throw new StoreUnavailable("unreachable", "The connection ended.", "Try again.");
}

beforeEach(async () => {
  names.length = 0;
  harness = await RecordedService.open({
    store: async (path) => {
      const store = await openStore(`sqlite:${path}`);
      return {
        ...store,
        commit: (turn) => {
          if (turn.claim) names.push(turn.claim.by);
          const given = ends === "claim" ? { ...turn, claim: undefined } : turn;
          return unheard(
            "commit",
            () => store.commit(given),
            ({ kind }) => kind === "committed",
          );
        },
        outbox: {
          ...store.outbox,
          claim: (claim) =>
            unheard(
              "claim",
              () => store.outbox.claim(claim),
              (posts) => posts.length > 0,
            ),
          settleAndClaim: (...given) =>
            unheard(
              "settleAndClaim",
              () => store.outbox.settleAndClaim(...given),
              (posts) => posts.length > 0,
            ),
        },
      };
    },
  });
});
afterEach(() => harness.close());

test.each(["commit", "claim", "settleAndClaim"] as const)(
  "is given back when %s was not heard: the messages are sent at once, in their order, and not as repeats",
  async (what) => {
    ends = what;
    const { outcome } = await harness.start();
    expect(outcome).toBe("handled");
    harness.service.open(harness.adapter);
    await harness.service.settled();
    expect(ends, "it was not heard").toBe("");
    const { sent } = harness.adapter;
    expect(sent.map(({ delivery }) => delivery.view.kind)).toEqual(["notice", "question"]);
    expect(sent.map(({ delivery }) => delivery.repeat)).not.toContain(true);
  },
);

test("what is claimed for a process that stops is not sent by it, and waits for nobody's claim to end", async () => {
  let goOn = () => {};
  const gate = new Promise<void>((done) => {
    goOn = done;
  });
  await harness.close();
  harness = await RecordedService.open({
    store: async (path) => {
      const store = await openStore(`sqlite:${path}`);
      return {
        ...store,
        outbox: {
          ...store.outbox,
          settleAndClaim: async (...given) => {
            await gate;
            return store.outbox.settleAndClaim(...given);
          },
        },
      };
    },
  });
  await harness.service.bot.receive({
    deliveries: ["slack:T1:one"],
    thread: threadOf("1"),
    inbound: { kind: "start", actor: { id: "slack:T1:U1" }, words: "" },
  });
  const stopping = harness.service.stop();
  await new Promise(setImmediate);
  goOn();
  await stopping;
  expect(harness.adapter.sent.map(({ delivery }) => delivery.view.kind)).toEqual(["notice"]);
  await harness.restart();
  await harness.service.settled();
  expect(harness.adapter.sent.map(({ delivery }) => [delivery.view.kind, delivery.repeat])).toEqual([
    ["notice", false],
    ["question", false],
  ]);
});

test("no two processes give a claim the same name, on one host neither: giving back takes nobody else's", async () => {
  await harness.start();
  const mine = [...names];
  names.length = 0;
  const other = serviceOn(harness.store, () => harness.now);
  other.open(harness.adapter);
  await other.bot.receive({
    deliveries: ["slack:T1:other"],
    thread: threadOf("2"),
    inbound: { kind: "start", actor: { id: "slack:T1:U2" }, words: "" },
  });
  await other.settled();
  await other.stop();
  expect([mine.length > 0, names.length > 0]).toEqual([true, true]);
  expect(names.filter((name) => mine.includes(name))).toEqual([]);
});
