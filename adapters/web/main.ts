/** The page in the browser: Adaptive Cards as in Teams, on the one Express app, for this machine or behind a sign-in. */
import type { Express } from "express";
import type { Bot, Casebook, Delivery, Door } from "../../src/index.ts";
import { listenFault, type WebConfig } from "./access.ts";
import { PLATFORM } from "./parse.ts";
import { createRouter } from "./routes.ts";
import { createStreams, type Log } from "./streams.ts";

export { listenFault, type WebConfig } from "./access.ts";
export type { Log } from "./streams.ts";

export interface WebParts {
  bot: Bot;
  casebook: Casebook;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log?: Log;
  /** How often the page's streams look for what another process has posted; 3 seconds when absent. */
  lookEveryMs?: number;
}

export interface Web {
  door: Door;
  /** @param at where the page is: "/" or a path such as "/page" */
  mount(app: Express, at?: string): void;
  /** Ends the streams, so that the server can close. */
  stop(): void;
}

/**
 * Builds the page's door. Before listening, ask `listenFault` whether the address will do.
 * @throws Error for an access token that is too short
 */
export function openWeb(config: WebConfig, parts: WebParts): Web {
  const { bot, casebook, clock: now, log = () => {}, lookEveryMs = 3000 } = parts;
  const fault = listenFault(config, "127.0.0.1");
  if (fault !== null) throw new Error(fault);
  const streams = createStreams({ casebook, now, log, lookEveryMs });
  // What is to be delivered is on record already, and the page reads the record: it only has to look.
  const deliver = async ({ key, thread }: Delivery) => {
    streams.nudge(thread.channel);
    return { messageId: key };
  };
  return {
    door: {
      platform: PLATFORM,
      post: deliver,
      update: deliver,
      tell: async (delivery) => {
        await deliver(delivery);
        return { messageId: null };
      },
    },
    mount(app, at = "/") {
      const path = at.endsWith("/") ? at : `${at}/`;
      app.use(at, createRouter({ config, bot, casebook, streams, now, log, path }));
    },
    stop: () => streams.stop(),
  };
}
