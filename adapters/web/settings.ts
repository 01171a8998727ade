/** The page's settings. Without any, it is open on this machine only. */
import { z } from "zod";
import { matching, settingsGroup } from "../../src/index.ts";
import type { WebConfig } from "./access.ts";

export const webSettings = settingsGroup({
  title: "The page",
  variables: [
    {
      name: "WEB_ACCESS_TOKEN",
      about:
        "Lets people open the page from other machines. Without it the page is shown on this machine alone.",
      example: "made by: openssl rand -base64 32",
      secret: true,
      schema: matching(
        /^\S{24,}$/,
        "at least 24 characters without spaces, made by: openssl rand -base64 32",
      ),
    },
    {
      name: "WEB_PAGE",
      about:
        "Beside Slack over HTTP, Teams or an API the page is off without WEB_ACCESS_TOKEN. local opens it to this machine all the same: only where no proxy passes it on.",
      example: "local",
      schema: z.enum(["local"], { error: "is local, or not set" }).optional(),
    },
  ],
  read: ({ WEB_ACCESS_TOKEN, WEB_PAGE }): WebConfig => ({
    accessToken: WEB_ACCESS_TOKEN ?? null,
    local: WEB_PAGE === "local",
  }),
});
