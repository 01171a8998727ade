import { afterEach, describe, expect, test } from "vitest";
import { openWeb, type WebConfig, webListenError } from "../../../adapters/web/main.ts";
import { call, OWN, Person } from "./http-caller.ts";
import { NOON, WebHttpHarness } from "./web-http-harness.ts";

const ROOM = "roomroomroom1";
const TOKEN = "a-token-that-is-long-enough-1";
const LOCAL: WebConfig = { accessToken: null, local: false };
const SIGN_IN: WebConfig = { accessToken: TOKEN, local: false };
const SHORT: WebConfig = { accessToken: "abc-short", local: false };
const alone = (host: string) => ({ host, beside: [] });
let harness: WebHttpHarness;
const open = async (config: WebConfig = LOCAL, at = "/") => {
  harness = await WebHttpHarness.openPage({ config, at });
};
afterEach(() => harness?.close());
const start = (headers: Record<string, string>, body = "{}", method = "POST") =>
  call(`${harness.url}/web/rooms/${ROOM}/start`, { method, headers, body });

describe("where the page may be served", () => {
  test.each([
    ["127.0.0.1", null],
    ["127.8.9.1", null],
    ["localhost", null],
    ["::1", null],
  ])("on %s without a sign-in", (host, fault) => {
    expect(webListenError(LOCAL, alone(host))).toBe(fault);
  });

  test.each(["0.0.0.0", "::", "192.168.1.5", "triage.example.org", "127.0.0.1.example.org", ""])(
    "on %s only with one, and the fault says how",
    (host) => {
      expect(webListenError(LOCAL, alone(host))).toContain("set WEB_ACCESS_TOKEN");
      expect(webListenError(SIGN_IN, alone(host))).toBe(null);
    },
  );

  test("not beside what is called from outside, because a proxy may stand before both: a sign-in or one's word opens it", () => {
    const place = { host: "127.0.0.1", beside: ["Slack", "Teams"] };
    expect(webListenError(LOCAL, place)).toMatch(
      /proxy for Slack, Teams could open it.*set WEB_ACCESS_TOKEN, or WEB_PAGE=local/,
    );
    expect(webListenError(SIGN_IN, place)).toBe(null);
    expect(webListenError({ ...LOCAL, local: true }, place)).toBe(null);
    expect(webListenError({ ...LOCAL, local: true }, { ...place, host: "0.0.0.0" })).toContain("sign-in");
  });

  test("a short token is refused everywhere, and not repeated", async () => {
    expect(webListenError(SHORT, alone("127.0.0.1"))).toMatch(/9 characters.*at least 24/);
    expect(webListenError(SHORT, alone("0.0.0.0"))).not.toContain("abc-short");
    await open();
    const { bot, casebook } = harness.service;
    const parts = { bot, casebook, clock: () => NOON };
    expect(() => openWeb(SHORT, parts)).toThrow("at least 24");
  });
});

describe("who is let in", () => {
  test.each([
    "evil.example",
    "evil.example:3978",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.9",
  ])("a name that points here, %s, is not this machine's (DNS rebinding)", async (host) => {
    await open();
    const answer = await call(`${harness.url}/`, { headers: { host } });
    expect(answer.status).toBe(403);
    expect(answer.json.error).toContain("http://127.0.0.1");
    expect((await call(`${harness.url}/web/cases`, { headers: { host } })).status).toBe(403);
  });

  test.each(["localhost:80", "127.0.0.1:3978", "[::1]:3978"])("%s is", async (host) => {
    await open();
    expect((await call(`${harness.url}/`, { headers: { host } })).status).toBe(200);
  });

  test.each([
    ["x-forwarded-for", "127.0.0.1"],
    ["forwarded", "for=127.0.0.1"],
    ["via", "1.1 proxy"],
    ["x-real-ip", "127.0.0.1"],
    ["x-forwarded-proto", "https"],
    ["x-forwarded-host", "127.0.0.1"],
    ["x-forwarded-server", "proxy"],
    ["x-client-ip", "127.0.0.1"],
    ["true-client-ip", "127.0.0.1"],
    ["cf-connecting-ip", "127.0.0.1"],
  ])("what a proxy forwards with %s came from another machine", async (name, value) => {
    await open();
    expect((await call(`${harness.url}/`, { headers: { [name]: value } })).status).toBe(403);
  });

  test.each(["https://evil.example", "null", "http://127.0.0.1:1", "nonsense"])(
    "another origin, %s, is refused for reading and for writing",
    async (origin) => {
      await open();
      expect((await call(`${harness.url}/web/cases`, { headers: { origin } })).status).toBe(403);
      expect((await start({ ...OWN, origin })).status).toBe(403);
      expect(harness.requests).toEqual([]);
    },
  );

  test("the page's own origin is let in", async () => {
    await open();
    expect((await start({ ...OWN, origin: harness.url })).status).toBe(400);
    expect((await call(`${harness.url}/web/cases`, { headers: { origin: harness.url } })).status).toBe(200);
  });

  test("a cross-site request is refused by what the browser says of it; following a link is not", async () => {
    await open();
    for (const site of ["cross-site", "same-site"]) {
      expect((await call(`${harness.url}/web/cases`, { headers: { "sec-fetch-site": site } })).status).toBe(
        403,
      );
      expect((await start({ ...OWN, "sec-fetch-site": site, "sec-fetch-mode": "navigate" })).status).toBe(
        403,
      );
    }
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await call(`${harness.url}/`, { headers: link })).status).toBe(200);
  });

  test("a form of another site can send neither the header nor JSON", async () => {
    await open();
    const plain = { "content-type": "text/plain" };
    expect((await start(plain)).status).toBe(403);
    expect((await start({ ...plain, "x-triage-page": "1" })).status).toBe(415);
    expect((await start({ "content-type": "application/json" })).status).toBe(403);
    expect(harness.requests).toEqual([]);
  });
});

