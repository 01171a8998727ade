/** What stands in the conversations of Teams: the bot's messages by their ids. What goes wrong on the way is up to the test. */
import type { Json } from "./teams-activities.ts";

export interface TeamsMessage {
  id: string;
  conversation: string;
  body: Json;
}

export class FakeTeams {
  /** In the order in which they came; one that is put in another's place keeps that place. */
  readonly messages = new Map<string, TeamsMessage>();
  /** Channels that take nothing any more, by their ids. */
  readonly closed = new Set<string>();
  /** Teams' own clock, where a test needs one: then its ids are milliseconds, as those of real Teams are. */
  clock: (() => number) | null = null;
  #count = 0;

  isClosed(conversation: string): boolean {
    return this.closed.has(channelOf(conversation));
  }

  post(conversation: string, body: Json): TeamsMessage {
    this.#count = this.clock ? Math.max(this.clock(), this.#count + 1) : this.#count + 1;
    return this.put(this.clock ? String(this.#count) : `sent-${this.#count}`, conversation, body);
  }

  put(id: string, conversation: string, body: Json): TeamsMessage {
    const message = this.messages.get(id) ?? { id, conversation, body };
    message.body = body;
    this.messages.set(id, message);
    return message;
  }

  remove(id: string): void {
    this.messages.delete(id);
  }
}

/** The channel that a thread is in; every other conversation stands for itself. */
export const channelOf = (conversation: string): string => conversation.replace(/;messageid=.*$/s, "");
