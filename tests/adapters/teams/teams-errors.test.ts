/** What Teams and its SDK are known to do wrong, one test each, over real HTTP and with the real SDK. */
import { inspect } from "node:util";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DeliveryError } from "../../../src/errors.ts";
import { FakeConnector, SECRET, serveKeysAndTokens } from "../../fakes/microsoft.ts";
import { activity, BOT, execute, group, personal, SERVICE, TENANT } from "../../fakes/teams-activities.ts";
import { view } from "./scripted-bot.ts";
import { credentials, startTeamsHttp, type TeamsHttpHarness } from "./teams-http-harness.ts";

let on: TeamsHttpHarness;
const THREAD = "19:c@thread.tacv2;messageid=1700000000001";

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
});
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  serveKeysAndTokens();
  on = await startTeamsHttp();
});
afterEach(async () => {
  await on.close();
  nock.cleanAll();
});
afterAll(() => nock.enableNetConnect());

const channel = (messageid: string) => ({
  id: `19:c@thread.tacv2;messageid=${messageid}`,
  conversationType: "channel",
  isGroup: true,
  tenantId: TENANT,
});
const say = (words: string, changes: Record<string, unknown> = {}) =>
  activity({ text: `<at>Triage Bot</at> ${words}`, ...changes });
const person = (id: string, name: string) => ({ id, name });
const answer = (question: string, value: string, rev = 0, handle = "case-1") => ({
  handle,
  act: { do: "answer", question, value, rev },
  slot: `question:${question}:${rev}`,
});
const delivery = (changes: Record<string, unknown> = {}) => ({
  key: "row-x",
  thread: { platform: "teams", tenant: TENANT, channel: "19:c@thread.tacv2", thread: THREAD },
  slot: "result",
  view: view({ kind: "result", title: "Result" }),
  broadcast: false,
  repeat: false,
  ...changes,
});
/** A case begun in the thread, so that it can be reached; what was sent for it is forgotten. */
async function begun(): Promise<void> {
  await on.post(say("triage"));
  await on.bot.quiet();
  on.connector.sent.length = 0;
}
const faultOf = async (work: Promise<unknown>): Promise<DeliveryError> => {
  const fault = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(DeliveryError);
  return fault as DeliveryError;
};

describe("threads", () => {
  test("row 1: two threads of one channel are two triages; no answer leaks", async () => {
    await on.post(say("triage", { conversation: channel("1") }));
    await on.post(say("39.4", { conversation: channel("1") }));
    await on.post(say("triage", { conversation: channel("2") }));
    await on.bot.quiet();
    expect(on.bot.answersIn(channel("1").id)).toEqual({ fever: "39.4" });
    expect(on.bot.answersIn(channel("2").id)).toEqual({});
    expect(on.connector.sent.at(-1)?.conversation).toBe(channel("2").id);
  });

  test("row 2: a follow-up without replyToId continues the same triage", async () => {
    await on.post(say("triage"));
    await on.post(say("39.4", { replyToId: undefined }));
    expect(on.bot.answersIn(THREAD)).toEqual({ fever: "39.4" });
  });

  test("personal, group and channel each keep their own thread", async () => {
    for (const conversation of [personal, group, channel("1")])
      await on.post(say("triage", { conversation }));
    expect(on.bot.requests.map(({ thread }) => [thread.channel, thread.thread])).toEqual([
      [personal.id, personal.id],
      [group.id, group.id],
      ["19:c@thread.tacv2", channel("1").id],
    ]);
  });
});

