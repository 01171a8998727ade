import { defineConfig } from "vitest/config";

/** The tests of whole turns; those of what is read and of the model beside it do not speak of the turn itself. */
export default defineConfig({
  test: {
    include: [
      "tests/turn/**/*.test.ts",
      "tests/views/**/*.test.ts",
      "tests/case/**/*.test.ts",
      "tests/language/commands.test.ts",
      "tests/language/input-hints.test.ts",
    ],
    exclude: ["tests/turn/conversation-model.test.ts"],
    isolate: false,
  },
});
