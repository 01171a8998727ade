import { defineConfig } from "vitest/config";

/** The tests that speak of the engine by itself. */
export default defineConfig({
  test: {
    include: ["tests/triage/**/*.test.ts", "tests/cases.test.ts"],
    testTimeout: 20_000,
    restoreMocks: true,
    isolate: false,
  },
});
