import { describe, expect, it } from "vitest";
import { type Clock, sharedTimer } from "../src/reminders.ts";
import { postgresAnswers, postgresUrl } from "./store/ground.ts";

const silent = await postgresAnswers();

describe.skipIf(silent)(`the clock that processes share on a Postgres${silent ? ` (${silent})` : ""}`, () => {
  it("wakes one of them at once, and each stops when it is told to", async () => {
    const clocks: Clock[] = [];
    const woken = new Promise<string>((done) => {
      for (const name of ["one", "two"])
        void sharedTimer(
          postgresUrl,
          async () => done(name),
          () => {},
        ).then((clock) => clocks.push(clock));
    });
    expect(["one", "two"]).toContain(await woken);
    await expect.poll(() => clocks.length, { timeout: 15_000 }).toBe(2);
    await Promise.all(clocks.map((clock) => clock.stop()));
  });
});
