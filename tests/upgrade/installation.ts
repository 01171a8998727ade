/**
 * All of the program on one store: the bot, its outbox and reminders, and the three adapters that listen on HTTP, with
 * their checks of signatures and tokens. Only the wire to Slack and Microsoft is a stand-in, and the clock is an argument.
 */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import nock from "nock";
import { openSlack, SLACK_PATH, type Slack } from "../../adapters/slack/main.ts";
import { openTeams, TEAMS_PATH, type Teams } from "../../adapters/teams/main.ts";
import { openWeb, type Web } from "../../adapters/web/main.ts";
import { type BotService, createService } from "../../src/bot/service.ts";
import { loadProtocol, loadProtocolStore, PROTOCOLS } from "../../src/protocol-store.ts";
import { loadHospitalConfig } from "../../src/site/load-hospital-config.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { bodyOf } from "../adapters/slack/form-body.ts";
import { FakeConnector, SECRET, serveKeysAndTokens, token } from "../fakes/microsoft.ts";
import { SlackWire } from "../fakes/slack-wire.ts";
import { APP, TENANT } from "../fakes/teams-activities.ts";
import { wordLists } from "../word-lists.ts";
import type { Payload } from "./client.ts";

const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";

/** A store that is not open yet. */
export interface StoreAt {
  url: string;
  masterKey: string;
  /** The schema of a Postgres store. */
  schema?: string;
}

export interface InstallationParts {
  store: StoreAt;
  /** The folder with the hospital's site.yaml. */
  folder: string;
  /** Milliseconds since the epoch; it stands still until it is moved. */
  now: number;
  newId: () => string;
  newHandle: () => string;
}

/** What was answered to a request. */
export interface Reply {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came back is looked into
  json: any;
}

/** What a program uses besides its store and its adapters: the protocols as they are shipped, and the hospital's own file. */
export function settings(folder: string) {
  const latest = loadProtocol();
  const library = loadProtocolStore(PROTOCOLS);
  return {
    latest,
    find: library.find,
    lists: wordLists,
    site: {
      ...loadHospitalConfig(null, folder, latest.protocol, {
        known: ["slack", "teams"],
        open: ["slack", "teams"],
      }),
      // the requests that are played here answer one question after another
      asks: "one by one" as const,
    },
    observer: { turn() {}, decided() {}, overdue() {}, send() {} },
  };
}

export const openStoreAt = ({ url, masterKey, schema }: StoreAt): Promise<Store> =>
  openStore(url, { masterKey, ...(schema !== undefined && { postgres: { schema } }) });

export class Installation {
  now: number;
  readonly slackWire = new SlackWire();
  readonly teamsWire: FakeConnector;
  /** Where Teams is reached by a bot that nobody has spoken to in a conversation. */
  readonly teamsEverywhere: FakeConnector;
  /** What went wrong, by its log line. */
  readonly errors: string[] = [];
  store!: Store;
  service!: BotService;
  url = "";
  readonly #parts: InstallationParts;
  #slack!: Slack;
  #teams!: Teams;
  #web!: Web;
  #server!: Server;

  private constructor(parts: InstallationParts) {
    this.#parts = parts;
    this.now = parts.now;
    serveKeysAndTokens();
    this.teamsWire = new FakeConnector();
    this.teamsEverywhere = new FakeConnector("https://smba.trafficmanager.net/teams/");
  }

  /** Starts as `npm start` does; what waits in the outbox is on its way then, and nothing was looked for that is due. */
  static async open(parts: InstallationParts): Promise<Installation> {
    const installation = new Installation(parts);
    await installation.#start();
    return installation;
  }

  async #start(): Promise<void> {
    const { store, folder, newId, newHandle } = this.#parts;
    const log = (level: string, event: string, fields: object = {}) => {
      if (level === "error") this.errors.push(`${event} ${JSON.stringify(fields)}`);
    };
    const now = () => this.now;
    this.store = await openStoreAt(store);
    this.service = createService({
      ...settings(folder),
      store: this.store,
      now,
      steady: now,
      log,
      newId,
      newHandle,
    });
    const { bot, casebook } = this.service;
    const { addresses } = this.store;
    this.#slack = openSlack(
      { botToken: "xoxb-0000-test", signingSecret: SIGNING_SECRET, pictures: true },
      // Bolt checks that a request is fresh by the machine's own clock; time limits never pass here
      { bot, casebook, addresses, log, wait: () => new Promise(() => {}) },
    );
    this.#teams = openTeams(
      {
        credentials: { appId: APP, secret: SECRET, type: "SingleTenant", tenant: TENANT, allowed: [TENANT] },
        anyone: false,
      },
      {
        bot,
        casebook,
        addresses,
        log,
        timing: { wait: async () => {}, timeLimit: () => new Promise(() => {}) },
      },
    );
    this.#web = openWeb({ accessToken: null, local: false }, { bot, casebook, clock: now });
    const app = express();
    this.#slack.mount(app);
    this.#teams.mount(app);
    this.#web.mount(app);
    for (const { adapter } of [this.#slack, this.#teams, this.#web]) this.service.open(adapter);
    this.#server = createServer(app).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    await this.#slack.start();
  }

  /** Posts as its platform does, signed, and waits until all is said that follows from it. */
  async deliver(payload: Payload): Promise<Reply> {
    const reply = await this.send(payload);
    await this.settled();
    return reply;
  }

  /** Posts, and waits for the answer alone. */
  async send({ post, body }: Payload): Promise<Reply> {
    const [contentType, text] =
      post === SLACK_PATH ? bodyOf(body) : ["application/json", JSON.stringify(body)];
    const response = await fetch(`${this.url}${post}`, {
      method: "POST",
      body: text,
      headers: { "content-type": contentType, ...this.#proof(post, text) },
    });
    const answer = await response.text();
    return { status: response.status, text: answer, json: parsed(answer) };
  }

  /** What shows that a request is its platform's own. */
  #proof(post: string, text: string): Record<string, string> {
    if (post === TEAMS_PATH) return { authorization: `Bearer ${token()}` };
    if (post !== SLACK_PATH) return { "x-triage-page": "1" };
    const time = String(Math.floor(Date.now() / 1000));
    const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${time}:${text}`).digest("hex");
    return { "x-slack-request-timestamp": time, "x-slack-signature": `v0=${digest}` };
  }

  async settled(): Promise<void> {
    await this.#slack.settle();
    await this.service.settled();
    // waits for pictures as well; it goes on taking requests
    await this.#teams.stop();
    await this.service.settled();
  }

  /** Ends as a process that is asked to. */
  async close(): Promise<void> {
    await this.settled();
    await this.service.stop();
    await this.end();
  }

  /** Ends as a process that is killed: what is on its way stays on its way. */
  async end(): Promise<void> {
    this.#web.stop();
    this.#server.closeAllConnections();
    this.#server.close();
    await this.store.close();
    this.slackWire.close();
    nock.cleanAll();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
