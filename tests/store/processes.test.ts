import { describe, test } from "vitest";
import { postgresAnswers, tempPostgres, tempSqlite } from "./ground.ts";
import { processContract } from "./processes.ts";

processContract("an SQLite file", tempSqlite, { appends: 200, dying: ["before"] });

const silent = await postgresAnswers();
if (silent) {
  describe("processes on Postgres", () => test.skip(silent, () => {}));
} else {
  processContract("Postgres", tempPostgres, { appends: 500, dying: ["before", "underway"] });
}
