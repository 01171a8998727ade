/**
 * The clock of the cases: wakes the deadlines that are due, closes what nobody goes on with, and forgets what is old.
 * The rows of the store are the truth; what wakes this room is a timer with SQLite and pg-boss with Postgres.
 */

import { codeOf } from "../errors.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "../telemetry.ts";

export interface ReminderParts {
  store: Store;
  bot: {
    due(encounterId: string, deadline: string): Promise<void>;
    idle(encounterId: string): Promise<void>;
  };
  site: HospitalConfig;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
  /** Names this process among those that share the store. */
  processId: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LEASE = 5 * MINUTE_MS;
/** How often old cases are looked for. */
const UPKEEP_EVERY = 10 * MINUTE_MS;
/** Longer ago than any platform delivers again, and than anyone looks for a message that belongs to no case. */
const DELIVERIES_KEPT = 7 * DAY_MS;

export class ReminderScheduler {
  readonly #parts: ReminderParts;
  #lastUpkeep = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | null = null;

  constructor(parts: ReminderParts) {
    this.#parts = parts;
  }

  /** One look at everything that is due. One that is under way is waited for, not doubled. */
  sweep(): Promise<void> {
    this.#running ??= this.#sweep().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #sweep(): Promise<void> {
    const { now, log } = this.#parts;
    try {
      await this.#wakeDue();
      if (now() - this.#lastUpkeep < UPKEEP_EVERY) return;
      this.#lastUpkeep = now();
      await this.#upkeep();
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
          // its claim ends by itself, and it is due again
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
          // one case does not keep the others from their end
          log("error", "idle_failed", { code: codeOf(error) });
        }
      after = next;
    } while (after !== undefined);
    const purged = await store.purge(
      {
        casesClosedBefore: ago(site.forget_after),
        deliveriesBefore: ago(DELIVERIES_KEPT),
        postsBefore: ago(DELIVERIES_KEPT),
      },
      new Date(now()).toISOString(),
    );
    if (purged.cases > 0) log("info", "cases_forgotten", { cases: purged.cases });
  }
}

/** Something that goes on until it is stopped. */
export interface SweepTimer {
  stop(): Promise<void>;
}

/** Wakes `work` at intervals within this process. */
export function timer(everyMs: number, work: () => Promise<void>): SweepTimer {
  const handle = setInterval(() => void work(), everyMs);
  return {
    stop: async () => {
      clearInterval(handle);
    },
  };
}

const QUEUE = "triage-sweep";

/**
 * Wakes `work` once a minute in one of all the processes that share a Postgres.
 * @throws when Postgres does not answer
 */
export async function sharedTimer(url: string, work: () => Promise<void>, log: Log): Promise<SweepTimer> {
  // here and not above: a program with SQLite has no use for it, and starts without it
  const { PgBoss } = await import("pg-boss");
  const boss = new PgBoss(url);
  boss.on("error", (error: unknown) => log("warn", "shared_timer", { code: codeOf(error) }));
  await boss.start();
  await boss.createQueue(QUEUE, { policy: "short", retryLimit: 0, expireInSeconds: 300 });
  await boss.schedule(QUEUE, "* * * * *");
  await boss.work(QUEUE, { pollingIntervalSeconds: 2 }, work);
  // what became due while no process ran does not wait for the minute
  await boss.send(QUEUE);
  return { stop: () => boss.stop({ graceful: true }) };
}
