/** The page in the browser: Adaptive Cards as in Teams, on the one Express app, for this machine or behind a sign-in. */
import type { Express } from "express";
import type { Bot, CaseQueries, ChannelAdapter, Delivery } from "../../src/index.ts";
import { type WebConfig, webListenError } from "./access.ts";
import { createStreams, type WebLog } from "./event-streams.ts";
import { WEB_PLATFORM } from "./parse.ts";
import { createRouter } from "./routes.ts";

export { type WebConfig, webListenError } from "./access.ts";
export type { WebLog } from "./event-streams.ts";

export interface WebParts {
  bot: Bot;
  casebook: CaseQueries;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log?: WebLog;
  /** How often the page's streams check what another process has posted; 3 seconds when absent. */
  lookEveryMs?: number;
}

export interface Web {
  adapter: ChannelAdapter;
  /** @param at where the page is: "/" or a path such as "/page" */
  mount(app: Express, at?: string): void;
  /** Ends the streams, so that the server can close. */
  stop(): void;
}

/**
 * The page for a bot. Before listening, ask `webListenError` whether the place is safe.
 * @throws Error for an access token that is too short
 */
export function openWeb(config: WebConfig, parts: WebParts): Web {
  const { bot, casebook, clock: now, log = () => {}, lookEveryMs = 3000 } = parts;
  const fault = webListenError(config, { host: "127.0.0.1", beside: [] });
  if (fault !== null) throw new Error(fault);
  const streams = createStreams({ casebook, now, log, lookEveryMs });
  // The message is already on record, and the page reads the record: it only has to check.
  const deliver = async ({ key, thread }: Delivery) => {
    streams.nudge(thread.channel);
    return { messageIds: [key], at: now() };
  };
  return {
    adapter: {
      platform: WEB_PLATFORM,
      post: deliver,
      update: deliver,
      tell: async (delivery) => {
        await deliver(delivery);
        return { messageIds: [] };
      },
    },
    mount(app, at = "/") {
      const path = at.endsWith("/") ? at : `${at}/`;
      app.use(at, createRouter({ config, bot, casebook, streams, now, log, path }));
    },
    stop: () => streams.stop(),
  };
}
