/** What this door needs to be told, read from the environment. */

export interface TeamsConfig {
  /** Null: anybody may call, so the bot answers this machine alone, unless `anyone` is set. */
  credentials: Credentials | null;
  /** The explicit local flag: without credentials, calls from beyond this machine are taken too. Never in a hospital. */
  anyone: boolean;
}

export interface Credentials {
  /** Of the app's registration, in lower case. */
  appId: string;
  /** The client secret. It goes to Microsoft's sign-in and nowhere else. */
  secret: string;
  type: AppType;
  /** The tenant that the app is registered in; that of a multi-tenant app may be left out. */
  tenant: string | null;
  /** The tenants whose people may talk to the bot, in lower case. */
  allowed: readonly string[];
}

const APP_TYPES = ["SingleTenant", "MultiTenant"] as const;
type AppType = (typeof APP_TYPES)[number];

type Env = Readonly<Record<string, string | undefined>>;

const list = (value: string | undefined): string[] => (value ?? "").split(/[\s,;]+/).filter(Boolean);
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Null when nothing about Teams is set. Half a configuration is refused: a bot that meant to be protected must not
 * run open. A fault names the variable and what is allowed; the secret is part of none.
 */
export function readTeamsConfig(env: Env): TeamsConfig | null {
  const appId = guid(env, "MICROSOFT_APP_ID");
  const secret = env.MICROSOFT_APP_PASSWORD?.trim() || null;
  const local = env.TEAMS_LOCAL?.trim() || null;
  if (local !== null && local !== "1" && local !== "open")
    throw new Error(
      `TEAMS_LOCAL is ${JSON.stringify(local)}: set it to 1 (this machine alone), to open (anybody who reaches the port), or leave it out`,
    );
  if (appId === null && secret === null)
    return local === null ? null : { credentials: null, anyone: local === "open" };
  if (appId === null)
    throw new Error("MICROSOFT_APP_ID is missing, and MICROSOFT_APP_PASSWORD is set: set both, or neither");
  if (secret === null)
    throw new Error("MICROSOFT_APP_PASSWORD is missing, and MICROSOFT_APP_ID is set: set both, or neither");
  if (local !== null)
    throw new Error("TEAMS_LOCAL is for running without credentials: leave it out, or MICROSOFT_APP_ID");
  return { credentials: credentialsOf(env, appId, secret), anyone: false };
}

function credentialsOf(env: Env, appId: string, secret: string): Credentials {
  const said = env.MICROSOFT_APP_TYPE?.trim() || "SingleTenant";
  const type = APP_TYPES.find((each) => each.toLowerCase() === said.toLowerCase());
  if (type === undefined)
    throw new Error(`MICROSOFT_APP_TYPE is ${JSON.stringify(said)}: allowed are ${APP_TYPES.join(" and ")}`);
  const tenant = guid(env, "MICROSOFT_APP_TENANT_ID");
  if (type === "SingleTenant" && tenant === null)
    throw new Error("MICROSOFT_APP_TENANT_ID is missing: a single-tenant app has one");
  const allowed = list(env.TEAMS_ALLOWED_TENANTS).map((each) => each.toLowerCase());
  const wrong = allowed.find((each) => !GUID.test(each));
  if (wrong !== undefined)
    throw new Error(
      `TEAMS_ALLOWED_TENANTS holds ${JSON.stringify(wrong)}: a tenant id is 32 hexadecimal digits in five groups`,
    );
  if (tenant !== null && !allowed.includes(tenant)) allowed.push(tenant);
  if (allowed.length === 0)
    throw new Error(
      "TEAMS_ALLOWED_TENANTS is missing: name the ids of the tenants whose people may use the bot, with commas between",
    );
  return { appId, secret, type, tenant, allowed };
}

function guid(env: Env, name: string): string | null {
  const value = env[name]?.trim() || null;
  if (value !== null && !GUID.test(value))
    throw new Error(
      `${name} is ${JSON.stringify(value)}: it is 32 hexadecimal digits in five groups, such as 00000000-0000-0000-0000-000000000000`,
    );
  return value?.toLowerCase() ?? null;
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
    : "Teams has no credentials: listen on 127.0.0.1, set MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD, or set TEAMS_LOCAL=open";
}
