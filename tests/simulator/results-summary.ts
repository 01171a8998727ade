/** What many worlds came to, in numbers and in a sentence for each that went wrong. */
import type { Kind } from "./simulated-database.ts";
import type { SimulationResult } from "./simulation.ts";

export class Tally {
  readonly #kind: Kind;
  readonly #began = Date.now();
  readonly #worlds: Record<string, number> = {};
  readonly #counts: Record<string, number> = {};
  failed = 0;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  add({ platform, content, faults, counts }: SimulationResult): void {
    const lane = `${platform === "slack" ? "Slack" : "Teams"}, ${content} protocol`;
    this.#worlds[lane] = (this.#worlds[lane] ?? 0) + 1;
    for (const [what, count] of Object.entries(counts))
      this.#counts[what] = (this.#counts[what] ?? 0) + count;
    if (faults.length > 0) this.failed += 1;
  }

  /** One conversation is one case in one thread. */
  get conversations(): number {
    return this.#counts.cases ?? 0;
  }

  /** @returns what is wrong with a world, and the command that tells it again */
  verdict({ seed, platform, content, faults }: SimulationResult): string {
    const name = `seed ${seed} (${platform}, ${content} protocol, ${this.#kind})`;
    if (faults.length === 0) return `${name}: all is as it must be`;
    const again = `npm run simulate -- --seed ${seed} --store ${this.#kind}`;
    return [
      `${name}: ${faults.length} broken`,
      ...faults.map((fault) => `  - ${fault}`),
      `  again: ${again}`,
    ].join("\n");
  }

  summary(wanted: number): string {
    const seconds = Math.round((Date.now() - this.#began) / 1000);
    const worlds = Object.values(this.#worlds).reduce((sum, each) => sum + each, 0);
    const line = (counts: Record<string, number>) =>
      Object.entries(counts)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([what, count]) => `${what} ${count}`)
        .join("; ");
    return [
      `${this.#kind}: ${this.conversations} of ${wanted} conversations in ${worlds} worlds, ${seconds} s; ${this.failed} worlds broken`,
      `  worlds: ${line(this.#worlds)}`,
      `  ${line(this.#counts)}`,
    ].join("\n");
  }
}
