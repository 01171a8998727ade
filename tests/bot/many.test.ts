/** Many people, two services with a store handle each, one case. */
import { describe, expect, test } from "vitest";
import { serviceOn } from "../service-harness.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { bringAnswers, expectAllRecorded } from "./answers-at-once.ts";
import { decide, RecordedService } from "./recorded-service.ts";

const silent = await postgresAnswers();
const ANSWERS = 40;

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("one case on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  test.skipIf(skip)(
    `records all of ${ANSWERS} answers that two services bring at once, and takes each decision once${skip ? ` (${skip})` : ""}`,
    { timeout: 60_000 },
    async () => {
      const tempDb = await make();
      const harness = await RecordedService.open({ store: () => tempDb.open() });
      try {
        await harness.start();
        await decide(harness);
        const handle = await harness.handle();
        const half = ANSWERS / 2;
        const services = [await tempDb.open(), await tempDb.open()].map((store) =>
          serviceOn(store, () => Date.parse("2026-03-28T23:00:00Z")),
        );
        const handled = await Promise.all(
          services.map((service, index) => bringAnswers(service, handle, index * half, half)),
        );
        expect(handled).toEqual([half, half]);
        await Promise.all(services.map((service) => service.stop()));
        await expectAllRecorded(harness, ANSWERS);
      } finally {
        await harness.close();
        await tempDb.remove();
      }
    },
  );
});
