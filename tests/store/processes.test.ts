import { describe, test } from "vitest";
import { postgresAnswers, postgresGround, sqliteGround } from "./ground.ts";
import { processContract } from "./processes.ts";

processContract("an SQLite file", sqliteGround, { appends: 200, dying: ["before"] });

const silent = await postgresAnswers();
if (silent) {
  describe("processes on Postgres", () => test.skip(silent, () => {}));
} else {
  processContract("Postgres", postgresGround, { appends: 500, dying: ["before", "underway"] });
}
