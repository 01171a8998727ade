/** The hour at which time alone changes a case lies in the store: it outlives a restart on both of them. */
import { describe, expect, test } from "vitest";
import { SHIPPED } from "../service-harness.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { RecordedService, threadOf } from "./recorded-service.ts";

const silent = await postgresAnswers();
const MINUTE = 60_000;

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("a case on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  test.skipIf(skip)(
    `keeps the hour at which it wakes, and is woken by another process after it${skip ? ` (${skip})` : ""}`,
    { timeout: 60_000 },
    async () => {
      const db = await make();
      const service = await RecordedService.open({
        store: () => db.open(),
        parts: { latest: SHIPPED },
      });
      try {
        await service.start();
        await service.say("change time since the injection");
        service.now += 20_000;
        await service.say("3 h ago");
        const load = async () => {
          const found = await service.store.cases.loadByThread(threadOf("1"));
          if (!found) throw new Error("no case");
          return found;
        };
        await service.tap("duplex_result", "proximal_dvt");
        const { encounter } = await load();
        const row = (await service.store.reminders.listOpen(encounter.id)).find(({ key }) => key === "time");
        if (!row) throw new Error("the case never wakes");
        expect(Date.parse(row.dueAt)).toBeGreaterThan(service.now);
        await service.restart();
        service.now = Date.parse(row.dueAt) + MINUTE;
        await service.service.sweep();
        const next = (await service.store.reminders.listOpen(encounter.id)).find(({ key }) => key === "time");
        expect(next?.dueAt).not.toBe(row.dueAt);
      } finally {
        await service.close();
        await db.remove();
      }
    },
  );
});
