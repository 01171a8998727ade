/**
 * The one passage between the bot's processes and everything outside them: the store, the platforms, time. Each call waits
 * here until it is let go on, so that whoever opens the gate chooses how two processes interleave, and where one dies.
 */
import { setImmediate as turn } from "node:timers/promises";

/** A process of the bot, as the gate knows it: what a dead one has under way never goes on. */
export interface Owner {
  readonly name: string;
  alive: boolean;
}

export type StepKind = "store" | "wire" | "answer" | "wait" | "heard";

/** How a step ends. `before`: it is not done; `after`: it is done, and nobody hears of it. */
export type StepEnding =
  | "well"
  | { dies: "before" | "after" }
  /** The caller gets this error instead. */
  | { fails: "before" | "after"; error: Error };

export interface Step {
  readonly owner: Owner;
  readonly kind: StepKind;
  readonly what: string;
  /** Since when it waits, and not before when it goes on; in milliseconds since the epoch. */
  readonly since: number;
  readonly due: number;
  go(ending: StepEnding): Promise<void>;
}

/** So many turns of the event loop let everything go on that can: streams and Bolt take a few. */
const TURNS = 3;

export class Scheduler {
  #steps: Step[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What waits, in the order in which it came. */
  waiting(now: number): readonly Step[] {
    return this.#steps.filter(({ due }) => due <= now);
  }

  /** When the next step that is not due yet will be; infinity when there is none. */
  nextDue(now: number): number {
    return this.#steps.reduce(
      (next, { due }) => (due > now ? Math.min(next, due) : next),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Waits to be let through; then does the work. Never resolves for a process that has died. */
  pass<T>(
    owner: Owner,
    kind: StepKind,
    what: string,
    work: () => T | Promise<T>,
    { due = 0, signal }: { due?: number; signal?: AbortSignal } = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!owner.alive) return;
      const step: Step = {
        owner,
        kind,
        what,
        since: this.#now(),
        due,
        go: async (ending) => {
          this.#drop(step);
          if (ending !== "well" && "dies" in ending) {
            if (ending.dies === "after") await Promise.resolve(work()).catch(() => {});
            return;
          }
          try {
            if (ending !== "well") {
              if (ending.fails === "after") await work();
              throw ending.error;
            }
            resolve(await work());
          } catch (error) {
            reject(error);
          }
        },
      };
      this.#steps.push(step);
      signal?.addEventListener("abort", () => this.#drop(step), { once: true });
    });
  }

  /** Lets a step go on, and everything that follows from it up to the next gate. */
  async open(step: Step, ending: StepEnding = "well"): Promise<void> {
    await step.go(ending);
    await this.still();
  }

  /** Until nothing goes on by itself. */
  async still(): Promise<void> {
    for (let at = 0; at < TURNS; at += 1) await turn();
  }

  /** Nothing of this process goes on any more. */
  kill(owner: Owner): void {
    owner.alive = false;
    this.#steps = this.#steps.filter((step) => step.owner !== owner);
  }

  #drop(step: Step): void {
    this.#steps = this.#steps.filter((each) => each !== step);
  }
}
