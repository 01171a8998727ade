/** Where a conversation can be reached, kept so that messages go out after a restart; and which hosts may be reached. */
import type { Actor, ThreadKey } from "../../src/index.ts";
import type { Account, Activity } from "./activity.ts";
import { PLATFORM } from "./parse.ts";

/** Plain JSON, so that any store can keep it. It names no patient and holds no secret. */
export interface Reference {
  serviceUrl: string;
  conversation: { id: string; type: Activity["conversation"]["type"]; tenant: string };
  bot: Account;
}

/** Keeps the latest reference of a thread; the composition root brings a durable one. */
export interface References {
  put(thread: ThreadKey, reference: Reference): Promise<void>;
  get(thread: ThreadKey): Promise<Reference | null>;
}

/** The key under which a person's private chat is kept, whatever thread they are met in. */
export const privateChatOf = (tenant: string, actor: Actor): ThreadKey => ({
  platform: PLATFORM,
  tenant,
  channel: "private-chat",
  thread: actor.id,
});

/** Null when the activity does not name the bot. */
export function referenceOf(activity: Activity): Reference | null {
  if (activity.recipient === null) return null;
  const { id, type } = activity.conversation;
  return {
    serviceUrl: activity.serviceUrl,
    conversation: { id, type, tenant: activity.tenants[0] ?? "" },
    bot: activity.recipient,
  };
}

/** The services of Teams: worldwide, and the clouds of the United States government. */
const HOSTS: ReadonlySet<string> = new Set([
  "smba.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
]);
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether the bot may talk to a service address. Its token goes there with every message, so only Microsoft's hosts
 * over TLS will do; without a token, and only then, this machine.
 */
export function mayReach(serviceUrl: string, local: boolean): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, port, username, password } = new URL(serviceUrl);
  if (username !== "" || password !== "") return false;
  if (local && LOOPBACK.has(hostname)) return protocol === "http:" || protocol === "https:";
  return protocol === "https:" && port === "" && HOSTS.has(hostname);
}
