import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // A test that hangs is a failure with a name, not a stuck run.
    testTimeout: 20_000,
    restoreMocks: true,
    // Many tests wait for a disk, a database or a browser: no core is kept free for the runner.
    maxWorkers: "100%",
  },
});
