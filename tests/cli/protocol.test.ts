/** The real command, as it is run: what it prints, where, and how it exits. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SMALL_PROTOCOL, writeFaultyProtocol } from "../protocol/fault-fixtures.ts";
import { runProgram } from "./program-runner.ts";

const folder = mkdtempSync(join(tmpdir(), "protocol-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const { out, err, code } = await runProgram("protocol", args, { folder });
  return { stdout: out, stderr: err, status: code };
}

describe("npm run protocol -- lint", () => {
  test("finds no fault in the shipped protocol", async () => {
    const { stdout, stderr, status } = await run("lint");
    expect(stdout).toMatch(/post-spinal-injection-2\.0\.0\.yaml: no faults\n$/);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  test.each([
    [
      "05-unknown-key",
      /^05-unknown-key\.yaml:27:5 {2}error {2}"anser" is not a key/,
      /\n {4}remove it or correct its spelling: did you mean "answer"\?\n/,
    ],
    ["01-tab", /^01-tab\.yaml:22:1 {2}error {2}a tab/, /\n {4}indent with spaces\n/],
    [
      "21-unknown-finding",
      /error {2}there is no finding "fevr"/,
      /\n {4}correct its spelling.*did you mean "fever"\?\n/,
    ],
    [
      "57-unreachable-rule",
      /error {2}the rule "early-fever" can never be true/,
      /\n {4}its parts exclude each other/,
    ],
  ] as const)("prints the place, the fault and the remedy of %s", async (id, fault, remedy) => {
    writeFaultyProtocol(folder, id);
    const { stdout, stderr, status } = await run("lint", `${id}.yaml`);
    expect(stdout).toMatch(fault);
    expect(stdout).toMatch(remedy);
    expect(stdout).toMatch(/: 1 error, 0 warnings\n$/);
    expect({ stderr, status }).toEqual({ stderr: "", status: 1 });
  });

  test("a warning alone is no failure", async () => {
    writeFaultyProtocol(folder, "49-result-left-unknown");
    const { stdout, status } = await run("lint", "49-result-left-unknown.yaml");
    expect(stdout).toMatch(/ {2}warning {2}.*\n.*\n.*: 0 errors, 1 warning\n$/);
    expect(status).toBe(0);
  });

  test("finds a file from where it was typed, whatever folder npm runs in", async () => {
    copyFileSync(SMALL_PROTOCOL, join(folder, "small.yaml"));
    expect(await run("lint", "./small.yaml")).toEqual({
      stdout: "./small.yaml: no faults\n",
      stderr: "",
      status: 0,
    });
  });
});

describe("wrong use and unreadable files", () => {
  writeFileSync(join(folder, "latin1.yaml"), Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xe9, 0x0a]));
  test.each([
    [["lint", "nowhere.yaml"], /^nowhere\.yaml cannot be read: there is no such file\n$/],
    [["lint", folder], /cannot be read: it is a folder\n$/],
    [["lint", join(folder, "latin1.yaml")], /cannot be read: it is not UTF-8 text\n$/],
    [
      ["lnt"],
      /^"lnt" is no command; allowed: lint, mutate, diff, citations, coverage, review, blast-radius, diagram, form\n/,
    ],
    [
      [],
      /^a command is needed: lint, mutate, diff, citations, coverage, review, blast-radius, diagram, form\n/,
    ],
    [["lint", "a.yaml", "b.yaml"], /^one file at a time\n/],
    [["lint", "--quiet"], /^Unknown option '--quiet'\n/],
  ])("%j: one clear line, nothing on standard output, exit 2", async (args, message) => {
    const { stdout, stderr, status } = await run(...args);
    expect(stderr).toMatch(message);
    expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
  });
});
