/** The real bot with its outbox and reminders on a real store, with a clock that is moved by hand. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bot, ChannelAdapter } from "../src/adapter.ts";
import { type BotService, createService, type ServiceParts } from "../src/bot/service.ts";
import { loadProtocol } from "../src/protocol-store.ts";
import { type HospitalConfig, NO_HOSPITAL_CONFIG } from "../src/site/hospital-config.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { VERSION_1_FILE } from "./protocol-under-test.ts";
import { wordLists } from "./word-lists.ts";

/** What cases run on unless a test says otherwise. */
export const CONTENT = loadProtocol(VERSION_1_FILE);
/** What ships. */
export const SHIPPED = loadProtocol();

/** The bot with its outbox and reminders, on a store that is open. */
export const serviceOn = (store: Store, now: () => number, changes: Partial<ServiceParts> = {}): BotService =>
  createService(partsOn(store, now, changes));

const partsOn = (store: Store, now: () => number, changes: Partial<ServiceParts>): ServiceParts => ({
  store,
  latest: CONTENT,
  find: (pin) => [CONTENT, SHIPPED].find(({ hash }) => hash === pin.hash),
  site: NO_HOSPITAL_CONFIG,
  lists: wordLists,
  now,
  // a clock that is moved by hand is right; a test of a wrong one brings its own
  steady: now,
  log: () => {},
  observer: { turn() {}, decided() {}, overdue() {}, send() {} },
  ...changes,
});

export interface HarnessOptions {
  site?: Partial<HospitalConfig>;
  /** A store in memory is faster, and ends with the process. Nothing is random there, so that views can be compared. */
  memory?: boolean;
  /** Opens another store than an SQLite file at this path. */
  store?: (path: string) => Promise<Store>;
  /** The time, where it is not moved by hand. */
  clock?: () => number;
  /** Milliseconds that each look at the clock takes: with some, no two things happen at once. */
  tick?: number;
  /** When the clock begins. */
  now?: number;
  parts?: Partial<ServiceParts>;
}

/** What another start of the service may change. */
export type RestartChanges = Partial<Omit<ServiceParts, "site">> & { site?: Partial<HospitalConfig> };

export class ServiceHarness {
  now: number;
  store!: Store;
  service!: BotService;
  /** What the service was made of. */
  parts!: ServiceParts;
  /** Removed at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), "service-"));
  readonly path = join(this.folder, "triage.db");
  readonly logged: { event: string; code: unknown }[] = [];
  readonly options: HarnessOptions;
  #ids = 0;

  protected constructor(options: HarnessOptions) {
    this.options = options;
    this.now = options.now ?? Date.parse("2026-11-25T10:00:00Z");
  }

  static async open(options: HarnessOptions = {}): Promise<ServiceHarness> {
    const harness = new ServiceHarness(options);
    await harness.restart();
    return harness;
  }

  /** As after a crash: nothing is kept but what is in the store. No adapter is open until `serve`. */
  async restart({ site, ...changes }: RestartChanges = {}): Promise<void> {
    await this.store?.close();
    const { memory = false, store, parts } = this.options;
    const path = memory ? ":memory:" : this.path;
    this.store = await (store ?? ((file: string) => openStore(`sqlite:${file}`)))(path);
    this.parts = partsOn(this.store, this.#time, {
      site: { ...NO_HOSPITAL_CONFIG, ...this.options.site, ...site },
      log: (_level, event, fields = {}) => this.logged.push({ event, code: fields.code }),
      ...(memory && { newHandle: () => "amber-falcon-42", newId: () => `id-${++this.#ids}` }),
      ...parts,
      ...changes,
    });
    this.service = createService(this.parts);
  }

  #time = (): number => {
    if (this.options.clock) return this.options.clock();
    this.now += this.options.tick ?? 0;
    return this.now;
  };

  get bot(): Bot {
    return this.service.bot;
  }

  /** What an adapter reads and keeps beside the bot. */
  get adapterParts() {
    return { casebook: this.service.casebook, addresses: this.store.addresses };
  }

  serve(adapter: ChannelAdapter): void {
    this.service.open(adapter);
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
