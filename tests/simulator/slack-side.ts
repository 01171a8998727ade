/** Slack's adapter in one process: the whole of it (Bolt behind Express, the Web API's client), without sockets. */
import { createHmac } from "node:crypto";
import express from "express";
import inject from "light-my-request";
import { openSlack } from "../../adapters/slack/main.ts";
import type { ChannelAdapter } from "../../src/adapter.ts";
import { bodyOf, FORM } from "../adapters/slack/form-body.ts";
import type { Answer } from "./platform.ts";
import type { Program } from "./program.ts";
import type { PlatformParts } from "./simulated-slack.ts";
import { type SimulatedSlackApi, tokenOf } from "./simulated-slack-api.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

export class SlackSide {
  readonly adapter: ChannelAdapter;
  readonly #app = express();
  readonly #now: () => number;

  constructor(program: Program, { gate, now, note }: PlatformParts, api: SimulatedSlackApi) {
    this.#now = now;
    api.serve(program);
    const slack = openSlack(
      { botToken: tokenOf(program), signingSecret: SECRET },
      {
        bot: program.bot,
        casebook: program.service.casebook,
        addresses: program.store.addresses,
        now,
        wait: (ms) => gate.pass(program, "wait", `${ms} ms`, () => {}, { due: now() + ms }),
        log: (level, what, fields = {}) => {
          if (level !== "info") note(`${program.name} slack: ${what} ${fields.code ?? fields.reason ?? ""}`);
        },
      },
    );
    slack.mount(this.#app);
    this.adapter = slack.adapter;
  }

  /** Sends as Slack does: signed, and with the number of the attempt. */
  async deliver(payload: object, attempt: number): Promise<Answer> {
    const [type, body] = bodyOf(payload);
    // each request is signed in its own right, or two within one second would look like a replay
    const time = Math.floor(this.#now() / 1000);
    const text = type === FORM ? `${body}&n=${nonce()}` : body.replace(/}$/, `,"n":${nonce()}}`);
    const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${text}`).digest("hex")}`;
    const reply = await inject(this.#app, {
      method: "POST",
      url: "/slack/events",
      payload: text,
      headers: {
        "content-type": type,
        "x-slack-request-timestamp": String(time),
        "x-slack-signature": signature,
        ...(attempt > 1 && {
          "x-slack-retry-num": String(attempt - 1),
          "x-slack-retry-reason": "http_timeout",
        }),
      },
    });
    return { status: reply.statusCode, body: reply.payload };
  }
}

let count = 0;
const nonce = (): number => {
  count += 1;
  return count;
};
