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
import { ANSWER_LABELS, QUESTION, QUESTION_HELP } from "./sample-question.ts";
import { requiredVariable, serveSubject } from "./serving.ts";

interface AnswerState {
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
const chat = new Chat<{ slack: ChatSlackAdapter }, AnswerState>({
  userName: "triage",
  adapters: {
    slack: new ChatSlackAdapter({
      botToken: requiredVariable("SLACK_BOT_TOKEN"),
      signingSecret: requiredVariable("SLACK_SIGNING_SECRET"),
      apiUrl: requiredVariable("BENCH_SLACK_API"),
    }),
  },
  state: pool ? createPostgresState({ client: pool }) : createMemoryState(),
  logger: "warn",
});

/** @param number counts on from what the state holds */
const questionCard = (number: number) =>
  Card({
    children: [
      CardText(`Question ${number}. ${QUESTION}`),
      CardText(QUESTION_HELP, { style: "muted" }),
      Actions(ANSWER_LABELS.map((label, at) => Button({ id: `answer-${at}`, label, value: label }))),
    ],
  });

chat.onNewMention(async (thread) => {
  await thread.setState({ answers: [] });
  await thread.post(questionCard(1));
});
chat.onAction(
  ANSWER_LABELS.map((_, at) => `answer-${at}`),
  async ({ thread, threadId, messageId, adapter, value = "", user }) => {
    if (!thread) return;
    const { answers = [] } = ((await thread.state) ?? {}) as Partial<AnswerState>;
    await thread.setState({
      answers: [...answers, { question: answers.length + 1, value, by: user.userId }],
    });
    await adapter.editMessage(threadId, messageId, Card({ children: [CardText(`${QUESTION} ${value}`)] }));
    await thread.post(questionCard(answers.length + 2));
  },
);
await chat.initialize();

const chatServer = createServer(async (req, res) => {
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
chatServer.listen(0, "127.0.0.1", () =>
  serveSubject(`http://127.0.0.1:${(chatServer.address() as AddressInfo).port}`, async () => {
    await chat.shutdown();
    await pool?.end();
  }),
);