describe("the same thing more than once", () => {
  test("row 4: the same message again, while the first still runs, gives one question", async () => {
    let go = () => {};
    on.bot.before = () => new Promise((done) => (go = done));
    const message = say("triage");
    const first = on.post(message);
    await vi.waitFor(() => expect(on.bot.requests).toHaveLength(1));
    const second = on.post(message);
    await vi.waitFor(() => expect(on.bot.requests).toHaveLength(2));
    go();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    await on.bot.quiet();
    expect(on.connector.texts).toHaveLength(1);
  });

  test("row 5: an Execute twice under one id, then under a new one: one change, three valid bodies", async () => {
    await begun();
    const tap = execute(answer("fever", "present"));
    const replies = [await on.post(tap), await on.post(tap), await on.post({ ...tap, id: "1799999999999" })];
    await on.bot.quiet();
    for (const { status, json } of replies) {
      expect(status).toBe(200);
      expect(json).toMatchObject({ statusCode: 200, type: expect.any(String), value: expect.anything() });
    }
    expect(replies[0]?.json.type).toBe("application/vnd.microsoft.card.adaptive");
    expect(on.bot.answersIn(THREAD)).toEqual({ fever: "present" });
    expect(on.connector.sent.map(({ method }) => method)).toEqual(["PUT", "POST"]);
  });

  test("row 5: a Submit under a new id changes state once", async () => {
    await begun();
    const tap = activity({
      text: undefined,
      entities: undefined,
      replyToId: "sent-1",
      value: answer("fever", "absent"),
    });
    await on.post(tap);
    await on.post({ ...tap, id: "1799999999998" });
    await on.bot.quiet();
    expect(on.connector.sent.map(({ method }) => method)).toEqual(["PUT", "POST"]);
  });

  test("one of a proposal's answers is picked once, under whatever id the tap comes again", async () => {
    await begun();
    const act = { do: "pick", proposal: 1, question: "fever", choice: 0, rev: 0 };
    const tap = execute({ handle: "case-1", act });
    await on.post(tap);
    expect((await on.post({ ...tap, id: "1799999999997" })).json.value).toMatch(/already/);
    expect(on.bot.requests.at(-1)?.inbound).toMatchObject({ kind: "act", act });
    expect((await on.post(execute({ handle: "case-1", act: { ...act, choice: -1 } }))).json.value).toMatch(
      /out of date/,
    );
  });

  test("an act that may be meant twice is told apart by its id alone", async () => {
    await begun();
    const change = { handle: "case-1", act: { do: "change", question: "fever" } };
    await on.post(execute(change));
    await on.post(execute(change));
    expect(on.bot.requests.map(({ deliveries }) => deliveries.length)).toEqual([1, 1, 1]);
    expect(on.bot.delivered.size).toBe(3);
  });

  test("row 16: two people tap one card: the first wins, the second is told who answered", async () => {
    await begun();
    const [first, second] = await Promise.all([
      on.post(execute(answer("fever", "present"), { from: person("29:u1", "Alex") })),
      on.post(execute(answer("fever", "absent"), { from: person("29:u2", "Sam") })),
    ]);
    await on.bot.quiet();
    const third = await on.post(execute(answer("fever", "absent"), { from: person("29:u3", "Kim") }));
    const bodies = [first, second].map(({ json }) => json.type).sort();
    expect(bodies).toEqual([
      "application/vnd.microsoft.activity.message",
      "application/vnd.microsoft.card.adaptive",
    ]);
    expect(third.json.value).toMatch(/^Already answered by (Alex|Sam)\.$/);
    expect(Object.keys(on.bot.answersIn(THREAD))).toEqual(["fever"]);
  });

  test("row 17: an old card is answered in words, and changes nothing", async () => {
    await begun();
    await on.post(execute(answer("fever", "present")));
    const stale = await on.post(execute(answer("fever", "absent"), { from: person("29:u2", "Sam") }));
    expect(stale.json).toMatchObject({ statusCode: 200, value: "Already answered by Alex." });
    const unknown = await on.post(execute(answer("fever", "absent", 0, "case-of-long-ago")));
    expect(unknown.json.value).toMatch(/nothing to do here any more/);
    expect(on.bot.answersIn(THREAD)).toEqual({ fever: "present" });
  });
});

