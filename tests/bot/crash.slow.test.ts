/** kill -9 at every step of a turn, then a restart. */
import { describe, expect, test } from "vitest";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { child } from "./bot-process.ts";
import { expectWholeAfterCrash } from "./crash-contract.ts";
import { TURN_STEPS } from "./interrupted-turn.ts";

const silent = await postgresAnswers();

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("a bot on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  test.skipIf(skip).each(TURN_STEPS)(
    `that is killed %s loses nothing that it acknowledged${skip ? ` (${skip})` : ""}`,
    { timeout: 60_000 },
    (dieAt) =>
      expectWholeAfterCrash(make, async (tempDb, handle, file) => {
        const dying = child("turn", tempDb.url, tempDb.schema, handle, dieAt, file);
        expect(await dying.ended).toBe(dieAt === "never" ? 0 : "SIGKILL");
        return { acknowledged: dying.lines.includes("acknowledged") };
      }),
  );
});
