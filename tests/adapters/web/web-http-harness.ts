/** The page on a real HTTP server, before the real bot over a real SQLite file; a clock that is moved by hand. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { openWeb, type Web, type WebConfig } from "../../../adapters/web/main.ts";
import type { Bot, Receipt, Request } from "../../../src/adapter.ts";
import { type BotService, createService, type ServiceParts } from "../../../src/bot/service.ts";
import { loadProtocol } from "../../../src/protocol-store.ts";
import { NO_HOSPITAL_CONFIG } from "../../../src/site/hospital-config.ts";
import { openStore } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";

export const NOON = Date.parse("2026-11-25T12:00:00Z");
const content = loadProtocol();

export interface WebHarnessOptions {
  config: WebConfig;
  at: string;
}

export class WebHttpHarness {
  now = NOON;
  url = "";
  store!: Store;
  parts!: ServiceParts;
  service!: BotService;
  /** What reached the bot. */
  readonly requests: Request[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "web-"));
  readonly #setting: WebHarnessOptions;
  #web!: Web;
  #server: Server | null = null;
  #port = 0;

  private constructor(setting: WebHarnessOptions) {
    this.#setting = setting;
  }

  static async open({
    config = { accessToken: null },
    at = "/",
  }: Partial<WebHarnessOptions> = {}): Promise<WebHttpHarness> {
    const stage = new WebHttpHarness({ config, at });
    await stage.start();
    return stage;
  }

  /** Starts on the same file and port as before: nothing else is kept. */
  async start(): Promise<void> {
    this.store = await openStore(`sqlite:${this.#folder}/triage.db`);
    this.parts = {
      store: this.store,
      latest: content,
      find: (pin) => (pin.hash === content.hash ? content : undefined),
      site: NO_HOSPITAL_CONFIG,
      now: () => this.now,
      log: () => {},
      observer: { turn() {}, decided() {}, overdue() {}, send() {} },
      newHandle: () => `amber-falcon-${41 + Math.max(1, this.#starts())}`,
    };
    this.service = createService(this.parts);
    const { config, at } = this.#setting;
    this.#web = openWeb(config, {
      bot: this.#heard(this.service.bot),
      casebook: this.service.casebook,
      clock: () => this.now,
      lookEveryMs: 100,
    });
    this.service.open(this.#web.adapter);
    const app = express();
    this.#web.mount(app, at);
    const server = createServer(app).listen(this.#port, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.url = `http://127.0.0.1:${this.#port}`;
  }

  #starts = () => this.requests.filter(({ inbound }) => inbound.kind === "start").length;

  #heard(bot: Bot): Bot {
    return {
      receive: (request: Request): Promise<Receipt> => {
        this.requests.push(request);
        return bot.receive(request);
      },
      form: (...wish) => bot.form(...wish),
      cases: (actor) => bot.cases(actor),
      knows: (thread) => bot.knows(thread),
    };
  }

  /** As a process that ends: what it knew is gone. */
  async end(): Promise<void> {
    this.#web.stop();
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    if (server) await new Promise((done) => server.close(done));
    await this.service.stop();
    await this.store.close();
  }

  async close(): Promise<void> {
    if (this.#server) await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
