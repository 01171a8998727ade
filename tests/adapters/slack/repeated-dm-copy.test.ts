/** What is said to one person alone, when the end of an earlier attempt was not seen. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Delivery } from "../../../src/adapter.ts";
import { wordsOf } from "./message-contents.ts";
import { BoltHarness, notice } from "./slack-http-harness.ts";

const PERSON = { id: "slack:T1:U1" };
const AGAIN = "Sent again";

let stack: BoltHarness;
beforeEach(async () => {
  stack = await new BoltHarness().start();
});
afterEach(() => stack.close());

const delivery = (channel: string, thread: string): Delivery => ({
  key: "row-1",
  thread: { platform: "slack", tenant: "T1", channel, thread },
  slot: "notice",
  view: notice("You own this case now."),
  broadcast: false,
  repeat: false,
});
const said = (method: string): string[] => stack.wire.of(method).map(({ body }) => wordsOf(body));

test("a private chat is read back: what stands there is not posted again", async () => {
  const first = delivery("D1", "");
  const { messageIds } = await stack.slack.adapter.tell(first, PERSON);
  const [posted] = stack.wire.of("chat.postMessage");
  stack.wire.answer("conversations.history", {
    body: { ok: true, messages: [{ ts: messageIds[0], metadata: posted?.body.metadata }] },
  });
  expect(await stack.slack.adapter.tell({ ...first, repeat: true }, PERSON)).toEqual({ messageIds });
  expect(said("chat.postMessage")).toHaveLength(1);
});

test("a private chat that cannot be read back is told again, and that it is again", async () => {
  stack.wire.answer("conversations.history", { status: 503 });
  await stack.slack.adapter.tell({ ...delivery("D1", ""), repeat: true }, PERSON);
  expect(said("chat.postMessage")).toEqual([expect.stringContaining(AGAIN)]);
});

test("what one person alone saw in a thread cannot be read back: a second one says that it is", async () => {
  const whispered = delivery("C1", "1763000000.000100");
  await stack.slack.adapter.tell(whispered, PERSON);
  await stack.slack.adapter.tell({ ...whispered, repeat: true }, PERSON);
  const [first, second] = said("chat.postEphemeral");
  expect(first).not.toContain(AGAIN);
  expect(second).toContain(AGAIN);
});

const LIMITED = { status: 429, headers: { "retry-after": "7" }, body: "" };
/** More than one message holds. */
const long = (): Delivery["view"] => ({
  ...notice("Long."),
  parts: [
    { kind: "list", items: Array.from({ length: 60 }, () => ({ words: ["Long words. ".repeat(200)] })) },
  ],
});

test.each([
  ["seen by one person alone", delivery("C1", "1763000000.000100"), "chat.postEphemeral"],
  ["a private copy", delivery("", ""), "chat.postMessage"],
])(
  "%s: of several messages the second is limited, so that the first may be told again",
  async (_, to, method) => {
    stack.wire.answer(method, { body: { ok: true, ts: "1764000000.000100", channel: "D1" } }, LIMITED);
    await expect(stack.slack.adapter.tell({ ...to, view: long() }, PERSON)).rejects.toMatchObject({
      kind: "unsure",
      code: "ratelimited",
      retryAfterMs: 7_000,
    });
  },
);

test("who leaves between two parts gets the whole in private, marked as sent again", async () => {
  stack.wire.answer(
    "chat.postEphemeral",
    { body: { ok: true, message_ts: "1764000000.000100" } },
    { body: { ok: false, error: "user_not_in_channel" } },
  );
  await stack.slack.adapter.tell({ ...delivery("C1", "1763000000.000100"), view: long() }, PERSON);
  expect(said("chat.postMessage").length).toBeGreaterThan(1);
  expect(said("chat.postMessage")[0]).toContain(AGAIN);
});

test("a message that is divided and limited halfway is looked for before it is posted again", async () => {
  const divided = delivery("C1", "1763000000.000100");
  const parts = [{ kind: "list", items: [{ words: ["One."] }, { words: ["Two."] }] }] as const;
  stack.wire.answer(
    "chat.postMessage",
    { body: { ok: false, error: "msg_too_long" } },
    { body: { ok: true, ts: "1764000000.000100" } },
    LIMITED,
  );
  await expect(
    stack.slack.adapter.post({ ...divided, view: { ...divided.view, parts } }),
  ).rejects.toMatchObject({ kind: "unsure", code: "ratelimited" });
});
