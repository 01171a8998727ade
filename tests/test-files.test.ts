/** Each test file is run, by one of the two test commands; what is slow to run does not come in among the quick ones. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { SLOW } from "../vitest.config.ts";

const root = join(import.meta.dirname, "..");
const files = globSync("{tests,src,adapters,cli,bench,manifest}/**/*.{test,spec}.*", { cwd: root });
const slow = files.filter((file) => matchesGlob(file, SLOW));

/** The TypeScript of the tests that a file is made of. */
function importedBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !file.startsWith("tests/")) return found;
  found.add(file);
  for (const [, to = ""] of readFileSync(join(root, file), "utf8").matchAll(/from "(\.[^"]+\.ts)"/g))
    importedBy(relative(root, join(root, dirname(file), to)), found);
  return found;
}

describe("the test files", () => {
  it("are all in tests/ and named so that exactly one of npm test and npm run test:slow runs them", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !matchesGlob(file, "tests/**/*.test.ts"))).toEqual([]);
    expect(slow.length).toBeGreaterThan(0);
  });

  it("start a process or a browser only where their name says that they are slow", () => {
    const starting = files
      .filter((file) => !slow.includes(file))
      .flatMap((file) =>
        [...importedBy(file)]
          .filter((each) =>
            /from "(node:)?(child_process|playwright-core)"/.test(readFileSync(join(root, each), "utf8")),
          )
          .map((each) => `${file} starts one by ${each}`),
      );
    expect(starting).toEqual([]);
  });
});
