/** Checks whether Slack knows the bot. */
import { askPlatform, type CheckFinding, platformCode } from "../../src/index.ts";
import type { SlackConfig } from "./settings.ts";

export async function checkSlack(config: SlackConfig | null, ask: typeof fetch): Promise<CheckFinding> {
  if (!config) return { state: "off", says: "Not configured (docs/slack.md)." };
  if (config.botToken === undefined)
    return { state: "right", says: "Workspaces install the app themselves, at /slack/install." };
  const answer = await askPlatform(ask, "https://slack.com/api/auth.test", {
    headers: { authorization: `Bearer ${config.botToken}` },
  });
  if ("state" in answer) return answer;
  if (answer.body.ok !== true)
    return {
      state: "wrong",
      says: `Slack refuses SLACK_BOT_TOKEN (${platformCode(answer.body.error)}). Install the app again.`,
    };
  return { state: "right", says: `Slack knows the bot.${answer.clock}` };
}
