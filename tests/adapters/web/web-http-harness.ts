/** The page on a real HTTP server, before the real bot over a real SQLite file; a clock that is moved by hand. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { openWeb, type Web, type WebConfig } from "../../../adapters/web/main.ts";
import type { Bot, Receipt, Request } from "../../../src/adapter.ts";
import type { ServiceParts } from "../../../src/bot/service.ts";
import type { HospitalConfig } from "../../../src/site/hospital-config.ts";
import { ServiceHarness } from "../../service-harness.ts";

export const NOON = Date.parse("2026-11-25T12:00:00Z");

export interface WebHarnessOptions {
  config: WebConfig;
  at: string;
  site?: Partial<HospitalConfig>;
  parts?: Partial<ServiceParts>;
}

export class WebHttpHarness extends ServiceHarness {
  url = "";
  /** What reached the bot. */
  readonly requests: Request[] = [];
  readonly #setting: WebHarnessOptions;
  #web!: Web;
  #server: Server | null = null;
  #port = 0;

  private constructor(setting: WebHarnessOptions) {
    const { site = {}, parts = {} } = setting;
    super({ now: NOON, site, parts });
    this.#setting = setting;
  }

  static async openPage({
    config = { accessToken: null, local: false },
    at = "/",
    ...more
  }: Partial<WebHarnessOptions> = {}): Promise<WebHttpHarness> {
    const page = new WebHttpHarness({ config, at, ...more });
    await page.start();
    return page;
  }

  /** Starts on the same file and port as before: nothing else is kept. */
  async start(): Promise<void> {
    await this.restart({ newHandle: () => `amber-falcon-${41 + Math.max(1, this.#starts())}` });
    const { config, at } = this.#setting;
    this.#web = openWeb(config, {
      bot: this.#heard(this.service.bot),
      casebook: this.service.casebook,
      clock: () => this.now,
      lookEveryMs: 100,
    });
    this.serve(this.#web.adapter);
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
      readOpening: (words) => bot.readOpening(words),
      form: (...wish) => bot.form(...wish),
      cases: (actor) => bot.cases(actor),
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
  }

  override async close(): Promise<void> {
    if (this.#server) await this.end();
    await super.close();
  }
}
