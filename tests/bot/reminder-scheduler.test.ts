import { describe, expect, it } from "vitest";
import { ReminderScheduler, type SweepTimer, sharedTimer } from "../../src/bot/reminder-scheduler.ts";
import { NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import { at, committed, opening } from "../store/sample-commits.ts";
import { postgresAnswers, postgresUrl, tempSqlite } from "../store/temp-database.ts";

const silent = await postgresAnswers();

describe.skipIf(silent)(`the clock that processes share on a Postgres${silent ? ` (${silent})` : ""}`, () => {
  it("wakes one of them at once, and each stops when it is told to", async () => {
    const clocks: SweepTimer[] = [];
    const woken = new Promise<string>((done) => {
      for (const name of ["one", "two"])
        void sharedTimer(
          postgresUrl,
          async () => done(name),
          () => {},
        ).then((clock) => clocks.push(clock));
    });
    expect(["one", "two"]).toContain(await woken);
    await expect.poll(() => clocks.length, { timeout: 15_000 }).toBe(2);
    await Promise.all(clocks.map((clock) => clock.stop()));
  });
});

describe("cases that nobody goes on with", () => {
  it("are all looked at, however many there are that wait for something", async () => {
    const ground = await tempSqlite();
    try {
      const store = await ground.open();
      const ids = Array.from({ length: 203 }, (_, n) => `e${String(n).padStart(3, "0")}`);
      for (const id of ids) await committed(store, opening(id));
      const looked: string[] = [];
      const reminders = new ReminderScheduler({
        store,
        bot: { due: async () => {}, idle: async (id) => void looked.push(id) },
        site: NO_HOSPITAL_CONFIG,
        now: () => Date.parse(at(0)) + NO_HOSPITAL_CONFIG.close_after + 1,
        log: () => {},
        processId: "test",
      });
      await reminders.sweep();
      expect(looked).toEqual(ids);
    } finally {
      await ground.remove();
    }
  });
});
