/** Many answers to one question of one case at once: how they are brought, and what is recorded of them. */
import { expect } from "vitest";
import { parseOutboxMessage } from "../../src/bot/outbox-message.ts";
import { eventsOf } from "../../src/bot/record.ts";
import { replay } from "../../src/bot/replay.ts";
import type { BotService } from "../../src/bot/service.ts";
import { CONTENT } from "../service-harness.ts";
import { at } from "../store/sample-commits.ts";
import { A, type RecordedService, threadOf } from "./recorded-service.ts";

/** Every twenty-fifth is a fever, and no two are the same. */
const temperatureOf = (number: number): string =>
  ((number % 25 === 0 ? 38.5 : 36.5) + number / 1000).toFixed(3);

/** Fills in a form for each, all at once. Gives how many were recorded. */
export async function bringAnswers(
  service: BotService,
  handle: string,
  first: number,
  count: number,
): Promise<number> {
  const receipts = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      service.bot.receive({
        deliveries: [`answer-${first + n}`],
        thread: threadOf("1"),
        inbound: {
          kind: "submit",
          actor: A,
          handle,
          act: { do: "form", section: "red_flags" },
          values: { "fever.measured": temperatureOf(first + n) },
        },
      }),
    ),
  );
  return receipts.filter(({ outcome }) => outcome === "handled").length;
}

/** Each is in the record once, the record is one chain, and each decision differs from the one before and comes out again. */
export async function expectAllRecorded(harness: RecordedService, answers: number): Promise<void> {
  const found = await harness.store.cases.loadByThread(threadOf("1"));
  if (!found) throw new Error("the case is gone");
  const events = eventsOf(found);
  const measured = events.flatMap((event) =>
    event.type === "answered" && event.question === "fever" && "value" in event.answer
      ? [event.answer.value]
      : [],
  );
  expect(measured).toHaveLength(answers);
  expect(new Set(measured)).toEqual(
    new Set(Array.from({ length: answers }, (_, n) => Number(temperatureOf(n)))),
  );
  expect(await harness.store.audit.verify(found.encounter.id)).toMatchObject({
    kind: "intact",
    seq: found.seq,
  });

  const decisions = events.flatMap((event) => (event.type === "decided" ? [JSON.stringify(event)] : []));
  expect(decisions.length).toBeGreaterThan(answers / 50);
  for (const [index, decision] of decisions.entries()) expect(decision).not.toBe(decisions[index - 1]);
  const posts = await harness.store.outbox.ofThread(threadOf("1"), 0, at(1e9));
  const results = posts.filter(
    ({ body }) => body !== null && parseOutboxMessage(body).view.kind === "result",
  );
  expect(results).toHaveLength(decisions.length);
  const again = replay(found, () => CONTENT);
  expect(again.filter(({ kind }) => kind === "decision")).toHaveLength(decisions.length);
  expect(again.every(({ outcome }) => outcome === "same")).toBe(true);
}
