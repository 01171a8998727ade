/**
 * The same question with Chat SDK: the answer is kept in the thread's state, the message that asked is changed into
 * its answer, and the next question is posted. State is memory, or Postgres where BENCH_POSTGRES names one.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SlackAdapter } from "@chat-adapter/slack";
import { createMemoryState } from "@chat-adapter/state-memory";
import { createPostgresState } from "@chat-adapter/state-pg";
import { Actions, Button, Card, CardText, Chat } from "chat";
import pg from "pg";
import { ANSWERS, HELP, QUESTION } from "./question.ts";
import { given, serving } from "./serving.ts";

interface Answered {
  answers: readonly { question: number; value: string; by: string }[];
}

/** Chat types the id of a bot as never undefined; Chat and the adapter both read an empty id as absent. */
class ChatSlackAdapter extends SlackAdapter {
  override get botUserId(): string {
    return super.botUserId ?? "";
  }
}

const postgres = process.env.BENCH_POSTGRES;
const pool = postgres ? new pg.Pool({ connectionString: postgres }) : null;
const chat = new Chat<{ slack: ChatSlackAdapter }, Answered>({
  userName: "triage",
  adapters: {
    slack: new ChatSlackAdapter({
      botToken: given("SLACK_BOT_TOKEN"),
      signingSecret: given("SLACK_SIGNING_SECRET"),
      apiUrl: given("BENCH_SLACK_API"),
    }),
  },
  state: pool ? createPostgresState({ client: pool }) : createMemoryState(),
  logger: "warn",
});

/** @param number counts on from what the state holds */
const question = (number: number) =>
  Card({
    children: [
      CardText(`Question ${number}. ${QUESTION}`),
      CardText(HELP, { style: "muted" }),
      Actions(ANSWERS.map((label, at) => Button({ id: `answer-${at}`, label, value: label }))),
    ],
  });

chat.onNewMention(async (thread) => {
  await thread.setState({ answers: [] });
  await thread.post(question(1));
});
chat.onAction(
  ANSWERS.map((_, at) => `answer-${at}`),
  async ({ thread, threadId, messageId, adapter, value = "", user }) => {
    if (!thread) return;
    const { answers = [] } = ((await thread.state) ?? {}) as Partial<Answered>;
    await thread.setState({
      answers: [...answers, { question: answers.length + 1, value, by: user.userId }],
    });
    await adapter.editMessage(threadId, messageId, Card({ children: [CardText(`${QUESTION} ${value}`)] }));
    await thread.post(question(answers.length + 2));
  },
);
await chat.initialize();

const server = createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const request = new Request(`http://127.0.0.1${req.url}`, {
    method: "POST",
    headers: Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]),
    body: Buffer.concat(chunks),
  });
  const response = await chat.webhooks.slack(request, { waitUntil: (work) => void work.catch(() => {}) });
  res.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
});
server.listen(0, "127.0.0.1", () =>
  serving(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
    await chat.shutdown();
    await pool?.end();
  }),
);
