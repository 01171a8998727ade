/** The bot's identity in a workspace: one token from the configuration, or one for each workspace that installed it. */
import type {
  Authorize,
  AuthorizeResult,
  Installation,
  InstallationQuery,
  InstallationStore,
} from "@slack/bolt";
import { DeliveryError } from "../../src/index.ts";
import { slackDeliveryError } from "./slack-errors.ts";
import type { WebClients } from "./web-clients.ts";

/** Where installs are kept, as in the store: each is a secret, and the store seals it. */
export interface InstallationRepository {
  put(tenant: Workspace, body: string, at: string): Promise<void>;
  /** Undefined when the workspace has not installed the app. */
  get(tenant: Workspace): Promise<string | undefined>;
  delete(tenant: Workspace): Promise<void>;
}

export interface Workspace {
  readonly platform: string;
  /** The workspace's id, or the organisation's for an organisation-wide install. */
  readonly tenant: string;
}

export const workspaceRef = (tenant: string): Workspace => ({ platform: "slack", tenant });

/** Nobody has installed the app there, which is no error of the store. */
class NotInstalled extends Error {}

/** Bolt's installation store on top of ours. An install for an organisation is kept under the organisation. */
export const installationStore = (
  installations: InstallationRepository,
  serves: (tenant: string) => boolean,
  now: () => number,
): InstallationStore => ({
  async storeInstallation(installation) {
    const tenant = tenantOfInstallation(installation);
    if (!serves(tenant)) throw new Error("this bot does not serve the workspace");
    await installations.put(
      workspaceRef(tenant),
      JSON.stringify(installation),
      new Date(now()).toISOString(),
    );
  },
  async fetchInstallation(query) {
    for (const tenant of tenantsOf(query)) {
      const kept = await installations.get(workspaceRef(tenant));
      if (kept !== undefined) return JSON.parse(kept) as Installation<"v2", boolean>;
    }
    throw new NotInstalled("the workspace has not installed the app");
  },
  async deleteInstallation(query) {
    for (const tenant of tenantsOf(query)) await installations.delete(workspaceRef(tenant));
  },
});

function tenantOfInstallation(installation: Installation<"v1" | "v2", boolean>): string {
  const tenant =
    (installation.isEnterpriseInstall ? installation.enterprise?.id : installation.team?.id) ??
    installation.enterprise?.id;
  if (!tenant) throw new Error("an install names no workspace");
  return tenant;
}

/** A workspace of an organisation may be served by its own install or by the organisation's. */
const tenantsOf = ({ teamId, enterpriseId, isEnterpriseInstall }: InstallationQuery<boolean>): string[] =>
  (isEnterpriseInstall ? [enterpriseId, teamId] : [teamId, enterpriseId]).filter(
    (tenant): tenant is string => typeof tenant === "string",
  );

/** How long until a store that did not answer is asked again. */
const LOOKUP_RETRY_MS = 30_000;

/** The identity of a bot in one workspace. */
export type BotIdentity = AuthorizeResult & { botToken: string; botUserId: string };

/** Looks up the bot's identity. Every request needs it, so it is cached. */
export class BotIdentities {
  readonly #lookUp: Authorize<boolean>;

  constructor(look: Authorize<boolean>) {
    this.#lookUp = look;
  }

  /** For Bolt, which knows the install of a request. */
  readonly authorize: Authorize<boolean> = (source) => this.#lookUp(source);

  /** For a workspace or organisation. @throws DeliveryError when the app is not installed there. */
  async identityOf(tenant: string): Promise<BotIdentity> {
    const isEnterpriseInstall = tenant.startsWith("E");
    try {
      const found = await this.#lookUp({
        isEnterpriseInstall,
        teamId: isEnterpriseInstall ? undefined : tenant,
        enterpriseId: isEnterpriseInstall ? tenant : undefined,
      });
      if (found.botToken && found.botUserId) return found as BotIdentity;
    } catch (error) {
      throw lookupError(error);
    }
    throw new DeliveryError("refused", "not_installed");
  }
}

/** Why a look-up failed: only a workspace that has not installed the app is refused for good. */
export function lookupError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const cause = error instanceof Error && "original" in error ? error.original : error;
  // a store that does not answer says nothing about who installed the app
  return cause instanceof NotInstalled
    ? new DeliveryError("refused", "not_installed")
    : new DeliveryError("later", "installation_unread", LOOKUP_RETRY_MS, error);
}

/** One token, one identity: Slack is asked once, and again only when it did not answer. */
export class SingleIdentity {
  readonly #token: string;
  readonly #clients: WebClients;
  #known: Promise<AuthorizeResult> | null = null;
  #tenants: readonly string[] | null = null;

  constructor(token: string, clients: WebClients) {
    this.#token = token;
    this.#clients = clients;
  }

  /** Whether the token is of this workspace or organisation: of any, until Slack has said whose it is. */
  isOf(tenant: string): boolean {
    return this.#tenants?.includes(tenant) ?? true;
  }

  readonly authorize: Authorize<boolean> = async () => {
    this.#known ??= this.#ask();
    try {
      // Bolt writes the request's ids into the object it gets
      return { ...(await this.#known) };
    } catch (error) {
      this.#known = null;
      throw slackDeliveryError(error);
    }
  };

  async #ask(): Promise<AuthorizeResult> {
    const me = await this.#clients.with(this.#token).auth.test();
    const tenants = [me.team_id, me.enterprise_id].filter((id) => typeof id === "string");
    this.#tenants = tenants.length > 0 ? tenants : null;
    return {
      botToken: this.#token,
      ...(me.bot_id !== undefined && { botId: me.bot_id }),
      ...(me.user_id !== undefined && { botUserId: me.user_id }),
    };
  }
}
