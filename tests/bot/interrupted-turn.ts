/** One turn with its posts, step by step: at each step whoever runs it may end, or stand still for ever. */
import { appendFileSync } from "node:fs";
import type { ChannelAdapter, Delivery, DeliveryResult } from "../../src/adapter.ts";
import type { Store } from "../../src/store/store.ts";
import { serviceOn } from "../service-harness.ts";
import { A, threadOf } from "./recorded-service.ts";

/** The turn answers a question, so it puts the answer in its place and posts an alert. */
export const TURN_STEPS = [
  "before the commit",
  "after the commit",
  "before send 1",
  "after send 1",
  "before it is settled",
  "after it is settled",
  "before send 2",
  "after send 2",
  "never",
] as const;

export interface InterruptedTurn {
  opened: Store;
  handle: string;
  /** What the platform took is written here, and outlives the turn. */
  platformFile: string;
  step: (name: string) => Promise<void>;
  /** The turn was acknowledged. */
  acknowledged: () => void;
}

export async function runTurnInSteps(turn: InterruptedTurn): Promise<void> {
  const { opened, step } = turn;
  let sends = 0;
  const settling = async <T>(work: () => Promise<T>): Promise<T> => {
    await step("before it is settled");
    const done = await work();
    await step("after it is settled");
    return done;
  };
  const store: Store = {
    ...opened,
    async commit(commit) {
      await step("before the commit");
      const result = await opened.commit(commit);
      await step("after the commit");
      return result;
    },
    outbox: {
      ...opened.outbox,
      settleAndClaim: (...settled) => settling(() => opened.outbox.settleAndClaim(...settled)),
      settle: (...settled) => settling(() => opened.outbox.settle(...settled)),
    },
  };
  const take = async (delivery: Delivery): Promise<DeliveryResult> => {
    sends += 1;
    const send = sends;
    await step(`before send ${send}`);
    const posted = [delivery.key, delivery.view.kind, delivery.repeat];
    appendFileSync(turn.platformFile, `${JSON.stringify(posted)}\n`);
    await step(`after send ${send}`);
    return { messageIds: [delivery.key] };
  };
  const adapter: ChannelAdapter = { platform: "slack", post: take, update: take, tell: take };
  const service = serviceOn(store, () => Date.parse("2026-03-28T23:00:00Z"));
  service.open(adapter);
  await service.settled();
  const { outcome } = await service.bot.receive({
    deliveries: ["tap-1"],
    thread: threadOf("1"),
    inbound: {
      kind: "act",
      actor: A,
      handle: turn.handle,
      act: { do: "answer", question: "saddle_sensory_loss", value: "present", rev: 0 },
    },
  });
  if (outcome === "handled") turn.acknowledged();
  await service.settled();
  await service.stop();
}
