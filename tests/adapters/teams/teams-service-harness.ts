/** The real bot over a SQLite file, with a clock that is moved by hand. Restarting keeps nothing but the file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChannelAdapter } from "../../../src/adapter.ts";
import { type BotService, createService } from "../../../src/bot/service.ts";
import { loadProtocol } from "../../../src/protocol-store.ts";
import { type HospitalConfig, NO_HOSPITAL_CONFIG } from "../../../src/site/hospital-config.ts";
import { openStore } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";

const CONTENT = loadProtocol();

export class TeamsServiceHarness {
  now = Date.parse("2026-11-25T10:00:00Z");
  store!: Store;
  service!: BotService;
  readonly #folder = mkdtempSync(join(tmpdir(), "teams-"));
  readonly #site: Partial<HospitalConfig>;

  readonly #clock: (() => number) | undefined;

  private constructor(site: Partial<HospitalConfig>, clock?: () => number) {
    this.#site = site;
    this.#clock = clock;
  }

  /** With a clock of its own, or one that is moved by hand. */
  static async open(site: Partial<HospitalConfig> = {}, clock?: () => number): Promise<TeamsServiceHarness> {
    const hospital = new TeamsServiceHarness(site, clock);
    await hospital.restart();
    return hospital;
  }

  /** The service is without a door until `serve`. */
  async restart(): Promise<void> {
    if (this.store) {
      await this.service.stop();
      await this.store.close();
    }
    this.store = await openStore(`sqlite:${this.#folder}/triage.db`);
    this.service = createService({
      store: this.store,
      latest: CONTENT,
      find: ({ hash }) => (hash === CONTENT.hash ? CONTENT : undefined),
      site: { ...NO_HOSPITAL_CONFIG, ...this.#site },
      // Each look at the clock is a little later: no two things happen at once.
      now: () => {
        if (this.#clock) return this.#clock();
        this.now += 10;
        return this.now;
      },
      log: () => {},
      observer: { turn() {}, decided() {}, overdue() {}, send() {} },
    });
  }

  serve(adapter: ChannelAdapter): void {
    this.service.open(adapter);
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
