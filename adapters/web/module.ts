/** The page's adapter as the program's list has it. */
import type { AdapterModule } from "../../src/index.ts";
import { type WebConfig, webListenError } from "./access.ts";
import { WEB_PLATFORM } from "./parse.ts";
import { webSettings } from "./settings.ts";

export const webModule = {
  platform: WEB_PLATFORM,
  name: "The page",
  takesRoutes: false,
  settings: webSettings,
  offNotice: "The page is off.",
  listenFault(config, place) {
    const fault = webListenError(config, place);
    return fault === null ? null : { says: fault, stops: false };
  },
  async open(config, { bot, casebook, now, log }) {
    const { openWeb } = await import("./main.ts");
    const web = openWeb(config, {
      bot,
      casebook,
      clock: now,
      log: (event, fields) => log("info", event, fields),
    });
    return {
      adapter: web.adapter,
      mount: (app) => web.mount(app),
      openNotice: (url) => `The page is at ${url}/`,
      stop: () => web.stop(),
    };
  },
} as const satisfies AdapterModule<string, WebConfig>;