describe("sending", () => {
  test.each([500, 502, 503, 504])(
    "row 6: after a %d nothing is sent again: it may have arrived",
    async (status) => {
      await begun();
      on.connector.script.push([status], [201, { id: "second" }]);
      expect(await faultOf(on.teams.adapter.post(delivery()))).toMatchObject({
        kind: "unsure",
        code: `http_${status}`,
      });
      expect(on.connector.sent).toHaveLength(1);
      expect(on.timing.waits).toEqual([]);
    },
  );

  test("a fault holds nothing of what was sent, nor the bot's token", async () => {
    await begun();
    on.connector.script.push([500, "Line of the answer"]);
    const fault = await faultOf(on.teams.adapter.post(delivery()));
    expect(inspect(fault, { depth: 9, showHidden: true })).not.toMatch(/bots-own-token|AdaptiveCard|Line of/);
  });

  test("row 6: nor is an update, nor what answers an inbound turn", async () => {
    await begun();
    on.connector.script.push([502], [502]);
    expect(await faultOf(on.teams.adapter.update(delivery(), ["sent-1"]))).toMatchObject({ kind: "unsure" });
    await on.post(activity({ text: undefined, entities: undefined, value: "not a card of ours" }));
    expect(on.connector.sent.map(({ method }) => method)).toEqual(["PUT", "POST"]);
  });

  test("row 6: a call without an answer is over in time, and is not sent again", async () => {
    await begun();
    on.connector.hold();
    const posting = faultOf(on.teams.adapter.post(delivery()));
    await on.connector.arrived(1);
    on.timing.passDeadlines();
    expect(await posting).toMatchObject({ kind: "unsure", code: "timeout" });
    on.connector.release();
    expect(on.connector.sent).toHaveLength(1);
  });

  test("row 6: a decision that may have arrived already says so when it is sent again", async () => {
    await begun();
    await on.teams.adapter.post(delivery({ view: view({ title: "Decision" }), repeat: true }));
    expect(on.connector.texts[0]).toContain("Sent again: an earlier copy of this message may be above.");
  });

  test("row 6: nothing is shown once another process may be sending it: it is handed back for later, at once", async () => {
    await begun();
    const late = delivery({ inTime: () => false });
    for (const sending of [
      () => on.teams.adapter.post(late),
      () => on.teams.adapter.update(late, ["a"]),
      () => on.teams.adapter.tell(late, { id: `teams:${TENANT}:29:ann` }),
    ])
      expect(await faultOf(sending())).toMatchObject({ kind: "later", code: "claim_late" });
    expect(on.connector.sent).toEqual([]);
    expect(on.timing.waits).toEqual([]);
  });

  test("row 8: 429 waits as long as it is told, and order is kept", async () => {
    await begun();
    on.connector.script.push([201, { id: "a" }], [429, {}, { "retry-after": "2" }]);
    await on.teams.adapter.post(delivery({ view: view({ title: "First" }) }));
    await on.teams.adapter.post(delivery({ view: view({ title: "Second" }) }));
    expect(on.timing.waits).toEqual([2000]);
    expect(on.connector.texts.map((text) => text.split("\n")[0])).toEqual(["First", "Second", "Second"]);
  });

  test("row 8: 429 without end is handed back as later, with its time", async () => {
    await begun();
    on.connector.script.push(...Array(5).fill([429, {}, { "retry-after": "3" }]));
    expect(await faultOf(on.teams.adapter.post(delivery()))).toMatchObject({
      kind: "later",
      retryAfterMs: 3000,
    });
    expect(on.connector.sent).toHaveLength(4);
  });

  test("row 8: a long pause is not waited for here", async () => {
    await begun();
    on.connector.script.push([429, {}, { "retry-after": "120" }]);
    expect(await faultOf(on.teams.adapter.post(delivery()))).toMatchObject({
      kind: "later",
      retryAfterMs: 120_000,
    });
    expect(on.timing.waits).toEqual([]);
  });

  test("412 is tried again, a few times", async () => {
    await begun();
    on.connector.script.push([412], [412]);
    await on.teams.adapter.post(delivery());
    expect(on.connector.sent).toHaveLength(3);
  });

  test.each<[number, unknown, string]>([
    [
      403,
      { error: { code: "BotNotInConversationRoster", message: "The bot is not part of the roster." } },
      "BotNotInConversationRoster",
    ],
    [404, { error: { code: "ConversationNotFound" } }, "ConversationNotFound"],
    [403, { error: { code: "MessageWritesBlocked" } }, "MessageWritesBlocked"],
    [502, { error: { code: "BotNotInConversationRoster" } }, "BotNotInConversationRoster"],
    [400, { error: { code: "BadSyntax" } }, "BadSyntax"],
    [404, "not JSON", "http_404"],
  ])("%d with %j is refused, by its code", async (status, body, code) => {
    await begun();
    on.connector.script.push([status, body]);
    expect(await faultOf(on.teams.adapter.post(delivery()))).toMatchObject({
      kind: "refused",
      code,
      retryAfterMs: null,
    });
    expect(on.connector.sent).toHaveLength(1);
  });

  test("413: the view goes out in smaller messages, and smaller ones still, until it is taken or cannot be", async () => {
    await begun();
    const tooBig = [413, { error: { code: "MessageSizeTooBig" } }] as const;
    on.connector.script.push(tooBig, tooBig);
    const long = view({
      title: "Long",
      parts: Array.from(
        { length: 60 },
        (_, at) => ({ kind: "text", words: [`Line ${at} ${"word ".repeat(20)}`] }) as const,
      ),
    });
    const { messageIds } = await on.teams.adapter.post(delivery({ view: long }));
    const sizes = on.connector.sent.map(({ body }) => JSON.stringify(body).length);
    expect(messageIds).toHaveLength(sizes.length - 2);
    expect(Math.max(...sizes.slice(2))).toBeLessThan(sizes[1] ?? 0);
    expect(
      on.connector.texts
        .slice(2)
        .join()
        .match(/Line \d+/g),
    ).toHaveLength(60);
    on.connector.script.push(tooBig, tooBig, tooBig);
    expect(await faultOf(on.teams.adapter.post(delivery({ view: long })))).toMatchObject({
      kind: "refused",
      code: "MessageSizeTooBig",
    });
  });

  test("row 9: a reply long after the turn goes out by itself; nothing is left unhandled", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    await begun();
    await on.teams.adapter.post(delivery());
    on.connector.script.push([500]);
    await on.post(activity({ text: undefined, entities: undefined, value: 5 }));
    await on.teams.stop();
    process.off("unhandledRejection", unhandled);
    expect(on.connector.sent[0]?.conversation).toBe(THREAD);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("row 28: a wrong app type is said in the log, and the secret is not", async () => {
    nock.cleanAll();
    nock("https://login.microsoftonline.com").persist().post(/token/).reply(400, {
      error: "unauthorized_client",
      error_description: "AADSTS700016: Application not found.",
    });
    const secret = `${SECRET}-2`;
    const wrong = await startTeamsHttp({
      config: {
        credentials: { ...credentials, appId: "22222222-2222-4333-8444-555555555555", secret },
        anyone: false,
      },
      addresses: on.addresses,
      connector: new FakeConnector(),
    });
    await on.addresses.put(
      delivery().thread,
      JSON.stringify({
        serviceUrl: SERVICE,
        conversation: { id: THREAD, type: "channel", tenant: TENANT },
        bot: BOT,
      }),
    );
    const fault = await faultOf(wrong.teams.adapter.post(delivery()));
    expect(fault).toMatchObject({ kind: "later", code: "token_unauthorized_client" });
    const log = wrong.logs.join("\n");
    expect(log).toMatch(/^error teams\.token\.refused .*"cure":"[^"]*TEAMS_APP_TYPE/m);
    expect(log).toContain("SingleTenant");
    expect(log).toContain(TENANT);
    expect(log + fault.message).not.toContain(secret);
    await wrong.close();
  });

  test.each([[{ id: "" }], [{}]])(
    "row 30: a post that is answered with %j has no id, and is no failure",
    async (body) => {
      await begun();
      on.connector.script.push([201, body]);
      expect(await on.teams.adapter.post(delivery())).toEqual({ messageIds: [] });
    },
  );

  test("row 30: a card is sent alone, never with text", async () => {
    await begun();
    await on.teams.adapter.post(delivery());
    expect(on.connector.sent[0]?.body).not.toHaveProperty("text");
    expect(on.connector.sent[0]?.body.summary).toBe("Case amber-falcon-42: something to read.");
  });

  test("messages go out with the bot's own token, after a restart too, and only to Microsoft", async () => {
    await begun();
    const again = await startTeamsHttp({ addresses: on.addresses, connector: on.connector });
    await again.teams.adapter.post(delivery());
    expect(on.connector.sent.at(-1)?.authorization).toBe("Bearer bots-own-token");
    await on.addresses.put(
      delivery().thread,
      JSON.stringify({
        serviceUrl: "https://smba.trafficmanager.net@evil.example/",
        conversation: { id: THREAD, type: "channel", tenant: TENANT },
        bot: BOT,
      }),
    );
    expect(await faultOf(again.teams.adapter.post(delivery()))).toMatchObject({
      kind: "refused",
      code: "service_host",
    });
    await again.close();
  });

  test("where nothing is kept any more, the thread's own key is enough to be heard there", async () => {
    const everywhere = new FakeConnector("https://smba.trafficmanager.net/teams/");
    expect(await on.teams.adapter.post(delivery())).toEqual({ messageIds: ["sent-1"] });
    expect(everywhere.sent.map(({ conversation, authorization }) => [conversation, authorization])).toEqual([
      [THREAD, "Bearer bots-own-token"],
    ]);
  });

  test("without a thread it is a new post of the channel", async () => {
    const everywhere = new FakeConnector("https://smba.trafficmanager.net/teams/");
    const thread = { platform: "teams", tenant: TENANT, channel: "19:handover@thread.tacv2", thread: "" };
    await on.teams.adapter.post(delivery({ thread, broadcast: true }));
    expect(everywhere.sent.map(({ conversation }) => conversation)).toEqual(["19:handover@thread.tacv2"]);
  });

  test("without credentials a thread that was never heard from is refused", async () => {
    const local = await startTeamsHttp({ config: { credentials: null, anyone: false } });
    expect(await faultOf(local.teams.adapter.post(delivery()))).toMatchObject({
      kind: "refused",
      code: "no_reference",
    });
    await local.close();
  });

  test("row 32: the user-token service is never asked: we sign nobody in", async () => {
    const userTokens = nock("https://api.botframework.com").persist();
    for (const method of ["get", "post", "delete"] as const) userTokens[method](/./).reply(401);
    await begun();
    await on.post(execute(answer("fever", "present")));
    await on.bot.quiet();
    await on.teams.adapter.tell(delivery(), { id: `teams:${TENANT}:29:u9`, name: "Kim" });
    expect(on.connector.sent.map(({ method }) => method)).toEqual(["PUT", "POST", "POST"]);
    expect(userTokens.isDone()).toBe(false);
  });
});

