/** What Teams and its users do oddly, over HTTP: private chats that are closed, hostile text, browsers, lost card data. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { serveKeysAndTokens } from "../../fakes/microsoft.ts";
import { activity, personal } from "../../fakes/teams-activities.ts";
import { wordsOf } from "./play-case.ts";
import { view } from "./scripted-bot.ts";
import { startTeamsHttp, type TeamsHttpHarness } from "./teams-http-harness.ts";
import { CHANNEL, TeamsThread } from "./teams-thread.ts";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));

describe("a note for one person whose private chat is closed", () => {
  let thread: TeamsThread;
  beforeEach(async () => {
    thread = await TeamsThread.open({ pause: 20_000 });
    await thread.say("triage");
    await thread.say("Mrs Jones, MRN 12345678, fever 39");
  });
  afterEach(() => thread.close());

  const inChat = (text: string) => thread.post(activity({ text, entities: [], conversation: personal }));
  const chat = () => thread.screens(personal.id).map(({ card }) => wordsOf(card));

  test("calls them by name, and comes whole when they write there, once", async () => {
    expect(thread.connector.texts.join("\n")).toContain(
      "Write anything to this bot in a private chat: the whole message then comes there.",
    );
    await inChat("hello");
    expect(chat()[0]).toMatch(/identif/i);
    expect(await thread.openCases()).toHaveLength(1);
    const before = chat().length;
    await inChat("hello");
    expect(
      chat()
        .slice(before)
        .filter((each) => /record number|identif/i.test(each)),
    ).toEqual([]);
  });

  test("also when the bot was started again in between", async () => {
    await thread.restart();
    await inChat("hello");
    expect(chat()[0]).toMatch(/identif/i);
  });

  test("waits on where the chat still refuses it", async () => {
    thread.connector.script.push([403, { error: { code: "ConversationBlockedByUser" } }]);
    await inChat("hello");
    expect(chat().filter((each) => /identif/i.test(each))).toEqual([]);
    await inChat("hello");
    expect(chat().filter((each) => /identif/i.test(each))).toHaveLength(1);
  });

  test("leaves nothing of what it says in the address book", async () => {
    const { store } = thread.harness;
    const owed = await store.addresses.get({
      platform: "teams",
      tenant: String(CHANNEL.tenantId),
      channel: "owed-notes",
      thread: `teams:${CHANNEL.tenantId}:29:u1`,
    });
    expect(owed).toContain('"slot":');
    expect(owed).not.toMatch(/Jones|12345678|39/);
  });
});

describe("with credentials", () => {
  let on: TeamsHttpHarness;
  beforeEach(async () => {
    nock.disableNetConnect();
    nock.enableNetConnect("127.0.0.1");
    serveKeysAndTokens();
    on = await startTeamsHttp();
  });
  afterEach(async () => {
    await on.close();
    nock.cleanAll();
    nock.enableNetConnect();
  });

  test.each([
    ["opening tags", `${"<at>".repeat(25_000)} fever`],
    ["tags within tags", `${"<at><at>".repeat(10_000)}${"</at>".repeat(10)} fever`],
    ["half tags", `${"<at ".repeat(25_000)} fever`],
  ])("a text of %s is read, and its words are kept", async (_, text) => {
    await on.post(activity({ text, conversation: personal, entities: [] }));
    const [inbound] = on.bot.requests.map((request) => request.inbound);
    expect(inbound).toMatchObject({ kind: "say" });
    expect(JSON.stringify(inbound)).toContain("fever");
  });

  test("markup of many open quotations is read, and what is quoted whole is left out", async () => {
    const content = `<blockquote>an earlier fever</blockquote><p>SpO2 &lt;90</p>${"<blockquote>".repeat(8_300)}`;
    const attachments = [{ contentType: "text/html", content }];
    await on.post(activity({ text: "SpO2 ", attachments, conversation: personal, entities: [] }));
    expect(on.bot.requests.map(({ inbound }) => inbound)).toMatchObject([{ words: "SpO2 <90" }]);
  });

  test("data of a card that was lost on its way is said, also in a channel without a mention", async () => {
    const lost = { text: undefined, value: undefined, entities: [] };
    await on.post(activity({ ...lost, replyToId: "1700000000001" }));
    expect(on.connector.texts.join("\n")).toContain("Nothing arrived. Please use the buttons of the card");
    expect(on.bot.requests).toEqual([]);
    on.connector.sent.length = 0;
    await on.post(activity({ ...lost }));
    expect(on.connector.sent).toEqual([]);
  });
});

describe("without credentials", () => {
  const config = { credentials: null, anyone: false };
  let open: TeamsHttpHarness;
  beforeEach(async () => {
    nock.enableNetConnect("127.0.0.1");
    open = await startTeamsHttp({ config });
  });
  afterEach(async () => {
    await open.close();
    nock.cleanAll();
  });

  const body = JSON.stringify(activity({ serviceUrl: "http://localhost:56150/_connector" }));
  const json = { "content-type": "application/json" };

  test.each<[string, Record<string, string>]>([
    ["plain text, which a page may send unasked", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["no type", {}],
    ["the origin of another site", { ...json, origin: "https://example.org" }],
    ["the origin of a file", { ...json, origin: "null" }],
  ])("a page in this machine's browser is refused: %s", async (_, headers) => {
    const response = await fetch(open.url, { method: "POST", headers, body });
    expect(response.status).toBe(403);
    expect(open.bot.requests).toEqual([]);
    expect(open.logs.join("\n")).toContain("teams.refused.browser");
  });

  test("so is a foreign name that points to this machine", async () => {
    const status = await new Promise<number | undefined>((done) => {
      const call = request(
        open.url,
        { method: "POST", headers: { ...json, host: "evil.example:80" } },
        (reply) => {
          reply.resume();
          done(reply.statusCode);
        },
      );
      call.end(body);
    });
    expect(status).toBe(403);
    expect(open.bot.requests).toEqual([]);
  });

  test("a program here is taken", async () => {
    const response = await fetch(open.url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
    });
    expect(response.status).toBe(200);
  });

  test("each message goes out over a connection of its own: none is lost to one that was closed while idle", async () => {
    const calls: { port: number | undefined; connection: string | undefined }[] = [];
    const connector = createServer((req, res) => {
      calls.push({ port: req.socket.remotePort, connection: req.headers.connection });
      res.writeHead(201, { "content-type": "application/json" }).end('{"id":"1"}');
    });
    await new Promise<void>((done) => connector.listen(0, "127.0.0.1", done));
    const { port } = connector.address() as AddressInfo;
    await fetch(open.url, {
      method: "POST",
      headers: json,
      body: JSON.stringify(activity({ serviceUrl: `http://127.0.0.1:${port}/connector` })),
    });
    await open.bot.quiet();
    const thread = {
      platform: "teams",
      tenant: String(CHANNEL.tenantId),
      channel: "19:c@thread.tacv2",
      thread: CHANNEL.id,
    };
    for (const key of ["one", "two"])
      await open.teams.adapter.post({
        key,
        thread,
        slot: key,
        view: view({ kind: "notice" }),
        broadcast: false,
        repeat: false,
      });
    expect(calls.length).toBeGreaterThanOrEqual(2);
    expect(new Set(calls.map((call) => call.port)).size).toBe(calls.length);
    expect(calls.map(({ connection }) => connection)).toEqual(calls.map(() => "close"));
    connector.closeAllConnections();
    await new Promise((done) => connector.close(done));
  });
});
