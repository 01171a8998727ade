/** Several questions in the terminal: numbered lines, answered by their number, in words, or denied together. */
import { expect, test } from "vitest";
import { Chat } from "../../../adapters/terminal/chat.ts";
import type { ThreadKey } from "../../../src/adapter.ts";
import { eventsOf } from "../../../src/bot/record.ts";
import { ServiceHarness, SHIPPED } from "../../service-harness.ts";

/** What a person reads after typing each of these, a minute after the last. */
async function typedInTerminal(...typed: string[]) {
  const harness = await ServiceHarness.open({ memory: true, parts: { latest: SHIPPED } });
  try {
    let printed: string[] = [];
    let at = 0;
    const chat = new Chat({
      service: harness.service,
      style: { colour: false, width: 100, time: (when) => new Date(when).toISOString() },
      print: (lines) => void printed.push(...lines),
      role: "physician",
      lines: "screen",
      elapsed: () => at,
    });
    await chat.begin();
    const read: string[] = [];
    for (const words of typed) {
      printed = [];
      at += 60_000;
      harness.now += 60_000;
      await chat.take({ kind: "words", words });
      read.push(printed.join("\n"));
    }
    const [line] = await chat.openCases();
    const found = line?.thread && (await harness.store.cases.loadByThread(line.thread as ThreadKey));
    return { read, events: found ? eventsOf(found) : [] };
  } finally {
    await harness.close();
  }
}

test("they are numbered, and a yes with the number of the fourth is its answer", {
  timeout: 60_000,
}, async () => {
  const { read, events } = await typedInTerminal("patient is here", "yes 4");
  expect(read[0]).toMatch(/ 4\. Any new loss of control of urine or stool/);
  expect(read[0]).toContain(
    '(Type "yes" and a number, a finding, "none of these", "not assessed", or "one by one".)',
  );
  expect(read[1]).toMatch(/EMERGEN/);
  expect(events.filter((event) => event.type === "answered")).toMatchObject([
    { question: "contact" },
    { question: "incontinence", answer: { value: "present" } },
  ]);
});

test("they are denied by words, each is named, and a yes that says too little is asked by itself", {
  timeout: 60_000,
}, async () => {
  const { read, events } = await typedInTerminal("patient is here", "none of these", "yes 6");
  expect(read[1]).toContain(
    "No: weak or numb leg, saddle numbness, retention, incontinence, both legs, severe pain",
  );
  expect(events.some((event) => event.type === "panel-denied")).toBe(true);
  expect(read[2]).toContain("Progressive leg swelling");
  expect(read[2]).toMatch(/\(none \/ left \/ right \/ both/);
});
