/** Threads whose first message was deleted. Nothing is posted there any more, whichever process is to post it. */
import type { AddressStore, ThreadKey } from "../../src/index.ts";
import { rootMessageOf } from "./post-parts.ts";
import type { SlackLog } from "./slack-log.ts";

const LOST_MARK = "first-message-deleted";

export class LostThreads {
  readonly #addresses: AddressStore;
  readonly #log: SlackLog;

  constructor(addresses: AddressStore, log: SlackLog) {
    this.#addresses = addresses;
    this.#log = log;
  }

  add(thread: ThreadKey): Promise<void> {
    return this.#addresses.put(thread, LOST_MARK);
  }

  /** While the store does not say, a thread counts as there: an alert rather hangs on nothing than is held back. */
  async has(thread: ThreadKey): Promise<boolean> {
    if (rootMessageOf(thread.thread) === null) return false;
    try {
      return (await this.#addresses.get(thread)) === LOST_MARK;
    } catch {
      this.#log("warn", "thread_unread");
      return false;
    }
  }
}
