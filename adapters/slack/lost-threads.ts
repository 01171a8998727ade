/** Threads whose first message was deleted. Nothing is posted there any more, whichever process is to post it. */
import type { Addresses, ThreadKey } from "../../src/index.ts";
import type { Log } from "./log.ts";
import { rootOf } from "./posting.ts";

const LOST = "first-message-deleted";

export class LostThreads {
  readonly #addresses: Addresses;
  readonly #log: Log;

  constructor(addresses: Addresses, log: Log) {
    this.#addresses = addresses;
    this.#log = log;
  }

  add(thread: ThreadKey): Promise<void> {
    return this.#addresses.put(thread, LOST);
  }

  /** While the store does not say, a thread counts as there: an alert rather hangs on nothing than is held back. */
  async has(thread: ThreadKey): Promise<boolean> {
    if (rootOf(thread.thread) === null) return false;
    try {
      return (await this.#addresses.get(thread)) === LOST;
    } catch {
      this.#log("warn", "thread_unread");
      return false;
    }
  }
}
