/** Threads whose first message was deleted. No process posts there any more. */
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

  /** If the store is down, assume the thread exists: an orphaned alert beats a withheld one. */
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
