/** Who may call the adapter: only Slack, now, and once. */
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SeenSignatures } from "../../../adapters/slack/receiver.ts";
import { BoltHarness, type BoltRequestOptions, SECRET } from "./slack-http-harness.ts";
import { command, event, mention, tap } from "./slack-payloads.ts";

let stack: BoltHarness;
beforeEach(async () => {
  stack = await new BoltHarness().start();
});
afterEach(async () => {
  await stack.close();
});

const seconds = () => Math.floor(stack.now / 1000);
const refusals: [string, () => BoltRequestOptions][] = [
  ["unsigned", () => ({ signature: null })],
  ["signed with another secret", () => ({ secret: "another" })],
  ["with a signature of nothing", () => ({ signature: `v0=${"0".repeat(64)}` })],
  ["with a signature of another version", () => ({ signature: `v1=${"0".repeat(64)}` })],
  ["with a signature that is no hash", () => ({ signature: "v0=" })],
  ["without a time", () => ({ timestamp: null })],
  ["with a time that is none", () => ({ timestamp: "abc" })],
  ["with a time in fractions", () => ({ timestamp: `${seconds()}.0` })],
  ["stale by a second more than five minutes", () => ({ timestamp: seconds() - 302 })],
  ["a day old", () => ({ timestamp: seconds() - 86_400 })],
  ["from the future by a second more than five minutes", () => ({ timestamp: seconds() + 302 })],
  ["from tomorrow", () => ({ timestamp: seconds() + 86_400 })],
];

describe("a request is refused", () => {
  for (const [name, sending] of refusals)
    for (const [kind, payload] of [
      ["event", () => event(mention({ text: "<@UBOT> secret words" }))],
      ["command", () => command("secret words")],
      ["tap", () => tap({ action_id: "act:0", value: "secret words" }, "at|T1|C1|1.2|h|x")],
    ] as const)
      test(`${kind}, ${name}`, async () => {
        const reply = await stack.send(payload(), sending());
        expect(reply).toEqual({ status: 401, body: "" });
        expect(stack.bot.requests).toEqual([]);
        expect(stack.wire.calls.filter(({ method }) => method !== "auth.test")).toEqual([]);
        const written = JSON.stringify(stack.log);
        expect(written).not.toContain("secret words");
        expect(written).not.toContain(SECRET);
      });

  test("an address check without a signature", async () => {
    const check = { type: "url_verification", challenge: "c", token: "t" };
    expect(await stack.send(check, { signature: null })).toEqual({ status: 401, body: "" });
  });
});

describe("a request is taken", () => {
  for (const offset of [-298, 0, 298])
    test(`at ${offset} s from our time`, async () => {
      expect((await stack.send(event(mention()), { timestamp: seconds() + offset })).status).toBe(200);
      expect(stack.bot.requests).toHaveLength(1);
    });

  test("an address check with a signature", async () => {
    const reply = await stack.send({ type: "url_verification", challenge: "c", token: "t" });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual({ challenge: "c" });
  });

  test("malformed JSON with a signature is answered, not crashed on", async () => {
    expect((await stack.raw("{", "application/json")).status).toBe(400);
  });
});

describe("a replayed request", () => {
  test("is refused, and nothing runs twice", async () => {
    const payload = tap({ action_id: "x", value: "{}" }, "b");
    expect((await stack.send(payload)).status).toBe(200);
    const told = stack.wire.responses.length;
    expect(await stack.send(payload)).toEqual({ status: 401, body: "" });
    expect(stack.wire.responses).toHaveLength(told);
    expect(stack.log).toContainEqual({
      level: "warn",
      event: "request_refused",
      fields: { reason: "replayed" },
    });
  });

  test("is refused with its signature written in another way", async () => {
    const body = JSON.stringify(event(mention()));
    const proof = createHmac("sha256", SECRET).update(`v0:${seconds()}:${body}`).digest("hex");
    expect((await stack.raw(body, "application/json")).status).toBe(200);
    for (const signature of [`v0=${proof}=again`, `v0=${proof.toUpperCase()}`, ` v0=${proof}`])
      expect((await stack.raw(body, "application/json", { signature })).status).toBe(401);
    expect(stack.bot.requests).toHaveLength(1);
  });

  test("is refused for as long as its time is good", async () => {
    const payload = event(mention());
    const timestamp = seconds() + 290;
    expect((await stack.send(payload, { timestamp })).status).toBe(200);
    stack.now += 580_000;
    expect((await stack.send(payload, { timestamp })).status).toBe(401);
    expect(stack.bot.requests).toHaveLength(1);
  });

  test("a forged request leaves no trace among the proved ones", async () => {
    const seen = new SeenSignatures(3);
    for (const each of ["a", "b", "c"]) expect(seen.isFirstUse(each, 0)).toBe(true);
    expect(seen.isFirstUse("a", 1)).toBe(false);
    // the memory is bounded: the oldest is forgotten first
    expect(seen.isFirstUse("d", 2)).toBe(true);
    expect(seen.size).toBeLessThanOrEqual(3);
    expect(seen.isFirstUse("d", 3)).toBe(false);
    // and what is no longer valid is forgotten by itself
    expect(seen.isFirstUse("d", 601_000)).toBe(true);
    expect(seen.size).toBe(1);
  });
});
