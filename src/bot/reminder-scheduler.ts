/**
 * Fires due deadlines, closes idle cases and erases expired ones. Every process sweeps by itself, and claims on the
 * store's rows keep two from acting twice
 * (docs/decisions/0004-reminders.md).
 */

import { DAY_MS } from "../answers/moment-value.ts";
import { codeOf } from "../errors.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry.ts";
import type { ClockWatch } from "./clock-watch.ts";

export interface ReminderParts {
  store: Store;
  bot: {
    due(encounterId: string, deadline: string): Promise<void>;
    idle(encounterId: string): Promise<void>;
  };
  site: HospitalConfig;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Whether what looks old is. */
  clock: Pick<ClockWatch, "mayAge">;
  log: Log;
  /** This process's name among those that share the store. */
  processId: string;
}

const MINUTE_MS = 60_000;
/** How often deadlines are checked. */
const SWEEP_EVERY = 15_000;
/** A turn takes milliseconds; a process that died in one must not hold a reminder back for long. */
const LEASE = 30_000;
/** How often old cases are looked for. */
const UPKEEP_EVERY = 10 * MINUTE_MS;
/** Longer than any platform redelivers, and than anyone looks for a message that belongs to no case. */
const DELIVERIES_KEPT = 7 * DAY_MS;

/** A case is forgotten so long after it was marked for it: a wrong clock, or a wrong setting, is noticed before. */
const MARKED_FOR = DAY_MS;
/** What one look may forget; a hospital closes fewer cases in ten minutes. */
const FORGOTTEN_AT_ONCE = 50;

export class ReminderScheduler {
  readonly #parts: ReminderParts;
  #lastUpkeep = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: ReminderParts) {
    this.#parts = parts;
  }

  /** Sweeps at once, and then at intervals. */
  start(): Promise<void> {
    this.#timer ??= setInterval(() => void this.sweep(), SWEEP_EVERY);
    return this.sweep();
  }

  /** Begins no further sweep, and waits for the one in progress. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** Runs one sweep; concurrent callers share the sweep in progress. */
  sweep(): Promise<void> {
    this.#running ??= this.#sweep().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #sweep(): Promise<void> {
    const { store, clock, now, log } = this.#parts;
    try {
      await this.#wakeDue();
      if (Math.abs(now() - this.#lastUpkeep) < UPKEEP_EVERY) return;
      this.#lastUpkeep = now();
      const seen = await store.lastSeen();
      if (!clock.mayAge(seen === null ? null : Date.parse(seen))) return;
      await this.#upkeep();
      await store.saw(new Date(now()).toISOString());
    } catch (error) {
      log("error", "sweep_failed", { code: codeOf(error) });
    }
  }

  async #wakeDue(): Promise<void> {
    const { store, bot, now, processId, log } = this.#parts;
    for (;;) {
      const at = now();
      const due = await store.reminders.claimDue({
        by: processId,
        at: new Date(at).toISOString(),
        until: new Date(at + LEASE).toISOString(),
      });
      if (due.length === 0) return;
      for (const { encounterId, key } of due)
        try {
          await bot.due(encounterId, key);
        } catch (error) {
          // its claim expires by itself, and it is due again
          log("error", "reminder_failed", { code: codeOf(error) });
        }
    }
  }

  async #upkeep(): Promise<void> {
    const { store, bot, site, now, log } = this.#parts;
    const ago = (ms: number) => new Date(now() - ms).toISOString();
    let after: string | undefined;
    do {
      const { items, next } = await store.cases.idle(ago(site.close_after), {
        ...(after !== undefined && { after }),
        limit: 200,
      });
      for (const { id } of items)
        try {
          await bot.idle(id);
        } catch (error) {
          // one case must not keep the others from being closed
          log("error", "idle_failed", { code: codeOf(error) });
        }
      after = next;
    } while (after !== undefined);
    const purged = await store.purge(
      {
        casesClosedBefore: ago(site.forget_after),
        markedBefore: ago(MARKED_FOR),
        limit: FORGOTTEN_AT_ONCE,
        deliveriesBefore: ago(DELIVERIES_KEPT),
        postsBefore: ago(DELIVERIES_KEPT),
        offersBefore: ago(DAY_MS),
      },
      new Date(now()).toISOString(),
    );
    if (purged.marked > 0) log("info", "cases_to_be_forgotten", { cases: purged.marked });
    if (purged.cases > 0) log("info", "cases_forgotten", { cases: purged.cases });
  }
}
