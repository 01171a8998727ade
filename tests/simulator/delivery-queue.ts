/** What people did, on its way to the bot: delivered by the platform until it is acknowledged, sometimes twice. */
import type { Answer, Delivery, Platform } from "./platform.ts";
import type { Program } from "./program.ts";
import type { PlatformParts } from "./simulated-slack.ts";

export interface QueuedDelivery {
  delivery: Delivery;
  attempts: number;
  /** When it is tried next; infinity when it is not. */
  next: number;
  /** The platform had an answer in time that acknowledges it. */
  acked: boolean;
}

export class DeliveryQueue {
  readonly all: QueuedDelivery[] = [];
  /** Errors that an adapter threw instead of responding. */
  readonly broken: string[] = [];
  readonly #platform: Platform;
  readonly #parts: PlatformParts;
  readonly #count: (what: string) => void;

  constructor(platform: Platform, parts: PlatformParts, count: (what: string) => void) {
    this.#platform = platform;
    this.#parts = parts;
    this.#count = count;
  }

  /** What the platform would deliver now. */
  due(): QueuedDelivery[] {
    const { now, note, chance, weather } = this.#parts;
    for (const delivery of this.#platform.outgoing.splice(0)) {
      note(`${delivery.what}  [${delivery.name}]`);
      // two events of one post are one act
      if (!this.all.some(({ delivery: { act } }) => act === delivery.act))
        this.#platform.recorder.write(delivery.act);
      this.#count("acts");
      // some are slow on their way: what was done later arrives before
      const delay = chance.odds(weather.faults / 2) ? chance.below(4_000) : 0;
      this.all.push({ delivery, attempts: 0, next: now() + delay, acked: false });
    }
    return this.all.filter(({ next }) => next <= now());
  }

  /** When the next delivery is due; infinity when nothing is left. */
  next(): number {
    this.due();
    return this.all.reduce((soonest, { next }) => Math.min(soonest, next), Number.POSITIVE_INFINITY);
  }

  /** One attempt, at one process; null when none listens. */
  deliver(posted: QueuedDelivery, program: Program | null): void {
    const { now, note, chance, weather, gate } = this.#parts;
    const { delivery } = posted;
    const attempt = posted.attempts;
    posted.attempts += 1;
    const pause = delivery.retries[attempt];
    posted.next = pause === undefined ? Number.POSITIVE_INFINITY : now() + delivery.limit + pause;
    note(
      `  -> ${program?.name ?? "nobody"}: ${delivery.what}${attempt > 0 ? ` (attempt ${attempt + 1})` : ""}`,
    );
    if (!program) return;
    if (attempt > 0) this.#count("deliveries again");
    const sent = now();
    const heard = (answer: Answer) =>
      gate.pass(program, "heard", delivery.what, () => {
        if (now() - sent > delivery.limit || chance.odds(weather.lostAnswers)) {
          note(`  <- no answer in time: ${delivery.what}`);
          return;
        }
        note(`  <- ${answer.status} ${String(JSON.stringify(answer.body) ?? "").slice(0, 120)}`);
        if (answer.status >= 500) return;
        const acked = delivery.heard(answer, now() - sent);
        if (acked && !posted.acked)
          this.#platform.recorder.write({ what: "acknowledged", at: now(), act: delivery.act.act });
        posted.acked = acked || posted.acked;
        // an answer ends it, but a platform may deliver once more
        posted.next =
          chance.odds(weather.twice) && pause !== undefined ? now() + pause : Number.POSITIVE_INFINITY;
      });
    delivery.send(program, attempt + 1).then(heard, (error: unknown) => {
      this.broken.push(
        `${delivery.what}: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
      );
    });
  }
}
