import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventsOf } from "../../src/bot/record.ts";
import { ReminderScheduler } from "../../src/bot/reminder-scheduler.ts";
import type { BotService } from "../../src/bot/service.ts";
import type { EncounterEvent } from "../../src/case/encounter.ts";
import { NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import { serviceOn } from "../service-harness.ts";
import { at, committed, opening } from "../store/sample-commits.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { decide, RecordedService, threadOf } from "./recorded-service.ts";

const silent = await postgresAnswers();
const DAY = 24 * 3_600_000;

describe.skipIf(silent)(`three processes that share a Postgres${silent ? ` (${silent})` : ""}`, () => {
  let tempDb: TempDatabase;
  let harness: RecordedService;
  let processes: readonly BotService[];
  beforeEach(async () => {
    tempDb = await tempPostgres();
    harness = await RecordedService.open({ store: () => tempDb.open() });
    const others = [
      serviceOn(await tempDb.open(), () => harness.now),
      serviceOn(await tempDb.open(), () => harness.now),
    ];
    processes = [harness.service, ...others];
  });
  afterEach(async () => {
    await Promise.all(processes.slice(1).map((each) => each.stop()));
    await harness.close();
    await tempDb.remove();
  });
  const eventsOfType = async <T extends EncounterEvent["type"]>(type: T) => {
    const found = await harness.store.cases.loadByThread(threadOf("1"));
    return (found ? eventsOf(found) : []).filter(
      (event): event is Extract<EncounterEvent, { type: T }> => event.type === type,
    );
  };
  const remindersSaid = async () =>
    (await eventsOfType("reminded")).map(({ deadline, stage }) => `${deadline} ${stage}`);

  it("remind of each deadline once, close a case once and forget it once, though all look at the same time", async () => {
    await harness.start();
    await harness.tap("fever", "present");
    await decide(harness);
    const [encounter] = await tempDb.run("select id from encounters");
    const open = await harness.store.reminders.listOpen(String(encounter?.id));
    expect(open.length).toBeGreaterThan(1);
    const sweepAll = () => Promise.all(processes.map((each) => each.sweep()));

    harness.now = Math.max(...open.map(({ dueAt }) => Date.parse(dueAt))) + 1;
    await sweepAll();
    await sweepAll();
    const deadlines = (await eventsOfType("reminded")).map(({ deadline }) => deadline);
    expect(deadlines.toSorted()).toEqual(open.map(({ key }) => key).toSorted());

    harness.now += NO_HOSPITAL_CONFIG.close_after + 1;
    await sweepAll();
    expect(await eventsOfType("closed")).toHaveLength(1);
    const said = await remindersSaid();
    expect(new Set(said).size).toBe(said.length);

    harness.now += NO_HOSPITAL_CONFIG.forget_after + 1;
    await sweepAll();
    expect(await tempDb.run("select count(*)::int as keys from case_keys")).toEqual([{ keys: 1 }]);
    harness.now += DAY + 1;
    await sweepAll();
    expect(await tempDb.run("select forgotten_at is not null as gone from encounters")).toEqual([
      { gone: true },
    ]);
    const failures = harness.logged.filter(({ event }) => !/^cases_(forgotten|to_be_forgotten)$/.test(event));
    expect(failures).toEqual([]);
  });
});

describe("idle cases", () => {
  it("are all looked at, however many there are that wait for something", async () => {
    const tempDb = await tempSqlite();
    try {
      const store = await tempDb.open();
      const ids = Array.from({ length: 203 }, (_, n) => `e${String(n).padStart(3, "0")}`);
      for (const id of ids) await committed(store, opening(id));
      const looked: string[] = [];
      const reminders = new ReminderScheduler({
        store,
        bot: { due: async () => {}, idle: async (id) => void looked.push(id) },
        site: NO_HOSPITAL_CONFIG,
        now: () => Date.parse(at(0)) + NO_HOSPITAL_CONFIG.close_after + 1,
        clock: { mayAge: () => true },
        log: () => {},
        processId: "test",
      });
      await reminders.sweep();
      expect(looked).toEqual(ids);
    } finally {
      await tempDb.remove();
    }
  });
});
