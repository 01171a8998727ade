/**
 * The smallest Bolt handler of a question with buttons: it acknowledges and posts. Nothing is recorded. With
 * BENCH_MARK it also puts the answer into the message that asked, as this program does; with BENCH_RECORD it has the
 * answer on the disk before it acknowledges, which is the least that "recorded" can mean.
 */
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { App, type BlockAction, type webApi } from "@slack/bolt";
import { ANSWER_LABELS, QUESTION, QUESTION_HELP } from "./sample-question.ts";
import { requiredVariable, serveSubject } from "./serving.ts";

const usesMetadata = process.env.BENCH_MARK === "1";
const boltApp = new App({
  token: requiredVariable("SLACK_BOT_TOKEN"),
  signingSecret: requiredVariable("SLACK_SIGNING_SECRET"),
  clientOptions: { slackApiUrl: requiredVariable("BENCH_SLACK_API") },
});

const mrkdwnText = (text: string) => ({ type: "mrkdwn", text }) as const;

function answerRecorder(path: string): (answer: string) => void {
  const file = new DatabaseSync(path);
  file.exec(
    "pragma journal_mode = wal; pragma synchronous = full; create table answers (at text, answer text)",
  );
  const insert = file.prepare("insert into answers values (?, ?)");
  return (answer) => void insert.run(new Date().toISOString(), answer);
}

const writeAnswer =
  process.env.BENCH_RECORD === "1"
    ? answerRecorder(requiredVariable("TRIAGE_STORE").replace(/^sqlite:/, ""))
    : null;

async function askQuestion(client: webApi.WebClient, channel: string, thread: string): Promise<void> {
  await client.chat.postMessage({
    channel,
    thread_ts: thread,
    text: QUESTION,
    blocks: [
      { type: "section", text: mrkdwnText(QUESTION) },
      { type: "context", elements: [mrkdwnText(QUESTION_HELP)] },
      {
        type: "actions",
        elements: ANSWER_LABELS.map((label, at) => ({
          type: "button",
          action_id: `answer-${at}`,
          value: label,
          text: { type: "plain_text", text: label },
        })),
      },
    ],
  });
}

boltApp.event("app_mention", async ({ event, client }) => {
  await askQuestion(client, event.channel, event.thread_ts ?? event.ts);
});
boltApp.action<BlockAction>(/^answer-/, async ({ ack, body, action, client }) => {
  writeAnswer?.(JSON.stringify(action));
  await ack();
  const channel = body.channel?.id ?? "";
  const ts: string = body.message?.ts ?? "";
  const thread: string = body.container.thread_ts ?? ts;
  if (usesMetadata) {
    const text = `${QUESTION} ${"value" in action ? action.value : ""}`;
    await client.chat.update({ channel, ts, text, blocks: [{ type: "section", text: mrkdwnText(text) }] });
  }
  await askQuestion(client, channel, thread);
});

const boltServer = await boltApp.start({ port: 0, host: "127.0.0.1" });
serveSubject(`http://127.0.0.1:${(boltServer.address() as AddressInfo).port}`, () => boltApp.stop());
