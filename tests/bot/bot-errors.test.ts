/** A store that fails under the bot: people are told, no turn is half done, and it works again by itself. */
import { closeSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import type { Receipt } from "../../src/adapter.ts";
import { openStore } from "../../src/store/open-store.ts";
import { postgresAnswers, postgresUrl, tempPostgres } from "../store/temp-database.ts";
import { RecordedService, wordsOf } from "./recorded-service.ts";

const silent = await postgresAnswers();
let ward: RecordedService;
afterEach(() => ward.close());

const on = (sqlite: { busyTimeoutMs?: number; maxPages?: number }) =>
  RecordedService.open({ store: (path) => openStore(`sqlite:${path}`, { sqlite }) });

/** Nothing was recorded, and the person is told so, and why. */
function expectNotRecorded({ outcome, reply }: Receipt, because: string): void {
  expect(outcome).toBe("not-recorded");
  expect(wordsOf(reply)).toContain(`Not recorded: ${because}`);
}

describe("a bot whose SQLite file", () => {
  test("is locked: nothing is recorded until it is free", async () => {
    ward = await on({ busyTimeoutMs: 20 });
    await ward.start();
    const before = await ward.types();
    const other = new DatabaseSync(ward.path);
    other.exec("begin immediate");
    expectNotRecorded(await ward.tap("procedure", "other"), "the record is busy. Try again in a moment.");
    other.exec("rollback");
    other.close();
    expect(await ward.types()).toEqual(before);
    expect((await ward.tap("procedure", "other")).outcome).toBe("handled");
  });

  test("is full: no half turn, and what was recorded is still there to be read", async () => {
    ward = await on({ maxPages: 110 });
    await ward.start();
    let last = await ward.say("why");
    for (let n = 0; n < 500 && last.outcome === "handled"; n += 1) last = await ward.say("why");
    expectNotRecorded(last, "the disk of the record is full");
    expect((await ward.store.audit.verifyAll()).broken).toEqual([]);
    expect(await ward.types()).toContain("asked");
    expect((await ward.service.bot.cases({ id: "slack:T1:U1" })).kind).toBe("cases");
  });

  test("was moved away and is back: nothing is acknowledged in between", async () => {
    ward = await RecordedService.open();
    await ward.start();
    renameSync(ward.path, `${ward.path}.away`);
    expectNotRecorded(await ward.say("other"), "the record does not answer");
    renameSync(`${ward.path}.away`, ward.path);
    expect((await ward.tap("procedure", "other")).outcome).toBe("handled");
  });

  test("is damaged: nobody is shown what it says", async () => {
    ward = await RecordedService.open();
    await ward.start();
    const handle = await ward.handle();
    await ward.store.close();
    const file = openSync(ward.path, "r+");
    for (let page = 24; page < statSync(ward.path).size / 4096; page += 1)
      writeSync(file, "x".repeat(4096), page * 4096);
    closeSync(file);
    const damaged = await ward.restart().then(
      () => null,
      (error: { code: string }) => error.code,
    );
    if (damaged !== null) return expect(damaged).toBe("store-corrupt");
    const { outcome } = await ward.do({
      kind: "act",
      actor: { id: "slack:T1:U1" },
      handle,
      act: { do: "answer", question: "procedure", value: "other", rev: 0 },
    });
    expect(outcome).toBe("not-recorded");
  });

  test("holds a record that was changed: the case is not to be relied on", async () => {
    ward = await RecordedService.open();
    await ward.start();
    const file = new DatabaseSync(ward.path);
    file.exec("update events set type = 'answered' where seq = 2");
    file.close();
    const { outcome, reply } = await ward.say("yes");
    expect(outcome).toBe("not-recorded");
    expect(wordsOf(reply)).toContain("changed after it was made");
  });
});

describe.skipIf(silent)(`a bot whose Postgres${silent ? ` (${silent})` : ""}`, () => {
  test("takes no writes: nothing is recorded until it does", async () => {
    const ground = await tempPostgres();
    let standby = false;
    const url = new URL(postgresUrl);
    ward = await RecordedService.open({
      store: () => {
        url.searchParams.set(
          "options",
          `-c search_path=${ground.schema} -c default_transaction_read_only=${standby ? "on" : "off"}`,
        );
        return openStore(url.href);
      },
    });
    await ward.start();
    standby = true;
    await ward.restart();
    expectNotRecorded(await ward.tap("procedure", "other"), "the record cannot be written to");
    standby = false;
    await ward.restart();
    expect((await ward.tap("procedure", "other")).outcome).toBe("handled");
    await ward.store.close();
    await ground.remove();
  });

  test("ends its connections again and again: each answer is recorded once, or its author is told", async () => {
    const ground = await tempPostgres();
    ward = await RecordedService.open({ store: () => ground.open() });
    await ward.start();
    const cut = () =>
      ground.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${ground.schema}' and pid != pg_backend_pid()`,
      );
    let handled = 0;
    for (let n = 0; n < 12; n += 1) {
      const [receipt] = await Promise.all([ward.say(`change fever`), n % 2 === 0 ? cut() : null]);
      if (receipt.outcome === "handled") handled += 1;
      else expect(receipt.outcome).toBe("not-recorded");
    }
    expect(handled).toBeGreaterThan(0);
    const asked = (await ward.types()).filter((type) => type === "asked");
    expect(asked).toHaveLength(1 + handled);
    expect((await ward.store.audit.verifyAll()).broken).toEqual([]);
    await ward.store.close();
    await ground.remove();
  });
});
