/**
 * SQLite through `node:sqlite`: one file, one process writing at a time, the others waiting. Kysely's own SQLite dialect
 * over a thin bridge, because it was written for a driver of the same shape.
 */
import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  sql,
} from "kysely";
import { StoreUnavailable } from "../errors.ts";
import { type Database, type SortedError, scrubbed } from "./database.ts";
import { migrate } from "./migrations.ts";
import { fileSenderLock, soleSender } from "./sender-lock.ts";
import { StoreFaults } from "./store-faults.ts";
import type { Tables } from "./tables.ts";

export type SqliteOptions = {
  /** How long a write waits for another process's transaction, in milliseconds (2000 when absent). */
  readonly busyTimeoutMs?: number;
  /** The largest size of the file in pages of 4096 bytes, so that the store is full before the disk is. */
  readonly maxPages?: number;
};

const MEMORY = ":memory:";
const WAIT_MS = 2_000;
/** SQLite's own waiting blocks the whole process, so it is kept for reads, which hardly ever meet a lock. */
const STANDSTILL_MS = 100;
const BUSY = 5;

/** Opens (and creates) the file and brings its tables up to date. @throws StoreUnavailable */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<Database> {
  let file: DatabaseSync | undefined;
  try {
    if (path !== MEMORY) createStoreFile(path);
    file = new DatabaseSync(path, { timeout: options.busyTimeoutMs ?? WAIT_MS });
    configure(file, options);
    const database = sqliteDatabase(path, file, options.busyTimeoutMs ?? WAIT_MS);
    await migrate(database.db);
    return database;
  } catch (error) {
    if (file?.isOpen) file.close();
    const sorted = sortSqliteError(error);
    throw sorted?.kind === "fault" ? sorted.fault : error;
  }
}

function sqliteDatabase(path: string, file: DatabaseSync, waitMs: number): Database {
  const inode = path === MEMORY ? undefined : statSync(path).ino;
  const db = new Kysely<Tables>({ dialect: dialect(file, waitMs) });
  return {
    db,
    locksRows: false,
    faults: new StoreFaults(),
    senders: path === MEMORY ? soleSender() : fileSenderLock(`${path}-senders`),
    sort: sortSqliteError,
    shred: async () => {
      // secure_delete has zeroed the row; this also removes the older copies in the write-ahead log.
      if (inode === undefined) return;
      await patiently(waitMs, async () => {
        const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
        if (rows[0]?.busy === 1) throw sqliteUnavailable("locked", "checkpoint");
      });
    },
    present: () => {
      // SQLite would go on writing to a file that has been deleted, and all of it would be lost at the next start.
      if (inode !== undefined && statSync(path, { throwIfNoEntry: false })?.ino !== inode) {
        throw sqliteUnavailable("unreachable", "removed");
      }
    },
  };
}

/** Only this user may read the file; SQLite gives its log the same permissions. */
function createStoreFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const known = statSync(path, { throwIfNoEntry: false });
  if (!known) closeSync(openSync(path, "a", 0o600));
}

function configure(file: DatabaseSync, options: SqliteOptions): void {
  // Switching to WAL needs the file alone and does not wait by itself: when another process is just opening it too,
  // wait for its transaction (which does wait) and try again.
  for (let attempt = 1; ; attempt++) {
    try {
      file.exec("pragma journal_mode = wal");
      break;
    } catch (error) {
      if (attempt === 20 || resultCode(error) !== BUSY) throw error;
      file.exec("begin immediate; rollback");
    }
  }
  file.exec("pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on");
  if (options.maxPages !== undefined) file.exec(`pragma max_page_count = ${Math.trunc(options.maxPages)}`);
}

// === The bridge to Kysely

function dialect(file: DatabaseSync, waitMs: number): Dialect {
  const config = { database: bridge(file) };
  const inner = new SqliteDialect(config);
  return {
    createDriver: () => new Driver(file, waitMs, config),
    createQueryCompiler: () => inner.createQueryCompiler(),
    createIntrospector: (db) => inner.createIntrospector(db),
    createAdapter: () => new Adapter(),
  };
}

function bridge(file: DatabaseSync): SqliteDatabase {
  const known = new Map<string, { statement: StatementSync; reader: boolean }>();
  return {
    close: () => file.close(),
    prepare: (sql) => {
      let prepared = known.get(sql);
      if (!prepared) {
        const statement = file.prepare(sql);
        prepared = { statement, reader: statement.columns().length > 0 };
        known.set(sql, prepared);
      }
      const { statement, reader } = prepared;
      return {
        reader,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      };
    },
  };
}

