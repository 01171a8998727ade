import { existsSync, statfsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** What starts processes or a browser, or lives through many conversations. `npm run test:slow` runs it. */
export const SLOW = "tests/**/*.slow.test.ts";

/** Where memory is offered as a folder with room: the stores of tests need not wait for a disk to have written them. */
const MEMORY = "/dev/shm";
const roomInMemory = existsSync(MEMORY) && ((disk) => disk.bavail * disk.bsize > 2 ** 31)(statfsSync(MEMORY));

const shared = {
  // A test that hangs is a failure with a name, not a stuck run.
  testTimeout: 20_000,
  restoreMocks: true,
  unstubEnvs: true,
  // Loading the program anew for each file costs several times what the tests do: no file may depend on being first.
  isolate: false,
  env: roomInMemory ? { TMPDIR: MEMORY } : {},
};

export default defineConfig({
  test: {
    // Many tests wait for a disk, a database or a browser: no core is kept free for the runner.
    maxWorkers: "100%",
    projects: [
      { test: { ...shared, name: "quick", include: ["tests/**/*.test.ts"], exclude: [SLOW] } },
      { test: { ...shared, name: "slow", include: [SLOW], globalSetup: ["tests/compile-cache.ts"] } },
    ],
  },
});
