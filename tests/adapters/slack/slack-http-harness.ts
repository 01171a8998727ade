/** The real Bolt stack over real HTTP, with a bot that says what it is told to. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { openSlack, type Slack, type SlackConfig, type SlackParts } from "../../../adapters/slack/main.ts";
import type { Bot, CaseQueries, Receipt, Request } from "../../../src/adapter.ts";
import { duplicateOf, ignored } from "../../../src/bot/reply.ts";
import type { Actor } from "../../../src/case/encounter.ts";
import { readOpening } from "../../../src/language/opening.ts";
import type { View } from "../../../src/views/outbound.ts";
import { SlackWire } from "../../fakes/slack-wire.ts";
import { wordLists } from "../../word-lists.ts";
import { bodyOf } from "./form-body.ts";

export const SECRET = "0123456789abcdef0123456789abcdef";
export const TOKEN = "xoxb-0000-test";

/** A bot by script: it keeps what it was asked, and knows the threads in which it was. */
export class ScriptedBot implements Bot {
  readonly requests: Request[] = [];
  readonly known = new Set<string>();
  readonly #seen = new Set<string>();
  answer: (request: Request) => Promise<Partial<Receipt>> = async () => ({});
  formView: View | Error = notice("No form");
  casesView: View | Error = notice("No open cases");

  async receive(request: Request): Promise<Receipt> {
    if (request.deliveries.some((delivery) => this.#seen.has(delivery))) return duplicateOf(request, null);
    const { inbound } = request;
    const talk =
      inbound.kind === "edited" ||
      inbound.kind === "deleted" ||
      (inbound.kind === "say" && !inbound.addressed);
    if (talk && !this.known.has(JSON.stringify(request.thread))) return ignored(request, null);
    for (const delivery of request.deliveries) this.#seen.add(delivery);
    this.requests.push(request);
    const receipt = await this.answer(request);
    this.known.add(JSON.stringify(request.thread));
    const reply = receipt.outcome === "not-recorded" ? [notice("That was not recorded.")] : [];
    return { outcome: "handled", handle: "amber-falcon-42", said: [], reply, ...receipt };
  }

  async form(): Promise<View> {
    if (this.formView instanceof Error) throw this.formView;
    return this.formView;
  }

  readOpening(words: string) {
    return readOpening(wordLists, words);
  }

  async cases(_actor: Actor): Promise<View> {
    if (this.casesView instanceof Error) throw this.casesView;
    return this.casesView;
  }

  get inbounds(): Request["inbound"][] {
    return this.requests.map(({ inbound }) => inbound);
  }
}

/** For a bot by script, which has no case on record. */
export const noCases: CaseQueries = {
  posted: async () => [],
  list: async () => [],
  inThread: async () => null,
  line: async () => null,
  page: async () => null,
};

/** What is kept of threads, for as long as the process lives. */
export function keptAddresses(): SlackParts["addresses"] {
  const kept = new Map<string, string>();
  return {
    put: async (thread, body) => void kept.set(JSON.stringify(thread), body),
    get: async (thread) => kept.get(JSON.stringify(thread)),
  };
}

export const notice = (words: string): View => ({
  kind: "notice",
  handle: null,
  title: "Note",
  parts: [{ kind: "text", words: [words] }],
  actions: [],
  notification: "A note",
});

export interface LogLine {
  level: string;
  event: string;
  fields: Record<string, unknown> | undefined;
}

export interface BoltRequestOptions {
  secret?: string;
  timestamp?: number | string | null;
  signature?: string | null;
  headers?: Record<string, string>;
}

export class BoltHarness {
  readonly bot: ScriptedBot;
  readonly wire: SlackWire;
  readonly log: LogLine[] = [];
  readonly slack: Slack;
  readonly #server: ReturnType<typeof createServer>;
  #url = "";
  /** The time, as the adapter sees it. */
  now = Date.now();
  /** Ends the waits that are under way. */
  readonly waits: { ms: number; end: () => void }[] = [];

  constructor(
    config: Partial<SlackConfig> = {},
    bot: Bot = new ScriptedBot(),
    parts: Partial<SlackParts> = {},
    wire?: SlackWire,
  ) {
    this.wire = wire ?? new SlackWire();
    wire?.mount();
    this.bot = bot as ScriptedBot;
    this.slack = openSlack(
      {
        ...(config.oauth ? {} : { botToken: TOKEN }),
        ...(config.appToken ? {} : { signingSecret: SECRET }),
        ...config,
      },
      {
        bot,
        casebook: noCases,
        addresses: keptAddresses(),
        now: () => this.now,
        wait: (ms) => new Promise((end) => this.waits.push({ ms, end })),
        log: (level, event, fields) => this.log.push({ level, event, fields }),
        ...parts,
      },
    );
    const app = express();
    this.slack.mount(app);
    this.#server = createServer(app);
  }

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    await this.slack.start();
    return this;
  }

  /** Sends as Slack does, and waits for its acknowledgement and for the work after it. */
  async send(payload: object, sending: BoltRequestOptions = {}): Promise<{ status: number; body: string }> {
    const reply = await this.deliver(payload, sending);
    await this.settled();
    return reply;
  }

  /** Sends, and waits for the acknowledgement only. */
  async deliver(
    payload: object,
    sending: BoltRequestOptions = {},
  ): Promise<{ status: number; body: string }> {
    const [type, body] = bodyOf(payload);
    return this.raw(body, type, sending);
  }

  async raw(
    body: string,
    type: string,
    sending: BoltRequestOptions = {},
  ): Promise<{ status: number; body: string }> {
    const { secret = SECRET, timestamp = Math.floor(this.now / 1000), headers = {} } = sending;
    // each request is signed in its own right: Slack's clock moves on
    const signature =
      sending.signature === undefined
        ? `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`
        : sending.signature;
    const reply = await fetch(`${this.#url}/slack/events`, {
      method: "POST",
      body,
      headers: {
        "content-type": type,
        ...(timestamp !== null && { "x-slack-request-timestamp": String(timestamp) }),
        ...(signature !== null && { "x-slack-signature": signature }),
        ...headers,
      },
    });
    return { status: reply.status, body: await reply.text() };
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#url}${path}`, { headers, redirect: "manual" });
  }

  /** All work that was begun is done. */
  async settled(): Promise<void> {
    await this.slack.settle();
  }

  /** Ends so many of the waits that begin from now on, one by one, until something has happened. */
  async passTime(times: number, until: () => Promise<void>): Promise<void> {
    let happened = false;
    const done = until().then(() => {
      happened = true;
    });
    for (let ended = 0; !happened && ended < times; ) {
      const wait = this.waits.shift();
      if (wait) {
        wait.end();
        ended += 1;
      } else await new Promise(setImmediate);
    }
    await done;
  }

  async close(): Promise<void> {
    for (const { end } of this.waits) end();
    await this.slack.stop();
    this.#server.closeAllConnections();
    this.#server.close();
    this.wire.close();
  }
}
