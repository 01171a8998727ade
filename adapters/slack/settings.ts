/** The settings of Slack's adapter, and whether they are enough to open it. */
import { z } from "zod";
import {
  listedValues,
  listMatching,
  matching,
  missingSetting,
  SettingInvalid,
  settingsGroup,
} from "../../src/index.ts";

export interface SlackConfig {
  /** The bot's token for the one workspace; left out when workspaces install the app themselves. */
  botToken?: string | undefined;
  /** Proves that a request over HTTP is Slack's. */
  signingSecret?: string | undefined;
  /** Opens Socket Mode, which replaces HTTP when set. */
  appToken?: string | undefined;
  /**
   * The workspaces and organisations that are served, by id. Empty or left out: the one that the bot's token belongs to;
   * where workspaces install the app themselves, they must be named.
   */
  workspaces?: readonly string[];
  /** For several workspaces: each installs the app at /slack/install. HTTP only. */
  oauth?: OAuthConfig | null;
  /** Pictures of a case can be posted: this needs PICTURE_SCOPE. Off when left out. */
  pictures?: boolean;
  /** Another Web API than Slack's, for trials. */
  apiUrl?: string;
}

export interface OAuthConfig {
  clientId: string;
  clientSecret: string;
  /** Signs the state parameter that an install comes back with. */
  stateSecret: string;
}

export const slackSettings = settingsGroup({
  title: "Slack",
  variables: [
    {
      name: "SLACK_BOT_TOKEN",
      about: "The bot's token of the one workspace that is served.",
      example: "xoxb-...",
      secret: true,
      schema: matching(/^xoxb-\S+$/, "a bot token, which begins with xoxb-"),
    },
    {
      name: "SLACK_SIGNING_SECRET",
      about: "Proves that a request is Slack's. Needed with a public address.",
      example: "32 hexadecimal digits",
      secret: true,
      schema: matching(/^\S{16,}$/, "the app's signing secret, from its Basic Information page"),
    },
    {
      name: "SLACK_APP_TOKEN",
      about:
        "Opens Socket Mode, for a hospital without a public address. Used instead of HTTP when it is set.",
      example: "xapp-...",
      secret: true,
      schema: matching(/^xapp-\S+$/, "an app-level token, which begins with xapp-"),
    },
    {
      name: "SLACK_WORKSPACES",
      about:
        "The workspaces and organisations that are served; others get one polite refusal. Needed where workspaces install the app themselves.",
      example: "T0123456789, E0123456789",
      schema: listMatching(/^[TE][A-Z0-9]+$/, "ids that begin with T or E, with commas between"),
    },
    {
      name: "SLACK_CLIENT_ID",
      about: "With the next two, workspaces install the app themselves at /slack/install.",
      example: "1234567890.1234567890",
      schema: matching(/^[\d.]+$/, "the app's client id, digits and a point"),
    },
    {
      name: "SLACK_CLIENT_SECRET",
      about: "The app's client secret.",
      example: "32 hexadecimal digits",
      secret: true,
      schema: matching(/^\S{16,}$/, "the app's client secret, from its Basic Information page"),
    },
    {
      name: "SLACK_STATE_SECRET",
      about: "Protects an install that is under way against forgery.",
      example: "made by: openssl rand -base64 32",
      secret: true,
      schema: matching(
        /^\S{24,}$/,
        "at least 24 characters without spaces, made by: openssl rand -base64 32",
      ),
    },
    {
      name: "SLACK_PICTURES",
      about:
        "Offers a case's picture in its thread: on or off. The app needs the permission files:write for it.",
      example: "on",
      schema: z.enum(["on", "off"], { error: "is on or off" }).default("off"),
    },
  ],
  /** Partial configuration is refused: an adapter that was meant to be open must not stay off silently. */
  read(values, service): SlackConfig | null | SettingInvalid {
    const {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_APP_TOKEN: appToken,
    } = values;
    const client = [values.SLACK_CLIENT_ID, values.SLACK_CLIENT_SECRET, values.SLACK_STATE_SECRET];
    const installs = client.some((each) => each !== undefined);
    if (!botToken && !signingSecret && !appToken && !installs) return null;
    const workspaces = listedValues(values.SLACK_WORKSPACES);
    const pictures = values.SLACK_PICTURES === "on";
    if (installs) {
      const [clientId, clientSecret, stateSecret] = client;
      if (!clientId) return missingSetting("SLACK_CLIENT_ID", "workspaces are to install the app");
      if (!clientSecret) return missingSetting("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID is");
      if (!stateSecret) return missingSetting("SLACK_STATE_SECRET", "SLACK_CLIENT_ID is");
      if (botToken)
        return new SettingInvalid(
          "SLACK_BOT_TOKEN",
          "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set",
          "Keep SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID for several that install the app.",
        );
      if (appToken)
        return new SettingInvalid(
          "SLACK_APP_TOKEN",
          "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both set",
          "Installs by workspaces need HTTP: unset SLACK_APP_TOKEN.",
        );
      if (!signingSecret) return missingSetting("SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID is");
      if (!service.masterKey)
        return missingSetting("TRIAGE_MASTER_KEY", "the tokens of workspaces are not stored without it");
      // anybody on Slack can open the install page: without a list a stranger's workspace would be served
      if (workspaces.length === 0)
        return new SettingInvalid(
          "SLACK_WORKSPACES",
          "SLACK_WORKSPACES is not set, and with SLACK_CLIENT_ID any workspace could install the app",
          "Set SLACK_WORKSPACES to the ids of the workspaces (T...) and organisations (E...) that are served.",
        );
      const oauth = { clientId, clientSecret, stateSecret };
      return { botToken, signingSecret, appToken, workspaces, pictures, oauth };
    }
    if (!botToken) return missingSetting("SLACK_BOT_TOKEN", "Slack is otherwise configured");
    if (!signingSecret && !appToken)
      return new SettingInvalid(
        "SLACK_SIGNING_SECRET",
        "SLACK_BOT_TOKEN is set, and neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN",
        "Set SLACK_SIGNING_SECRET when Slack can reach this machine, or SLACK_APP_TOKEN for Socket Mode.",
      );
    return { botToken, signingSecret, appToken, workspaces, pictures, oauth: null };
  },
});
