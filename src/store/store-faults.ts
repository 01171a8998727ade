/** What readiness knows of the past: a store that failed a turn is not ready until it has recorded something again. */
import type { StoreUnavailable } from "../errors.ts";

/** The faults that a store has met and not got over. */
export class StoreFaults {
  #worst: StoreUnavailable | undefined;

  /** Damage does not go away by itself, so nothing takes its place. */
  get worst(): StoreUnavailable | undefined {
    return this.#worst;
  }

  note(fault: StoreUnavailable): void {
    if (this.#worst?.fault !== "corrupt") this.#worst = fault;
  }

  /** Something was recorded since. */
  over(): void {
    if (this.#worst?.fault !== "corrupt") this.#worst = undefined;
  }
}
