import { describe, test } from "vitest";
import { processContract } from "./process-contract.ts";
import { postgresAnswers, tempPostgres, tempSqlite } from "./temp-database.ts";

processContract("an SQLite file", tempSqlite, { appends: 200, dying: ["before"] });

const silent = await postgresAnswers();
if (silent) {
  describe("processes on Postgres", () => test.skip(silent, () => {}));
} else {
  processContract("Postgres", tempPostgres, { appends: 500, dying: ["before", "underway"] });
}
