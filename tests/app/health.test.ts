import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, describe, expect, it } from "vitest";
import { type HealthOptions, healthRouter } from "../../src/app/health.ts";

const TOKEN = "a-token-of-enough-letters";
let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function get(path: string, options: Partial<HealthOptions> = {}, headers: Record<string, string> = {}) {
  const metrics = async () => ({ type: "text/plain", text: "triage_turns_total 1" });
  const app = express().use(
    healthRouter({ readiness: [], metrics, accessToken: TOKEN, opensHere: true, ...options }),
  );
  server = createServer(app);
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { status: answer.status, text: await answer.text() };
}

describe("health", () => {
  it("says that the process lives, whatever else does not", async () => {
    const readiness = [{ name: "store", check: () => false }];
    expect(await get("/healthz", { readiness })).toEqual({ status: 200, text: '{"status":"ok"}' });
  });

  it("names the part that does not work", async () => {
    const readiness = [
      { name: "slack", check: () => true },
      {
        name: "store",
        check: async () => {
          throw new Error("gone");
        },
      },
    ];
    const { status, text } = await get("/readyz", { readiness });
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({ status: "not ready", parts: { slack: true, store: false } });
    expect((await get("/readyz")).status).toBe(200);
  });

  it("does not wait for a part that does not answer, and asks once for all who ask at once", async () => {
    let asked = 0;
    const hanging = () => {
      asked += 1;
      return new Promise<boolean>(() => {});
    };
    const metrics = async () => ({ type: "text/plain", text: "" });
    const readiness = [{ name: "store", check: hanging }];
    const app = express().use(
      healthRouter({ readiness, metrics, accessToken: null, opensHere: true, deadlineMs: 200 }),
    );
    server = createServer(app);
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`;
    const answers = await Promise.all([fetch(url), fetch(url), fetch(url)]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(asked).toBe(1);
  });

  it("shows its counts to this machine, and to others with the token alone", async () => {
    expect((await get("/metrics")).text).toContain("triage_turns_total");
    const far = { "x-forwarded-for": "203.0.113.7" };
    expect((await get("/metrics", {}, far)).status).toBe(403);
    expect((await get("/metrics", {}, { ...far, authorization: `Bearer ${TOKEN}x` })).status).toBe(403);
    expect((await get("/metrics", {}, { ...far, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await get("/metrics", { accessToken: null }, { ...far, authorization: "Bearer " })).status).toBe(
      403,
    );
  });

  it("shows them by the token alone where a proxy could make everybody look local, and never to another site's page", async () => {
    const withToken = { authorization: `Bearer ${TOKEN}` };
    expect((await get("/metrics", { opensHere: false })).status).toBe(403);
    expect((await get("/metrics", { opensHere: false }, withToken)).status).toBe(200);
    expect((await get("/metrics", {}, { origin: "https://evil.example" })).status).toBe(403);
  });
});
