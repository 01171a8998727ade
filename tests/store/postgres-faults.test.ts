/** A server that goes away and comes back: a clear fault, no half turn, and back to work by itself. */
import { once } from "node:events";
import { createServer, type Server, type Socket, connect as socketTo } from "node:net";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/errors.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { at, committed, opening, wholeTurn } from "./sample-commits.ts";
import { startSilenceProxy } from "./silence-proxy.ts";
import { postgresAnswers, postgresUrl, type TempDatabase, tempPostgres } from "./temp-database.ts";

const silent = await postgresAnswers();

describe.skipIf(silent)(`a Postgres server that fails${silent ? ` (${silent})` : ""}`, () => {
  let tempDb: TempDatabase;
  let store: Store;
  beforeEach(async () => {
    tempDb = await tempPostgres();
    store = await tempDb.open();
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

  const others = () => `application_name = '${tempDb.schema}' and pid != pg_backend_pid()`;
  const terminate = () =>
    tempDb.run(`select pg_terminate_backend(pid) from pg_stat_activity where ${others()}`);

  /** Resolves when one of the store's connections waits for a lock. */
  async function blocked(): Promise<void> {
    for (;;) {
      const rows = await tempDb.run(
        `select 1 from pg_stat_activity where ${others()} and wait_event_type = 'Lock' limit 1`,
      );
      if (rows.length > 0) return;
    }
  }

  test("ends idle connections: a few faults at most, then the turn is recorded", async () => {
    await committed(store, wholeTurn("e1", 1));
    await Promise.all([store.ping(), store.ping(), store.ping()]);
    const ended = (await terminate()).length;
    // A dead connection may be handed out once more before its end was noticed.
    for (let faults = 0; ; faults++) {
      expect(faults).toBeLessThanOrEqual(ended * 2);
      try {
        await committed(store, wholeTurn("e1", 2));
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailable);
      }
    }
    expect((await store.cases.load("e1"))?.seq).toBe(6);
  });

  test("ends a connection in the middle of a turn: nothing of the turn is there, and it can be run again", async () => {
    await committed(store, wholeTurn("e1", 1));
    const holder = new pg.Client({
      connectionString: postgresUrl,
      options: `-c search_path=${tempDb.schema}`,
    });
    await holder.connect();
    await holder.query("begin; select * from encounters where id = 'e1' for update");
    const turn = store.commit(wholeTurn("e1", 2));
    const failed = fault(turn);
    await blocked();
    await terminate();
    expect(await failed).toMatchObject({ code: "store-unreachable", retryable: true });
    await holder.query("rollback");
    await holder.end();
    expect((await store.cases.load("e1"))?.seq).toBe(3);
    expect(await store.outbox.find("e1-post-2-1")).toBeUndefined();
    await committed(store, wholeTurn("e1", 2));
  });

  test("ends connections again and again: every turn is whole or absent, and repeated ones are known", async () => {
    let turns = 0;
    let faults = 0;
    await committed(store, wholeTurn("e1", 1));
    for (let n = 2; n <= 60; ) {
      // The cut comes at another point of the turn each time.
      const cut = n % 3 === 0 ? terminate() : undefined;
      try {
        const { kind } = await store.commit(wholeTurn("e1", n));
        expect(["committed", "duplicate"]).toContain(kind);
        turns = n;
        n += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailable);
        faults += 1;
        if (faults > 500) throw error;
      }
      await cut;
    }
    expect((await store.cases.load("e1"))?.seq).toBe(turns * 3);
    expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 180 });
    expect(await tempDb.run("select 1 from outbox")).toHaveLength(120);
  });

  test("says nothing any more on connections that stay open: a fault in time, and none of them is used again", async () => {
    const proxy = await startSilenceProxy(postgresUrl);
    const through = await openStore(proxy.url, { postgres: { schema: tempDb.schema, silenceMs: 100 } });
    await committed(through, wholeTurn("e1", 1));
    proxy.silent = true;
    expect(await fault(through.commit(wholeTurn("e1", 2)))).toMatchObject({ code: "store-unreachable" });
    proxy.silent = false;
    expect(["committed", "duplicate"]).toContain((await through.commit(wholeTurn("e1", 2))).kind);
    expect((await through.cases.load("e1"))?.seq).toBe(6);
    await through.close();
    await proxy.stop();
  });

  test("cannot be reached, and comes back: a fault meanwhile, no restart needed", async () => {
    const { hostname, port } = new URL(postgresUrl);
    const sockets = new Set<Socket>();
    let server: Server;
    const start = async (on: number) => {
      server = createServer((near) => {
        const far = socketTo(Number(port || 5432), hostname);
        for (const [socket, peer] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(socket);
          socket.on("error", () => {});
          socket.on("close", () => peer.destroy());
          socket.pipe(peer);
        }
      });
      server.listen(on, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as { port: number }).port;
    };
    const stop = async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await once(server, "close");
    };
    const proxyPort = await start(0);
    const url = new URL(postgresUrl);
    url.hostname = "127.0.0.1";
    url.port = String(proxyPort);
    const through = await openStore(url.href, { postgres: { schema: tempDb.schema } });
    await committed(through, wholeTurn("e1", 1));
    await stop();
    expect(await fault(through.commit(wholeTurn("e1", 2)))).toMatchObject({ code: "store-unreachable" });
    expect(await fault(through.ping())).toMatchObject({ retryable: true });
    await start(proxyPort);
    expect(["committed", "duplicate"]).toContain((await through.commit(wholeTurn("e1", 2))).kind);
    expect((await through.cases.load("e1"))?.seq).toBe(6);
    await through.close();
    await stop();
  });

  test("is not there at the start, or refuses: a fault that tells which, without the password", async () => {
    const url = new URL(postgresUrl);
    url.password = "hunter2";
    url.port = "1";
    const gone = await fault(openStore(url.href));
    expect(gone).toMatchObject({ code: "store-unreachable" });
    const refusing = new URL(postgresUrl);
    refusing.pathname = "/no_such_database_here";
    refusing.password = "hunter2";
    const refused = await fault(openStore(refusing.href));
    expect(refused).toMatchObject({ code: "store-refused", retryable: false });
    for (const error of [gone, refused])
      expect(`${error.message}${error.remedy}${error.cause}`).not.toContain("hunter2");
  });

  test("takes no writes: read-only", async () => {
    await committed(store, opening("e1"));
    await store.close();
    const url = new URL(postgresUrl);
    url.searchParams.set("options", `-c search_path=${tempDb.schema} -c default_transaction_read_only=on`);
    const standby = await openStore(url.href);
    expect(await fault(standby.checkWritable())).toMatchObject({ code: "store-read-only" });
    expect(await fault(standby.commit(wholeTurn("e2", 1)))).toMatchObject({ code: "store-read-only" });
    expect((await standby.cases.load("e1"))?.seq).toBe(1);
    await standby.close();
  });

  test("holds the case in another transaction for too long: locked, and nothing written", async () => {
    const url = new URL(postgresUrl);
    const hasty = await openStore(url.href, { postgres: { schema: tempDb.schema, lockTimeoutMs: 30 } });
    await committed(hasty, wholeTurn("e1", 1));
    const holder = new pg.Client({
      connectionString: postgresUrl,
      options: `-c search_path=${tempDb.schema}`,
    });
    await holder.connect();
    await holder.query("begin; select * from encounters where id = 'e1' for update");
    expect(await fault(hasty.commit(wholeTurn("e1", 2)))).toMatchObject({
      code: "store-locked",
      retryable: true,
    });
    await holder.query("rollback");
    await holder.end();
    await committed(hasty, wholeTurn("e1", 2));
    expect(await hasty.reminders.listOpen("e1")).toMatchObject([{ dueAt: at(62) }]);
    await hasty.close();
  });
});
