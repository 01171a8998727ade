/** One process of the bot on the shared store: it can die between any two calls, and begins again with nothing in memory. */

import type { Bot, ChannelAdapter } from "../../src/adapter.ts";
import type { InstalledProtocol } from "../../src/bot/content.ts";
import { type BotService, createService } from "../../src/bot/service.ts";
import type { HospitalConfig } from "../../src/site/hospital-config.ts";
import type { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { wordLists } from "../word-lists.ts";
import type { Observed } from "./observed.ts";
import type { Owner, Scheduler } from "./scheduler.ts";

/** Where a process stands: all that is outside of it. */
export interface Surroundings {
  open: () => ReturnType<typeof openStore>;
  /** Faults of the program put in on purpose, to see that they are caught. */
  spoil?: ((store: Store) => Store) | undefined;
  spoilBot?: ((bot: Bot) => Bot) | undefined;
  gate: Scheduler;
  ledger: Observed;
  content: InstalledProtocol;
  site: HospitalConfig;
  now: () => number;
  newId: () => string;
  newHandle: () => string;
  note: (what: string) => void;
}

export class Program implements Owner {
  readonly name: string;
  alive = true;
  readonly service: BotService;
  /** The bot as adapters see it; their requests are noted. */
  readonly bot: Bot;
  /** The store as adapters see it. */
  readonly store: Store;
  readonly #raw: Store;
  readonly #adapters: ChannelAdapter[] = [];

  private constructor(name: string, raw: Store, surroundings: Surroundings) {
    const { gate, ledger, content, site, now, newId, newHandle, note, spoil, spoilBot } = surroundings;
    this.name = name;
    this.#raw = raw;
    this.store = gated(ledger.watch(spoil ? spoil(raw) : raw), gate, this);
    this.service = createService({
      store: this.store,
      latest: content,
      find: ({ hash }) => (hash === content.hash ? content : undefined),
      site,
      lists: wordLists,
      now,
      steady: now,
      // real time: a run must not depend on how busy this machine is
      turnDeadlineMs: 600_000,
      newId,
      newHandle,
      log: (level, event, fields = {}) => {
        if (level === "warn" || level === "error") note(`${name} logs ${event} ${fields.code ?? ""}`);
      },
      observer: { turn() {}, decided() {}, overdue() {}, send() {} },
    });
    this.bot = ledger.listen(spoilBot ? spoilBot(this.service.bot) : this.service.bot);
  }

  static async start(name: string, surroundings: Surroundings): Promise<Program> {
    return new Program(name, await surroundings.open(), surroundings);
  }

  serve(adapter: ChannelAdapter): void {
    this.#adapters.push(adapter);
    this.service.open(adapter);
  }

  /** What the timers of a running process do: the outbox is looked at. */
  wake(): void {
    for (const adapter of this.#adapters) this.service.open(adapter);
  }

  /** The other timer: what is due is reminded of. Its end is not waited for: it goes through the gate. */
  sweep(): void {
    void this.service.sweep();
  }

  /** Its connection ends, as with any dead process. */
  close(): Promise<void> {
    return this.#raw.close();
  }
}

/** The same store, each call of which waits at the gate. */
function gated(store: Store, gate: Scheduler, owner: Owner): Store {
  const room = <T extends object>(name: string, object: T): T =>
    new Proxy(object, {
      get(target, key) {
        const member = Reflect.get(target, key) as unknown;
        if (typeof member === "function")
          return (...given: unknown[]) =>
            gate.pass(owner, "store", `${name}.${String(key)}`, () => member.apply(target, given));
        return typeof member === "object" && member !== null ? room(String(key), member) : member;
      },
    });
  return room("store", store);
}
