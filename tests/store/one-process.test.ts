/** What processes.slow.test.ts shows with processes, shown with several handles in one, and with a statement that fails. */
import { StatementSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appendAtOnce } from "./append-at-once.ts";
import { expectAllAppended, expectMigratedOnce, expectNothingLost } from "./concurrent-writers.ts";
import { committed, opening, wholeTurn } from "./sample-commits.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "./temp-database.ts";

const silent = await postgresAnswers();
const HANDLES = { sqlite: { busyTimeoutMs: 20_000 } };

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("handles of one store on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  let tempDb: TempDatabase;
  beforeEach(async () => {
    if (!skip) tempDb = await make();
  });
  afterEach(() => tempDb?.remove());

  test.skipIf(skip)("may all open a new store at the same moment", async () => {
    await Promise.all(Array.from({ length: 4 }, () => tempDb.open(HANDLES)));
    await expectMigratedOnce(tempDb);
  });

  test.skipIf(skip)("record all of the appends that two of them make to one case at once", async () => {
    const store = await tempDb.open();
    await committed(store, opening("e1"));
    const names = ["one", "two"];
    const writers = [await tempDb.open(HANDLES), await tempDb.open(HANDLES)];
    await Promise.all(writers.map((writer, index) => appendAtOnce(writer, "e1", names[index] ?? "", 20)));
    await expectAllAppended(store, names, 20);
  });
});

const STATEMENT_METHODS = ["run", "all"] as const;
const real = STATEMENT_METHODS.map((name) => [name, StatementSync.prototype[name]] as const);
afterEach(() => {
  for (const [name, value] of real) Object.defineProperty(StatementSync.prototype, name, { value });
});

/** The real statements run, so many of them; after that none does, as for a writer that is gone. */
function endAfter(statements: number): void {
  let left = statements;
  for (const [name, run] of real)
    Object.defineProperty(StatementSync.prototype, name, {
      value: function (this: StatementSync, ...values: unknown[]) {
        if (left === 0) throw new Error("the writer is gone");
        left -= 1;
        return (run as (...given: unknown[]) => unknown).apply(this, values);
      },
    });
}

test("a turn whose writer is gone at any statement leaves no half turn on an SQLite file", async () => {
  let steps = 0;
  for (let whole = false; !whole; steps += 1) {
    const tempDb = await tempSqlite();
    const store = await tempDb.open();
    await committed(store, wholeTurn("e1", 1));
    endAfter(steps);
    whole = await store.commit(wholeTurn("e1", 2)).then(
      () => true,
      () => false,
    );
    endAfter(Number.POSITIVE_INFINITY);
    await store.close();
    await expectNothingLost(tempDb, whole ? 2 : 1);
    await tempDb.remove();
  }
  // begin, delivery, compare, key, events, set, thread (2), reminder, lane, posts, commit
  expect(steps).toBeGreaterThan(12);
}, 60_000);
