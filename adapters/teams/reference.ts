/** Where a conversation can be reached, kept so that messages go out after a restart; and which hosts may be reached. */
import type { Actor, ThreadKey } from "../../src/index.ts";
import { type Account, type Activity, typeOfConversation } from "./activity.ts";
import { PLATFORM } from "./parse.ts";
import { Recent } from "./recent.ts";

/** Plain JSON, so that any store can keep it. It names no patient and holds no secret. */
export interface Reference {
  serviceUrl: string;
  conversation: { id: string; type: Activity["conversation"]["type"]; tenant: string };
  bot: Account;
}

/** Keeps the latest reference of a thread. */
export interface References {
  put(thread: ThreadKey, reference: Reference): Promise<void>;
  get(thread: ThreadKey): Promise<Reference | null>;
}

/**
 * References in memory. What is forgotten is derived again from the thread's key, or asked of Teams, so a restart
 * costs a call and not a message.
 */
export class RecentReferences implements References {
  readonly #kept = new Recent<Reference>();

  async put(thread: ThreadKey, reference: Reference): Promise<void> {
    this.#kept.set(JSON.stringify(thread), reference);
  }

  async get(thread: ThreadKey): Promise<Reference | null> {
    return this.#kept.get(JSON.stringify(thread)) ?? null;
  }
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

/** Where Teams takes messages when no activity has said a nearer address. */
const EVERYWHERE = "https://smba.trafficmanager.net/teams/";

/** A reference made of what a thread's key and the app's id say: enough to be heard there after a restart. */
export function derivedReference({ tenant, thread }: ThreadKey, appId: string): Reference {
  return {
    serviceUrl: EVERYWHERE,
    conversation: { id: thread, type: typeOfConversation({}, thread), tenant },
    bot: { id: `28:${appId}` },
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
