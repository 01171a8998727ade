/** The Slack adapter as the program's list has it. */
import type { AdapterModule } from "../../src/index.ts";
import { checkSlack } from "./check.ts";
import { type SlackConfig, slackSettings } from "./settings.ts";

export const slackModule = {
  platform: "slack",
  name: "Slack",
  takesRoutes: true,
  settings: slackSettings,
  offNotice:
    "Slack is off: set SLACK_BOT_TOKEN, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN (docs/slack.md).",
  calledFromOutside: ({ appToken }) => appToken === undefined,
  check: checkSlack,
  async open(config, parts) {
    const { openSlack, SLACK_PATH } = await import("./main.ts");
    const slack = openSlack(config, parts);
    const where = config.appToken ? "by Socket Mode" : `requests come to ${SLACK_PATH}`;
    return { ...slack, openNotice: () => `Slack is open: ${where}.` };
  },
} as const satisfies AdapterModule<string, SlackConfig>;