describe("invokes", () => {
  test.each([
    ["channel", channel("1700000000001")],
    ["group chat", group],
    ["personal chat", personal],
  ])("row 10: an Execute in a %s is answered with statusCode, type and value", async (_, conversation) => {
    await on.post(say("triage", { conversation }));
    const { status, json } = await on.post(execute(answer("fever", "present"), { conversation }));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      statusCode: 200,
      type: "application/vnd.microsoft.card.adaptive",
      value: { type: "AdaptiveCard", version: "1.5" },
    });
  });

  test("row 12: message/submitAction is answered with an empty body", async () => {
    const feedback = { actionName: "feedback", actionValue: { reaction: "like" } };
    const reply = await on.post(execute({}, { name: "message/submitAction", value: feedback }));
    expect(reply).toEqual({ status: 200, body: "", json: null });
  });

  test.each(["task/fetch", "composeExtension/query", "signin/verifyState", "made/up"])(
    "%s is not ours: 501",
    async (name) =>
      expect(await on.post(execute({}, { name }))).toEqual({ status: 501, body: "", json: null }),
  );

  test.each<[string, unknown]>([
    ["no value", undefined],
    ["an empty value", {}],
    ["a string", "value"],
    ["an action of another type", { action: { type: "Action.Submit", data: {} } }],
  ])("an Execute with %s is a 400 with a body", async (_, value) => {
    const { status, json } = await on.post(execute({}, { value }));
    expect(status).toBe(400);
    expect(json).toMatchObject({
      statusCode: 400,
      type: "application/vnd.microsoft.error",
      value: { code: "BadRequest" },
    });
  });

  test.each<[string, unknown]>([
    ["no data", undefined],
    ["an act that is none", { handle: "case-1", act: { do: "erase" } }],
    [
      "an act of the wrong shape",
      { handle: "case-1", act: { do: "answer", question: "fever", value: 5, rev: -1 } },
    ],
    ["a handle that is a number", { handle: 5, act: { do: "change", question: "fever" } }],
  ])("an Execute of ours with %s is out of date", async (_, data) => {
    const { status, json } = await on.post(execute(data));
    expect(status).toBe(200);
    expect(json.value).toMatch(/out of date/);
    expect(on.bot.requests).toEqual([]);
  });

  test("slow work is answered in time, continues, and updates the card", async () => {
    await begun();
    let go = () => {};
    on.bot.before = () => new Promise((done) => (go = done));
    const reply = on.post(execute(answer("fever", "present")));
    await vi.waitFor(() => expect(on.bot.requests).toHaveLength(2));
    on.timing.passDeadlines();
    expect((await reply).json).toMatchObject({
      statusCode: 200,
      value: expect.stringContaining("Still working"),
    });
    go();
    await on.teams.stop();
    await on.bot.quiet();
    expect(on.connector.sent.map(({ method }) => method)).toEqual(["PUT", "POST"]);
  });

  test("a slow message is not acknowledged, so that it may come again", async () => {
    let go = () => {};
    on.bot.before = () => new Promise((done) => (go = done));
    const reply = on.post(say("triage"));
    await vi.waitFor(() => expect(on.bot.requests).toHaveLength(1));
    on.timing.passDeadlines();
    expect((await reply).status).toBe(503);
    go();
  });

  test("a bot that fails: a word under the card, a 500 for a message, and no text of the error", async () => {
    const fail = async () => {
      throw new Error("secret words of a patient");
    };
    on.bot.before = fail;
    expect((await on.post(execute(answer("fever", "present")))).json.value).toMatch(/try again/);
    on.bot.before = fail;
    expect(await on.post(say("triage"))).toEqual({ status: 500, body: "", json: null });
    expect(on.logs.join("\n")).not.toContain("patient");
    expect(on.logs).toEqual(Array(2).fill(expect.stringMatching(/^error teams\.failed .*"cure":/)));
  });

  test("what was not recorded is said at once: no outbox holds it", async () => {
    on.bot.notRecorded = true;
    expect((await on.post(execute(answer("fever", "present")))).json.value).toMatch(/Not recorded/);
    expect((await on.post(say("triage"))).status).toBe(200);
    expect(on.connector.texts[0]).toMatch(/Not recorded/);
  });

  test("a form is shown in place of the card, and what is filled in comes back as strings", async () => {
    await begun();
    const open = { handle: "case-1", act: { do: "form", section: "red" }, slot: "question:fever:0" };
    const { json } = await on.post(execute(open));
    const text = JSON.stringify(json.value);
    expect(json.type).toBe("application/vnd.microsoft.card.adaptive");
    expect(text).toContain('"id":"field:fever"');
    await on.post(execute({ ...open, filled: true, "field:fever": 39.5, other: "x", "field:y": { z: 1 } }));
    expect(on.bot.requests.at(-1)?.inbound).toMatchObject({ kind: "submit", values: { fever: "39.5" } });
    await on.post(activity({ text: undefined, entities: undefined, value: open }));
    expect(on.connector.sent.some(({ body }) => JSON.stringify(body).includes("field:fever"))).toBe(true);
  });
});

