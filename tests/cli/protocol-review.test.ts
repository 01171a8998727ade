/** The review kit as it is run: the document to print, and the check of a signed review. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { hashOf, NEWEST_PROTOCOL } from "../../src/protocol-store.ts";
import { SMALL_PROTOCOL, writeFaultyProtocol } from "../protocol/fault-fixtures.ts";
import { version2 } from "../version-2.ts";
import { runProgram } from "./program-runner.ts";

const folder = mkdtempSync(join(tmpdir(), "protocol-review-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runProgram("protocol", args, { folder });

const hash = hashOf(readFileSync(NEWEST_PROTOCOL, "utf8"));
const signed = {
  protocol: version2.id,
  version: version2.version,
  sha256: hash,
  name: "A. Reviewer (test)",
  role: "physician",
  date: version2.date,
  verdicts: Object.fromEntries(version2.rules.map(({ id }) => [id, { verdict: "agree" }])),
};

describe("npm run protocol -- review", async () => {
  const { out: html, err, code } = await run("review");

  it("writes one HTML document without scripts", () => {
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toContain("<script");
  });

  it("has boxes to sign for every rule, and names each once", () => {
    for (const { id } of version2.rules) expect(html.split(`id="rule-${id}"`)).toHaveLength(2);
    for (const box of ["Agree", "Change", "Comment"])
      expect(html.split(`</span> ${box}</span>`)).toHaveLength(version2.rules.length + 1);
  });

  it("says which file is signed, and that nobody has reviewed it", () => {
    expect(html).toContain(hash);
    expect(html).toContain(version2.review);
  });

  it("shows every patient of the version with their result, all of them as expected", () => {
    for (const name of ["patients", "vignettes"])
      for (const { id } of JSON.parse(
        readFileSync(new URL(`../cases/2.0.0/${name}.json`, import.meta.url), "utf8"),
      ) as { id: string }[])
        expect(html).toContain(`<strong>${id} </strong>`);
    expect(html).not.toContain("NOT AS EXPECTED");
  });

  it("says how far each source was read, and what goes beyond the article", () => {
    expect(html).toContain("V: source read");
    expect(html).toContain("V2: source read second-hand");
    expect(html).toContain("What goes beyond the article");
    expect(html).toContain("project choice");
  });
});

describe("npm run protocol -- review --check", () => {
  it("says of a valid review whose it is", async () => {
    writeFileSync(join(folder, "signed.yaml"), stringify(signed));
    expect(await run("review", "--check", "signed.yaml")).toMatchObject({
      out: `signed.yaml: valid, reviewed by A. Reviewer (test), physician, on ${version2.date}\n`,
      err: "",
      code: 0,
    });
  });

  it("names the cause and the remedy of each error", async () => {
    writeFileSync(join(folder, "other.yaml"), stringify({ ...signed, sha256: "0".repeat(64) }));
    const { out, code } = await run("review", "--check", "other.yaml");
    expect(out).toMatch(/^other\.yaml:3:\d+ {2}error {2}the hash of the reviewed file differs/);
    expect(out).toContain("have this one reviewed");
    expect(code).toBe(1);
  });
});

it("npm run protocol -- lint checks the signed review next to the file as well", async () => {
  copyFileSync(SMALL_PROTOCOL, join(folder, "small.yaml"));
  mkdirSync(join(folder, "reviews"));
  expect((await run("lint", "small.yaml")).code).toBe(0);
  writeFileSync(join(folder, "reviews/small-1.0.0.yaml"), "name: nobody\n");
  const { out, code } = await run("lint", "small.yaml");
  expect(out).toMatch(/reviews\/small-1\.0\.0\.yaml:\d+:\d+ {2}error {2}verdicts: /);
  expect(code).toBe(1);
});

describe("wrong use of the review kit", () => {
  it.each([
    [["review", "--paper", "a3"], /^"a3" is no paper/],
    [["review", "a.yaml", "b.yaml"], /^one protocol at a time\n/],
    [["review", "--check", "nowhere.yaml"], /^nowhere\.yaml cannot be read: there is no such file\n$/],
    [["review", "--out", "no/such/folder.html"], /cannot be written: there is no such folder\n$/],
  ])("%j: one clear line, nothing on standard output, exit 2", async (args, message) => {
    const { out, err, code } = await run(...args);
    expect(err).toMatch(message);
    expect({ out, code }).toEqual({ out: "", code: 2 });
  });

  it("a protocol with an error is not written up for review", async () => {
    const { out, code } = await run("review", writeFaultyProtocol(folder, "57-unreachable-rule"));
    expect({ out, code }).toEqual({ out: "", code: 2 });
  });
});
