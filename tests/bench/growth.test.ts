/** A filled store is a store: each of its cases can be read, verified and gone on with. */
import { afterEach, describe, expect, it } from "vitest";
import { reachablePostgresUrl, withTempSchema } from "../../bench/bench-postgres.ts";
import { withTempFolder } from "../../bench/folder.ts";
import { filledCaseHandle, fillStore, OPEN_EACH } from "../../bench/growth/fill.ts";
import { quietService } from "../../bench/growth/quiet-service.ts";
import { postgresSink, type sqliteSink as SqliteSink, sqliteSink } from "../../bench/growth/sinks.ts";
import { makeTemplates } from "../../bench/growth/template.ts";
import { TemplateConversation } from "../../bench/growth/template-conversation.ts";
import { openStore } from "../../src/store/open-store.ts";

const AT = Date.parse("2026-11-01T00:00:00Z");
const CASES = 2 * OPEN_EACH + 10;
const skipped = Symbol("skipped");

type Sink = ReturnType<typeof SqliteSink> | ReturnType<typeof postgresSink>;

/** A fresh store of either kind, and what fills it. */
async function withStore(
  kind: "SQLite" | "Postgres",
  work: (url: string, sink: () => Sink) => Promise<void>,
): Promise<typeof skipped | undefined> {
  if (kind === "SQLite") {
    await withTempFolder((folder) =>
      work(`sqlite:${folder}/grown.db`, () => sqliteSink(`${folder}/grown.db`)),
    );
    return undefined;
  }
  const url = await reachablePostgresUrl();
  if (!url) return skipped;
  await withTempSchema(url, (own) => work(own, () => postgresSink(own)));
  return undefined;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe.each(["SQLite", "Postgres"] as const)("a filled %s", (kind) => {
  it("holds cases that read, verify and go on like any other", { timeout: 60_000 }, async ({ skip }) => {
    const end = await withStore(kind, async (url, sink) => {
      await (await openStore(url)).close();
      const filling = sink();
      await fillStore(await makeTemplates(AT), 0, CASES, (number) => number * 1000, filling.sink);
      await filling.close();

      const store = await openStore(url);
      closers.push(() => store.close());
      expect(await store.audit.verifyAll()).toMatchObject({ cases: CASES, broken: [] });
      const closed = await store.cases.loadByHandle(filledCaseHandle(7));
      expect(closed?.events.map(({ type }) => type)).toEqual(["opened", "asked", "closed"]);
      expect(closed?.encounter.closedAt).not.toBeNull();

      const now = AT + 10 * 60_000;
      const service = quietService(store, () => now);
      closers.push(() => service.stop());
      const open = await store.cases.loadByHandle(filledCaseHandle(OPEN_EACH));
      expect(open?.events.map(({ type }) => type)).toContain("alerted");
      const [thread] = open?.encounter.threads ?? [];
      const { owner } = open?.encounter ?? {};
      const posts = thread && (await store.outbox.ofThread(thread, 0, new Date(now).toISOString()));
      expect(posts?.every(({ body }) => body !== null)).toBe(true);
      const act = { do: "answer", question: "fever", value: "absent", rev: 0 } as const;
      const inbound = {
        kind: "act",
        actor: { id: owner ?? "" },
        handle: filledCaseHandle(OPEN_EACH),
        act,
      } as const;
      if (!thread) throw new Error("the case has no thread");
      const receipt = await service.bot.receive({ deliveries: ["slack:T1:next"], thread, inbound });
      await service.settled();
      expect(receipt.outcome).toBe("handled");
      expect((await store.cases.loadByHandle(filledCaseHandle(OPEN_EACH)))?.seq).toBeGreaterThan(
        open?.seq ?? 0,
      );
      expect(await store.audit.verify(open?.encounter.id ?? "")).toMatchObject({ kind: "intact" });

      // nothing of it is due: what is timed afterwards is a look at what is there
      const at = new Date(now).toISOString();
      const until = new Date(now + 1000).toISOString();
      expect(await store.outbox.claim({ by: "test", at, until })).toEqual([]);
      expect(await store.reminders.claimDue({ by: "test", at, until })).toEqual([]);
    });
    if (end === skipped) skip("no Postgres answers");
  });
});

it("lengthens a case by changes that fold and verify", { timeout: 60_000 }, () =>
  withTempFolder(async (folder) => {
    const store = await openStore(`sqlite:${folder}/long.db`);
    closers.push(() => store.close());
    const service = quietService(store, () => AT);
    closers.push(() => service.stop());
    const talk = new TemplateConversation(store, service, { id: "slack:T1:U1", name: "U1" }, "long");
    await talk.open();
    await talk.lengthen(120);
    await talk.answer();
    const found = await store.cases.loadByThread(talk.thread);
    expect(found?.seq).toBeGreaterThan(120);
    expect(await store.audit.verify(found?.encounter.id ?? "")).toMatchObject({ kind: "intact" });
    // the store is closed before its folder goes
    for (const close of closers.splice(0).reverse()) await close();
  }),
);
