/**
 * The smallest Bolt handler of a question with buttons: it acknowledges and posts. Nothing is recorded. With
 * BENCH_MARK it also puts the answer into the message that asked, as this program does; with BENCH_RECORD it has the
 * answer on the disk before it acknowledges, which is the least that "recorded" can mean.
 */
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { App, type BlockAction, type webApi } from "@slack/bolt";
import { ANSWERS, HELP, QUESTION } from "./question.ts";
import { given, serving } from "./serving.ts";

const mark = process.env.BENCH_MARK === "1";
const app = new App({
  token: given("SLACK_BOT_TOKEN"),
  signingSecret: given("SLACK_SIGNING_SECRET"),
  clientOptions: { slackApiUrl: given("BENCH_SLACK_API") },
});

const mrkdwn = (text: string) => ({ type: "mrkdwn", text }) as const;

function recorder(path: string): (answer: string) => void {
  const file = new DatabaseSync(path);
  file.exec(
    "pragma journal_mode = wal; pragma synchronous = full; create table answers (at text, answer text)",
  );
  const insert = file.prepare("insert into answers values (?, ?)");
  return (answer) => void insert.run(new Date().toISOString(), answer);
}

const record =
  process.env.BENCH_RECORD === "1" ? recorder(given("TRIAGE_STORE").replace(/^sqlite:/, "")) : null;

async function ask(client: webApi.WebClient, channel: string, thread: string): Promise<void> {
  await client.chat.postMessage({
    channel,
    thread_ts: thread,
    text: QUESTION,
    blocks: [
      { type: "section", text: mrkdwn(QUESTION) },
      { type: "context", elements: [mrkdwn(HELP)] },
      {
        type: "actions",
        elements: ANSWERS.map((label, at) => ({
          type: "button",
          action_id: `answer-${at}`,
          value: label,
          text: { type: "plain_text", text: label },
        })),
      },
    ],
  });
}

app.event("app_mention", async ({ event, client }) => {
  await ask(client, event.channel, event.thread_ts ?? event.ts);
});
app.action<BlockAction>(/^answer-/, async ({ ack, body, action, client }) => {
  record?.(JSON.stringify(action));
  await ack();
  const channel = body.channel?.id ?? "";
  const ts: string = body.message?.ts ?? "";
  const thread: string = body.container.thread_ts ?? ts;
  if (mark) {
    const text = `${QUESTION} ${"value" in action ? action.value : ""}`;
    await client.chat.update({ channel, ts, text, blocks: [{ type: "section", text: mrkdwn(text) }] });
  }
  await ask(client, channel, thread);
});

const server = await app.start({ port: 0, host: "127.0.0.1" });
serving(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => app.stop());