describe("what is read", () => {
  test("a body that is too large is refused, whatever it says its size is", async () => {
    await open();
    const large = JSON.stringify({ words: "x".repeat(70_000) });
    const answer = await start(OWN, large);
    expect(answer.status).toBe(413);
    expect(answer.json.error).toContain("64 KB");
    expect((await start({ ...OWN, "transfer-encoding": "chunked" }, large)).status).toBe(413);
    expect(harness.requests).toEqual([]);
  });

  const as = { name: "Kim", role: "nurse" };
  const id = "request-1";
  test.each([
    ["{", "not JSON"],
    ["", "is missing"],
    ['"words"', "not JSON"],
    ["[]", "JSON object"],
    ["null", "not JSON"],
    [JSON.stringify({ id, as }), "words is missing"],
    [JSON.stringify({ id, words: "x" }), "as"],
    [
      JSON.stringify({ id, as: { ...as, role: "patient" }, words: "x" }),
      "as.role is physician, trainee or nurse",
    ],
    [JSON.stringify({ id, as: { ...as, name: "  " }, words: "x" }), "as.name"],
    [JSON.stringify({ id, as: { ...as, name: "x".repeat(61) }, words: "x" }), "as.name"],
    [JSON.stringify({ id: "short", as, words: "x" }), "id is 8 to 64"],
    [JSON.stringify({ id, as, words: 7 }), "words is missing"],
    [JSON.stringify({ id, as, words: "x".repeat(4001) }), "longer than 4000"],
  ])("a malformed body is a clear 400: %#", async (body, says) => {
    await open();
    const answer = await start(OWN, body);
    expect(answer.status).toBe(400);
    expect(answer.json.error).toContain(says);
    expect(harness.requests).toEqual([]);
  });

  test("an error never repeats what was typed", async () => {
    await open();
    const body = JSON.stringify({ id, as: { name: "Kim", role: "secret words" }, words: ["secret words"] });
    expect((await start(OWN, body)).text).not.toContain("secret words");
  });

  test("a button that no card of ours has is refused", async () => {
    await open();
    const kim = new Person(harness.url, "Kim");
    for (const data of [
      {},
      { act: { do: "forget" }, handle: "a" },
      { act: { do: "change", question: "fever" } },
    ])
      expect((await kim.tap(ROOM, data)).status).toBe(400);
    expect(harness.requests).toEqual([]);
  });

  test.each(["ab", "UPPERCASEROOM", "-room", "..%2f..%2f..%2fetc", "x".repeat(41)])(
    "room %s is none",
    async (room) => {
      await open();
      expect((await call(`${harness.url}/web/rooms/${room}/events`)).status).toBe(404);
      expect((await new Person(harness.url, "Kim").say(room, "help")).status).toBe(404);
    },
  );

  test("only so much is taken from one address in a minute", async () => {
    await open();
    const answers = await Promise.all(Array.from({ length: 320 }, () => start(OWN)));
    const last = answers.filter(({ status }) => status === 429);
    expect(last.length).toBe(20);
    expect(last[0]?.json.error).toContain("wait a minute");
  });
});