describe("messages of odd shape", () => {
  test.each([
    ["row 13: no text and no value", { text: undefined, value: undefined }],
    ["row 13: a null value", { text: undefined, value: null }],
    ["row 13: a string value", { text: undefined, value: "present" }],
  ])("%s: asks for the card, politely", async (_, changes) => {
    const reply = await on.post(activity({ entities: undefined, conversation: personal, ...changes }));
    expect(reply.status).toBe(200);
    expect(on.connector.texts[0]).toMatch(/use the buttons/);
  });

  test("row 14: a Submit without text is taken as an answer, also as a string", async () => {
    await begun();
    const submit = { text: undefined, entities: undefined };
    await on.post(activity({ ...submit, value: answer("fever", "present") }));
    await on.post(activity({ ...submit, value: JSON.stringify(answer("weakness", "absent")) }));
    expect(on.bot.answersIn(THREAD)).toEqual({ fever: "present", weakness: "absent" });
  });

  test("row 14: a Submit of something else says that it is out of date", async () => {
    await on.post(activity({ text: undefined, entities: undefined, value: { q: 1, age: "44" } }));
    expect(on.connector.texts[0]).toMatch(/out of date/);
  });

  test("row 21: text that Teams lost after a < is taken from the markup", async () => {
    await on.post(say("triage", { conversation: personal }));
    const html = [{ contentType: "text/html", content: "<p>spo2 &lt;90</p>" }];
    await on.post(
      activity({ conversation: personal, entities: undefined, text: "spo2 ", attachments: html }),
    );
    expect(on.bot.requests.at(-1)?.inbound).toMatchObject({ kind: "say", words: "spo2 <90" });
  });

  test("row 22: the mirrored text/html is no upload, and is not taken twice", async () => {
    await on.post(say("triage"));
    await on.post(
      say("44", {
        attachments: [
          { contentType: "text/html", content: '<p><span itemtype="x"><at>Triage Bot</at></span> 44</p>' },
        ],
      }),
    );
    await on.bot.quiet();
    expect(on.bot.requests).toHaveLength(2);
    expect(on.bot.answersIn(THREAD)).toEqual({ fever: "44" });
    expect(on.connector.texts.join("\n")).not.toMatch(/not read/);
  });

  test("a file is refused kindly, and the words with it count", async () => {
    const files = [
      { contentType: "application/vnd.microsoft.teams.file.download.info", content: {}, name: "scan.pdf" },
    ];
    await on.post(say("triage", { attachments: files }));
    await on.post(activity({ text: "<at>Triage Bot</at>", attachments: files }));
    await on.bot.quiet();
    expect(on.bot.requests.map(({ inbound }) => inbound.kind)).toEqual(["say"]);
    expect(on.connector.texts.filter((text) => /not read/.test(text))).toHaveLength(2);
  });

  test.each([
    ["editMessage", "messageUpdate", "edited"],
    ["undeleteMessage", "messageUpdate", "edited"],
    ["softDeleteMessage", "messageDelete", "deleted"],
  ])("row 24: %s reaches the bot as what it is, and changes no answer", async (eventType, type, kind) => {
    await on.post(say("triage"));
    const typed = say("39");
    await on.post(typed);
    await on.post({
      ...typed,
      type,
      text: "<at>Triage Bot</at> 36",
      channelData: { eventType, tenant: { id: TENANT } },
    });
    expect(on.bot.requests.at(-1)?.inbound).toMatchObject({ kind, message: typed.id });
    expect(on.bot.answersIn(THREAD)).toEqual({ fever: "39" });
  });

  test("row 24: an unknown kind of event is let be", async () => {
    const odd = { type: "messageUpdate", channelData: { eventType: "somethingNew", tenant: { id: TENANT } } };
    expect((await on.post(activity(odd))).status).toBe(200);
    expect(on.bot.requests).toEqual([]);
  });

  test("row 25: one welcome at most, whatever is added and however often; none for the bot itself", async () => {
    const update = (...added: { id: string }[]) =>
      activity({
        type: "conversationUpdate",
        text: undefined,
        entities: undefined,
        locale: undefined,
        conversation: personal,
        membersAdded: added,
      });
    const [user, bot] = [{ id: "29:u1" }, { id: BOT.id }];
    for (const each of [update(bot), update(user), update(user, bot), update(bot)])
      expect((await on.post(each)).status).toBe(200);
    await on.post(activity({ type: "installationUpdate", action: "add", conversation: personal }));
    await on.bot.quiet();
    expect(on.connector.texts).toHaveLength(1);
    expect(on.connector.texts[0]).toMatch(/How to begin/);
  });

  test("row 25: people who join a channel, an uninstall and the bot's own messages are let be", async () => {
    for (const changes of [
      { type: "conversationUpdate", membersAdded: [{ id: "29:u9" }] },
      { type: "installationUpdate", action: "remove" },
      { type: "typing" },
      { type: "messageReaction" },
      { from: BOT },
    ])
      expect((await on.post(activity(changes))).status).toBe(200);
    expect(on.bot.requests).toEqual([]);
  });

  test.each([undefined, "xx-!!", null, 5])("row 26: a locale of %j is no obstacle", async (locale) => {
    expect((await on.post(say("triage", { locale }))).status).toBe(200);
    expect(on.bot.requests).toHaveLength(1);
  });

  test("words in a channel without a mention are for the bot only where it has a case", async () => {
    const unaddressed = { text: "no fever", entities: undefined };
    await on.post(activity(unaddressed));
    expect(on.connector.sent).toEqual([]);
    expect(on.addresses.kept.size).toBe(0);
    await on.post(say("triage"));
    await on.post(activity(unaddressed));
    expect(on.bot.requests.at(-1)?.inbound).toMatchObject({
      kind: "say",
      words: "no fever",
      addressed: false,
    });
  });
});

