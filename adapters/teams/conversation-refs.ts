/** Where a conversation can be reached, kept so that messages go out after a restart; and which hosts may be reached. */
import type { Actor, AddressStore, ThreadKey } from "../../src/index.ts";
import { type Activity, type TeamsAccount, typeOfConversation } from "./activity.ts";
import { LruMap } from "./lru-map.ts";
import { TEAMS_PLATFORM } from "./parse.ts";

/** Plain JSON, so that any store can keep it. It names no patient and holds no secret. */
export interface ConversationRef {
  serviceUrl: string;
  conversation: { id: string; type: Activity["conversation"]["type"]; tenant: string };
  bot: TeamsAccount;
}

/** Addresses in memory, for a bot that is only tried. */
export class InMemoryAddresses implements AddressStore {
  readonly #kept = new LruMap<string>();

  async put(thread: ThreadKey, body: string): Promise<void> {
    this.#kept.set(JSON.stringify(thread), body);
  }

  async get(thread: ThreadKey): Promise<string | undefined> {
    return this.#kept.get(JSON.stringify(thread));
  }
}

/** References over addresses. An unchanged one is written once, not with every message. */
export class ConversationRefs {
  readonly #addresses: AddressStore;
  readonly #written = new LruMap<string>();

  constructor(addresses: AddressStore) {
    this.#addresses = addresses;
  }

  async put(thread: ThreadKey, reference: ConversationRef): Promise<void> {
    const key = JSON.stringify(thread);
    const body = JSON.stringify(reference);
    if (this.#written.get(key) === body) return;
    await this.#addresses.put(thread, body);
    this.#written.set(key, body);
  }

  async get(thread: ThreadKey): Promise<ConversationRef | null> {
    const body = await this.#addresses.get(thread);
    return body === undefined ? null : (JSON.parse(body) as ConversationRef);
  }
}

/** The key under which a person's private chat is kept, whatever thread they are met in. */
export const privateChatOf = (tenant: string, actor: Actor): ThreadKey => ({
  platform: TEAMS_PLATFORM,
  tenant,
  channel: "private-chat",
  thread: actor.id,
});

/** Null when the activity does not name the bot. */
export function referenceOf(activity: Activity): ConversationRef | null {
  if (activity.recipient === null) return null;
  const { id, type } = activity.conversation;
  return {
    serviceUrl: activity.serviceUrl,
    conversation: { id, type, tenant: activity.tenants[0] ?? "" },
    bot: activity.recipient,
  };
}

/** Where Teams takes messages when no activity has said a nearer address. */
const GLOBAL_SERVICE_URL = "https://smba.trafficmanager.net/teams/";

/**
 * A reference made of what a thread's key and the app's id say: enough to be heard there after a restart, or where
 * nobody has spoken yet. Without a thread it is the channel itself.
 */
export function derivedReference({ tenant, channel, thread }: ThreadKey, appId: string): ConversationRef {
  const id = thread || channel;
  return {
    serviceUrl: GLOBAL_SERVICE_URL,
    conversation: { id, type: typeOfConversation({}, id), tenant },
    bot: { id: `28:${appId}` },
  };
}

/** The services of Teams: worldwide, and the clouds of the United States government. */
const ALLOWED_HOSTS: ReadonlySet<string> = new Set([
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
  return protocol === "https:" && port === "" && ALLOWED_HOSTS.has(hostname);
}