describe("what is sent", () => {
  test("nothing but its own scripts may run, in nobody's frame, and no case is kept by a browser", async () => {
    await open();
    const page = await call(`${harness.url}/`);
    expect(page.headers["content-security-policy"]).toBe(
      "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';object-src 'none'",
    );
    expect(page.headers["x-content-type-options"]).toBe("nosniff");
    const cases = await call(`${harness.url}/web/cases`);
    expect(cases.headers["cache-control"]).toBe("no-store");
    expect(cases.headers["x-content-type-options"]).toBe("nosniff");
  });

  test("the page holds no inline script, no inline style, and no address of another server", async () => {
    await open();
    const { text } = await call(`${harness.url}/`);
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, file = ""] of text.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)) {
      const asset = await call(`${harness.url}/${file}`);
      expect(asset.status, file).toBe(200);
      const again = await call(`${harness.url}/${file}`, {
        headers: { "if-none-match": String(asset.headers.etag) },
      });
      expect(again.status, file).toBe(304);
    }
  });

  test("scripts come without their types, as scripts", async () => {
    await open();
    const { text, headers } = await call(`${harness.url}/assets/main.ts`);
    expect(headers["content-type"]).toContain("text/javascript");
    expect(text).not.toMatch(/: Shown \| null/);
  });

  test.each(["nothing.js", "%2e%2e%2fmain.ts", "..%2faccess.ts", "tsconfig.json"])(
    "no other file: %s",
    async (name) => {
      await open();
      expect((await call(`${harness.url}/assets/${name}`)).status).toBe(404);
    },
  );

  test("a page that is mounted elsewhere leaves other paths alone", async () => {
    await open(LOCAL, "/page");
    expect((await call(`${harness.url}/page/`)).status).toBe(200);
    expect((await call(`${harness.url}/page/web/cases`)).status).toBe(200);
    const other = await call(`${harness.url}/api/messages`, { headers: { host: "bot.example" } });
    expect([other.status, other.headers["content-security-policy"]]).toEqual([404, "default-src 'none'"]);
  });
});

describe("with an access token", () => {
  const signIn = (token: unknown, headers = {}) =>
    call(`${harness.url}/web/sign-in`, {
      method: "POST",
      headers: { ...OWN, host: "triage.example.org", ...headers },
      body: JSON.stringify({ token }),
    });
  const host = "triage.example.org";

  test("nothing of a case is shown before signing in", async () => {
    await open(SIGN_IN);
    expect((await call(`${harness.url}/`, { headers: { host } })).text).toContain("Access token");
    expect((await call(`${harness.url}/web/cases`, { headers: { host } })).status).toBe(401);
    expect((await call(`${harness.url}/web/rooms/${ROOM}/events`, { headers: { host } })).status).toBe(401);
    expect((await start({ ...OWN, host })).status).toBe(401);
    expect(harness.requests).toEqual([]);
  });

  test("the token lets one in by a cookie that scripts and other sites cannot use, and that holds no token", async () => {
    await open(SIGN_IN);
    const answer = await signIn(TOKEN);
    expect(answer.status).toBe(204);
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^triage_page=\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    const sent = { host, cookie: cookie.split(";")[0] ?? "" };
    expect((await call(`${harness.url}/web/cases`, { headers: sent })).json.signedIn).toBe(true);
    expect((await call(`${harness.url}/`, { headers: sent })).text).toContain("Open cases");
    const over = await signIn(TOKEN, { "x-forwarded-proto": "https" });
    expect(String(over.headers["set-cookie"])).toContain("; Secure");
  });

  test("a cookie that was made up, altered, or ran out lets nobody in", async () => {
    await open(SIGN_IN);
    const good = String((await signIn(TOKEN)).headers["set-cookie"]).split(";")[0] ?? "";
    const [until = "", signature = ""] = good.slice("triage_page=".length).split(".");
    const later = `triage_page=${Number(until) + 1}.${signature}`;
    const statusOf = async (cookie: string) =>
      (await call(`${harness.url}/web/cases`, { headers: { host, cookie } })).status;
    expect(await statusOf(`other=1; ${good}`)).toBe(200);
    for (const cookie of [later, "triage_page=", `triage_page=${until}.${"A".repeat(43)}`, `x${good}`])
      expect(await statusOf(cookie), cookie).toBe(401);
    harness.now += 12 * 3_600_000;
    expect(await statusOf(good)).toBe(401);
  });

  test.each([
    ["", 401],
    ["wrong", 401],
    [TOKEN.slice(0, -1), 401],
    [null, 401],
    [{ $ne: "" }, 401],
  ])("token %j is refused", async (token, status) => {
    await open(SIGN_IN);
    const answer = await signIn(token);
    expect(answer.status).toBe(status);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("guessing is slow", async () => {
    await open(SIGN_IN);
    const answers = [];
    for (let n = 0; n < 12; n += 1) answers.push((await signIn(`guess ${n}`)).status);
    expect(answers.slice(-2)).toEqual([429, 429]);
    expect((await signIn(TOKEN)).status).toBe(429);
  });

  test("another site cannot sign anyone in or out", async () => {
    await open(SIGN_IN);
    expect((await signIn(TOKEN, { origin: "https://evil.example" })).status).toBe(403);
    expect((await signIn(TOKEN, { "x-triage-page": "" })).status).toBe(403);
  });
});
