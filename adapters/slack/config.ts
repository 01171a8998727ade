/** What this door needs to be told, read from the environment. */
import { SettingInvalid } from "../../src/index.ts";

export interface SlackConfig {
  /** The bot's token of the one workspace; left out when workspaces install the app themselves. */
  botToken?: string;
  /** Proves that a request over HTTP is Slack's. */
  signingSecret?: string;
  /** Opens Socket Mode, and is used instead of HTTP when it is set. */
  appToken?: string;
  /** The workspaces and organisations that are served, by id; empty or left out: all where the app is installed. */
  workspaces?: readonly string[];
  /** For several workspaces: each installs the app at /slack/install. HTTP only. */
  oauth?: OAuthConfig;
  /** Another Web API than Slack's, for trials. */
  apiUrl?: string;
}

export interface OAuthConfig {
  clientId: string;
  clientSecret: string;
  /** Signs the state that an install comes back with; any long random text. */
  stateSecret: string;
  /** Where Slack sends people back to; the app's only one when left out. */
  redirectUri?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const OAUTH = ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET"] as const;

/** Each of these alone turns the door on. */
const CREDENTIALS = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", ...OAUTH] as const;

/**
 * Null when nothing about Slack is set. Half a configuration is refused, and so is one that says two things.
 * @throws SettingInvalid which names the variable and the cure, and never holds a value
 */
export function readSlackConfig(env: Environment): SlackConfig | null {
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  if (CREDENTIALS.every((name) => given(name) === undefined)) return null;
  const botToken = tokenOf("SLACK_BOT_TOKEN", given("SLACK_BOT_TOKEN"), "xoxb-", "OAuth & Permissions");
  const appToken = tokenOf("SLACK_APP_TOKEN", given("SLACK_APP_TOKEN"), "xapp-", "Basic Information");
  const signingSecret = given("SLACK_SIGNING_SECRET");
  const workspaces = workspacesOf(given("SLACK_ALLOWED_WORKSPACES"));
  const oauth = oauthOf(given, workspaces);
  if (oauth && botToken)
    throw new SettingInvalid(
      "SLACK_BOT_TOKEN",
      "SLACK_BOT_TOKEN is set, and so are the credentials of an app that workspaces install.",
      "Keep the token for one workspace, or the three SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_STATE_SECRET for several.",
    );
  if (!oauth && !botToken)
    throw new SettingInvalid(
      "SLACK_BOT_TOKEN",
      "SLACK_BOT_TOKEN is missing.",
      "Copy the Bot User OAuth Token (xoxb-) from OAuth & Permissions of the app's settings.",
    );
  if (oauth && appToken)
    throw new SettingInvalid(
      "SLACK_APP_TOKEN",
      "Workspaces install the app over HTTP, and SLACK_APP_TOKEN asks for Socket Mode.",
      "Unset SLACK_APP_TOKEN, or run one workspace with SLACK_BOT_TOKEN.",
    );
  if (!appToken && !signingSecret)
    throw new SettingInvalid(
      "SLACK_SIGNING_SECRET",
      "Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set, so Slack cannot reach the bot.",
      "With a public address set SLACK_SIGNING_SECRET (Basic Information); without one set SLACK_APP_TOKEN for Socket Mode.",
    );
  const apiUrl = given("SLACK_API_URL");
  return {
    ...(botToken !== undefined && { botToken }),
    ...(appToken !== undefined && { appToken }),
    ...(signingSecret !== undefined && { signingSecret }),
    ...(workspaces.length > 0 && { workspaces }),
    ...(oauth !== undefined && { oauth }),
    ...(apiUrl !== undefined && { apiUrl }),
  };
}

function tokenOf(name: string, value: string | undefined, start: string, page: string): string | undefined {
  if (value === undefined || value.startsWith(start)) return value;
  throw new SettingInvalid(
    name,
    `${name} does not begin with ${start}.`,
    `Copy the token that does from ${page} of the app's settings.`,
  );
}

function workspacesOf(value: string | undefined): string[] {
  const ids = (value ?? "").split(/[\s,]+/).filter(Boolean);
  if (ids.every((id) => /^[TE][A-Z0-9]+$/.test(id))) return ids;
  throw new SettingInvalid(
    "SLACK_ALLOWED_WORKSPACES",
    "SLACK_ALLOWED_WORKSPACES holds something that is not the id of a workspace or an organisation.",
    "Write ids that begin with T or E, with commas between: the first part after app.slack.com/client/ in a browser.",
  );
}

function oauthOf(
  given: (name: string) => string | undefined,
  workspaces: readonly string[],
): OAuthConfig | undefined {
  const [clientId, clientSecret, stateSecret] = OAUTH.map(given);
  if (!clientId && !clientSecret && !stateSecret) return undefined;
  if (!clientId || !clientSecret || !stateSecret) {
    const missing = OAUTH.filter((name) => !given(name));
    throw new SettingInvalid(
      missing[0] ?? "",
      `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} missing, and others for installs by workspaces are set.`,
      "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (Basic Information) and SLACK_STATE_SECRET (any long random text), or none of them.",
    );
  }
  if (workspaces.length === 0)
    throw new SettingInvalid(
      "SLACK_ALLOWED_WORKSPACES",
      "Workspaces may install the app, and SLACK_ALLOWED_WORKSPACES does not say which.",
      "Name the ids of the workspaces and organisations whose people may use the bot.",
    );
  const redirectUri = given("SLACK_REDIRECT_URI");
  return { clientId, clientSecret, stateSecret, ...(redirectUri !== undefined && { redirectUri }) };
}