describe("beginning", () => {
  const inbound = () => on.bot.requests.at(-1)?.inbound;

  test.each(["triage", "Start triage 68F, legs swollen", "68F ESI yesterday, left foot 3/5", "", "help"])(
    "%j to the bot where there was never a case reaches it as it was said",
    async (words) => {
      await on.post(say(words));
      expect(inbound()).toMatchObject({ kind: "say", words, addressed: true });
    },
  );

  test("other people who are named come along, in their order; their names stay in the words", async () => {
    await on.post(say("triage"));
    const mentioned = [person("29:u2", "Sam"), BOT, person("29:u3", "Kim & Co")];
    const entities = mentioned.map((each) => ({
      type: "mention",
      mentioned: each,
      text: `<at>${each.name}</at>`,
    }));
    await on.post(
      activity({
        text: "<at>Triage Bot</at> owner <at>Sam</at> or <at>Kim &amp; Co</at>",
        entities: entities,
      }),
    );
    expect(inbound()).toMatchObject({
      kind: "say",
      words: "owner @Sam or @Kim & Co",
      mentions: [
        { id: `teams:${TENANT}:29:u2`, name: "Sam" },
        { id: `teams:${TENANT}:29:u3`, name: "Kim & Co" },
      ],
    });
  });

  test("an edit or a deletion where there was never a case is not for the bot", async () => {
    for (const [type, eventType] of [
      ["messageUpdate", "editMessage"],
      ["messageDelete", "softDeleteMessage"],
    ])
      await on.post(activity({ type, channelData: { eventType, tenant: { id: TENANT } } }));
    expect(on.connector.sent).toEqual([]);
    expect(on.addresses.kept.size).toBe(0);
  });

  test("a started case owns a group chat: what is said to the bot there goes to it", async () => {
    await on.post(say("triage", { conversation: group }));
    await on.post(say("39", { conversation: group, from: person("29:u2", "Sam") }));
    expect(on.bot.answersIn(group.id)).toEqual({ fever: "39" });
  });
});

