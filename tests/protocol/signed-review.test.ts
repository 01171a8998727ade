import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readSignedReview, reviewStatus } from "../../src/protocol/signed-review.ts";
import { hashOf, latestDay, loadProtocol, NEWEST_PROTOCOL, reviewFileOf } from "../../src/protocol-store.ts";
import { SMALL_PROTOCOL, smallProtocol } from "./fault-fixtures.ts";

const { protocol } = loadProtocol(SMALL_PROTOCOL);
const hash = hashOf(smallProtocol);
const TODAY = protocol.date;

const signed = {
  protocol: protocol.id,
  version: protocol.version,
  sha256: hash,
  name: "A. Reviewer (test)",
  role: "physician",
  date: TODAY,
  verdicts: Object.fromEntries(protocol.rules.map(({ id }) => [id, { verdict: "agree" }])) as Record<
    string,
    { verdict: string; comment?: string }
  >,
};
const [firstRule = ""] = Object.keys(signed.verdicts);

function messagesOf(review: unknown): string[] {
  const reading = readSignedReview(typeof review === "string" ? review : stringify(review), "review.yaml", {
    protocol,
    hash,
    today: TODAY,
  });
  if (!("issues" in reading)) return [];
  for (const { line, column, remedy } of reading.issues) {
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    expect(remedy).toMatch(/\S/);
  }
  return reading.issues.map(({ message }) => message);
}

describe("a signed review", () => {
  it("is valid with a name, a role, a day, this file's hash and a verdict for each rule", () => {
    expect(messagesOf(signed)).toEqual([]);
  });

  it("may be JSON", () => {
    expect(messagesOf(JSON.stringify(signed))).toEqual([]);
  });

  const { [firstRule]: _, ...oneLess } = signed.verdicts;
  it.each([
    ["of another text", { ...signed, sha256: "0".repeat(64) }, /^the hash of the reviewed file differs/],
    ["of another version", { ...signed, version: "9.0.0" }, /^the review is of small 9\.0\.0, and/],
    [
      "without a verdict on a rule",
      { ...signed, verdicts: oneLess },
      new RegExp(`^rule "${firstRule}" has no verdict$`),
    ],
    [
      "with a verdict on a rule that does not exist",
      { ...signed, verdicts: { ...signed.verdicts, nothing: { verdict: "agree" } } },
      /^the protocol has no rule "nothing"$/,
    ],
    ["from the future", { ...signed, date: "2999-01-01" }, /^the date 2999-01-01 is in the future$/],
    ["from before the protocol", { ...signed, date: "1999-01-01" }, /^the date 1999-01-01 is before/],
    ["without a name", { ...signed, name: " " }, /^name: it must not be empty$/],
    [
      "that asks for a change and does not say which",
      { ...signed, verdicts: { ...signed.verdicts, [firstRule]: { verdict: "change" } } },
      /change and comment need a comment$/,
    ],
    ["that is not YAML", "name: [", /^the review is not YAML that can be read$/],
  ])("%s is refused", (_title, review, message) => {
    const messages = messagesOf(review);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(message);
  });

  it("says how many rules the reviewer wants changed", () => {
    const reading = readSignedReview(
      stringify({
        ...signed,
        verdicts: { ...signed.verdicts, [firstRule]: { verdict: "change", comment: "Later." } },
      }),
      "review.yaml",
      { protocol, hash, today: TODAY },
    );
    if ("issues" in reading) throw new Error("not valid");
    expect(reviewStatus(reading.review)).toBe(
      `reviewed by A. Reviewer (test), physician, on ${TODAY}: 1 of ${protocol.rules.length} rules to be changed`,
    );
  });
});

it("the latest day is the one that has begun in the zone furthest ahead", () => {
  expect(latestDay(Date.parse("2026-03-10T09:59:00Z"))).toBe("2026-03-10");
  expect(latestDay(Date.parse("2026-03-10T10:00:00Z"))).toBe("2026-03-11");
});

describe("the review status that is shown", () => {
  const folder = mkdtempSync(join(tmpdir(), "reviews-"));
  const file = join(folder, "small.yaml");
  const reviewFile = join(folder, "reviews", `${protocol.id}-${protocol.version}.yaml`);
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    rmSync(join(folder, "reviews"), { recursive: true, force: true });
    mkdirSync(join(folder, "reviews"));
    copyFileSync(SMALL_PROTOCOL, file);
  });

  it("comes from the valid signed review next to the protocol", () => {
    writeFileSync(reviewFile, stringify(signed));
    const loaded = loadProtocol(file);
    expect(loaded.protocol.review).toBe(`reviewed by A. Reviewer (test), physician, on ${TODAY}`);
    expect(loaded.hash).toBe(hash);
  });

  it("stays the file's own while there is no review, or one with a fault", () => {
    expect(loadProtocol(file).protocol.review).toBe(protocol.review);
    writeFileSync(reviewFile, stringify({ ...signed, sha256: "0".repeat(64) }));
    expect(loadProtocol(file).protocol.review).toBe(protocol.review);
  });

  it("stays the file's own once the text was changed after the review", () => {
    writeFileSync(reviewFile, stringify(signed));
    writeFileSync(file, `${smallProtocol}# changed\n`);
    expect(loadProtocol(file).protocol.review).toBe(protocol.review);
  });
});

describe("the fixed words of version 2.0.0", () => {
  it("deny a review only for as long as there is none", () => {
    const place = mkdtempSync(join(tmpdir(), "reviewed-"));
    const file = join(place, "post-spinal-injection-2.0.0.yaml");
    copyFileSync(NEWEST_PROTOCOL, file);
    const before = loadProtocol(file);
    expect(`${before.protocol.disclaimer} ${before.protocol.extension_label}`).toMatch(
      /not been reviewed by a clinician.*review pending/,
    );
    const review = {
      protocol: before.protocol.id,
      version: before.protocol.version,
      sha256: before.hash,
      name: "A. Reviewer (test)",
      role: "physician",
      date: before.protocol.date,
      verdicts: Object.fromEntries(before.protocol.rules.map(({ id }) => [id, { verdict: "agree" }])),
    };
    const signedFile = reviewFileOf(file, before.protocol);
    mkdirSync(dirname(signedFile), { recursive: true });
    writeFileSync(signedFile, stringify(review));
    const { protocol: after } = loadProtocol(file);
    expect(after.review).toContain("reviewed by A. Reviewer (test)");
    expect(`${after.disclaimer} ${after.extension_label}`).not.toMatch(/review/);
    rmSync(place, { recursive: true });
  });
});
