/** Checks whether Microsoft gives the bot a token. */
import { askPlatform, type CheckFinding, platformCode } from "../../src/index.ts";
import type { TeamsConfig } from "./settings.ts";

export async function checkTeams(config: TeamsConfig | null, ask: typeof fetch): Promise<CheckFinding> {
  if (!config) return { state: "off", says: "Not configured (docs/teams.md)." };
  if (!config.credentials)
    return { state: "off", says: "Open without credentials, for trying it. Never in a hospital." };
  const { appId, secret, type, tenant } = config.credentials;
  const where = type === "SingleTenant" ? tenant : "botframework.com";
  const answer = await askPlatform(ask, `https://login.microsoftonline.com/${where}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: appId,
      client_secret: secret,
      scope: "https://api.botframework.com/.default",
    }),
  });
  if ("state" in answer) return answer;
  if (typeof answer.body.access_token !== "string")
    return {
      state: "wrong",
      says: `Microsoft refuses the app (${platformCode(answer.body.error)}). Check TEAMS_APP_ID, TEAMS_APP_SECRET, TEAMS_APP_TYPE (${type}) and TEAMS_TENANT_ID.`,
    };
  return { state: "right", says: `Microsoft knows the app (${type}).${answer.clock}` };
}
