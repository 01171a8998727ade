/** Lets a world live, in a process whose calls to Slack end in that world. */
import { IncomingMessage, ServerResponse } from "node:http";
import express from "express";
import type { SimulatedDatabase } from "./simulated-database.ts";
import { type Sabotage, Simulation, type SimulationResult } from "./simulation.ts";

const real = {
  fetch: globalThis.fetch,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
};
/** After so long Bolt gives up on a listener that acknowledges nothing; milliseconds. */
const BOLT_GIVES_UP = 3_001;

/** One seed, lived through and judged. */
export async function live(
  seed: number,
  ground: SimulatedDatabase,
  sabotage: Sabotage = {},
): Promise<SimulationResult> {
  const world = new Simulation(seed, ground, sabotage);
  const rejected: string[] = [];
  const reject = (error: unknown) =>
    rejected.push(`nobody waits for this failure: ${error instanceof Error ? error.stack : String(error)}`);
  process.on("unhandledRejection", reject);
  globalThis.fetch = (input, init) => world.fetch(new URL(String(input)), init ?? {});
  // Bolt has no clock of its own to be given: its one timer goes by the world's
  const timers = new WeakMap<object, () => void>();
  globalThis.setTimeout = Object.assign((run: () => void, ms?: number, ...rest: unknown[]) => {
    if (ms !== BOLT_GIVES_UP) return real.setTimeout(run, ms, ...rest);
    const timer = {};
    timers.set(timer, world.after(ms, run));
    return timer;
  }, real.setTimeout) as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    const stop = typeof timer === "object" ? timers.get(timer) : undefined;
    if (stop) stop();
    else real.clearTimeout(timer);
  };
  try {
    const told = await world.run();
    return { ...told, faults: [...told.faults, ...rejected] };
  } finally {
    Object.assign(globalThis, real);
    // light-my-request puts its own classes under all of Express, and leaves them there
    Object.setPrototypeOf(express.request, IncomingMessage.prototype);
    Object.setPrototypeOf(express.response, ServerResponse.prototype);
    process.off("unhandledRejection", reject);
  }
}
