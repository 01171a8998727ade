/**
 * `npm test`: format and lint, types, layout, unused code and the quick tests. `npm run test:slow`: the slow tests.
 * `npm run test:all`: both. Every step runs even when an earlier one failed, so that one run shows all there is to mend.
 * It closes with one plain line, "N passed, N failed", which counts each step and each test.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface ValidationStep {
  name: string;
  script: string;
  /** Whether it is a run of tests, which are counted one by one. */
  tests?: true;
}

const PARTS: Readonly<Record<string, readonly ValidationStep[]>> = {
  quick: [
    { name: "format and lint", script: "check" },
    { name: "types", script: "types" },
    { name: "layout", script: "layout" },
    { name: "unused", script: "unused" },
    { name: "tests", script: "unit", tests: true },
  ],
  slow: [{ name: "slow tests", script: "unit:slow", tests: true }],
};

const folder = mkdtempSync(join(tmpdir(), "validate-"));
const lines: string[] = [];
let passed = 0;
let failed = 0;
let skipped = 0;

function run(script: string, extra: readonly string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn("npm", ["run", "--silent", script, "--", ...extra], { stdio: "inherit" });
    child.on("error", () => done(false));
    child.on("exit", (code) => done(code === 0));
  });
}

function countTests(report: string): void {
  try {
    const result = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
    passed += result.numPassedTests ?? 0;
    failed += result.numFailedTests ?? 0;
    skipped += result.numPendingTests ?? 0;
  } catch {
    lines.push("FAILED  the tests left no report");
    failed += 1;
  }
}

for (const { name, script, tests } of process.argv.slice(2).flatMap((part) => PARTS[part] ?? [])) {
  process.stdout.write(`\n== ${name}\n`);
  const report = join(folder, `${script}.json`);
  const ok = await run(
    script,
    tests ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : [],
  );
  lines.push(`${ok ? "passed" : "FAILED"}  ${name}`);
  if (ok) passed += 1;
  else failed += 1;
  if (tests) countTests(report);
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `\n${lines.join("\n")}\n\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
