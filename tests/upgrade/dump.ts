/** A Postgres store as SQL text: written by pg_dump, and loaded over a connection into a schema of its own. */
import { spawnSync } from "node:child_process";
import pg from "pg";
import { postgresUrl } from "../store/temp-database.ts";

export interface PostgresSchema {
  at: { url: string; schema: string };
  remove(): Promise<void>;
}

async function inNewSchema(sql: string): Promise<PostgresSchema> {
  const schema = `triage_upgrade_${crypto.randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: postgresUrl, options: `-c search_path=${schema}` });
  await client.connect();
  await client.query(`create schema ${schema}`);
  if (sql !== "") await client.query(sql);
  return {
    at: { url: postgresUrl, schema },
    async remove() {
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
    },
  };
}

export const emptySchema = (): Promise<PostgresSchema> => inNewSchema("");

export const loadDump = (sql: string): Promise<PostgresSchema> => inNewSchema(sql);

/** Tables and rows of a schema, without its name and without what only psql reads. */
export function dumpOf({ at: { url, schema } }: PostgresSchema): string {
  const { stdout, stderr, status } = spawnSync(
    "pg_dump",
    [url, `--schema=${schema}`, "--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges"],
    { encoding: "utf8", maxBuffer: 64e6 },
  );
  if (status !== 0) throw new Error(`pg_dump failed: ${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => !/^(--|SET |SELECT pg_catalog\.set_config|CREATE SCHEMA|\\)/.test(line))
    .join("\n")
    .replaceAll(`${schema}.`, "")
    .replace(/\n{2,}/g, "\n")
    .trimStart();
}
