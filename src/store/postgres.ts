/** Postgres through `pg`: for several processes on one store. Every lock is a row lock, taken in the same order everywhere. */
import type { Socket } from "node:net";
import {
  type DatabaseIntrospector,
  Kysely,
  PostgresDialect,
  PostgresIntrospector,
  sql,
  type TableMetadata,
} from "kysely";
import pg from "pg";
import { StoreUnavailable } from "../errors.ts";
import { type Database, type SortedError, scrubbed } from "./database.ts";
import { migrate } from "./migrations.ts";
import { connectionSenderLock } from "./sender-lock.ts";
import { StoreFaults } from "./store-faults.ts";
import type { Db, Tables } from "./tables.ts";

export type PostgresOptions = {
  /** The most connections this process opens. */
  readonly connections?: number;
  /** The schema of the tables; the database's default when absent. */
  readonly schema?: string;
  /** How long a turn waits for rows that another one has locked, in milliseconds (8000 when absent). */
  readonly lockTimeoutMs?: number;
  /** How long the server may say nothing to a statement before its connection counts as lost (10000 when absent). */
  readonly silenceMs?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
};

/** Connects and brings the tables up to date. @throws StoreUnavailable */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const shared = {
    connectionString: url,
    application_name: options.applicationName ?? "triage",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    ...(options.schema ? { options: `-c search_path=${searchPath(options.schema)}` } : {}),
  };
  try {
    await migratePostgres(connectPool({ ...shared, max: 1, lock_timeout: 60_000 }));
  } catch (error) {
    const sorted = sortPostgresError(error);
    throw sorted?.kind === "fault" ? sorted.fault : error;
  }
  return {
    db: connectPool(
      {
        ...shared,
        max: options.connections ?? 10,
        // A turn takes milliseconds. These limits only end what hangs, so that a stuck client cannot hold a case's row
        // forever. Each ends before the next: the lock, the statement, the silence, the turn.
        statement_timeout: 9_000,
        lock_timeout: options.lockTimeoutMs ?? 8_000,
        idle_in_transaction_session_timeout: 15_000,
      },
      options.silenceMs ?? 10_000,
    ),
    locksRows: true,
    faults: new StoreFaults(),
    senders: connectionSenderLock({ ...shared, statement_timeout: 15_000, query_timeout: 20_000 }),
    sort: sortPostgresError,
    // The deleted row's bytes remain until vacuum has run and the page is reused; a master key makes them worthless.
    shred: async () => {},
    present: () => {},
  };
}

function searchPath(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`.replace(/([\\ ])/g, "\\$1");
}

/** @param silenceMs a half-open connection never ends by itself: one that says nothing for so long is cut */
function connectPool(config: pg.PoolConfig, silenceMs = 0): Db {
  const pool = new pg.Pool(config);
  // The pool replaces a connection that breaks. Without listeners the event would end this process: the pool's own for
  // idle connections, the client's for one that is in the middle of a transaction.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    stream.setTimeout(silenceMs, () => stream.destroy());
  });
  return new Kysely<Tables>({ dialect: new Dialect({ pool }) });
}

class Dialect extends PostgresDialect {
  override createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new OwnTables(db);
  }
}

/**
 * Only the tables of this store's schema, by name. Kysely asks for the columns of every table in the database, and fails
 * when another program drops one of its own meanwhile.
 */
class OwnTables extends PostgresIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    super(db);
    this.#db = db;
  }

  override async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<{ name: string; schema: string }>`
      select tablename as name, schemaname as schema from pg_catalog.pg_tables where schemaname = current_schema()
    `.execute(this.#db);
    return rows.map(({ name, schema }) => ({ name, schema, isView: false, isForeign: false, columns: [] }));
  }
}

/** Outside the pool, since waiting for another process's migration may take longer than a turn is allowed to. */
async function migratePostgres(db: Db): Promise<void> {
  try {
    const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
    await migrate(db, rows[0]?.schema ?? undefined);
  } finally {
    await db.destroy();
  }
}

// === Errors (the classes of SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html)

function sortPostgresError(error: unknown): SortedError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  if (code === "23505") return { kind: "taken", what: typeof constraint === "string" ? constraint : "" };
  // serialization_failure, deadlock_detected
  if (code === "40001" || code === "40P01") return { kind: "race" };
  if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) {
    return { kind: "fault", fault: postgresUnavailable(storeFaultOf(code), code) };
  }
  if (typeof code === "string" && /^E[A-Z]+$/.test(code)) {
    return { kind: "fault", fault: postgresUnavailable("unreachable", code) };
  }
  // pg reports a lost connection or a timeout of its pool only in words.
  if (/connection|timeout|Client|pool|driver has already been destroyed/i.test(error.message)) {
    return { kind: "fault", fault: postgresUnavailable("unreachable", "connection") };
  }
  return undefined;
}

function storeFaultOf(code: string): StoreUnavailable["fault"] {
  if (code === "25006") return "read-only";
  if (code === "53100" || code === "53200") return "full";
  if (code === "55P03" || code === "57014") return "locked";
  if (code.startsWith("28") || code === "3D000" || code === "42501") return "refused";
  if (code.startsWith("08") || code.startsWith("57P") || code === "53300" || code.startsWith("25P"))
    return "unreachable";
  if (code === "XX001" || code === "XX002") return "corrupt";
  return "failed";
}

const POSTGRES_FAULT_WORDS: Readonly<
  Record<StoreUnavailable["fault"], readonly [message: string, remedy: string]>
> = {
  locked: [
    "The database did not answer in time: something else holds the rows.",
    "Try again; if it lasts, look for long transactions in pg_stat_activity.",
  ],
  full: ["The database server is out of disk or memory.", "Free space on the server, and try again."],
  "read-only": ["The database takes no writes.", "Connect to the primary, not to a standby."],
  corrupt: [
    "The database server reports damage.",
    "Read the server's log; restore the latest backup if it says so.",
  ],
  unreachable: [
    "The database cannot be reached.",
    "Check that the server runs and that the host and port are right; the bot reconnects by itself.",
  ],
  refused: [
    "The database refused this user.",
    "Check user, password, database name and rights in the store URL.",
  ],
  newer: ["The database was written by a newer version.", "Run the newer version."],
  failed: ["The database could not do what was asked.", "Look up the SQLSTATE in the cause, and report it."],
};

function postgresUnavailable(fault: StoreUnavailable["fault"], code: string): StoreUnavailable {
  const [message, remedy] = POSTGRES_FAULT_WORDS[fault];
  return new StoreUnavailable(fault, message, remedy, { cause: scrubbed("postgres", code) });
}
