/** What every store promises when several processes use it, and when one of them dies. Real processes, really killed. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Child, child } from "./child-process.ts";
import { at, committed, opening, thread, wholeTurn } from "./sample-commits.ts";
import type { TempDatabase } from "./temp-database.ts";

const LONG = 120_000;

export type ProcessLimits = { readonly appends: number; readonly dying: readonly string[] };

export function processContract(
  name: string,
  make: () => Promise<TempDatabase>,
  limits: ProcessLimits,
): void {
  describe(`processes on ${name}`, () => {
    let ground: TempDatabase;
    beforeEach(async () => {
      ground = await make();
    });
    afterEach(() => ground.remove());

    async function together(children: readonly Child[]): Promise<void> {
      await Promise.all(children.map((one) => one.said("ready")));
      for (const one of children) one.tell("go");
      await Promise.all(children.map((one) => one.said("done")));
      expect(await Promise.all(children.map((one) => one.ended))).toEqual(children.map(() => 0));
    }

    test("may open a new store at the same moment", { timeout: LONG }, async () => {
      await together(Array.from({ length: 4 }, () => child("open", ground.url, ground.schema)));
      const names = (await ground.run("select name from kysely_migration")).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names).size).toBe(names.length);
      await committed(await ground.open(), wholeTurn("e1", 1));
    });

    test(`record all of ${limits.appends} appends that two of them make to one case at once`, {
      timeout: LONG,
    }, async () => {
      const store = await ground.open();
      await committed(store, opening("e1"));
      const each = limits.appends / 2;
      const names = ["one", "two"];
      await together(names.map((who) => child("append", ground.url, ground.schema, "e1", who, `${each}`)));
      const loaded = await store.cases.load("e1");
      const bodies = loaded?.events.slice(1).map((event) => event.body) ?? [];
      expect(bodies).toHaveLength(limits.appends);
      expect(new Set(bodies)).toEqual(
        new Set(names.flatMap((who) => Array.from({ length: each }, (_, n) => `${who}-${n}`))),
      );
      expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: limits.appends + 1 });
    });

    /** What was said to be recorded is, and of what was not, all or nothing. */
    async function nothingLost(acknowledged: number): Promise<number> {
      const store = await ground.open();
      const loaded = await store.cases.load("e1");
      const turns = (loaded?.seq ?? 0) / 3;
      expect(Number.isInteger(turns)).toBe(true);
      expect(turns === acknowledged || turns === acknowledged + 1).toBe(true);
      for (const n of [turns, turns + 1]) {
        const post = await store.outbox.find(`e1-post-${n}-2`);
        expect(post?.state).toBe(n <= turns && n > 0 ? "pending" : undefined);
      }
      if (turns > 0) {
        expect(await store.commit(wholeTurn("e1", turns))).toEqual({ kind: "duplicate" });
        expect((await store.reminders.listOpen("e1")).map((item) => item.dueAt)).toEqual([at(turns + 60)]);
      }
      // The platform delivers again what was not acknowledged, and the case goes on.
      await committed(store, wholeTurn("e1", turns + 1));
      expect((await store.audit.verifyAll()).broken).toEqual([]);
      expect((await store.cases.loadByThread(thread("e1")))?.seq).toBe((turns + 1) * 3);
      await store.close();
      return turns;
    }

    for (const when of limits.dying) {
      test(`that die ${when} any statement of a turn lose nothing and leave no half turn`, {
        timeout: LONG,
      }, async () => {
        let steps = 0;
        for (;;) {
          await ground.remove();
          ground = await make();
          const dying = child("crash", ground.url, ground.schema, `${steps + 1}`, when);
          const end = await dying.ended;
          const acknowledged = dying.lines.filter((line) => line.startsWith("acknowledged")).length;
          await nothingLost(acknowledged);
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
        await ground.remove();
        ground = await make();
        const running = child("crash", ground.url, ground.schema, "0", "never");
        await running.said(`acknowledged ${after}`);
        running.kill();
        expect(await running.ended).toBe("SIGKILL");
        const acknowledged = running.lines.filter((line) => line.startsWith("acknowledged")).length;
        await nothingLost(acknowledged);
      }
    });
  });
}
