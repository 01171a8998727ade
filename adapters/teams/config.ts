/** What this door needs to be told, read from the environment. */

export interface TeamsConfig {
  /** Null: anybody may call, so the bot answers this machine alone, unless `anyone` is set. */
  credentials: Credentials | null;
  /** The explicit local flag: without credentials, calls from beyond this machine are taken too. Never in a hospital. */
  anyone: boolean;
}

export interface Credentials {
  appId: string;
  /** The client secret. It goes to Microsoft's sign-in and nowhere else. */
  secret: string;
  type: "SingleTenant" | "MultiTenant";
  /** The tenant that the app is registered in; that of a multi-tenant app may be left out. */
  tenant: string | null;
  /** The tenants whose people may talk to the bot. */
  allowed: readonly string[];
}

const list = (value: string | undefined): string[] => (value ?? "").split(/[\s,]+/).filter(Boolean);

/**
 * Null when nothing about Teams is set. Half a configuration is refused: a bot that meant to be protected must not
 * run open. Values are never part of a fault.
 */
export function readTeamsConfig(env: Readonly<Record<string, string | undefined>>): TeamsConfig | null {
  const { TEAMS_APP_ID: appId, TEAMS_APP_SECRET: secret, TEAMS_TENANT_ID: tenant } = env;
  const anyone = env.TEAMS_LOCAL === "open";
  if (!appId && !secret) {
    if (env.TEAMS_LOCAL === undefined || env.TEAMS_LOCAL === "") return null;
    if (env.TEAMS_LOCAL !== "1" && !anyone) throw new Error('TEAMS_LOCAL is neither "1" nor "open"');
    return { credentials: null, anyone };
  }
  if (!appId) throw new Error("TEAMS_APP_ID is missing, and TEAMS_APP_SECRET is set");
  if (!secret) throw new Error("TEAMS_APP_SECRET is missing, and TEAMS_APP_ID is set");
  if (env.TEAMS_LOCAL)
    throw new Error("TEAMS_LOCAL is for running without credentials: unset it, or TEAMS_APP_ID");
  const type = env.TEAMS_APP_TYPE || "SingleTenant";
  if (type !== "SingleTenant" && type !== "MultiTenant")
    throw new Error("TEAMS_APP_TYPE is neither SingleTenant nor MultiTenant");
  if (type === "SingleTenant" && !tenant)
    throw new Error("TEAMS_TENANT_ID is missing: a single-tenant app has one");
  const allowed = list(env.TEAMS_ALLOWED_TENANTS);
  if (tenant && !allowed.includes(tenant)) allowed.push(tenant);
  if (allowed.length === 0)
    throw new Error("TEAMS_ALLOWED_TENANTS is missing: name the tenants whose people may use the bot");
  return { credentials: { appId, secret, type, tenant: tenant ?? null, allowed }, anyone: false };
}

/**
 * Why the bot must not listen on an address, or null. Without credentials anybody who reaches it can speak as
 * anybody, so it listens on this machine alone unless the local flag says otherwise.
 */
export function listenFault(config: TeamsConfig, host: string | undefined): string | null {
  if (config.credentials !== null || config.anyone) return null;
  const local = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host ?? "");
  return local
    ? null
    : "Teams has no credentials: listen on 127.0.0.1, set TEAMS_APP_ID and TEAMS_APP_SECRET, or set TEAMS_LOCAL=open";
}
