/** kill -9 at every step of a turn, then a restart: nothing acknowledged is lost, nothing is posted twice but as a repeat. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChannelAdapter, Delivery, DeliveryResult } from "../../src/adapter.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { child } from "./bot-process.ts";
import { A, RecordedService, threadOf } from "./recorded-service.ts";

const silent = await postgresAnswers();

/** The turn answers a question, so it puts the answer in its place and posts an alert. */
const STEPS = [
  "before the commit",
  "after the commit",
  "before send 1",
  "after send 1",
  "before it is settled",
  "after it is settled",
  "before send 2",
  "after send 2",
  "never",
] as const;

type Posted = [key: string, kind: string, repeat: boolean];

describe.each([
  ["an SQLite file", tempSqlite, undefined],
  ["Postgres", tempPostgres, silent],
] as const)("a bot on %s", (_name, make: () => Promise<TempDatabase>, skip) => {
  test.skipIf(skip).each(STEPS)(
    `that is killed %s${skip ? ` (${skip})` : ""}`,
    { timeout: 60_000 },
    async (dieAt) => {
      const ground = await make();
      const ward = await RecordedService.open({ store: () => ground.open() });
      const file = join(ward.folder, "platform");
      try {
        await ward.start();
        await ward.act({ do: "change", question: "saddle_sensory_loss" });
        const handle = await ward.handle();
        await ward.store.close();

        const dying = child("turn", ground.url, ground.schema, handle, dieAt, file);
        expect(await dying.ended).toBe(dieAt === "never" ? 0 : "SIGKILL");
        const before: Posted[] = existsSync(file)
          ? readFileSync(file, "utf8")
              .trim()
              .split("\n")
              .map((line) => JSON.parse(line))
          : [];

        // the dead process's claims would run for some seconds yet: the one that follows it is alone, and frees them
        ward.now = Date.parse("2026-03-28T23:00:01Z");
        const after: Posted[] = [];
        const take = async ({ key, view, repeat }: Delivery): Promise<DeliveryResult> => {
          after.push([key, view.kind, repeat]);
          return { messageIds: [key] };
        };
        const door: ChannelAdapter = { platform: "slack", post: take, update: take, tell: take };
        await ward.restart();
        ward.service.open(door);
        await ward.service.settled();
        const recorded = (await ward.types()).includes("answered");
        if (dying.lines.includes("acknowledged")) expect(recorded).toBe(true);
        // the platform delivers again what was not acknowledged
        const again = await ward.do(
          {
            kind: "act",
            actor: A,
            handle,
            act: { do: "answer", question: "saddle_sensory_loss", value: "present", rev: 0 },
          },
          threadOf("1"),
          ["tap-1"],
        );
        expect(again.outcome).toBe(recorded ? "duplicate" : "handled");

        const types = await ward.types();
        expect(types.filter((type) => type === "answered")).toHaveLength(1);
        expect(types.filter((type) => type === "alerted")).toHaveLength(1);
        expect((await ward.store.audit.verifyAll()).broken).toEqual([]);
        const posted = [...before, ...after];
        const keys = new Set(posted.map(([key]) => key));
        for (const key of keys) {
          const [, ...later] = posted.filter((each) => each[0] === key);
          expect(later.every(([, , repeat]) => repeat)).toBe(true);
        }
        expect(new Set(posted.map(([, kind]) => kind))).toEqual(new Set(["answered", "alert"]));
        const rows = await ground.run("select id, state from outbox");
        expect(rows.every(({ state }) => state === "sent")).toBe(true);
      } finally {
        await ward.close();
        await ground.remove();
      }
    },
  );
});
