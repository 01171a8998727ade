/** Two hundred conversations in simulated worlds: nothing acknowledged is lost, whatever fails. `npm run simulate` does more. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresAnswers } from "../store/temp-database.ts";
import { Tally } from "./results-summary.ts";
import { live } from "./run-simulation.ts";
import { type Kind, type SimulatedDatabase, simulatedDatabase } from "./simulated-database.ts";

const silent = await postgresAnswers();

describe.each([
  ["an SQLite file", "sqlite", 200, undefined],
  ["Postgres with two processes", "postgres", 20, silent],
] as const)("simulated worlds on %s", (_name, kind: Kind, wanted, skip) => {
  let ground: SimulatedDatabase;
  beforeAll(async () => {
    if (!skip) ground = await simulatedDatabase(kind);
  });
  afterAll(() => ground?.remove());

  test.skipIf(skip)(
    `keep every promise in ${wanted} conversations${skip ? ` (${skip})` : ""}`,
    { timeout: 600_000 },
    async () => {
      const tally = new Tally(kind);
      const broken: string[] = [];
      for (let seed = 1; tally.conversations < wanted; seed += 1) {
        const told = await live(seed, ground);
        tally.add(told);
        if (told.faults.length > 0) broken.push(tally.verdict(told));
      }
      expect(broken).toEqual([]);
    },
  );

  test.skipIf(skip)("tell the same story for the same seed", { timeout: 180_000 }, async () => {
    for (const seed of [3, 4, 5]) {
      const once = await live(seed, ground);
      const again = await live(seed, ground);
      expect(again.trace).toEqual(once.trace);
      expect(again.counts).toEqual(once.counts);
    }
  });
});
