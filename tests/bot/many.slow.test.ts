/** Many people, several processes, one case. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseOutboxMessage } from "../../src/bot/outbox-message.ts";
import { eventsOf } from "../../src/bot/record.ts";
import { replay } from "../../src/bot/replay.ts";
import { CONTENT } from "../service-harness.ts";
import { at } from "../store/sample-commits.ts";
import { postgresAnswers, type TempDatabase, tempPostgres } from "../store/temp-database.ts";
import { child } from "./bot-process.ts";
import { decide, RecordedService, threadOf } from "./recorded-service.ts";

const silent = await postgresAnswers();
const ANSWERS = 500;

describe.skipIf(silent)(`one case on Postgres${silent ? ` (${silent})` : ""}`, () => {
  let ground: TempDatabase;
  let ward: RecordedService;
  beforeEach(async () => {
    ground = await tempPostgres();
    ward = await RecordedService.open({ store: () => ground.open() });
  });
  afterEach(async () => {
    await ward.close();
    await ground.remove();
  });

  test(`records all of ${ANSWERS} answers that two processes bring at once, and takes each decision once`, {
    timeout: 300_000,
  }, async () => {
    await ward.start();
    await decide(ward);
    const handle = await ward.handle();
    const half = ANSWERS / 2;
    const both = [0, half].map((first) =>
      child("answer", ground.url, ground.schema, handle, `${first}`, `${half}`),
    );
    await Promise.all(both.map((one) => one.said("ready")));
    for (const one of both) one.tell("go");
    await Promise.all(both.map((one) => one.said(`handled ${half}`)));
    expect(await Promise.all(both.map((one) => one.ended))).toEqual([0, 0]);

    const found = await ward.store.cases.loadByThread(threadOf("1"));
    if (!found) throw new Error("the case is gone");
    const events = eventsOf(found);
    const measured = events.flatMap((event) =>
      event.type === "answered" && event.question === "fever" && "value" in event.answer
        ? [event.answer.value]
        : [],
    );
    const expected = Array.from({ length: ANSWERS }, (_, n) =>
      Number(((n % 25 === 0 ? 38.5 : 36.5) + n / 1000).toFixed(3)),
    );
    expect(measured).toHaveLength(ANSWERS);
    expect(new Set(measured)).toEqual(new Set(expected));
    expect(await ward.store.audit.verify(found.encounter.id)).toMatchObject({
      kind: "intact",
      seq: found.seq,
    });

    const decisions = events.flatMap((event) => (event.type === "decided" ? [JSON.stringify(event)] : []));
    expect(decisions.length).toBeGreaterThan(10);
    for (const [index, decision] of decisions.entries()) expect(decision).not.toBe(decisions[index - 1]);
    const posts = await ward.store.outbox.ofThread(threadOf("1"), 0, at(1e9));
    const results = posts.filter(
      ({ body }) => body !== null && parseOutboxMessage(body).view.kind === "result",
    );
    expect(results).toHaveLength(decisions.length);
    const again = replay(found, () => CONTENT);
    expect(again).toHaveLength(decisions.length);
    expect(again.every(({ outcome }) => outcome === "same")).toBe(true);
  });
});
