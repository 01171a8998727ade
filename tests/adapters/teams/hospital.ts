/** The real bot over a SQLite file, with a clock that is moved by hand. Restarting keeps nothing but the file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createService,
  type Door,
  loadProtocol,
  NO_SITE,
  openStore,
  type Service,
  type Site,
  type Store,
} from "../../../src/index.ts";

const CONTENT = loadProtocol();

export class Hospital {
  now = Date.parse("2026-11-25T10:00:00Z");
  store!: Store;
  service!: Service;
  readonly #folder = mkdtempSync(join(tmpdir(), "teams-"));
  readonly #site: Partial<Site>;

  readonly #clock: (() => number) | undefined;

  private constructor(site: Partial<Site>, clock?: () => number) {
    this.#site = site;
    this.#clock = clock;
  }

  /** With a clock of its own, or one that is moved by hand. */
  static async open(site: Partial<Site> = {}, clock?: () => number): Promise<Hospital> {
    const hospital = new Hospital(site, clock);
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
      site: { ...NO_SITE, ...this.#site },
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

  serve(door: Door): void {
    this.service.open(door);
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
