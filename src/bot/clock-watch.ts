/**
 * Whether the clock can be believed for what cannot be taken back. A wrong clock makes every case old at once, so before
 * anything is closed or forgotten it is compared with one that nobody sets, and with what the store says of the past.
 */
import { DAY_MS } from "../answers/moment-value.ts";
import type { Log } from "../telemetry.ts";

export interface ClockParts {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds since any moment, from a clock that is never set. */
  steady: () => number;
  log: Log;
}

export class ClockWatch {
  readonly #parts: ClockParts;
  /** When both clocks were last found to agree. No correction is as large as a day, and nothing is closed so soon. */
  #agreed: { wall: number; steady: number };
  #jumped: { wall: number; steady: number } | null = null;
  /** Until then, by the steady clock, nothing is taken for old: the store was not looked after for longer than a day. */
  #unsureUntil = Number.NEGATIVE_INFINITY;
  #compared = false;

  constructor(parts: ClockParts) {
    this.#parts = parts;
    this.#agreed = this.#read();
  }

  /** False after a jump of more than a day, until the clock is back or has run evenly for a day. */
  isSound(): boolean {
    const read = this.#read();
    if (apart(read, this.#agreed) <= DAY_MS) {
      if (this.#jumped) this.#parts.log("warn", "clock_returned");
      this.#agreed = read;
      this.#jumped = null;
      return true;
    }
    if (!this.#jumped || apart(read, this.#jumped) > DAY_MS) {
      const days = Math.round((read.wall - this.#agreed.wall) / DAY_MS);
      this.#parts.log("error", "clock_jumped", { days });
      this.#jumped = read;
    }
    if (read.steady - this.#jumped.steady <= DAY_MS) return false;
    this.#parts.log("warn", "clock_accepted");
    this.#agreed = read;
    this.#jumped = null;
    return true;
  }

  /**
   * Whether what looks old may be closed and forgotten.
   * @param lastSeen when the store was last looked after, in milliseconds; null for a new one
   */
  mayAge(lastSeen: number | null): boolean {
    if (!this.isSound()) return false;
    const { wall, steady } = this.#read();
    // a machine that was off for long looks the same as a clock that is ahead: a day is waited for
    if (!this.#compared && lastSeen !== null && Math.abs(wall - lastSeen) > DAY_MS) {
      this.#unsureUntil = steady + DAY_MS;
      this.#parts.log("warn", "clock_unconfirmed", { days: Math.round((wall - lastSeen) / DAY_MS) });
    }
    this.#compared = true;
    return steady > this.#unsureUntil;
  }

  #read() {
    return { wall: this.#parts.now(), steady: this.#parts.steady() };
  }
}

const apart = (a: { wall: number; steady: number }, b: { wall: number; steady: number }): number =>
  Math.abs(a.wall - b.wall - (a.steady - b.steady));
