/**
 * The one test command: format and lint, types, layout, unused code, then the tests.
 * Every step runs even when an earlier one failed, so that one run shows all there is to mend.
 * It closes with one plain line, "N passed, N failed", which counts each step and each test.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const report = join(mkdtempSync(join(tmpdir(), "validate-")), "vitest.json");
const steps: readonly { name: string; script: string; extra?: string[] }[] = [
  { name: "format and lint", script: "check" },
  { name: "types", script: "types" },
  { name: "layout", script: "layout" },
  { name: "unused", script: "unused" },
  {
    name: "tests",
    script: "unit",
    extra: ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  },
];

function run(script: string, extra: string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn("npm", ["run", "--silent", script, "--", ...extra], { stdio: "inherit" });
    child.on("error", () => done(false));
    child.on("exit", (code) => done(code === 0));
  });
}

let passed = 0;
let failed = 0;
const lines: string[] = [];
for (const step of steps) {
  process.stdout.write(`\n== ${step.name}\n`);
  const ok = await run(step.script, step.extra ?? []);
  lines.push(`${ok ? "passed" : "FAILED"}  ${step.name}`);
  if (ok) passed += 1;
  else failed += 1;
}
let skipped = 0;
try {
  const result = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
  passed += result.numPassedTests ?? 0;
  failed += result.numFailedTests ?? 0;
  skipped = result.numPendingTests ?? 0;
} catch {
  lines.push("FAILED  the tests left no report");
  failed += 1;
}
rmSync(join(report, ".."), { recursive: true, force: true });
process.stdout.write(
  `\n${lines.join("\n")}\n\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
