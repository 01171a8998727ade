import { defineConfig } from "vitest/config";

/** The tests that speak of the engine and of the kinds of answers by themselves; those that try answers at random are too slow to run for each mutant. */
export default defineConfig({
  test: {
    include: [
      "tests/triage/**/*.test.ts",
      "tests/answers/**/*.test.ts",
      "tests/protocol/logic.test.ts",
      "tests/language/direct-answer.test.ts",
      "tests/language/input-hints.test.ts",
      "tests/views/form.test.ts",
      "tests/pictures/leg-figure.test.ts",
      "tests/printable-form/**/*.test.ts",
      "tests/cases.test.ts",
    ],
    exclude: ["tests/triage/properties.test.ts"],
    isolate: false,
  },
});
