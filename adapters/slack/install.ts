/** Who the bot is in a workspace: one token from the configuration, or one for each workspace that installed it. */
import type {
  Authorize,
  AuthorizeResult,
  Installation,
  InstallationQuery,
  InstallationStore,
} from "@slack/bolt";
import { SendFault } from "../../src/index.ts";
import { faultOf } from "./faults.ts";
import type { Clients } from "./web.ts";

/** Where installs are kept. What is put is a secret: the store encrypts it. */
export interface Installs {
  put(tenant: string, install: string): Promise<void>;
  /** Null when the workspace has not installed the app. */
  get(tenant: string): Promise<string | null>;
  remove(tenant: string): Promise<void>;
}

/** Bolt's installation store over ours. An install for an organisation is kept under the organisation. */
export const installationStore = (installs: Installs): InstallationStore => ({
  async storeInstallation(installation) {
    await installs.put(tenantOf(installation), JSON.stringify(installation));
  },
  async fetchInstallation(query) {
    for (const tenant of tenantsOf(query)) {
      const kept = await installs.get(tenant);
      if (kept !== null) return JSON.parse(kept) as Installation<"v2", boolean>;
    }
    throw new Error("the workspace has not installed the app");
  },
  async deleteInstallation(query) {
    for (const tenant of tenantsOf(query)) await installs.remove(tenant);
  },
});

function tenantOf(installation: Installation<"v1" | "v2", boolean>): string {
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

/** The identity of a bot in one workspace. */
export type Identity = AuthorizeResult & { botToken: string; botUserId: string };

/** Looks up who the bot is. Asked for every request, so what was learnt is kept. */
export class Identities {
  readonly #look: Authorize<boolean>;

  constructor(look: Authorize<boolean>) {
    this.#look = look;
  }

  /** For Bolt, which knows the install of a request. */
  readonly authorize: Authorize<boolean> = (source) => this.#look(source);

  /** Of a workspace or organisation. @throws SendFault when the app is not installed there. */
  async of(tenant: string): Promise<Identity> {
    const isEnterpriseInstall = tenant.startsWith("E");
    try {
      const found = await this.#look({
        isEnterpriseInstall,
        teamId: isEnterpriseInstall ? undefined : tenant,
        enterpriseId: isEnterpriseInstall ? tenant : undefined,
      });
      if (found.botToken && found.botUserId) return found as Identity;
    } catch (error) {
      if (error instanceof SendFault) throw error;
    }
    throw new SendFault("refused", "not_installed");
  }
}

/** One token, one identity: Slack is asked once, and again only when it did not answer. */
export function singleIdentity(token: string, clients: Clients): Authorize<boolean> {
  let known: Promise<AuthorizeResult> | null = null;
  const ask = async (): Promise<AuthorizeResult> => {
    const me = await clients.with(token).auth.test();
    return {
      botToken: token,
      ...(me.bot_id !== undefined && { botId: me.bot_id }),
      ...(me.user_id !== undefined && { botUserId: me.user_id }),
    };
  };
  return async () => {
    known ??= ask();
    try {
      // Bolt writes the ids of the request into what it gets
      return { ...(await known) };
    } catch (error) {
      known = null;
      throw faultOf(error);
    }
  };
}
