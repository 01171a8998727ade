import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { BLOCKS, ELSEWHERE, FILES, isMade, ROOT, RUN } from "./documented-commands.ts";

describe("the blocks of the documents", () => {
  it("are each run, or are run elsewhere for a reason that is said; none is named that is gone", () => {
    const known = [...RUN, ...Object.keys(ELSEWHERE)].sort();
    expect(
      BLOCKS.filter((each) => !isMade(each))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(known);
  });

  it("can be read: JSON, YAML", () => {
    for (const { language, text } of BLOCKS) {
      if (language === "json") JSON.parse(text);
      if (language === "yaml") parse(text);
      expect(["sh", "text", "json", "yaml", "ini", "dockerfile", "nginx", "caddyfile", ""]).toContain(
        language,
      );
    }
  });

  it("and the lines between name no npm command that is not there", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const file of FILES)
      for (const [, script = ""] of readFileSync(join(ROOT, file), "utf8").matchAll(
        /npm run (?:--silent )?([\w:]+)/g,
      ))
        expect(Object.keys(scripts), file).toContain(script);
  });
});
