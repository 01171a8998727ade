/** The real bot on a store in a file, behind the real door: what people have in production, but for the wire. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bot, ChannelAdapter } from "../../../src/adapter.ts";
import { type BotService, createService } from "../../../src/bot/service.ts";
import { loadProtocol } from "../../../src/protocol-store.ts";
import { type HospitalConfig, NO_HOSPITAL_CONFIG } from "../../../src/site/hospital-config.ts";
import { openStore } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";

const CONTENT = loadProtocol();
const MEMORY = "sqlite::memory:";

export class SlackServiceHarness {
  readonly #folder = mkdtempSync(join(tmpdir(), "slack-ward-"));
  readonly #now: () => number;
  readonly #site: HospitalConfig;
  readonly logged: string[] = [];
  #store: Store | null = null;
  #service: BotService | null = null;

  readonly #url: string;
  #ids = 0;

  /** @param kept whether the store is a file, which outlives a crash; in memory it is faster */
  constructor(now: () => number, site: Partial<HospitalConfig> = {}, kept = true) {
    this.#now = now;
    this.#site = { ...NO_HOSPITAL_CONFIG, ...site };
    this.#url = kept ? `sqlite:${this.#folder}/triage.db` : MEMORY;
  }

  /** Begins, or begins again as after a crash: nothing is kept but what is in the file. */
  async open(): Promise<this> {
    await this.#store?.close();
    this.#store = await openStore(this.#url);
    this.#service = createService({
      store: this.#store,
      latest: CONTENT,
      find: (pin) => (pin.hash === CONTENT.hash ? CONTENT : undefined),
      site: this.#site,
      now: this.#now,
      log: (_level, event) => this.logged.push(event),
      observer: { turn() {}, decided() {}, overdue() {}, send() {} },
      // in memory nothing is random, so that what is shown can be compared
      ...(this.#url === MEMORY && { newHandle: () => "amber-falcon-42", newId: () => `id-${++this.#ids}` }),
    });
    return this;
  }

  get service(): BotService {
    if (!this.#service) throw new Error("the ward is not open");
    return this.#service;
  }

  get store(): Store {
    if (!this.#store) throw new Error("the ward is not open");
    return this.#store;
  }

  get bot(): Bot {
    return this.service.bot;
  }

  /** What a door reads and keeps beside the bot. */
  get parts() {
    return { casebook: this.service.casebook, addresses: this.store.addresses };
  }

  set adapter(adapter: ChannelAdapter) {
    this.service.open(adapter);
  }

  /** Until everything that was said has been handed to the door. */
  quiet(): Promise<void> {
    return this.service.settled();
  }

  async close(): Promise<void> {
    await this.#service?.stop();
    await this.#store?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
