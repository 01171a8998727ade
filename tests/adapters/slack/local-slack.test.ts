/** A whole case against a local Slack that nobody here wrote: its threads and updates end as they should. */
import { createEmulator, type Emulator } from "emulate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSlack, type Slack } from "../../../adapters/slack/main.ts";
import type { ThreadKey } from "../../../src/index.ts";
import { TurnBot } from "../teams/turn-bot.ts";
import { nth } from "./sample-views.ts";

const TOKEN = "xoxb-local";
let local: Emulator;
let slack: Slack;
let bot: TurnBot;
let now = Date.parse("2026-11-25T12:00:00Z");

beforeAll(async () => {
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
  bot = new TurnBot(() => {
    now += 60_000;
    return now;
  });
  slack = openSlack(
    { botToken: TOKEN, signingSecret: "unused", apiUrl: `${local.url}/api/` },
    { bot, log: () => {} },
  );
  bot.door = slack.door;
});
afterAll(() => local?.close());

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

test("the posts of a case stand in its thread, each answered question in its place", async () => {
  const { channels } = await ask<{ channels: { id: string; name: string }[] }>("conversations.list", {});
  const channel = channels.find(({ name }) => name === "ward")?.id ?? "";
  const root = await ask<{ ts: string }>("chat.postMessage", { channel, text: "@triage legs swollen" });
  const thread: ThreadKey = { platform: "slack", tenant: "T1", channel, thread: root.ts };
  const say = (words: string) =>
    bot.receive({
      deliveries: [],
      thread,
      inbound: { kind: "say", actor: { id: "slack:T1:U1" }, words, addressed: true },
    });
  await say("triage");
  for (let round = 0; round < 120; round += 1) {
    const asked = bot.said.findLast(({ kind }) => kind === "question" || kind === "result");
    if (asked?.kind !== "question") break;
    const before = bot.said.length;
    await say(nth(1)(asked));
    if (bot.said.slice(before).every(({ kind }) => kind === "notice")) await say("unknown");
  }
  await bot.quiet();

  const { messages } = await ask<{ messages: Message[] }>("conversations.replies", {
    channel,
    ts: root.ts,
    limit: "500",
  });
  const replies = messages.filter(({ ts }) => ts !== root.ts);
  expect(replies.length).toBeGreaterThan(10);
  for (const { thread_ts } of replies) expect(thread_ts).toBe(root.ts);
  // each question was changed into its answer, where it stood; what is left waiting is the last
  const questions = bot.said.filter(({ kind }) => kind === "question").length;
  const answered = replies.filter(({ text }) => text.includes("a question was answered"));
  const waiting = replies.filter(({ text }) => text.includes("a question is waiting"));
  expect(answered.length + waiting.length).toBe(questions);
  expect(waiting.length).toBeLessThanOrEqual(1);
  expect(replies.some(({ text }) => text.includes("a result is posted"))).toBe(true);
  // what the channel itself shows is the one message that the case hangs on
  const history = await ask<{ messages: Message[] }>("conversations.history", { channel });
  const top = history.messages.filter((each) => each.thread_ts === undefined || each.thread_ts === each.ts);
  expect(top.map(({ ts }) => ts)).toContain(root.ts);
});
