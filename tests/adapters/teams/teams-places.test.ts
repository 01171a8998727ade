/** Which case, and alerts that live: people in Teams, signed activities in, cards on the wire out. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openTeams, type Teams } from "../../../adapters/teams/main.ts";
import { FakeConnector, serveKeysAndTokens, token } from "../../fakes/microsoft.ts";
import { activity, execute, group } from "../../fakes/teams-activities.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { all, type Button, buttonsOf, wordsOf } from "./play-case.ts";
import { credentials, TestTiming } from "./teams-http-harness.ts";

type Json = Record<string, unknown>;

const CHANNEL = "19:c@thread.tacv2";
const THREAD = activity().conversation as Json & { id: string };
const SAM = { id: "29:u2", name: "Sam" };

let bot: ServiceHarness;
let teams: Teams;
let server: Server;
let connector: FakeConnector;

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
});
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  serveKeysAndTokens();
  connector = new FakeConnector();
  bot = await ServiceHarness.open({ tick: 10 });
  const { bot: door, casebook } = bot.service;
  teams = openTeams(
    { credentials, anyone: false },
    { bot: door, casebook, addresses: bot.store.addresses, timing: new TestTiming() },
  );
  bot.serve(teams.adapter);
  server = createServer((req, res) => void teams.handler(req, res));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterEach(async () => {
  await teams.stop();
  await bot.service.settled();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await bot.close();
  nock.cleanAll();
});
afterAll(() => nock.enableNetConnect());

async function post(body: Json): Promise<number> {
  bot.now += 20_000;
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token()}` },
    body: JSON.stringify(body),
  });
  await response.text();
  await bot.service.settled();
  return response.status;
}

const say = (words: string, changes: Json = {}) =>
  post(activity({ text: `<at>Triage Bot</at> ${words}`, ...changes }));

const cards = (conversation: string) =>
  [...connector.shown.values()]
    .filter((each) => each.conversation === conversation)
    .map(({ id, body }) => {
      const [attachment] = (body.attachments ?? []) as { content: Json }[];
      return { id, card: attachment?.content ?? {} };
    });

async function press(label: string, conversation: string, changes: Json = {}): Promise<void> {
  const screen = cards(conversation).findLast(({ card }) =>
    buttonsOf(card).some(({ title }) => title === label),
  );
  const button: Button | undefined = buttonsOf(screen?.card ?? {}).find(({ title }) => title === label);
  if (!screen || !button) throw new Error(`no button ${label}`);
  await post(execute(button.data, { replyToId: screen.id, ...changes }));
}

async function emergency(): Promise<void> {
  await say("triage saddle numbness");
  await press("Confirm", THREAD.id);
}

const open = async () => (await bot.store.cases.listOpen({})).items.map(({ handle }) => handle);
const recorded = async (handle: string) => {
  const found = await bot.store.cases.loadByHandle(handle);
  return found?.events.map(({ type, body }) => `${type} ${body}`).join("\n") ?? "";
};

describe("an alert in a channel", () => {
  test("is a post of the channel too, with the people it calls, a link to its thread and a button", async () => {
    await emergency();
    const [alert, ...more] = cards(CHANNEL);
    expect(more).toEqual([]);
    expect(wordsOf(alert?.card ?? {})).toContain("EMERGENT: ");
    const { msteams } = (alert?.card ?? {}) as { msteams?: { entities: Json[] } };
    expect(msteams?.entities).toEqual([
      { type: "mention", text: "<at>Alex</at>", mentioned: { id: "29:u1", name: "Alex" } },
    ]);
    expect(JSON.stringify(alert?.card)).toContain('"text":"For <at>Alex</at>"');
    expect(all(alert?.card.body, "Action.OpenUrl").map(({ url }) => url)).toContain(
      `https://teams.microsoft.com/l/message/${CHANNEL}/1700000000001`,
    );
    await press("I have this", CHANNEL, {
      from: SAM,
      conversation: { ...THREAD, id: `${CHANNEL};messageid=${alert?.id}` },
    });
    expect(wordsOf(cards(CHANNEL)[0]?.card ?? {})).toContain("Sam has this, since ");
    expect(buttonsOf(cards(CHANNEL)[0]?.card ?? {}).map(({ title }) => title)).not.toContain("I have this");
  });

  test("words below the channel's post are the case's, and open no second one", async () => {
    await emergency();
    const [alert] = cards(CHANNEL);
    const below = { ...THREAD, id: `${CHANNEL};messageid=${alert?.id}` };
    const before = cards(THREAD.id).length;
    await say("fever 39 and rigors", { conversation: below, from: SAM });
    expect(await open()).toHaveLength(1);
    expect(await recorded((await open())[0] ?? "")).toMatch(/^proposed.*fever/m);
    expect(cards(THREAD.id).length).toBeGreaterThan(before);
    // its author is told where it goes on
    expect(connector.texts.at(-1)).toMatch(/^<at>Sam<\/at>: This was taken for case /);
    expect(connector.texts.join("\n")).not.toContain("No case is open here");
  });

  test("is withdrawn in the channel as well: the old post says that it is superseded", async () => {
    await emergency();
    await say("change saddle");
    await press("No", THREAD.id);
    const said = cards(CHANNEL).map(({ card }) => wordsOf(card));
    expect(said).toHaveLength(2);
    expect(said[0]).toContain("Superseded ");
    expect(said[1]).toContain("NO LONGER AN EMERGENCY since ");
    expect(said.join("\n")).not.toContain("EMERGENT: ");
  });

  test("reaches the channel when the thread refuses it, and the thread when the channel does", async () => {
    await say("triage saddle numbness");
    connector.script.push([200, { id: "x" }], [403, { error: { code: "BotNotInConversationRoster" } }]);
    await press("Confirm", THREAD.id);
    const places = connector.sent.filter(({ body }) => JSON.stringify(body).includes("EMERGENT: "));
    expect(places.map(({ conversation }) => conversation)).toEqual(
      expect.arrayContaining([THREAD.id, CHANNEL]),
    );
    expect(
      [...cards(CHANNEL), ...cards(THREAD.id)].some(({ card }) => wordsOf(card).includes("EMERGENT: ")),
    ).toBe(true);
  });

  test("is tried again in the channel after a fault of Teams", async () => {
    await say("triage saddle numbness");
    const answered = connector.sent.length;
    connector.script.push([200, { id: "x" }], [201, { id: "in-thread" }], [500]);
    await press("Confirm", THREAD.id);
    bot.now += 60_000;
    bot.serve(teams.adapter);
    await bot.service.settled();
    const alerts = connector.sent
      .slice(answered)
      .filter(
        ({ conversation, body }) => conversation === CHANNEL && JSON.stringify(body).includes("EMERGENT: "),
      );
    expect(alerts.length).toBeGreaterThan(0);
    expect(cards(CHANNEL).length + cards(THREAD.id).length).toBeGreaterThan(1);
  });
});

describe("a second patient in a group chat", () => {
  const inGroup = { conversation: group };

  test("is asked about, and has a case of its own that holds nothing of the first", async () => {
    await say("triage saddle numbness", inGroup);
    await press("Confirm", group.id, inGroup);
    const [first = ""] = await open();
    await say("triage NEW PATIENT, transforaminal, right foot drop since noon, fever 39", {
      ...inGroup,
      from: SAM,
    });
    expect(wordsOf(cards(group.id).at(-1)?.card ?? {})).toContain("Another patient?");
    expect(await recorded(first)).not.toMatch(/^(answered|proposed).*fever/m);
    const before = JSON.stringify(buttonsOf(cards(group.id).at(-1)?.card ?? {}).map(({ data }) => data));
    expect(before).not.toContain("foot");
    await press("Start a case", group.id, { ...inGroup, from: SAM });
    const second = (await open()).find((each) => each !== first) ?? "";
    expect(await recorded(second)).toMatch(/^proposed.*fever/m);
    expect(await recorded(first)).not.toMatch(/^(answered|proposed).*fever/m);
    // a tap belongs to its card's case, whatever was opened since
    await press("Confirm", group.id, { ...inGroup, from: SAM });
    expect(await recorded(second)).toMatch(/^answered.*fever/m);
    expect(await recorded(first)).not.toMatch(/^answered.*fever/m);
  });

  test("words that quote a card are about that card's case", async () => {
    await say("triage", inGroup);
    const [first = ""] = await open();
    const question = cards(group.id).at(-1);
    await say("triage", inGroup);
    await press("Start a case", group.id, inGroup);
    const second = (await open()).find((each) => each !== first) ?? "";
    await say("caudal", { ...inGroup, replyToId: question?.id });
    expect(await recorded(first)).toMatch(/^answered.*caudal/m);
    expect(await recorded(second)).not.toMatch(/^(answered|proposed)/m);
  });
});
