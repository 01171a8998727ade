/** The real commands, as they are run: what they print or write, and how they exit. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SMALL_PROTOCOL, writeFaultyProtocol } from "../protocol/fault-fixtures.ts";
import { runProgram } from "./program-runner.ts";

const folder = mkdtempSync(join(tmpdir(), "protocol-pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const { out, err, code } = await runProgram("protocol", args, { folder });
  return { stdout: out, stderr: err, status: code };
}

describe("npm run protocol -- diagram", () => {
  test("prints the SVG of the shipped protocol", async () => {
    const { stdout, stderr, status } = await run("diagram");
    expect(stdout).toMatch(/^<svg .*<\/svg>\n$/s);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  test("tells the same in words", async () => {
    const { stdout, status } = await run("diagram", "--words");
    expect(stdout).toContain("EMERGENCY: Neurological deficit, when Neurological deficit: present");
    expect(status).toBe(0);
  });

  test("writes into the file that is named, from where it was typed", async () => {
    expect(await run("diagram", "--out", "flow.svg", SMALL_PROTOCOL)).toEqual({
      stdout: "",
      stderr: "",
      status: 0,
    });
    expect(readFileSync(join(folder, "flow.svg"), "utf8")).toMatch(/^<svg /);
  });
});

describe("npm run protocol -- form", () => {
  test("writes the form for the paper and the reader that are named", async () => {
    const { stderr, status } = await run(
      "form",
      "--paper",
      "letter",
      "--role",
      "nurse",
      "--out",
      "form.html",
    );
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const html = readFileSync(join(folder, "form.html"), "utf8");
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("size:letter");
  });
});

describe("wrong use", () => {
  test.each([
    [["form", "--paper", "a3"], /^"a3" is no paper; allowed: a4, letter\n/],
    [["form", "--role", "surgeon"], /^"surgeon" is no role; allowed: physician, trainee, nurse\n/],
    [["form", "--words"], /^Unknown option '--words'\n/],
    [["diagram", "a.yaml", "b.yaml"], /^one protocol at a time\n/],
    [["diagram", "nowhere.yaml"], /^nowhere\.yaml cannot be read: there is no such file\n$/],
    [["diagram", "--out", "no/such/folder.svg"], /cannot be written: there is no such folder\n$/],
    [["form", "--out", "."], /cannot be written: it is a folder\n$/],
  ])("%j: one clear line, nothing on standard output, exit 2", async (args, message) => {
    const { stdout, stderr, status } = await run(...args);
    expect(stderr).toMatch(message);
    expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
  });

  test("a protocol with an error is not drawn, because somebody could act on it", async () => {
    const { stdout, stderr, status } = await run("form", writeFaultyProtocol(folder, "57-unreachable-rule"));
    expect(stderr).toMatch(/has errors, and nothing was drawn; npm run protocol -- lint tells them\n$/);
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
  });
});
