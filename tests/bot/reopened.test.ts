/** The clocks of a case that was closed and opened again. */
import { afterEach, expect, it } from "vitest";
import { RecordedService, threadOf } from "./recorded-service.ts";

const HOUR = 3_600_000;
let harness: RecordedService;
afterEach(() => harness.close());

it("a case that is opened again is reminded of its deadlines as before", async () => {
  harness = await RecordedService.open();
  await harness.start();
  await harness.tap("saddle_sensory_loss", "present");
  const id = (await harness.store.cases.loadByThread(threadOf("1")))?.encounter.id ?? "";
  const clocks = async () =>
    (await harness.store.reminders.listOpen(id)).map(({ key, dueAt }) => ({ key, dueAt }));
  const before = await clocks();
  expect(before.length).toBeGreaterThan(0);
  await harness.act({ do: "command", words: "close anyway" });
  expect(await clocks()).toEqual([]);
  await harness.say("reopen");
  expect(await clocks()).toEqual(before);
  harness.adapter.sent.length = 0;
  harness.now += 24 * HOUR;
  await harness.service.sweep();
  await harness.service.settled();
  expect(harness.adapter.views.map(({ kind }) => kind)).toContain("reminder");
});
