/** The private chat with each person, as Slack names it: what begins on the Home tab goes on there. */
import type { AddressStore } from "../../src/index.ts";
import { isPrivateChat, slackThread } from "./slack-ids.ts";
import type { SlackLog } from "./slack-log.ts";

export class KnownChats {
  readonly #addresses: AddressStore;
  readonly #log: SlackLog;
  readonly #noted = new Map<string, string>();

  constructor(addresses: AddressStore, log: SlackLog) {
    this.#addresses = addresses;
    this.#log = log;
  }

  /** The chat is named wherever a person opens the Home tab. */
  async note(tenant: string, user: string, chat: string): Promise<void> {
    const key = `${tenant} ${user}`;
    if (!isPrivateChat(chat) || this.#noted.get(key) === chat) return;
    try {
      await this.#addresses.put(slackThread(tenant, user, ""), chat);
      this.#noted.set(key, chat);
    } catch {
      this.#log("warn", "chat_not_noted");
    }
  }

  /** The chat's id; where it is not known, the person's own, which names the chat for a new message. */
  async of(tenant: string, user: string): Promise<string> {
    const noted = this.#noted.get(`${tenant} ${user}`);
    if (noted) return noted;
    try {
      return (await this.#addresses.get(slackThread(tenant, user, ""))) ?? user;
    } catch {
      return user;
    }
  }
}
