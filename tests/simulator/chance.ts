/** Everything that the simulated world leaves to chance comes from one seed, so that a seed tells the same story again. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export class Chance {
  readonly #source;

  constructor(seed: number) {
    this.#source = xoroshiro128plus(seed);
    // the first numbers of neighbouring seeds are alike
    for (let skipped = 0; skipped < 16; skipped += 1) this.#source.next();
  }

  /** A whole number from 0 up to, and not including, `count`. */
  below(count: number): number {
    return uniformInt(this.#source, 0, count - 1);
  }

  /** True in `share` of all cases, to the thousandth. */
  odds(share: number): boolean {
    return this.below(1000) < share * 1000;
  }

  /** @throws when there is nothing to choose from */
  one<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error("there is nothing to choose from");
    return from[this.below(from.length)] as T;
  }

  /** One of the choices, each as likely as its weight says; weights are whole numbers, and one is not 0. */
  weighed<T>(from: readonly (readonly [weight: number, choice: T])[]): T {
    let at = this.below(from.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of from) {
      if (at < weight) return choice;
      at -= weight;
    }
    throw new Error("no weight is above 0");
  }
}
