import { defineConfig } from "vitest/config";

/** The tests that speak of the engine by itself; those that try answers at random are too slow to run for each mutant. */
export default defineConfig({
  test: {
    include: ["tests/triage/**/*.test.ts", "tests/cases.test.ts"],
    exclude: ["tests/triage/properties.test.ts"],
    isolate: false,
  },
});
