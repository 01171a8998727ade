/** Where a simulated world keeps its store: a file of its own, or a schema that is emptied between two worlds. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { postgresUrl } from "../store/temp-database.ts";

export type Kind = "sqlite" | "postgres";

export interface SimulatedDatabase {
  readonly kind: Kind;
  /** Another connection to the same rows. */
  open(): Promise<Store>;
  /** Reads behind the store's back. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** A store without a row. */
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** In memory where the machine has such a place: what is under test is not the disk. */
const folder = (): string => mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "simulator-"));

export async function simulatedSqlite(): Promise<SimulatedDatabase> {
  const home = folder();
  const path = join(home, "triage.db");
  const fresh = join(home, "fresh.db");
  await (await openStore(`sqlite:${fresh}`)).close();
  return {
    kind: "sqlite",
    open: () => openStore(`sqlite:${path}`),
    run: async (sql) => {
      const file = new DatabaseSync(path, { readOnly: true });
      try {
        return file.prepare(sql).all() as Record<string, unknown>[];
      } finally {
        file.close();
      }
    },
    empty: async () => {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
      copyFileSync(fresh, path);
    },
    remove: async () => rmSync(home, { recursive: true, force: true }),
  };
}

export async function simulatedPostgres(): Promise<SimulatedDatabase> {
  const schema = `triage_simulator_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: postgresUrl, options: `-c search_path=${schema}` });
  await admin.connect();
  await admin.query(`create schema ${schema}`);
  // a server that loses power is no part of these worlds: its commits need not wait for the disk
  const url = new URL(postgresUrl);
  url.searchParams.set("options", `-c search_path=${schema} -c synchronous_commit=off`);
  // a store keeps nothing in memory but keys that it opened, so a new process may have the connections of a dead one: opening them takes long
  const all: Store[] = [];
  const free: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = free.pop() ?? (await openStore(url.href, { postgres: { connections: 2 } }));
    if (!all.includes(store)) all.push(store);
    return { ...store, close: async () => void free.push(store) };
  };
  await (await open()).close();
  const tables = await admin.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = '${schema}'
     and table_name not like 'kysely%' and table_name <> 'facts'`,
  );
  /** What one world noted of its own time is nothing to the next; the store's key stays. */
  const kept = (await admin.query<{ name: string }>("select name from facts")).rows.map(({ name }) => name);
  // other tables point at the encounters, which go last
  const names = tables.rows.map(({ name }) => name).sort((a) => (a === "encounters" ? 1 : -1));
  return {
    kind: "postgres",
    open,
    run: async (sql) => (await admin.query<Record<string, unknown>>(sql)).rows,
    empty: async () => {
      const rows = names.map((name) => `delete from ${name}`).join("; ");
      await admin.query(`begin; ${rows}; commit`);
      await admin.query("delete from facts where name <> all($1)", [kept]);
    },
    remove: async () => {
      for (const store of all) await store.close();
      await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
}

export const simulatedDatabase = (kind: Kind): Promise<SimulatedDatabase> =>
  kind === "sqlite" ? simulatedSqlite() : simulatedPostgres();
