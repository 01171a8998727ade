/** Who may speak to the bot: the real SDK checks real tokens over real HTTP. */
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TEAMS_PATH } from "../../../adapters/teams/main.ts";
import { SECRET, serveKeysAndTokens, type TokenParts, token } from "../../fakes/microsoft.ts";
import { activity, OTHER_TENANT, TENANT } from "../../fakes/teams-activities.ts";
import { credentials, startTeamsHttp, type TeamsHttpHarness } from "./teams-http-harness.ts";

let on: TeamsHttpHarness;

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
});
beforeEach(async () => {
  // The SDK writes about keys on the console; nothing in there is ours.
  vi.spyOn(console, "error").mockImplementation(() => {});
  serveKeysAndTokens();
  on = await startTeamsHttp();
});
afterEach(async () => {
  await on.close();
  nock.cleanAll();
});
afterAll(() => nock.enableNetConnect());

const hour = 3600;
const now = () => Math.floor(Date.now() / 1000);
const bearer = (parts: TokenParts) => `Bearer ${token(parts)}`;

describe("a token that is accepted", () => {
  test.each<[string, () => TokenParts]>([
    ["a valid one", () => ({})],
    ["one that ran out 200 s ago: clocks differ", () => ({ claims: { exp: now() - 200 } })],
    ['one with cty "JWT"', () => ({ header: { cty: "JWT" } })],
  ])("row 29: %s", async (_, parts) => {
    expect(await on.post(activity(), bearer(parts()))).toMatchObject({ status: 200, body: "" });
    expect(on.bot.requests).toHaveLength(1);
  });
});

describe("a token that is refused with 401, an empty body, and nothing handed on", () => {
  test.each<[string, () => string | null]>([
    ["none", () => null],
    ["garbage", () => "Bearer garbage"],
    ["another scheme", () => `Basic ${token()}`],
    ["three words", () => `Bearer ${token()} more`],
    ["for another bot", () => bearer({ claims: { aud: "another" } })],
    ["by another issuer", () => bearer({ claims: { iss: "https://issuer.example" } })],
    ["ran out more than 300 s ago", () => bearer({ claims: { exp: now() - 301 } })],
    ["not yet valid", () => bearer({ claims: { nbf: now() + hour } })],
    ["by an unknown key", () => bearer({ header: { kid: "unknown" } })],
    ["no key named", () => bearer({ header: { kid: undefined } })],
    ["for another service address", () => bearer({ claims: { serviceurl: "https://other.example/" } })],
    ["no service address", () => bearer({ claims: { serviceurl: undefined } })],
    ["a key not for Teams", () => bearer({ header: { kid: "key-other-channel" } })],
    ["the right key's name, another key", () => bearer({ key: "stranger" })],
    ["HS256", () => bearer({ header: { alg: "HS256" }, key: "shared" })],
    ["alg none", () => bearer({ header: { alg: "none" }, key: "none" })],
  ])("row 29: %s", async (_, authorization) => {
    expect(await on.post(activity(), authorization())).toEqual({ status: 401, body: "", json: null });
    expect(on.bot.requests).toEqual([]);
    expect(on.logs.join("\n")).not.toContain("Bearer");
  });
});

describe("a body that is refused with 400, before any token is looked at", () => {
  test.each<[string, unknown]>([
    ["no body", ""],
    ["no JSON", "{"],
    ["an empty object", {}],
    ["a list", []],
    ["null", "null"],
    ["a type that is a number", activity({ type: 5 })],
    ["no channelId", activity({ channelId: undefined })],
    ["another channel", activity({ channelId: "emulator" })],
    ["no conversation", activity({ conversation: undefined })],
    ["a conversation without id", activity({ conversation: { id: 7 } })],
    ["no service address", activity({ serviceUrl: undefined })],
    ["a service address that is none", activity({ serviceUrl: "smba" })],
    ["nobody's message", activity({ from: null })],
    ["a message without id", activity({ id: undefined })],
  ])("%s", async (_, body) => {
    expect(await on.post(body)).toEqual({ status: 400, body: "", json: null });
    expect(on.bot.requests).toEqual([]);
  });
});

test("an activity that does not name the bot is refused with 400", async () => {
  expect(await on.post(activity({ recipient: undefined }))).toEqual({ status: 400, body: "", json: null });
  expect(on.bot.requests).toEqual([]);
});

test("a wrong timestamp, odd entities and odd members are survived", async () => {
  const odd = {
    timestamp: "yesterday",
    entities: [null, 5, { type: "mention" }, { type: "mention", mentioned: null }],
    attachments: "none",
    membersAdded: 7,
    channelData: "x",
  };
  expect(await on.post(activity(odd))).toMatchObject({ status: 200 });
});

