/** What a person was shown under a card, as the reply to their tap: it is not said to them in the thread as well. */
import type { Actor, ThreadKey } from "../../src/index.ts";
import { LruMap } from "./lru-map.ts";

export class PrivateReplies {
  /** By thread and person. */
  readonly #replies = new LruMap<Promise<string | null>>(1000);

  /** A tap of this person is being answered. Call the result with the slot of what they were shown. */
  open(thread: ThreadKey, person: Actor): (slot: string | null) => void {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    this.#replies.set(privateReplyKey(thread, person), promise);
    return resolve;
  }

  /** Whether this person was shown what is in this slot just now; waits for a tap that is still being answered. */
  async wasAlreadyShown(thread: ThreadKey, person: Actor, slot: string): Promise<boolean> {
    const key = privateReplyKey(thread, person);
    const reply = this.#replies.get(key);
    if ((await reply) !== slot) return false;
    // Once: the same words may have to be said again later.
    if (this.#replies.get(key) === reply) this.#replies.delete(key);
    return true;
  }
}

const privateReplyKey = (thread: ThreadKey, person: Actor): string =>
  JSON.stringify([thread.tenant, thread.channel, thread.thread, person.id]);
