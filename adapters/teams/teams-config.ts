/** What this door needs to be told, and whether it may listen with that. */

export interface TeamsConfig {
  /** Null: anybody may call, so the bot answers this machine alone, unless `anyone` is set. */
  credentials: TeamsCredentials | null;
  /** The explicit local flag: without credentials, calls from beyond this machine are taken too. Never in a hospital. */
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

/**
 * Why the bot must not listen on an address, or null. Without credentials anybody who reaches it can speak as
 * anybody, so it listens on this machine alone unless the local flag says otherwise.
 */
export function teamsListenError(config: TeamsConfig, host: string | undefined): string | null {
  if (config.credentials !== null || config.anyone) return null;
  const local = host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host ?? "");
  return local
    ? null
    : "Teams has no credentials: listen on 127.0.0.1, set TEAMS_APP_ID and TEAMS_APP_SECRET, or set TEAMS_LOCAL=open";
}
