/** Where a filled store's rows go: SQLite by its own driver, Postgres by arrays, both without the store's care for each turn. */
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { FILLED_TABLES, type RowSink, type TableRows } from "./fill.ts";

type ColumnValue = string | number | null;

/** Writes to an SQLite file whose tables exist. What is written is safe once it is closed. */
export function sqliteSink(path: string): { sink: RowSink; close: () => void } {
  const file = new DatabaseSync(path);
  file.exec("pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000");
  file.exec("pragma foreign_keys = off; pragma wal_autocheckpoint = 100000");
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const sink = (rows: TableRows) => {
    file.exec("begin");
    for (const table of FILLED_TABLES)
      for (const row of rows[table]) {
        const columns = Object.keys(row);
        const sql = `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`;
        const statement = statements.get(sql) ?? file.prepare(sql);
        statements.set(sql, statement);
        statement.run(...(Object.values(row) as ColumnValue[]));
      }
    file.exec("commit");
  };
  return {
    sink,
    close: () => {
      file.exec("pragma wal_checkpoint(truncate)");
      file.close();
    },
  };
}

/** Writes to a Postgres schema whose tables exist. */
export function postgresSink(url: string): { sink: RowSink; close: () => Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const sink = async (rows: TableRows) => {
    const client = await pool.connect();
    try {
      await client.query("begin; set local synchronous_commit = off");
      for (const table of FILLED_TABLES) {
        const [first] = rows[table];
        if (!first) continue;
        const columns = Object.keys(first);
        const arrays = columns.map((column) =>
          rows[table].map((row) => (row as unknown as Record<string, ColumnValue>)[column] ?? null),
        );
        const types = arrays.map(
          (values, at) =>
            `$${at + 1}::${typeof values.find((v) => v !== null) === "number" ? "int" : "text"}[]`,
        );
        await client.query({
          text: `insert into ${table} (${columns.join(", ")}) select * from unnest(${types.join(", ")})`,
          values: arrays,
        });
      }
      await client.query("commit");
    } finally {
      client.release();
    }
  };
  return {
    sink,
    close: async () => {
      await pool.query("analyze");
      await pool.end();
    },
  };
}