test("the adapter mounts on Express, before or after a body parser", async () => {
  for (const parser of [false, true]) {
    const app = express();
    if (parser) app.use(express.json());
    on.teams.mount(app);
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${TEAMS_PATH}`;
    const headers = { "content-type": "application/json", authorization: `Bearer ${token()}` };
    const post = (body: string) => fetch(url, { method: "POST", headers, body });
    expect((await post(JSON.stringify(activity()))).status).toBe(200);
    expect((await post("{}")).status).toBe(400);
    expect((await fetch(url)).status).toBe(405);
    server.close();
  }
  expect(on.bot.requests).toHaveLength(2);
});

test("many activities over one connection leave nothing behind on it", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const listeners: number[] = [];
  for (let at = 0; at < 12; at += 1) {
    const post = request(on.url, { method: "POST", agent, headers: { authorization: `Bearer ${token()}` } });
    post.end(JSON.stringify(activity()));
    const [response] = (await once(post, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    listeners.push(on.server.listenersOnSockets("timeout"));
    response.resume();
    await once(response, "end");
  }
  expect(new Set(listeners).size).toBe(1);
  agent.destroy();
});

test("only POST is answered, and a large body is not read to its end", async () => {
  expect((await fetch(on.url)).status).toBe(405);
  expect((await on.post(activity({ text: "x".repeat(600_000) }))).status).toBe(413);
});

describe("another tenant is refused with 403, and nothing is handed on or stored", () => {
  const elsewhere = activity().conversation as Record<string, unknown>;
  test.each([
    [
      "in both places",
      {
        conversation: { ...elsewhere, tenantId: OTHER_TENANT },
        channelData: { tenant: { id: OTHER_TENANT } },
      },
    ],
    ["in the conversation", { conversation: { ...elsewhere, tenantId: OTHER_TENANT } }],
    ["in the channel data", { channelData: { tenant: { id: OTHER_TENANT } } }],
    ["none at all", { conversation: { ...elsewhere, tenantId: undefined }, channelData: {} }],
  ])("row without a number: another tenant %s", async (_, changes) => {
    expect(await on.post(activity(changes))).toEqual({ status: 403, body: "", json: null });
    expect(on.bot.requests).toEqual([]);
    expect(on.addresses.kept.size).toBe(0);
  });

  test("a multi-tenant app serves the tenants that it names", async () => {
    const many = await startTeamsHttp({
      config: {
        credentials: { ...credentials, type: "MultiTenant", tenant: null, allowed: [TENANT, OTHER_TENANT] },
        anyone: false,
      },
    });
    const other = activity({ conversation: { ...elsewhere, tenantId: OTHER_TENANT }, channelData: {} });
    expect((await many.post(other)).status).toBe(200);
    expect(many.bot.requests[0]?.thread.tenant).toBe(OTHER_TENANT);
    await many.close();
  });
});

test("a service address outside Microsoft's is refused, though its token is right", async () => {
  const serviceUrl = "https://smba.trafficmanager.net.example.org/amer/";
  const reply = await on.post(activity({ serviceUrl }), bearer({ claims: { serviceurl: serviceUrl } }));
  expect(reply.status).toBe(403);
  expect(on.addresses.kept.size).toBe(0);
});

describe("what operators read says how grave it is, and what would mend it", () => {
  const logged = (event: string) => on.logs.filter((line) => line.includes(` ${event} `));

  test("a stranger is a warning, and so is another tenant", async () => {
    await on.post(activity(), bearer({ key: "stranger" }));
    await on.post(activity({ conversation: { id: "19:c@thread.tacv2", tenantId: OTHER_TENANT } }));
    expect(logged("teams.refused.token")[0]).toMatch(/^warn .*"cure":"[^"]*TEAMS_APP_ID/);
    expect(logged("teams.refused.tenant")[0]).toMatch(/^warn .*"cure":"[^"]*TEAMS_ALLOWED_TENANTS/);
  });

  test("a malformed body needs nothing to be done", async () => {
    await on.post({});
    expect(on.logs).toEqual(['info teams.malformed {"why":"the activity has no type"}']);
  });
});

test("the secret is in no log", async () => {
  await on.post(activity(), bearer({ key: "stranger" }));
  await on.post(activity());
  await on.bot.quiet();
  expect(on.logs.join("\n")).not.toContain(SECRET);
});

describe("without credentials", () => {
  const config = { credentials: null, anyone: false };

  test("this machine may call, with no token", async () => {
    const open = await startTeamsHttp({ config });
    expect(
      (await open.post(activity({ serviceUrl: "http://localhost:56150/_connector" }), null)).status,
    ).toBe(200);
    await open.close();
  });

  test("a forwarded call is refused", async () => {
    const open = await startTeamsHttp({ config });
    const response = await fetch(open.url, {
      method: "POST",
      headers: { "x-forwarded-for": "203.0.113.7" },
      body: JSON.stringify(activity()),
    });
    expect(response.status).toBe(403);
    await open.close();
  });
});