describe("telling one person", () => {
  const alex = { id: `teams:${TENANT}:29:u1`, name: "Alex <b>" };

  test("goes to their private chat where one is known", async () => {
    await on.post(say("triage", { conversation: personal }));
    await begun();
    await on.teams.adapter.tell(delivery(), alex);
    expect(on.connector.sent.at(-1)?.conversation).toBe(personal.id);
  });

  test("else calls them by name in the thread, without findings", async () => {
    await begun();
    await on.teams.adapter.tell(delivery({ view: view({ title: "fever 39.4" }) }), alex);
    const { conversation, body } = on.connector.sent.at(-1) ?? {};
    expect(conversation).toBe(THREAD);
    expect(body).toMatchObject({
      textFormat: "xml",
      entities: [
        { type: "mention", text: "<at>Alex &lt;b&gt;</at>", mentioned: { id: "29:u1", name: "Alex <b>" } },
      ],
    });
    expect(JSON.stringify(body)).not.toContain("39.4");
    expect(JSON.stringify(body)).not.toContain("Sent again");
  });

  test("says so there too when an earlier attempt may have arrived", async () => {
    await begun();
    await on.teams.adapter.tell(delivery({ repeat: true }), alex);
    const { conversation, body } = on.connector.sent.at(-1) ?? {};
    expect(conversation).toBe(THREAD);
    expect(JSON.stringify(body)).toContain("Sent again: an earlier copy of this message may be above.");
  });

  test("is not done again in the thread when it was the reply to their tap", async () => {
    await begun();
    await on.post(execute(answer("fever", "present"), { from: person("29:u2", "Sam") }));
    await on.bot.quiet();
    on.connector.sent.length = 0;
    const late = await on.post(execute(answer("fever", "absent")));
    await on.bot.quiet();
    expect(late.json.value).toBe("Already answered by Sam.");
    expect(on.connector.sent).toEqual([]);
    // A reply that came too late was not seen, so it is said in the thread.
    on.bot.before = async () => on.timing.passDeadlines();
    await on.post(execute(answer("fever", "absent"), { from: person("29:u3", "Kim") }));
    await on.teams.stop();
    await on.bot.quiet();
    expect(on.connector.texts[0]).toContain("<at>Kim</at>");
  });

  test("goes to a private chat that Teams opens, and that is known from then on", async () => {
    await begun();
    on.connector.chats.set("29:u1", "a:opened-1");
    await on.teams.adapter.tell(delivery(), alex);
    await on.teams.adapter.tell(delivery(), alex);
    expect(on.connector.sent.map(({ conversation }) => conversation)).toEqual(["a:opened-1", "a:opened-1"]);
    expect(on.connector.chatsOpened).toEqual([{ person: "29:u1", tenant: TENANT }]);
  });

  test("without a channel goes to a private chat, or nowhere", async () => {
    const nowhere = { platform: "teams", tenant: TENANT, channel: "", thread: alex.id };
    const everywhere = new FakeConnector("https://smba.trafficmanager.net/teams/");
    expect(await faultOf(on.teams.adapter.tell(delivery({ thread: nowhere }), alex))).toMatchObject({
      kind: "refused",
      code: "no_private_chat",
    });
    everywhere.chats.set("29:u1", "a:opened-1");
    await on.teams.adapter.tell(delivery({ thread: nowhere }), alex);
    expect(everywhere.sent.map(({ conversation }) => conversation)).toEqual(["a:opened-1"]);
  });

  test("also when the private chat refuses", async () => {
    await on.post(say("triage", { conversation: personal }));
    await begun();
    on.connector.script.push([403, { error: { code: "ConversationBlockedByUser" } }]);
    await on.teams.adapter.tell(delivery(), alex);
    expect(on.connector.sent.map(({ conversation }) => conversation)).toEqual([personal.id, THREAD]);
  });
});

describe("long and broad messages", () => {
  const long = view({
    kind: "result",
    title: "Long",
    parts: Array.from(
      { length: 160 },
      (_, at) => ({ kind: "text", words: [`Line ${at} ${"word ".repeat(60)}`] }) as const,
    ),
  });

  test("a view of several messages is updated as several; what is left over goes", async () => {
    await begun();
    const { messageIds } = await on.teams.adapter.post(delivery({ view: long }));
    expect(messageIds.length).toBeGreaterThan(1);
    on.connector.sent.length = 0;
    const updated = await on.teams.adapter.update(delivery(), messageIds);
    expect(updated.messageIds).toEqual(messageIds.slice(0, 1));
    expect(on.connector.sent.map(({ method }) => method)).toEqual([
      "PUT",
      ...messageIds.slice(1).map(() => "DELETE"),
    ]);
  });

  test("a failure after the first of several may have delivered a part", async () => {
    await begun();
    on.connector.script.push([201, { id: "a" }], [403, { error: { code: "MessageWritesBlocked" } }]);
    expect(await faultOf(on.teams.adapter.post(delivery({ view: long })))).toMatchObject({
      kind: "unsure",
      code: "partly_MessageWritesBlocked",
    });
  });
});
