/**
 * Who sends for a store: all sending processes share one lock, and the system takes it from a process that dies,
 * however it dies. A process that finds the lock free is alone, so every claim belongs to a dead one.
 */
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

export interface SenderLock {
  /**
   * Holds the lock until it is released. True when nobody else held it: `whenAlone` has run before anybody else could
   * hold it.
   */
  hold(whenAlone: () => Promise<void>): Promise<boolean>;
  giveBack(): Promise<void>;
}

/** A store that no other process can open. */
export const soleSender = (): SenderLock => ({
  async hold(whenAlone) {
    await whenAlone();
    return true;
  },
  async giveBack() {},
});

const SQLITE_BUSY = 5;
/** Another process is alone only for as long as it frees a dead one's claims. */
const BRIEFLY_MS = 20;

/** A file next to the store, locked as SQLite locks its own: the store itself stays open to programs that only read. */
export function fileSenderLock(path: string): SenderLock {
  let file: DatabaseSync | undefined;
  return {
    async hold(whenAlone) {
      closeSync(openSync(path, "a", 0o600));
      file = new DatabaseSync(path, { timeout: 0 });
      const alone = begins(file, "begin exclusive");
      if (alone) {
        try {
          await whenAlone();
        } finally {
          file.exec("rollback");
        }
      }
      // nobody claims before it shares the lock, so a process that is alone in between finds nothing of this one
      while (!begins(file, "begin; select count(*) from sqlite_schema")) await pause(BRIEFLY_MS);
      return alone;
    },
    async giveBack() {
      file?.close();
      file = undefined;
    },
  };
}

function begins(file: DatabaseSync, statement: string): boolean {
  try {
    file.exec(statement);
    return true;
  } catch (error) {
    if (file.isTransaction) file.exec("rollback");
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY) return false;
    throw error;
  }
}

/** "pitr": distinguishes this lock from those of other programs on the same database. */
const LOCK_CLASS = 0x70697472;
const RECONNECT_MS = 1_000;

/**
 * An advisory lock held by its own connection. A lost connection is made again; until then a process that starts may
 * take this one for dead, and what both send is marked as a repeat.
 */
export function connectionSenderLock(config: pg.ClientConfig): SenderLock {
  let client: pg.Client | undefined;
  let wanted = false;
  let reconnecting: NodeJS.Timeout | undefined;
  const lock = (call: string) => `select ${call}(${LOCK_CLASS}, hashtext(current_schema())) as held`;

  async function connect(): Promise<pg.Client> {
    const made = new pg.Client(config);
    made.on("error", () => {});
    made.on("end", () => {
      if (client !== made) return;
      client = undefined;
      if (wanted) reconnect();
    });
    await made.connect();
    client = made;
    return made;
  }
  function reconnect(): void {
    reconnecting = setTimeout(async () => {
      try {
        await (await connect()).query(lock("pg_advisory_lock_shared"));
      } catch {
        if (wanted && client === undefined) reconnect();
      }
    }, RECONNECT_MS);
    reconnecting.unref();
  }
  return {
    async hold(whenAlone) {
      wanted = true;
      const mine = await connect();
      const { rows } = await mine.query<{ held: boolean }>(lock("pg_try_advisory_lock"));
      const alone = rows[0]?.held === true;
      try {
        if (alone) await whenAlone();
        await mine.query(lock("pg_advisory_lock_shared"));
      } finally {
        if (alone) await mine.query(lock("pg_advisory_unlock"));
      }
      return alone;
    },
    async giveBack() {
      wanted = false;
      clearTimeout(reconnecting);
      const mine = client;
      client = undefined;
      await mine?.end();
    },
  };
}
