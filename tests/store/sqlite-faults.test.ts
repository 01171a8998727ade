/** A file that fails: a clear fault, no half turn, and back to work by itself where that can be. */
import {
  chmodSync,
  closeSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SettingInvalid, StoreUnavailable } from "../../src/errors.ts";
import { openStore } from "../../src/store/open-store.ts";
import { at, committed, opening, wholeTurn } from "./sample-commits.ts";
import { tempSqlite } from "./temp-database.ts";

/** As a user who may read the file and not write it: root may write whatever the file's mode says. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.setegid?.(65_534);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

describe("an SQLite file that fails", () => {
  let tempDb: Awaited<ReturnType<typeof tempSqlite>>;
  beforeEach(async () => {
    tempDb = await tempSqlite();
  });
  afterEach(() => tempDb.remove());

  async function fault(promise: Promise<unknown>): Promise<StoreUnavailable> {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect((error as StoreUnavailable).remedy).toMatch(/\S{3}/);
    return error as StoreUnavailable;
  }

  test("because another process holds it: locked, and working again when that one is done", async () => {
    const store = await tempDb.open({ sqlite: { busyTimeoutMs: 20 } });
    await committed(store, wholeTurn("e1", 1));
    const other = new DatabaseSync(tempDb.path);
    other.exec("begin immediate");
    expect(await fault(store.commit(wholeTurn("e1", 2)))).toMatchObject({
      code: "store-locked",
      retryable: true,
    });
    expect((await store.cases.load("e1"))?.seq).toBe(3);
    expect(await fault(store.checkWritable())).toMatchObject({ code: "store-locked" });
    other.exec("rollback");
    other.close();
    await store.checkWritable();
    await committed(store, wholeTurn("e1", 2));
  });

  test("lets this process do other work while it waits for the lock", async () => {
    const store = await tempDb.open();
    const other = new DatabaseSync(tempDb.path);
    other.exec("begin immediate");
    const waiting = store.commit(wholeTurn("e1", 1));
    // Were the wait a standstill, this line would come too late for it.
    setImmediate(() => other.exec("rollback"));
    expect((await waiting).kind).toBe("committed");
    other.close();
  });

  test("because it is full: full, no half turn, and working again when something was purged", async () => {
    const store = await tempDb.open({ sqlite: { maxPages: 90 } });
    let turns = 0;
    let full: StoreUnavailable | undefined;
    while (!full) {
      try {
        await committed(store, wholeTurn("e1", turns + 1));
        turns += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailable);
        full = error as StoreUnavailable;
      }
    }
    expect(full).toMatchObject({ code: "store-full" });
    expect(turns).toBeGreaterThan(5);
    expect((await store.cases.load("e1"))?.seq).toBe(turns * 3);
    expect(await store.outbox.find(`e1-post-${turns + 1}-1`)).toBeUndefined();
    expect((await store.audit.verifyAll()).broken).toEqual([]);
    expect(await fault(store.checkWritable())).toMatchObject({ code: "store-full" });
    await store.cases.forget("e1", at(0));
    await store.checkWritable();
    await committed(store, opening("e2"));
  });

  test("because it may only be read: read-only", async () => {
    const store = await tempDb.open();
    await committed(store, opening("e1"));
    await store.close();
    chmodSync(tempDb.path, 0o444);
    chmodSync(dirname(tempDb.path), 0o555);
    const error = await asNobody(async () =>
      fault(tempDb.open().then((store) => store.commit(opening("e9")))),
    );
    expect(error).toMatchObject({ code: "store-read-only", remedy: expect.stringMatching(/\S/) });
    chmodSync(dirname(tempDb.path), 0o700);
    chmodSync(tempDb.path, 0o600);
    const again = await tempDb.open();
    expect((await again.cases.load("e1"))?.seq).toBe(1);
  });

  test("because it is no database: corrupt", async () => {
    writeFileSync(tempDb.path, "numb between the legs ".repeat(1_000));
    const error = await fault(tempDb.open());
    expect(error).toMatchObject({ code: "store-corrupt", retryable: false });
    expect(`${error.message} ${error.remedy} ${error.cause}`).not.toContain("numb");
  });

  test("because its pages were overwritten: corrupt, at opening or at reading", async () => {
    const store = await tempDb.open();
    for (let n = 1; n <= 20; n++) await committed(store, wholeTurn("e1", n));
    await store.close();
    const file = openSync(tempDb.path, "r+");
    for (let page = 1; page < statSync(tempDb.path).size / 4096; page++)
      writeSync(file, "x".repeat(4096), page * 4096);
    closeSync(file);
    const error = await fault(tempDb.open().then((damaged) => damaged.cases.load("e1")));
    expect(error).toMatchObject({ code: "store-corrupt" });
  });

  test("because the pages of its events were overwritten: not writable once that was met, though a write works", async () => {
    const store = await tempDb.open();
    for (let n = 1; n <= 60; n++) await committed(store, wholeTurn("e1", n));
    await store.close();
    const used = await tempDb.run(
      "select pageno from dbstat where name in ('events', 'sqlite_autoindex_events_1') and pagetype = 'leaf'",
    );
    const file = openSync(tempDb.path, "r+");
    for (const { pageno } of used) writeSync(file, "x".repeat(4096), (Number(pageno) - 1) * 4096);
    closeSync(file);
    const damaged = await tempDb.open();
    await damaged.checkWritable();
    expect(await fault(damaged.cases.load("e1"))).toMatchObject({ code: "store-corrupt" });
    expect(await fault(damaged.checkWritable())).toMatchObject({ code: "store-corrupt" });
  });

  test("because its end was cut off: corrupt", async () => {
    const store = await tempDb.open();
    for (let n = 1; n <= 20; n++) await committed(store, wholeTurn("e1", n));
    await store.close();
    truncateSync(tempDb.path, 4096 * 3);
    expect(await fault(tempDb.open().then((damaged) => damaged.cases.load("e1")))).toMatchObject({
      code: "store-corrupt",
    });
  });

  test("because it was moved away: nothing is acknowledged that would be lost, and working again when it is back", async () => {
    const store = await tempDb.open();
    await committed(store, wholeTurn("e1", 1));
    renameSync(tempDb.path, `${tempDb.path}.away`);
    expect(await fault(store.commit(wholeTurn("e1", 2)))).toMatchObject({ code: "store-unreachable" });
    expect(await fault(store.checkWritable())).toMatchObject({ code: "store-unreachable" });
    renameSync(`${tempDb.path}.away`, tempDb.path);
    await committed(store, wholeTurn("e1", 2));
  });

  test("because its folder cannot be made: a fault that says so", async () => {
    await committed(await tempDb.open(), opening("e1"));
    expect(await fault(openStore(`sqlite:${tempDb.path}/inside/triage.db`))).toMatchObject({
      code: "store-unreachable",
    });
  });

  test("is readable by its owner only", async () => {
    await committed(await tempDb.open(), opening("e1"));
    for (const name of [tempDb.path, `${tempDb.path}-wal`]) expect(statSync(name).mode & 0o077).toBe(0);
  });
});

describe("an SQLite store in memory", () => {
  test("keeps cases as long as it is open", async () => {
    const store = await openStore("sqlite::memory:");
    await committed(store, wholeTurn("e1", 1));
    await committed(store, wholeTurn("e1", 2));
    expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 6 });
    await store.cases.forget("e1", at(9));
    expect((await store.cases.load("e1"))?.events).toEqual([]);
    await store.close();
  });
});

describe("a store URL", () => {
  test.each(["", "triage.db", "sqlite:", "mysql://bot:secret@db/triage", "postgres:triage"])(
    "of no known form is refused with the forms that are: %s",
    async (url) => {
      const refused = openStore(url);
      await expect(refused).rejects.toThrow(SettingInvalid);
      await expect(refused).rejects.toMatchObject({
        setting: "TRIAGE_STORE",
        remedy: expect.stringContaining("sqlite:./"),
      });
      await expect(refused).rejects.not.toThrow(/secret/);
    },
  );
});
