/** A process that dies between its acknowledgement and its post: when the post is sent, by whom, and as what. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OutboxMessage } from "../../src/bot/outbox-message.ts";
import type { ClaimedPost, Store } from "../../src/store/store.ts";
import { noticeView } from "../../src/views/notices.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { RecordedService, threadOf } from "./recorded-service.ts";

const silent = await postgresAnswers();
const SECOND = 1_000;
const THREAD = threadOf("1");
const ALERT: OutboxMessage = {
  slot: "alert:1",
  update: false,
  audience: { kind: "thread" },
  view: { ...noticeView("amber-falcon-42", "EMERGENT"), kind: "alert" },
};

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  let tempDb: TempDatabase;
  let bot: RecordedService;
  /** The store of a process that died while it was sending: it stays open for as long as that process is alive. */
  let dying: Store;
  let claimed: readonly ClaimedPost[];

  beforeEach(async () => {
    tempDb = await make();
    bot = await RecordedService.open({ store: () => tempDb.open() });
    await bot.start();
    dying = await tempDb.open();
    // its claim is taken as a turn takes it, and nothing of it is ever settled
    await bot.store.leaveSenders();
    await dying.joinSenders();
    await bot.service.stop();
    const at = new Date(bot.now).toISOString();
    const until = new Date(bot.now + 10 * SECOND).toISOString();
    const found = await dying.cases.loadByHandle(await bot.handle());
    await dying.commit({
      at,
      case: { id: found?.encounter.id ?? "", expectedSeq: found?.seq ?? 0, events: [] },
      posts: [{ id: "alert", thread: THREAD, body: JSON.stringify(ALERT) }],
    });
    claimed = await dying.outbox.claim({ by: "dying", at, until });
    bot.adapter.sent.length = 0;
  });
  afterEach(async () => {
    await bot.close();
    await tempDb.remove();
  });

  test.skipIf(skip)("the one process that starts after it sends it at once, marked as a repeat", async () => {
    expect(claimed.map(({ id }) => id)).toEqual(["alert"]);
    await dying.close();
    bot.now += SECOND;
    await bot.restart();
    await bot.service.settled();
    expect(bot.adapter.sent.map(({ delivery }) => [delivery.key, delivery.repeat])).toEqual([
      ["alert", true],
    ]);
  });

  test.skipIf(skip)(
    "another process that lives on sends it when the lease of ten seconds is over",
    async () => {
      const other = await tempDb.open();
      expect(await other.joinSenders()).toBe(false);
      await dying.close();
      bot.now += 9 * SECOND;
      await bot.restart();
      await bot.service.settled();
      expect(bot.adapter.sent).toEqual([]);
      bot.now += SECOND;
      bot.service.open(bot.adapter);
      await bot.service.settled();
      expect(bot.adapter.sent.map(({ delivery }) => [delivery.key, delivery.repeat])).toEqual([
        ["alert", true],
      ]);
    },
  );
});
