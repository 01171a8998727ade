/** The settings of Teams' adapter, whether they are enough to open it, and whether it may listen with them. */
import { z } from "zod";
import {
  isLoopbackName,
  type ListenFault,
  type ListenPlace,
  listedValues,
  listMatching,
  matching,
  missingSetting,
  SettingInvalid,
  settingsGroup,
} from "../../src/index.ts";

export interface TeamsConfig {
  /** Null: anybody may call, so the bot answers this machine only, unless `anyone` is set. */
  credentials: TeamsCredentials | null;
  /** The explicit local flag: without credentials, calls from other machines are accepted too. Never in a hospital. */
  anyone: boolean;
}

export interface TeamsCredentials {
  appId: string;
  /** The client secret. It goes to Microsoft's sign-in and nowhere else. */
  secret: string;
  type: "SingleTenant" | "MultiTenant";
  /** The tenant that the app is registered in; that of a multi-tenant app may be left out. */
  tenant: string | null;
  /** The tenants whose people may talk to the bot. */
  allowed: readonly string[];
}

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const teamsSettings = settingsGroup({
  title: "Teams",
  variables: [
    {
      name: "TEAMS_APP_ID",
      about: "The bot's application (client) id in Entra.",
      example: "00000000-0000-0000-0000-000000000000",
      schema: matching(GUID, "a GUID, from the app's registration"),
    },
    {
      name: "TEAMS_APP_SECRET",
      about: "The app's client secret.",
      secret: true,
      example: "from Certificates & secrets",
      schema: matching(/^\S{8,}$/, "the value of a client secret, not its id"),
    },
    {
      name: "TEAMS_APP_TYPE",
      about: "Whether one tenant uses the app or several.",
      example: "SingleTenant",
      schema: z
        .enum(["SingleTenant", "MultiTenant"], { error: "is SingleTenant or MultiTenant" })
        .default("SingleTenant"),
    },
    {
      name: "TEAMS_TENANT_ID",
      about: "The tenant that the app is registered in.",
      example: "00000000-0000-0000-0000-000000000000",
      schema: matching(GUID, "a GUID, from the tenant's overview"),
    },
    {
      name: "TEAMS_ALLOWED_TENANTS",
      about: "Further tenants whose people may use the bot.",
      example: "00000000-0000-0000-0000-000000000000",
      schema: listMatching(GUID, "GUIDs with commas between"),
    },
    {
      name: "TEAMS_LOCAL",
      about: "Runs without credentials: 1 for this machine alone, open for any caller. Never in a hospital.",
      example: "1",
      schema: z.enum(["1", "open"], { error: "is 1 or open" }).optional(),
    },
  ],
  /** A bot that was meant to be protected must not run unprotected. */
  read(values): TeamsConfig | null | SettingInvalid {
    const {
      TEAMS_APP_ID: appId,
      TEAMS_APP_SECRET: secret,
      TEAMS_TENANT_ID: tenant,
      TEAMS_LOCAL: local,
    } = values;
    if (!appId && !secret) return local ? { credentials: null, anyone: local === "open" } : null;
    if (!appId) return missingSetting("TEAMS_APP_ID", "TEAMS_APP_SECRET is");
    if (!secret) return missingSetting("TEAMS_APP_SECRET", "TEAMS_APP_ID is");
    if (local)
      return new SettingInvalid(
        "TEAMS_LOCAL",
        "TEAMS_LOCAL and TEAMS_APP_ID are both set",
        "TEAMS_LOCAL is for running without credentials: unset one of them.",
      );
    const type = values.TEAMS_APP_TYPE;
    if (type === "SingleTenant" && !tenant)
      return missingSetting("TEAMS_TENANT_ID", "a single-tenant app has one");
    const allowed = [
      ...new Set([...listedValues(values.TEAMS_ALLOWED_TENANTS), ...(tenant ? [tenant] : [])]),
    ];
    if (allowed.length === 0)
      return missingSetting(
        "TEAMS_ALLOWED_TENANTS",
        "somebody's tenant must be allowed to use a multi-tenant app",
      );
    return { credentials: { appId, secret, type, tenant: tenant ?? null, allowed }, anyone: false };
  },
});

/**
 * Without credentials anybody who reaches the bot can speak as anybody, so it listens on this machine only unless the
 * local flag says otherwise.
 */
export function teamsListenFault(
  { credentials, anyone }: TeamsConfig,
  { host }: ListenPlace,
): ListenFault | null {
  if (credentials !== null || anyone) return null;
  return isLoopbackName(host)
    ? null
    : {
        says: "Teams has no credentials: listen on 127.0.0.1, set TEAMS_APP_ID and TEAMS_APP_SECRET, or set TEAMS_LOCAL=open",
        stops: true,
      };
}
