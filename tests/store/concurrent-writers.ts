/** What is so of a store that several write to at once, or whose writer was cut off. */
import { expect } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { at, committed, thread, wholeTurn } from "./sample-commits.ts";
import type { TempDatabase } from "./temp-database.ts";

export async function expectMigratedOnce(tempDb: TempDatabase): Promise<void> {
  const names = (await tempDb.run("select name from kysely_migration")).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
  await committed(await tempDb.open(), wholeTurn("e1", 1));
}

/** All that each of these appended to the case after its first event, in one chain. */
export async function expectAllAppended(store: Store, names: readonly string[], each: number): Promise<void> {
  const loaded = await store.cases.load("e1");
  const bodies = loaded?.events.slice(1).map((event) => event.body) ?? [];
  expect(bodies).toHaveLength(each * names.length);
  expect(new Set(bodies)).toEqual(
    new Set(names.flatMap((who) => Array.from({ length: each }, (_, n) => `${who}-${n}`))),
  );
  expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: each * names.length + 1 });
}

/** What was said to be recorded is, and of what was not, all or nothing. */
export async function expectNothingLost(tempDb: TempDatabase, acknowledged: number): Promise<void> {
  const store = await tempDb.open();
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
}
