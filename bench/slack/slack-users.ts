/** People in threads: they mention the bot, and tap an answer to the last question. */
import { Agent, request } from "node:http";
import type { MeasuredTurn } from "../turns.ts";
import type { FakeSlack, SlackCall } from "./fake.ts";
import { mentionPayload, type PostedButton, type SignedRequest, tapPayload } from "./payloads.ts";

/** A thread, and its pending question. */
export interface SlackConversation {
  thread: string;
  /** The buttons of the pending question; null while there is none. */
  waiting: readonly PostedButton[] | null;
  /** How many questions were posted in it. */
  asked: number;
}

/** Longer than any turn takes; after it the subject is considered to have failed. */
const REPLY_TIMEOUT_MS = 30_000;

interface MessageBlock {
  type: string;
  block_id?: string;
  elements?: Record<string, unknown>[];
}

export class SlackUsers {
  readonly #target: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #talks = new Map<string, SlackConversation>();
  readonly #awaiting = new Map<string, (at: number) => void>();
  #threads = 0;
  /** Messages that were posted or changed. */
  messages = 0;
  /** What was posted last, and what was changed last, as a person would read it. */
  lastPosted = "";
  lastChanged = "";
  /** A question was posted in a thread. */
  asked: (talk: SlackConversation, at: number) => void = () => {};

  /** @param path where the subject accepts Slack's requests */
  constructor(slack: FakeSlack, subject: string, path: string) {
    this.#target = new URL(path, subject);
    slack.heard = (call) => this.#heard(call);
  }

  #heard({ method, body, ts, at }: SlackCall): void {
    if (method === "chat.postMessage" || method === "chat.update") this.messages += 1;
    if (method === "chat.update") this.lastChanged = JSON.stringify(body.blocks ?? body.text);
    if (method !== "chat.postMessage") return;
    this.lastPosted = JSON.stringify(body.blocks ?? body.text);
    const talk = this.#talks.get(String(body.thread_ts));
    const buttons = buttonsOf(body.blocks, ts);
    if (!talk || buttons.length === 0) return;
    talk.waiting = buttons;
    talk.asked += 1;
    this.#awaiting.get(talk.thread)?.(at);
    this.#awaiting.delete(talk.thread);
    this.asked(talk, at);
  }

  /** A new thread, in which nothing was said yet. */
  begin(): SlackConversation {
    this.#threads += 1;
    const talk: SlackConversation = {
      thread: `${1_700_000_000 + this.#threads}.000100`,
      waiting: null,
      asked: 0,
    };
    this.#talks.set(talk.thread, talk);
    return talk;
  }

  /** The request that mentions the bot in a thread. */
  mentionIn({ thread }: SlackConversation): SignedRequest {
    return mentionPayload(thread);
  }

  /** The request that answers the pending question: "no" where that is a button, otherwise the last one. */
  answer(talk: SlackConversation): SignedRequest {
    const { waiting } = talk;
    if (!waiting) throw new Error("nothing was asked in this thread");
    const button = waiting.find(({ element }) => controlLabel(element) === "No") ?? waiting.at(-1);
    talk.waiting = null;
    return tapPayload(talk.thread, button as PostedButton);
  }

  /** Mentions the bot in a new thread, and waits for its first question. */
  async open(): Promise<SlackConversation> {
    const talk = this.begin();
    await this.#turn(talk, this.mentionIn(talk));
    return talk;
  }

  /** One answer, until the next question is posted. */
  reply(talk: SlackConversation): Promise<MeasuredTurn> {
    return this.#turn(talk, this.answer(talk));
  }

  async #turn(talk: SlackConversation, signed: SignedRequest): Promise<MeasuredTurn> {
    const began = performance.now();
    const posted = new Promise<number>((done, failed) => {
      const late = setTimeout(() => failed(new Error("no question was posted in time")), REPLY_TIMEOUT_MS);
      this.#awaiting.set(talk.thread, (at) => {
        clearTimeout(late);
        done(at);
      });
    });
    const status = await this.send(signed);
    const ack = performance.now() - began;
    if (status !== 200) throw new Error(`the subject answered ${status}`);
    return { ack, post: (await posted) - began };
  }

  /** Sends, and returns the status of the acknowledgement. */
  send({ body, headers }: SignedRequest): Promise<number> {
    return new Promise((done, failed) => {
      const sending = request(this.#target, {
        method: "POST",
        agent: this.#agent,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      });
      sending.on("response", (response) => response.resume().on("end", () => done(response.statusCode ?? 0)));
      sending.on("error", failed).end(body);
    });
  }

  leave(): void {
    this.#agent.destroy();
  }
}

const controlLabel = ({ text, selected_option: chosen }: Readonly<Record<string, unknown>>): string =>
  String(
    ((chosen as { text?: unknown } | undefined)?.text as TextObject)?.text ??
      (text as TextObject)?.text ??
      "",
  );

type TextObject = { text?: unknown } | undefined;

/** What answers: buttons and menu options that carry an answer, in order. */
function buttonsOf(blocks: unknown, message: string): PostedButton[] {
  return ((blocks ?? []) as MessageBlock[]).flatMap(({ type, block_id: block = "", elements = [] }) =>
    type === "actions" ? elements.flatMap(tapsOn).map((element) => ({ block, element, message })) : [],
  );
}

/** An element as a tap on it sends it; for a menu, one for each of its options. */
function tapsOn(element: Record<string, unknown>): Record<string, unknown>[] {
  if (element.type === "button") return isAnswer(element) ? [element] : [];
  const options = (element.options ?? []) as Record<string, unknown>[];
  return options
    .filter(isAnswer)
    .map((option) => ({ type: element.type, action_id: element.action_id, selected_option: option }));
}

/** Not one that opens a form, or does anything but answer. */
const isAnswer = ({ value }: Record<string, unknown>): boolean =>
  typeof value === "string" && (!value.startsWith("{") || value.includes('"do":"answer"'));
