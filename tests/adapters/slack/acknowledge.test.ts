/** What Slack is told of a delivery: that it was taken only once it is recorded. What was not taken comes again. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Receipt } from "../../../src/adapter.ts";
import { wordsOf } from "./message-contents.ts";
import { BoltHarness } from "./slack-http-harness.ts";
import { command, event, mention, said, tap } from "./slack-payloads.ts";

let stack: BoltHarness;
let record: (receipt?: Partial<Receipt>) => void = () => {};

beforeEach(async () => {
  stack = await new BoltHarness().start();
  stack.bot.answer = () =>
    new Promise((done) => {
      record = (receipt = {}) => done(receipt);
    });
});
afterEach(() => stack.close());

/** Whether an answer has come by now. */
const answered = async (reply: Promise<{ status: number }>): Promise<number | null> => {
  const nothing = Symbol("nothing");
  for (let looks = 0; looks < 50; looks += 1) {
    const now = await Promise.race([reply, Promise.resolve(nothing)]);
    if (now !== nothing) return (now as { status: number }).status;
    await new Promise(setImmediate);
  }
  return null;
};

const asked = async (): Promise<void> => {
  while (stack.bot.requests.length === 0) await new Promise(setImmediate);
};

test("words in a thread are acknowledged when they are recorded, and not before: a process may die in between", async () => {
  const reply = stack.deliver(event(mention({ text: "<@UBOT> triage" })));
  await asked();
  expect(await answered(reply)).toBeNull();
  record();
  expect((await reply).status).toBe(200);
});

test("a command is acknowledged when its case is recorded", async () => {
  const reply = stack.deliver(command("fever"));
  await asked();
  expect(await answered(reply)).toBeNull();
  record();
  expect((await reply).status).toBe(200);
  await stack.settled();
  expect(told()).toEqual([]);
});

const told = () => stack.wire.responses.map(wordsOf);

test("one that takes long is acknowledged after two and a half seconds, and its person told that it is not recorded yet", async () => {
  const reply = stack.deliver(command("fever"));
  await asked();
  await stack.passTime(1, async () => void (await reply));
  expect((await reply).status).toBe(200);
  expect(told()).toEqual([expect.stringContaining("not recorded yet")]);
  expect(told(), "a second command would begin a second case").toEqual([
    expect.stringContaining("`/triage list` before you start again"),
  ]);
  record();
  await stack.settled();
});

test("of a tap that takes long its person is told where the answer comes, and that it may be tapped again", async () => {
  const act = { do: "answer", question: "fever", value: "present", rev: 0 };
  const button = { action_id: "act:1", value: JSON.stringify(act) };
  const reply = stack.deliver(tap(button, "at|T1|C1|1763000000.000100|amber-falcon-42|q0"));
  await asked();
  await stack.passTime(1, async () => void (await reply));
  expect(told()).toEqual([expect.stringContaining("do it again")]);
  record();
  await stack.settled();
});

test("where its person cannot be told so, it is not acknowledged before it is recorded: Slack shows it as failed", async () => {
  stack.wire.answerResponses(404);
  const reply = stack.deliver(command("fever"));
  await asked();
  await stack.passTime(1, async () => {
    while (stack.wire.responsesRefused === 0) await new Promise(setImmediate);
  });
  expect(await answered(reply)).toBeNull();
  record();
  expect((await reply).status).toBe(200);
  await stack.settled();
});

test("what nobody records is acknowledged at once", async () => {
  expect((await stack.deliver(event(said({ text: "good morning" })))).status).toBe(200);
});

test("a store that cannot say whether a thread has a case leaves the words to be delivered again", async () => {
  const thread = "1763000000.000100";
  stack.bot.known.add(JSON.stringify({ platform: "slack", tenant: "T1", channel: "C1", thread }));
  stack.bot.answer = async () => ({ outcome: "not-recorded", reply: [] });
  const words = event(said({ text: "no fever", thread_ts: thread }));
  expect((await stack.deliver(words)).status).toBe(500);
});

test("while Slack does not say who the bot is, nothing is acknowledged and so nothing is lost", async () => {
  await stack.close();
  stack = new BoltHarness();
  stack.wire.answer("auth.test", { status: 503 }, { status: 503 });
  await stack.start();
  stack.bot.answer = async () => ({});
  const words = event(mention({ text: "<@UBOT> triage" }));
  expect((await stack.deliver(words)).status).toBe(500);
  stack.now += 1_000;
  expect((await stack.send(words)).status).toBe(200);
  expect(stack.bot.requests).toHaveLength(1);
});