class Driver extends SqliteDriver {
  readonly #file: DatabaseSync;
  readonly #waitMs: number;
  readonly #atOnce: StatementSync;
  readonly #patient: StatementSync;

  constructor(file: DatabaseSync, waitMs: number, config: { database: SqliteDatabase }) {
    super(config);
    this.#file = file;
    this.#waitMs = waitMs;
    this.#atOnce = file.prepare("pragma busy_timeout = 0");
    this.#patient = file.prepare(`pragma busy_timeout = ${STANDSTILL_MS}`);
  }

  /** Takes the write lock at once: a lock taken later could not wait for another process without a deadlock. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await patiently(this.#waitMs, async () => {
      this.#atOnce.get();
      try {
        await connection.executeQuery(CompiledQuery.raw("begin immediate"));
      } finally {
        this.#patient.get();
      }
    });
  }

  /** A full disk or an I/O error has already rolled back; rolling back again would hide that first error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#file.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Retries while another process has the lock, letting this process do other work in between. */
async function patiently(waitMs: number, attempt: () => Promise<void>): Promise<void> {
  let left = waitMs;
  for (let wait = 1; ; wait = Math.min(wait * 2, 20)) {
    try {
      return await attempt();
    } catch (error) {
      const locked = resultCode(error) === BUSY || (error instanceof StoreUnavailable && error.retryable);
      if (!locked || left <= 0) throw error;
    }
    await pause(wait);
    left -= wait;
  }
}

class Adapter extends SqliteAdapter {
  /** SQLite supports it: all migrations run in one transaction, which `begin immediate` makes exclusive. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

// === Errors

function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

function sortSqliteError(error: unknown): SortedError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = resultCode(error);
  const node = (error as { code?: unknown }).code;
  if (code === undefined) {
    if (node === "ERR_INVALID_STATE" || error.message === "driver has already been destroyed") {
      return { kind: "fault", fault: sqliteUnavailable("unreachable", "closed") };
    }
    if (node === "EACCES" || node === "EPERM" || node === "EROFS") {
      return { kind: "fault", fault: sqliteUnavailable("read-only", node) };
    }
    if (node === "ENOSPC" || node === "EDQUOT")
      return { kind: "fault", fault: sqliteUnavailable("full", node) };
    return typeof node === "string" && /^E[A-Z]+$/.test(node)
      ? { kind: "fault", fault: sqliteUnavailable("unreachable", node) }
      : undefined;
  }
  const taken = /^UNIQUE constraint failed: (.*)$/.exec(error.message);
  if (taken?.[1]) return { kind: "taken", what: taken[1] };
  const faults: Readonly<Record<number, StoreUnavailable["fault"]>> = {
    5: "locked",
    6: "locked",
    8: "read-only",
    10: "unreachable",
    11: "corrupt",
    13: "full",
    14: "unreachable",
    26: "corrupt",
  };
  return { kind: "fault", fault: sqliteUnavailable(faults[code] ?? "failed", String(code)) };
}

const SQLITE_FAULT_WORDS: Readonly<
  Record<StoreUnavailable["fault"], readonly [message: string, remedy: string]>
> = {
  locked: [
    "The store's file is locked by another process.",
    "Try again; if it lasts, find what else has the file open (a backup, a second copy of the bot).",
  ],
  full: [
    "The disk or the store's file is full.",
    "Free space on its disk, or raise its limit, and try again.",
  ],
  "read-only": [
    "The store's file cannot be written.",
    "Give this user the right to write the file and its folder.",
  ],
  corrupt: [
    "The store's file is damaged or is not an SQLite database.",
    "Stop the bot, keep the damaged file, and restore the latest backup.",
  ],
  unreachable: [
    "The store's file cannot be opened or is gone.",
    "Check the path, its folder and its disk, and start the bot again.",
  ],
  refused: ["The store's file refused access.", "Check the rights of the file and its folder."],
  newer: ["The store's file was written by a newer version.", "Run the newer version."],
  failed: [
    "The store's file could not do what was asked.",
    "Look up the SQLite code in the cause, and report it.",
  ],
};

function sqliteUnavailable(fault: StoreUnavailable["fault"], code: string): StoreUnavailable {
  const [message, remedy] = SQLITE_FAULT_WORDS[fault];
  return new StoreUnavailable(fault, message, remedy, { cause: scrubbed("sqlite", code) });
}
