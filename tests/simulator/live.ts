/** Lets a world live, in a process whose calls to Slack end in that world. */
import type { Ground } from "./ground.ts";
import { type Sabotage, type Told, World } from "./world.ts";

const real = globalThis.fetch;

/** One seed, lived through and judged. */
export async function live(seed: number, ground: Ground, sabotage: Sabotage = {}): Promise<Told> {
  const world = new World(seed, ground, sabotage);
  const rejected: string[] = [];
  const reject = (error: unknown) =>
    rejected.push(`nobody waits for this failure: ${error instanceof Error ? error.stack : String(error)}`);
  process.on("unhandledRejection", reject);
  globalThis.fetch = (input, init) => world.fetch(new URL(String(input)), init ?? {});
  try {
    const told = await world.run();
    return { ...told, faults: [...told.faults, ...rejected] };
  } finally {
    globalThis.fetch = real;
    process.off("unhandledRejection", reject);
  }
}
