/**
 * One turn with its posts, in a process that kills itself, as kill -9 would, at the step that it was told to die at. What
 * its platform took is in a file that outlives it. Says "acknowledged" when the turn was.
 */
import { appendFileSync } from "node:fs";
import type { ChannelAdapter, Delivery, DeliveryResult } from "../../../src/adapter.ts";
import { openStore } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { serviceOn } from "../../service-harness.ts";
import { A, threadOf } from "../recorded-service.ts";

const [url = "", schema = "", handle = "", dieAt = "", platform = ""] = process.argv.slice(2);
let sends = 0;

function step(name: string): void {
  if (name === dieAt) process.kill(process.pid, "SIGKILL");
}

const opened = await openStore(url, schema ? { postgres: { schema } } : {});
const store: Store = {
  ...opened,
  async commit(turn) {
    step("before the commit");
    const result = await opened.commit(turn);
    step("after the commit");
    return result;
  },
  outbox: {
    ...opened.outbox,
    async settleAndClaim(...settled) {
      step("before it is settled");
      const posts = await opened.outbox.settleAndClaim(...settled);
      step("after it is settled");
      return posts;
    },
    async settle(...settled) {
      step("before it is settled");
      const done = await opened.outbox.settle(...settled);
      step("after it is settled");
      return done;
    },
  },
};

const take = async (delivery: Delivery): Promise<DeliveryResult> => {
  sends += 1;
  step(`before send ${sends}`);
  appendFileSync(platform, `${JSON.stringify([delivery.key, delivery.view.kind, delivery.repeat])}\n`);
  step(`after send ${sends}`);
  return { messageIds: [delivery.key] };
};
const door: ChannelAdapter = { platform: "slack", post: take, update: take, tell: take };

const service = serviceOn(store, () => Date.parse("2026-03-28T23:00:00Z"));
service.open(door);
await service.settled();
const { outcome } = await service.bot.receive({
  deliveries: ["tap-1"],
  thread: threadOf("1"),
  inbound: {
    kind: "act",
    actor: A,
    handle,
    act: { do: "answer", question: "saddle_sensory_loss", value: "present", rev: 0 },
  },
});
if (outcome === "handled") process.stdout.write("acknowledged\n");
await service.settled();
await service.stop();
await store.close();
