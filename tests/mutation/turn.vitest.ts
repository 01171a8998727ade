import { defineConfig } from "vitest/config";

/** The tests of whole turns; those of what is read and of the model beside it do not speak of the turn itself. */
export default defineConfig({
  test: {
    include: ["tests/conversation/**/*.test.ts"],
    exclude: ["corpus", "answer", "literal", "model", "privacy"].map(
      (name) => `tests/conversation/${name}.test.ts`,
    ),
    isolate: false,
  },
});
