/** Many people, several processes, one case. */
import { describe, expect, test } from "vitest";
import { postgresAnswers, tempPostgres } from "../store/temp-database.ts";
import { expectAllRecorded } from "./answers-at-once.ts";
import { child } from "./bot-process.ts";
import { decide, RecordedService } from "./recorded-service.ts";

const silent = await postgresAnswers();
const ANSWERS = 500;

describe.skipIf(silent)(`one case on Postgres${silent ? ` (${silent})` : ""}`, () => {
  test(`records all of ${ANSWERS} answers that two processes bring at once, and takes each decision once`, {
    timeout: 300_000,
  }, async () => {
    const tempDb = await tempPostgres();
    const harness = await RecordedService.open({ store: () => tempDb.open() });
    try {
      await harness.start();
      await decide(harness);
      const handle = await harness.handle();
      const half = ANSWERS / 2;
      const both = [0, half].map((first) =>
        child("answer", tempDb.url, tempDb.schema, handle, `${first}`, `${half}`),
      );
      await Promise.all(both.map((one) => one.said("ready")));
      for (const one of both) one.tell("go");
      await Promise.all(both.map((one) => one.said(`handled ${half}`)));
      expect(await Promise.all(both.map((one) => one.ended))).toEqual([0, 0]);
      await expectAllRecorded(harness, ANSWERS);
    } finally {
      await harness.close();
      await tempDb.remove();
    }
  });
});
