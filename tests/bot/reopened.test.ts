/** The clocks of a case that was closed and opened again. */
import { afterEach, expect, it } from "vitest";
import { RecordedService, threadOf } from "./recorded-service.ts";

const HOUR = 3_600_000;
let ward: RecordedService;
afterEach(() => ward.close());

it("a case that is opened again is reminded of its deadlines as before", async () => {
  ward = await RecordedService.open();
  await ward.start();
  await ward.tap("saddle_sensory_loss", "present");
  const id = (await ward.store.cases.loadByThread(threadOf("1")))?.encounter.id ?? "";
  const clocks = async () =>
    (await ward.store.reminders.listOpen(id)).map(({ key, dueAt }) => ({ key, dueAt }));
  const before = await clocks();
  expect(before.length).toBeGreaterThan(0);
  await ward.act({ do: "command", words: "close anyway" });
  expect(await clocks()).toEqual([]);
  await ward.say("reopen");
  expect(await clocks()).toEqual(before);
  ward.adapter.sent.length = 0;
  ward.now += 24 * HOUR;
  await ward.service.sweep();
  await ward.service.settled();
  expect(ward.adapter.views.map(({ kind }) => kind)).toContain("reminder");
});
