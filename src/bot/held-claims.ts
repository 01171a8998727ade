/** The claims from which something is still being sent: prolonged for as long as this process is alive. */
import { codeOf } from "../errors.ts";
import type { Outbox, OutboxClaim } from "../store/store.ts";
import type { Log } from "../telemetry.ts";

/** A claim, as the code that sends under it sees it. */
export interface HeldClaim {
  /** Whether its posts may still be sent: soon another process may be about to. */
  inTime(): boolean;
  /** Marks one of its posts as settled. */
  settled(): void;
}

interface HeldClaimState {
  /** How many of its posts are not settled yet. */
  posts: number;
  /** When sending under it has to stop; milliseconds since the epoch. */
  sendBefore: number;
}

export interface HeldClaimsParts {
  outbox: Pick<Outbox, "prolong">;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
  leaseMs: number;
}

export class HeldClaims {
  readonly #parts: HeldClaimsParts;
  readonly #held = new Map<string, HeldClaimState>();
  #prolonging: Promise<void> | null = null;

  constructor(parts: HeldClaimsParts) {
    this.#parts = parts;
  }

  /** Half of a claim is reserved for requests already on the wire when it expires. */
  hold({ by, at, until }: OutboxClaim, posts: number): HeldClaim {
    const state = { posts, sendBefore: (Date.parse(at) + Date.parse(until)) / 2 };
    if (posts > 0) this.#held.set(by, state);
    return {
      inTime: () => this.#parts.now() < state.sendBefore,
      settled: () => {
        state.posts -= 1;
        if (state.posts === 0) this.#held.delete(by);
      },
    };
  }

  /** Prolongs the claims that still have posts to send after a quarter of the lease. Called every second or so. */
  prolong(): void {
    const { outbox, now, log, leaseMs } = this.#parts;
    const at = now();
    const old = [...this.#held].flatMap(([by, { sendBefore }]) =>
      sendBefore > at && sendBefore - at <= leaseMs / 4 ? [by] : [],
    );
    if (this.#prolonging || old.length === 0) return;
    this.#prolonging = outbox
      .prolong(old, new Date(at).toISOString(), new Date(at + leaseMs).toISOString())
      .then((names) => {
        for (const by of names) {
          const state = this.#held.get(by);
          if (state) state.sendBefore = at + leaseMs / 2;
        }
      })
      .catch((error: unknown) => log("warn", "claims_not_prolonged", { code: codeOf(error) }))
      .finally(() => {
        this.#prolonging = null;
      });
  }
}
