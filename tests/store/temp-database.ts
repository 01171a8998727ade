/** Where the store tests stand: real files and real schemas, made for one test and removed after it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { openStore, type StoreOptions } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";

export interface TempDatabase {
  readonly url: string;
  readonly schema: string;
  /** Another handle on the same rows. All are closed by `remove`. */
  open(options?: StoreOptions): Promise<Store>;
  /** Reads and writes behind the store's back. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Everything at rest, as one text to search in. */
  remains(): Promise<string>;
  remove(): Promise<void>;
}

function tracked(url: string, fixed: StoreOptions = {}) {
  const stores: Store[] = [];
  return {
    open: async (options: StoreOptions = {}) => {
      const store = await openStore(url, {
        ...fixed,
        ...options,
        postgres: { ...fixed.postgres, ...options.postgres },
      });
      stores.push(store);
      return store;
    },
    closeAll: async () => {
      for (const store of stores) await store.close();
    },
  };
}

export async function tempSqlite(): Promise<TempDatabase & { readonly path: string }> {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  const path = join(folder, "triage.db");
  const { open, closeAll } = tracked(`sqlite:${path}`);
  return {
    url: `sqlite:${path}`,
    schema: "",
    path,
    open,
    run: async (sql) => {
      const file = new DatabaseSync(path);
      try {
        return file.prepare(sql).all() as Record<string, unknown>[];
      } finally {
        file.close();
      }
    },
    // The log and the shared memory as well as the file.
    remains: async () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), "latin1"))
        .join("\n"),
    remove: async () => {
      await closeAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const postgresUrl = process.env.TRIAGE_TEST_POSTGRES ?? "postgres://root@127.0.0.1:5432/test";

/** Whether a server answers, and if not, the sentence that a skipped test carries. */
export async function postgresAnswers(): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch {
    return "no Postgres answers: start one, or set TRIAGE_TEST_POSTGRES to its URL";
  }
}

export async function tempPostgres(): Promise<TempDatabase> {
  const schema = `triage_test_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: postgresUrl, options: `-c search_path=${schema}` });
  await admin.connect();
  await admin.query(`create schema ${schema}`);
  const { open, closeAll } = tracked(postgresUrl, { postgres: { schema, applicationName: schema } });
  const run: TempDatabase["run"] = async (sql) => (await admin.query<Record<string, unknown>>(sql)).rows;
  return {
    url: postgresUrl,
    schema,
    open,
    run,
    remains: async () => {
      const tables = await run(
        `select table_name from information_schema.tables where table_schema = '${schema}'`,
      );
      let text = "";
      for (const { table_name } of tables) text += JSON.stringify(await run(`select * from ${table_name}`));
      return text;
    },
    remove: async () => {
      await closeAll();
      await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
}
