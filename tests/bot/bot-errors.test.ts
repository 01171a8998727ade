/** A store that fails under the bot: people are told, no turn is half done, and it works again by itself. */
import { closeSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import type { Receipt } from "../../src/adapter.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startSilenceProxy } from "../store/silence-proxy.ts";
import { postgresAnswers, postgresUrl, tempPostgres } from "../store/temp-database.ts";
import { RecordedService, wordsOf } from "./recorded-service.ts";

const silent = await postgresAnswers();
let harness: RecordedService;
afterEach(() => harness.close());

const on = (sqlite: { busyTimeoutMs?: number; maxPages?: number }) =>
  RecordedService.open({ store: (path) => openStore(`sqlite:${path}`, { sqlite }) });

/** Nothing was recorded, and the person is told so, and why. */
function expectNotRecorded({ outcome, reply }: Receipt, because: string): void {
  expect(outcome).toBe("not-recorded");
  expect(wordsOf(reply)).toContain(`Not recorded: ${because}`);
}

describe("a bot whose SQLite file", () => {
  test("is locked: nothing is recorded until it is free", async () => {
    harness = await on({ busyTimeoutMs: 20 });
    await harness.start();
    const before = await harness.types();
    const other = new DatabaseSync(harness.path);
    other.exec("begin immediate");
    expectNotRecorded(await harness.tap("procedure", "other"), "the record is busy. Try again in a moment.");
    other.exec("rollback");
    other.close();
    expect(await harness.types()).toEqual(before);
    expect((await harness.tap("procedure", "other")).outcome).toBe("handled");
  });

  test("is full: no half turn, and what was recorded is still there to be read", async () => {
    harness = await on({ maxPages: 110 });
    await harness.start();
    let last = await harness.say("why");
    for (let n = 0; n < 500 && last.outcome === "handled"; n += 1) last = await harness.say("why");
    expectNotRecorded(last, "the disk of the record is full");
    expect((await harness.store.audit.verifyAll()).broken).toEqual([]);
    expect(await harness.types()).toContain("asked");
    expect((await harness.service.bot.cases({ id: "slack:T1:U1" })).kind).toBe("cases");
  });

  test("was moved away and is back: nothing is acknowledged in between", async () => {
    harness = await RecordedService.open();
    await harness.start();
    renameSync(harness.path, `${harness.path}.away`);
    expectNotRecorded(await harness.say("other"), "the record does not answer");
    renameSync(`${harness.path}.away`, harness.path);
    expect((await harness.tap("procedure", "other")).outcome).toBe("handled");
  });

  test("is damaged: nobody is shown what it says", async () => {
    harness = await RecordedService.open();
    await harness.start();
    const handle = await harness.handle();
    await harness.store.close();
    const file = openSync(harness.path, "r+");
    for (let page = 24; page < statSync(harness.path).size / 4096; page += 1)
      writeSync(file, "x".repeat(4096), page * 4096);
    closeSync(file);
    const damaged = await harness.restart().then(
      () => null,
      (error: { code: string }) => error.code,
    );
    if (damaged !== null) return expect(damaged).toBe("store-corrupt");
    const { outcome } = await harness.do({
      kind: "act",
      actor: { id: "slack:T1:U1" },
      handle,
      act: { do: "answer", question: "procedure", value: "other", rev: 0 },
    });
    expect(outcome).toBe("not-recorded");
  });

  test("holds a record that was changed: the case is not to be relied on", async () => {
    harness = await RecordedService.open();
    await harness.start();
    const file = new DatabaseSync(harness.path);
    file.exec("update events set type = 'answered' where seq = 2");
    file.close();
    const { outcome, reply } = await harness.say("yes");
    expect(outcome).toBe("not-recorded");
    expect(wordsOf(reply)).toContain("changed after it was made");
  });
});

describe.skipIf(silent)(`a bot whose Postgres${silent ? ` (${silent})` : ""}`, () => {
  test("takes no writes: nothing is recorded until it does", async () => {
    const tempDb = await tempPostgres();
    let standby = false;
    const url = new URL(postgresUrl);
    harness = await RecordedService.open({
      store: () => {
        url.searchParams.set(
          "options",
          `-c search_path=${tempDb.schema} -c default_transaction_read_only=${standby ? "on" : "off"}`,
        );
        return openStore(url.href);
      },
    });
    await harness.start();
    standby = true;
    await harness.restart();
    expectNotRecorded(await harness.tap("procedure", "other"), "the record cannot be written to");
    standby = false;
    await harness.restart();
    expect((await harness.tap("procedure", "other")).outcome).toBe("handled");
    await harness.store.close();
    await tempDb.remove();
  });

  test("says nothing while its connections stay open: the author is told, and the thread goes on", async () => {
    const tempDb = await tempPostgres();
    const proxy = await startSilenceProxy(postgresUrl);
    const postgres = { schema: tempDb.schema, silenceMs: 2_000 };
    harness = await RecordedService.open({
      store: () => openStore(proxy.url, { postgres }),
      parts: { turnDeadlineMs: 300 },
    });
    await harness.start();
    proxy.silent = true;
    const late = await harness.say("other");
    expect(late.outcome).toBe("not-recorded");
    expect(wordsOf(late.reply)).toContain("Not known to be recorded: the record has not answered");
    expect(harness.logged).toContainEqual({ event: "turn_late", code: undefined });
    expect((await harness.say("why")).outcome).toBe("not-recorded");
    proxy.silent = false;
    // what hung is cut by the store's own limit; until then each attempt is told the truth
    let receipt = await harness.say("status");
    while (receipt.outcome === "not-recorded") receipt = await harness.say("status");
    expect(receipt.outcome).toBe("handled");
    expect((await harness.store.audit.verifyAll()).broken).toEqual([]);
    await harness.service.settled();
    await harness.store.close();
    await proxy.stop();
    await tempDb.remove();
  });

  test("ends its connections again and again: each answer is recorded once, or its author is told", async () => {
    const tempDb = await tempPostgres();
    harness = await RecordedService.open({ store: () => tempDb.open() });
    await harness.start();
    const cut = () =>
      tempDb.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${tempDb.schema}' and pid != pg_backend_pid()`,
      );
    let handled = 0;
    for (let n = 0; n < 12; n += 1) {
      const [receipt] = await Promise.all([harness.say(`change fever`), n % 2 === 0 ? cut() : null]);
      if (receipt.outcome === "handled") handled += 1;
      else expect(receipt.outcome).toBe("not-recorded");
    }
    expect(handled).toBeGreaterThan(0);
    const asked = (await harness.types()).filter((type) => type === "asked");
    expect(asked).toHaveLength(1 + handled);
    expect((await harness.store.audit.verifyAll()).broken).toEqual([]);
    await harness.store.close();
    await tempDb.remove();
  });
});
