/** The bot over a store, with an adapter that accepts everything at once: this times the bot and its store. */

import type { ChannelAdapter, ThreadKey } from "../../src/adapter.ts";
import { type BotService, createService } from "../../src/bot/service.ts";
import { loadProtocol, loadWordLists } from "../../src/protocol-store.ts";
import { NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import type { Store } from "../../src/store/store.ts";

const BENCH_PROTOCOL = loadProtocol();
const BENCH_WORDS = loadWordLists();

export const BENCH_TENANT = { platform: "slack", tenant: "T1" } as const;

export const benchThread = (thread: string): ThreadKey => ({ ...BENCH_TENANT, channel: "C1", thread });

export function quietService(store: Store, now: () => number): BotService {
  const service = createService({
    store,
    latest: BENCH_PROTOCOL,
    find: ({ hash }) => (hash === BENCH_PROTOCOL.hash ? BENCH_PROTOCOL : undefined),
    site: NO_HOSPITAL_CONFIG,
    lists: BENCH_WORDS,
    now,
    log: () => {},
    observer: { turn() {}, decided() {}, overdue() {}, send() {} },
  });
  let count = 0;
  const taken = async () => {
    count += 1;
    return { messageIds: [`m${count}`] };
  };
  const adapter: ChannelAdapter = { platform: "slack", post: taken, update: taken, tell: taken };
  service.open(adapter);
  return service;
}
