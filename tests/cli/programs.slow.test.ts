/** Each program of the command line as a process of its own: what it reads, what it prints where, and how it exits. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeFaultyProtocol } from "../protocol/fault-fixtures.ts";
import {
  environmentOf,
  PROGRAMS_MAY_TAKE,
  type ProgramName,
  programFile,
  runProgram,
} from "./program-runner.ts";

const folder = mkdtempSync(join(tmpdir(), "programs-"));
const faulty = writeFaultyProtocol(folder, "57-unreachable-rule");
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = "2026-01-31T14:00:00Z";
const input = { folder, env: { TRIAGE_NOW: NOW } };

function start(program: ProgramName, args: readonly string[], typed = "") {
  const { stdout, stderr, status } = spawnSync(process.execPath, [programFile(program), ...args], {
    cwd: folder,
    input: typed,
    encoding: "utf8",
    env: { ...process.env, ...environmentOf(input) },
  });
  // whatever happens, nobody is shown the inside of the program
  expect(stdout + stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
  return { out: stdout, err: stderr, code: status };
}

describe("a program as a process", { timeout: PROGRAMS_MAY_TAKE }, () => {
  it.each<[ProgramName, readonly string[], number]>([
    ["protocol", ["lint"], 0],
    ["protocol", ["lint", faulty], 1],
    ["protocol", ["lnt"], 2],
    ["protocol", ["diagram", "--words"], 0],
    ["prove", ["--quick"], 2],
    ["triage", ["--json", "no-such-file.json"], 2],
    ["audit", [], 2],
    ["replay", [], 2],
    ["chat", ["--stor", "x"], 2],
  ])("%s %j prints the same and exits as it does within the tests: %i", async (program, args, code) => {
    const within = await runProgram(program, args, input);
    expect(start(program, args)).toEqual(within);
    expect(within.code).toBe(code);
  });

  it("triage reads what is typed to it, whatever bytes those are", () => {
    const { out, code } = start("triage", ["--json", "-"], '{"findings":{"fever":true}}');
    expect({ code, urgency: JSON.parse(out).urgency }).toEqual({ code: 0, urgency: "URGENT" });
    const noise = start("triage", ["--json", "-"], "\u0007".repeat(10_000_000));
    expect(noise).toEqual({
      code: 2,
      out: "",
      err: expect.stringMatching(/^the input has 10000000 bytes; .*\n$/),
    });
  });

  it("chat keeps a case that audit finds intact", () => {
    const { out, code } = start("chat", ["--in-order"], "patient is here\nno\nquit\n");
    expect(code).toBe(0);
    expect(out).toContain("Red flags 2 of 12");
    expect(start("audit", [])).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 case, all intact"),
    });
  });
});
