/** Postgres for a measurement: a schema of its own in a database that may be written to, gone when it is over. */
import pg from "pg";

/** Where tests and measurements find Postgres, when nothing else is said. */
const DEFAULT_POSTGRES_URL = "postgres://postgres:postgres@127.0.0.1:5432/test";

/** The URL of a Postgres that answers; null when there is none. */
export async function reachablePostgresUrl(): Promise<string | null> {
  const url = process.env.BENCH_POSTGRES ?? process.env.TRIAGE_TEST_POSTGRES ?? DEFAULT_POSTGRES_URL;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query("select 1");
    return url;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Gives a URL whose tables live in a fresh schema, and drops them afterwards. */
export async function withTempSchema<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const schema = `bench_${process.pid}_${Math.floor(performance.now())}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(`create schema ${schema}`);
  try {
    const own = new URL(url);
    own.searchParams.set("options", `-c search_path=${schema}`);
    return await work(own.href);
  } finally {
    await run(`drop schema ${schema} cascade`);
  }
}
