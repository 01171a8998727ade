/** A clock that jumps: nothing is closed or forgotten by it, and what it marked is unmarked once it is back. */
import { afterEach, describe, expect, test } from "vitest";
import { NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import { serviceOn } from "../service-harness.ts";
import { at, committed, opening } from "../store/sample-commits.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { RecordedService } from "./recorded-service.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const silent = await postgresAnswers();
let tempDb: TempDatabase | undefined;
afterEach(async () => {
  await tempDb?.remove();
  tempDb = undefined;
});

test("an idle case is not closed by a jump, and is closed by as much time", async () => {
  let steady = 0;
  const harness = await RecordedService.open({ parts: { steady: () => steady } });
  await harness.start();
  await harness.service.sweep();
  harness.now += 100 * DAY;
  await harness.service.sweep();
  expect(await harness.types()).not.toContain("closed");
  harness.now -= 100 * DAY;
  await harness.service.sweep();
  harness.now += NO_HOSPITAL_CONFIG.close_after + HOUR;
  steady += NO_HOSPITAL_CONFIG.close_after + HOUR;
  await harness.service.sweep();
  expect(await harness.types()).toContain("closed");
  await harness.close();
});

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("a clock that jumps, with %s", (_name, make, missing) => {
  /** One open case and one that was closed a moment ago; a service whose two clocks are moved by hand. */
  async function running() {
    const db = await make();
    tempDb = db;
    const store = await db.open();
    await committed(store, opening("open"));
    await committed(store, opening("shut"));
    await committed(store, { at: at(1), case: { id: "shut", expectedSeq: 1, events: [], status: "closed" } });
    const clock = { wall: Date.parse(at(2)), steady: 0 };
    const logged: string[] = [];
    const start = () =>
      serviceOn(store, () => clock.wall, {
        steady: () => clock.steady,
        log: (_level, event) => void logged.push(event),
      });
    const pass = (ms: number) => {
      clock.wall += ms;
      clock.steady += ms;
    };
    const rows = async () => {
      const found = await db.run(
        "select id, closed_at, forget_marked_at, forgotten_at, (select count(*) from case_keys where encounter_id = id) as keys from encounters order by id",
      );
      return Object.fromEntries(
        found.map(({ id, closed_at, forget_marked_at, forgotten_at, keys }) => [
          String(id),
          {
            closed: closed_at !== null,
            marked: forget_marked_at !== null,
            gone: forgotten_at !== null,
            keys: Number(keys),
          },
        ]),
      );
    };
    return { store, clock, logged, start, pass, rows, service: start() };
  }
  const UNTOUCHED = {
    open: { closed: false, marked: false, gone: false, keys: 1 },
    shut: { closed: true, marked: false, gone: false, keys: 1 },
  };

  test.skipIf(missing)(
    "of 100 days for 20 seconds: closes and forgets nothing, and is not ready",
    async () => {
      const { clock, logged, pass, rows, service } = await running();
      await service.sweep();
      expect(service.isClockSound()).toBe(true);
      clock.wall += 100 * DAY;
      expect(service.isClockSound()).toBe(false);
      pass(20_000);
      await service.sweep();
      expect(await rows()).toEqual(UNTOUCHED);
      expect(logged).toContain("clock_jumped");
      clock.wall -= 100 * DAY;
      await service.sweep();
      expect(service.isClockSound()).toBe(true);
      expect(await rows()).toEqual(UNTOUCHED);
      expect(logged.filter((event) => event.startsWith("clock_"))).toEqual([
        "clock_jumped",
        "clock_returned",
      ]);
      await service.stop();
    },
  );

  test.skipIf(missing)("back by 100 days is a jump as well", async () => {
    const { clock, pass, rows, service } = await running();
    await service.sweep();
    clock.wall -= 100 * DAY;
    pass(20 * 60_000);
    await service.sweep();
    expect(service.isClockSound()).toBe(false);
    expect(await rows()).toEqual(UNTOUCHED);
    await service.stop();
  });

  test.skipIf(missing)(
    "a program that starts with such a clock waits a day before it takes anything for old",
    async () => {
      const { clock, logged, pass, rows, service, start } = await running();
      await service.sweep();
      await service.stop();
      clock.wall += 100 * DAY;
      const later = start();
      await later.sweep();
      expect(await rows()).toEqual(UNTOUCHED);
      expect(logged).toContain("clock_unconfirmed");
      pass(23 * HOUR);
      await later.sweep();
      expect(await rows()).toEqual(UNTOUCHED);
      pass(2 * HOUR);
      await later.sweep();
      expect((await rows()).shut?.marked).toBe(true);
      await later.stop();
    },
  );

  test.skipIf(missing)(
    "a case is forgotten a day after it was marked; reopened, or with the clock back, it is not",
    async () => {
      const { store, clock, pass, rows, service, start } = await running();
      await service.sweep();
      pass(91 * DAY);
      await service.sweep();
      expect((await rows()).shut).toMatchObject({ marked: true, gone: false, keys: 1 });
      await service.stop();
      clock.wall -= 80 * DAY;
      const right = start();
      await right.sweep();
      pass(25 * HOUR);
      await right.sweep();
      expect((await rows()).shut).toMatchObject({ marked: false, gone: false });
      pass(90 * DAY);
      await right.sweep();
      expect((await rows()).shut).toMatchObject({ marked: true, gone: false, keys: 1 });
      pass(25 * HOUR);
      await right.sweep();
      expect((await rows()).shut).toMatchObject({ gone: true, keys: 0 });
      expect((await store.audit.verifyAll()).broken).toEqual([]);
      await right.stop();
    },
  );

  test.skipIf(missing)("one look forgets no more than it may", async () => {
    tempDb = await make();
    const store = await tempDb.open();
    for (const id of ["a", "b", "c"]) {
      await committed(store, opening(id));
      await committed(store, { at: at(1), case: { id, expectedSeq: 1, events: [], status: "closed" } });
    }
    const limits = { casesClosedBefore: at(5), markedBefore: at(8), limit: 2 };
    expect(await store.purge(limits, at(7))).toMatchObject({ cases: 0, marked: 3 });
    expect(await store.purge(limits, at(9))).toMatchObject({ cases: 2 });
    expect(await store.purge(limits, at(9))).toMatchObject({ cases: 1 });
  });
});
