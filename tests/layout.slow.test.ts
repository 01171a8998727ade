import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const sources = ["src", "adapters", "cli"].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts")),
);

interface Cruise {
  summary: { totalCruised: number; violations: { from: string; rule: { name: string } }[] };
}

function cruise(folder: string): Cruise {
  const run = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
      "--config",
      ".dependency-cruiser.cjs",
      "--output-type",
      "json",
      "src",
      "adapters",
      "cli",
    ],
    { cwd: folder, encoding: "utf8", maxBuffer: 64e6 },
  );
  return JSON.parse(run.stdout) as Cruise;
}

describe("the import check is alive", () => {
  const copy = mkdtempSync(join(tmpdir(), "layout-"));
  beforeAll(() => {
    for (const name of ["src", "adapters", "cli", "package.json", "tsconfig.json", ".dependency-cruiser.cjs"])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    writeFileSync(
      join(copy, "src/triage/planted.ts"),
      'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
    );
    writeFileSync(
      join(copy, "adapters/terminal/planted.ts"),
      'export { assess } from "../../src/triage/assess.ts";\n',
    );
    writeFileSync(join(copy, "adapters/web/planted.ts"), 'export { render } from "../teams/render.ts";\n');
    writeFileSync(
      join(copy, "adapters/teams/planted.ts"),
      'import type { Activity } from "botbuilder";\nexport type Planted = Activity;\n',
    );
    writeFileSync(join(copy, "src/protocol/planted.ts"), 'export { assess } from "../triage/assess.ts";\n');
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("cruises every source file, and finds nothing wrong", () => {
    const { summary } = cruise(root);
    expect(summary.totalCruised).toBeGreaterThanOrEqual(sources.length);
    expect(summary.violations).toEqual([]);
  });

  it("reports imports that are planted in a copy", () => {
    const found = cruise(copy).summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
    expect(found).toContain("src/triage/planted.ts pure-folders-do-no-io");
    expect(found).toContain("adapters/terminal/planted.ts adapters-import-the-public-api");
    expect(found).toContain("adapters/web/planted.ts only-the-page-shows-teams-cards");
    expect(found).toContain("adapters/teams/planted.ts one-file-knows-the-teams-sdk");
    expect(found).toContain("src/protocol/planted.ts protocol-imports-answer-kinds");
  });
});
