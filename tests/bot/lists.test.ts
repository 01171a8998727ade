/** Lists of cases, when one of them cannot be read. */
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONTENT } from "../service-harness.ts";
import { A, RecordedService, threadOf, wordsOf } from "./recorded-service.ts";

const PLACE = { platform: "slack", tenant: "T1" };

let harness: RecordedService;
beforeEach(async () => {
  harness = await RecordedService.open();
  await harness.start();
  await harness.start("", A, threadOf("2"));
  await harness.tap("fever", "absent", A, threadOf("2"));
});
afterEach(() => harness.close());

describe("a case whose record was changed on disk", () => {
  it("is the first of every list, with what to do, and takes no other case with it", async () => {
    const [damaged, whole] = [await harness.handle(), await harness.handle(threadOf("2"))];
    const db = new DatabaseSync(harness.path);
    db.exec(
      `update events set sealed = 'changed' where encounter_id = (select id from encounters where handle = '${damaged}')`,
    );
    db.close();
    const mine = wordsOf([await harness.service.bot.cases(A)]);
    expect(mine).toContain(`${damaged}: CANNOT BE READ`);
    expect(mine).toContain("Assess the patient as if nothing were known");
    expect(mine).toContain(`${whole}: `);
    const { casebook } = harness.service;
    expect(await casebook.list(PLACE)).toMatchObject([
      { handle: damaged, fault: { kind: "broken" }, urgency: null, thread: threadOf("1") },
      { handle: whole, fault: null },
    ]);
    expect(await casebook.inThread(threadOf("1"))).toMatchObject({
      handle: damaged,
      fault: { kind: "broken" },
    });
    const page = await casebook.page(damaged, PLACE);
    expect(wordsOf(page?.views ?? [])).toContain("CANNOT BE READ");
    expect(page?.pictures()).toEqual([]);
  });
});

describe("a case whose protocol is not installed", () => {
  it("is not left out of the lists", async () => {
    const handle = await harness.handle();
    await harness.restart({ find: () => undefined });
    const { version } = CONTENT.protocol;
    expect(wordsOf([await harness.service.bot.cases(A)])).toContain(
      `${handle}: CANNOT BE READ HERE: it runs on version ${version}`,
    );
    expect(await harness.service.casebook.page(handle, PLACE)).toMatchObject({
      line: { fault: { kind: "version-missing", version } },
    });
  });
});
