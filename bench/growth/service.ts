/** The bot over a store, with a door that takes everything at once: what is timed is the bot and its store. */
import { NO_SITE } from "../../src/conversation/site.ts";
import type { Door, ThreadKey } from "../../src/door.ts";
import { loadProtocol } from "../../src/library.ts";
import { createService, type Service } from "../../src/service.ts";
import type { Store } from "../../src/store/store.ts";

const CONTENT = loadProtocol();

export const TENANT = { platform: "slack", tenant: "T1" } as const;

export const threadOf = (thread: string): ThreadKey => ({ ...TENANT, channel: "C1", thread });

export function quietService(store: Store, now: () => number): Service {
  const service = createService({
    store,
    latest: CONTENT,
    find: ({ hash }) => (hash === CONTENT.hash ? CONTENT : undefined),
    site: NO_SITE,
    now,
    log: () => {},
    observer: { turn() {}, decided() {}, overdue() {}, send() {} },
  });
  let count = 0;
  const taken = async () => {
    count += 1;
    return { messageId: `m${count}` };
  };
  const door: Door = { platform: "slack", post: taken, update: taken, tell: taken };
  service.open(door);
  return service;
}
