/** What every store promises when several processes use it, and when one of them dies. Real processes, really killed. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Child, child } from "./child-process.ts";
import { expectAllAppended, expectMigratedOnce, expectNothingLost } from "./concurrent-writers.ts";
import { committed, opening } from "./sample-commits.ts";
import type { TempDatabase } from "./temp-database.ts";

const LONG = 120_000;

export type ProcessLimits = { readonly appends: number; readonly dying: readonly string[] };

export function processContract(
  name: string,
  make: () => Promise<TempDatabase>,
  limits: ProcessLimits,
): void {
  describe(`processes on ${name}`, () => {
    let tempDb: TempDatabase;
    beforeEach(async () => {
      tempDb = await make();
    });
    afterEach(() => tempDb.remove());

    async function together(children: readonly Child[]): Promise<void> {
      await Promise.all(children.map((one) => one.said("ready")));
      for (const one of children) one.tell("go");
      await Promise.all(children.map((one) => one.said("done")));
      expect(await Promise.all(children.map((one) => one.ended))).toEqual(children.map(() => 0));
    }

    test("may open a new store at the same moment", { timeout: LONG }, async () => {
      await together(Array.from({ length: 4 }, () => child("open", tempDb.url, tempDb.schema)));
      await expectMigratedOnce(tempDb);
    });

    test(`record all of ${limits.appends} appends that two of them make to one case at once`, {
      timeout: LONG,
    }, async () => {
      const store = await tempDb.open();
      await committed(store, opening("e1"));
      const each = limits.appends / 2;
      const names = ["one", "two"];
      await together(names.map((who) => child("append", tempDb.url, tempDb.schema, "e1", who, `${each}`)));
      await expectAllAppended(store, names, each);
    });

    for (const when of limits.dying) {
      test(`that die ${when} any statement of a turn lose nothing and leave no half turn`, {
        timeout: LONG,
      }, async () => {
        let steps = 0;
        for (;;) {
          await tempDb.remove();
          tempDb = await make();
          const dying = child("crash", tempDb.url, tempDb.schema, `${steps + 1}`, when);
          const end = await dying.ended;
          const acknowledged = dying.lines.filter((line) => line.startsWith("acknowledged")).length;
          await expectNothingLost(tempDb, acknowledged);
          if (end === 0) break;
          expect(end).toBe("SIGKILL");
          steps += 1;
        }
        // begin, delivery, compare, key, events, set, thread (2), reminder, lane, posts, commit
        expect(steps).toBeGreaterThanOrEqual(12);
      });
    }

    test("that are killed at any moment lose nothing and leave no half turn", { timeout: LONG }, async () => {
      for (const after of [1, 4, 9, 17, 30]) {
        await tempDb.remove();
        tempDb = await make();
        const running = child("crash", tempDb.url, tempDb.schema, "0", "never");
        await running.said(`acknowledged ${after}`);
        running.kill();
        expect(await running.ended).toBe("SIGKILL");
        const acknowledged = running.lines.filter((line) => line.startsWith("acknowledged")).length;
        await expectNothingLost(tempDb, acknowledged);
      }
    });
  });
}
