import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const OWN = join("src", "answers");
const ASKS_FOR_KIND = /\b(?:answer|spec)\.kind (?:[!=]==|in\b)|switch \((?:\w+\.)*(?:answer|spec)\.kind\)/;

test("only src/answers asks which kind an answer is: everything else asks the kind itself", () => {
  const asking = ["src", "adapters", "cli"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((file) => file.endsWith(".ts") && !file.startsWith(OWN))
      .flatMap((file) =>
        readFileSync(join(ROOT, file), "utf8")
          .split("\n")
          .flatMap((line, at) => (ASKS_FOR_KIND.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
      ),
  );
  expect(asking).toEqual([]);
});
