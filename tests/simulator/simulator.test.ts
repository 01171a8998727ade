/** A few conversations in simulated worlds; simulator.slow.test.ts lives through more, and on Postgres. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Tally } from "./results-summary.ts";
import { live } from "./run-simulation.ts";
import { type SimulatedDatabase, simulatedDatabase } from "./simulated-database.ts";

let ground: SimulatedDatabase;
beforeAll(async () => {
  ground = await simulatedDatabase("sqlite");
});
afterAll(() => ground.remove());

test("20 simulated conversations keep every property, and the same seed gives the same run", {
  timeout: 120_000,
}, async () => {
  const tally = new Tally("sqlite");
  const broken: string[] = [];
  for (let seed = 1; tally.conversations < 20; seed += 1) {
    const result = await live(seed, ground);
    tally.add(result);
    if (result.faults.length > 0) broken.push(tally.verdict(result));
    if (seed === 1) {
      const again = await live(seed, ground);
      expect(again.trace).toEqual(result.trace);
      expect(again.counts).toEqual(result.counts);
    }
  }
  expect(broken).toEqual([]);
});
