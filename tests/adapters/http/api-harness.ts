/** The HTTP API on a real HTTP server, before the real bot over a real store. */
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { AdapterModule } from "../../../src/app/adapter-module.ts";
import { CONTENT, type HarnessOptions, ServiceHarness, SHIPPED } from "../../service-harness.ts";

export const SYSTEM_TOKEN = "a-token-of-a-system-0123456789";
export const PERSON_TOKEN = "a-token-of-a-person-0123456789";
export const COLLEAGUE_TOKEN = "a-token-of-a-colleague-0123456789";
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** As an operator writes them. */
export const TOKENS = [
  `system bed-board Bed board sha256:${sha256(SYSTEM_TOKEN)}`,
  `person web:local:sam-okafor Sam Okafor sha256:${sha256(PERSON_TOKEN)}`,
  `person web:local:kim-lund Kim Lund sha256:${sha256(COLLEAGUE_TOKEN)}`,
].join(", ");

export interface ApiCall {
  method?: string;
  token?: string | null;
  headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is text, else as JSON. */
  body?: unknown;
}

export interface ApiResponse {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a response holds is what the tests check
  json: any;
}

/** One or more adapters on one server, each by its module and its environment. */
export class ApiHarness extends ServiceHarness {
  url = "";
  readonly log: { event: string; fields: unknown }[] = [];
  #server!: Server;

  static async openApi(
    modules: readonly (readonly [AdapterModule, Readonly<Record<string, string>>])[],
    options: HarnessOptions = {},
  ): Promise<ApiHarness> {
    const harness = new ApiHarness({ now: Date.parse("2026-11-25T12:00:00Z"), ...options });
    await harness.restart({ latest: SHIPPED });
    const app = express();
    for (const [module, env] of modules) {
      const config = module.settings.read(env, { masterKey: undefined });
      if (config === null || config instanceof Error)
        throw config ?? new Error("the settings are not enough");
      const opened = await module.open(config, {
        bot: harness.bot,
        ...harness.adapterParts,
        installations: harness.store.installations,
        protocols: { latest: SHIPPED, all: [CONTENT, SHIPPED] },
        site: harness.parts.site,
        now: () => harness.now,
        log: (_level, event, fields) => harness.log.push({ event, fields }),
      });
      opened.mount(app);
      harness.serve(opened.adapter);
    }
    // a machine that is busy with other tests leaves a connection idle for longer than the five seconds of Node
    harness.#server = createServer({ keepAliveTimeout: 300_000 }, app);
    await new Promise<void>((done) => harness.#server.listen(0, "127.0.0.1", done));
    harness.url = `http://127.0.0.1:${(harness.#server.address() as AddressInfo).port}`;
    return harness;
  }

  async call(
    path: string,
    { method, token = SYSTEM_TOKEN, headers = {}, body }: ApiCall = {},
  ): Promise<ApiResponse> {
    const response = await fetch(`${this.url}${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && {
        body:
          body instanceof Uint8Array
            ? Buffer.from(body)
            : typeof body === "string"
              ? body
              : JSON.stringify(body),
      }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    };
  }

  override async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await super.close();
  }
}
