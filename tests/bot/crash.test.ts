/** A turn that stands still at any step and never goes on, then a start of the bot anew: as a crash, without a process. */
import { describe, test } from "vitest";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { expectWholeAfterCrash } from "./crash-contract.ts";
import { runTurnInSteps, TURN_STEPS } from "./interrupted-turn.ts";

const silent = await postgresAnswers();

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("a bot on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  test.skipIf(skip).each(TURN_STEPS)(
    `whose turn ends %s loses nothing that it acknowledged${skip ? ` (${skip})` : ""}`,
    (endAt) =>
      expectWholeAfterCrash(make, async (tempDb, handle, platformFile) => {
        let acknowledged = false;
        const opened = await tempDb.open();
        const ended = new Promise<void>((done) => {
          const turn = runTurnInSteps({
            opened,
            handle,
            platformFile,
            step: async (name) => {
              if (name !== endAt) return;
              done();
              await new Promise(() => {});
            },
            acknowledged: () => {
              acknowledged = true;
            },
          });
          void turn.then(done);
        });
        await ended;
        return { acknowledged };
      }),
  );
});
