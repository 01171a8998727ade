/** What is so after a turn was cut off at any step and the bot starts again: nothing acknowledged is lost, and nothing is posted twice but as a repeat. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { ChannelAdapter, Delivery, DeliveryResult } from "../../src/adapter.ts";
import type { TempDatabase } from "../store/temp-database.ts";
import { A, RecordedService, threadOf } from "./recorded-service.ts";

type Posted = [key: string, kind: string, repeat: boolean];

/** Runs the turn until it is cut off. Gives whether it was acknowledged before that. */
export type CutOffTurn = (
  tempDb: TempDatabase,
  handle: string,
  platformFile: string,
) => Promise<{ acknowledged: boolean }>;

export async function expectWholeAfterCrash(
  make: () => Promise<TempDatabase>,
  cutOff: CutOffTurn,
): Promise<void> {
  const tempDb = await make();
  const harness = await RecordedService.open({ store: () => tempDb.open() });
  const file = join(harness.folder, "platform");
  try {
    await harness.start();
    await harness.act({ do: "change", question: "saddle_sensory_loss" });
    const handle = await harness.handle();
    await harness.store.close();

    const { acknowledged } = await cutOff(tempDb, handle, file);
    const before: Posted[] = existsSync(file)
      ? readFileSync(file, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];

    // after the dead process's claims have run out
    harness.now = Date.parse("2026-03-28T23:10:00Z");
    const after: Posted[] = [];
    const take = async ({ key, view, repeat }: Delivery): Promise<DeliveryResult> => {
      after.push([key, view.kind, repeat]);
      return { messageIds: [key] };
    };
    const adapter: ChannelAdapter = { platform: "slack", post: take, update: take, tell: take };
    await harness.restart();
    harness.serve(adapter);
    await harness.service.settled();
    const recorded = (await harness.types()).includes("answered");
    if (acknowledged) expect(recorded).toBe(true);
    // the platform delivers again what was not acknowledged
    const again = await harness.do(
      {
        kind: "act",
        actor: A,
        handle,
        act: { do: "answer", question: "saddle_sensory_loss", value: "present", rev: 0 },
      },
      threadOf("1"),
      ["tap-1"],
    );
    expect(again.outcome).toBe(recorded ? "duplicate" : "handled");

    const types = await harness.types();
    expect(types.filter((type) => type === "answered")).toHaveLength(1);
    expect(types.filter((type) => type === "alerted")).toHaveLength(1);
    expect((await harness.store.audit.verifyAll()).broken).toEqual([]);
    const posted = [...before, ...after];
    const keys = new Set(posted.map(([key]) => key));
    for (const key of keys) {
      const [, ...later] = posted.filter((each) => each[0] === key);
      expect(later.every(([, , repeat]) => repeat)).toBe(true);
    }
    expect(new Set(posted.map(([, kind]) => kind))).toEqual(new Set(["answered", "alert", "question"]));
    const rows = await tempDb.run("select id, state from outbox");
    expect(rows.every(({ state }) => state === "sent")).toBe(true);
  } finally {
    await harness.close();
    await tempDb.remove();
  }
}
