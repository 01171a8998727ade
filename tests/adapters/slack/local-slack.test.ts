/** A whole case against a local Slack that nobody here wrote: its threads and updates end as they should. */
import { createEmulator, type Emulator } from "emulate";
import nock from "nock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSlack, type Slack } from "../../../adapters/slack/main.ts";
import type { ThreadKey } from "../../../src/adapter.ts";
import type { Inbound } from "../../../src/case/inbound.ts";
import { ServiceHarness } from "../../service-harness.ts";

const TOKEN = "xoxb-local";
let local: Emulator;
let slack: Slack;
let bot: ServiceHarness;
let now = Date.parse("2026-11-25T12:00:00Z");

beforeAll(async () => {
  // the local Slack is reached by its own name, whatever a test before it in this process allowed
  nock.enableNetConnect();
  local = await createEmulator({
    service: "slack",
    port: 0,
    hostname: "127.0.0.1",
    seed: {
      tokens: { [TOKEN]: { login: "triage", scopes: ["chat:write"] } },
      slack: {
        team: { name: "Example", domain: "example" },
        users: [{ name: "resident" }, { name: "triage" }],
        channels: [{ name: "ward" }],
      },
    },
  });
  bot = await ServiceHarness.open({ clock: () => now, memory: true });
  slack = openSlack(
    { botToken: TOKEN, signingSecret: "unused", apiUrl: `${local.url}/api/` },
    { bot: bot.bot, ...bot.adapterParts, log: () => {} },
  );
  bot.serve(slack.adapter);
});
afterAll(async () => {
  await bot?.close();
  await local?.close();
});

interface Message {
  ts: string;
  text: string;
  thread_ts?: string;
}

async function ask<T>(method: string, body: Record<string, string>): Promise<T> {
  const reply = await fetch(`${local.url}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await reply.json()) as T & { ok: boolean; error?: string };
  expect(answer.error).toBeUndefined();
  return answer;
}

test("the posts of a case stand in its thread, each answered question in its place", {
  timeout: 120_000,
}, async () => {
  const { channels } = await ask<{ channels: { id: string; name: string }[] }>("conversations.list", {});
  const channel = channels.find(({ name }) => name === "ward")?.id ?? "";
  const root = await ask<{ ts: string }>("chat.postMessage", { channel, text: "@triage legs swollen" });
  const thread: ThreadKey = { platform: "slack", tenant: "T1", channel, thread: root.ts };
  const standing = async () => {
    const { messages } = await ask<{ messages: Message[] }>("conversations.replies", {
      channel,
      ts: root.ts,
      limit: "500",
    });
    return messages.filter(({ ts }) => ts !== root.ts);
  };
  const receive = async (inbound: Pick<Extract<Inbound, { kind: "say" | "start" }>, "kind" | "words">) => {
    now += 60_000;
    const actor = { id: "slack:T1:U1" };
    await bot.bot.receive({
      deliveries: [],
      thread,
      // long after what was posted, by the clock of what stands in for Slack
      inbound: { ...inbound, actor, addressed: true, sentAt: Date.now() + 60_000 } as Inbound,
    });
    await bot.service.settled();
  };
  await receive({ kind: "start", words: "" });
  let asked = 0;
  for (; asked < 80; asked += 1) {
    const last = (await standing()).at(-1);
    if (!last?.text.includes("a question is waiting")) break;
    await receive({ kind: "say", words: "no" });
    if ((await standing()).some(({ ts, text }) => ts === last.ts && text.includes("is waiting")))
      await receive({ kind: "say", words: "unknown" });
  }

  const replies = await standing();
  expect(replies.length).toBeGreaterThan(10);
  for (const { thread_ts } of replies) expect(thread_ts).toBe(root.ts);
  // each question was changed into its answer, where it stood; what is left waiting is the last
  const answered = replies.filter(({ text }) => text.includes("a question was answered"));
  const waiting = replies.filter(({ text }) => text.includes("a question is waiting"));
  expect(answered.length).toBe(asked);
  expect(waiting.length).toBeLessThanOrEqual(1);
  expect(replies.some(({ text }) => text.includes("a result is posted"))).toBe(true);
  // what the channel itself shows is the one message that the case hangs on
  const history = await ask<{ messages: Message[] }>("conversations.history", { channel });
  const top = history.messages.filter((each) => each.thread_ts === undefined || each.thread_ts === each.ts);
  expect(top.map(({ ts }) => ts)).toContain(root.ts);
});
