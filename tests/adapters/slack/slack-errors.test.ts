/** Faults that other bots met in public, one test each, over real HTTP through the real Bolt. The issue is named. */
import { afterEach, describe, expect, test } from "vitest";
import { decodeAct } from "../../../adapters/slack/action-codec.ts";
import type { Delivery } from "../../../src/adapter.ts";
import { DeliveryError } from "../../../src/errors.ts";
import type { View } from "../../../src/views/outbound.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { openSockets } from "./fake-socket-mode.ts";
import { blocksOf, control, controlsOf, wordsOf } from "./message-contents.ts";
import { recordingInstallations } from "./recording-installations.ts";
import { BoltHarness, notice, ScriptedBot } from "./slack-http-harness.ts";
import { command, direct, edited, event, mention, said, shortcut, tap, ts } from "./slack-payloads.ts";

let stack: BoltHarness;
let ward: ServiceHarness | null = null;
afterEach(async () => {
  await ward?.close();
  ward = null;
  await stack.close();
  expect(stack.wire.faults).toEqual([]);
});

const scripted = async (...args: ConstructorParameters<typeof BoltHarness>) => {
  stack = await new BoltHarness(...args).start();
  return stack.bot;
};

/** The real bot behind the adapter. */
const talking = async (config: ConstructorParameters<typeof BoltHarness>[0] = {}) => {
  ward = await ServiceHarness.open({ clock: () => stack.now, memory: true });
  stack = new BoltHarness(config, ward.bot, ward.adapterParts);
  ward.serve(stack.slack.adapter);
  const quiet = () => (ward as ServiceHarness).service.settled();
  return {
    ward,
    send: async (...args: Parameters<BoltHarness["send"]>) => {
      const reply = await stack.send(...args);
      await quiet();
      return reply;
    },
  };
};

const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1763000000.000100" };
const delivery = (view: Partial<View> = {}, more: Partial<Delivery> = {}): Delivery => ({
  key: "row-1",
  thread: THREAD,
  slot: "result",
  view: { ...notice("MRI of the spine"), ...view },
  broadcast: false,
  repeat: false,
  ...more,
});

const faultOf = async (sending: Promise<unknown>): Promise<DeliveryError> => {
  const fault = await sending.then(
    () => null,
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(DeliveryError);
  return fault as DeliveryError;
};

const posts = () => stack.wire.of("chat.postMessage");
const questions = () => posts().filter(({ body }) => String(body.text).includes("a question is waiting"));
const retry = (num: number) => ({
  headers: { "x-slack-retry-num": String(num), "x-slack-retry-reason": "http_timeout" },
});

describe("what arrives more than once", () => {
  test("row 1: a mention that fires repeatedly runs once, whatever the retry header says (bolt-js#2487)", async () => {
    const bot = await scripted();
    const mentioned = event(mention());
    for (const sending of [{}, retry(1), {}]) {
      stack.now += 1_000;
      expect((await stack.send(mentioned, sending)).status).toBe(200);
    }
    expect(bot.requests).toHaveLength(1);
  });

  test("row 2: a retried event is handled once, also after a restart (bolt-python#868)", async () => {
    const bot = await scripted();
    const mentioned = event(mention());
    await stack.send(mentioned);
    for (const num of [1, 2]) {
      stack.now += 1_000;
      expect((await stack.send(mentioned, retry(num))).status).toBe(200);
    }
    const at = stack.now + 1_000;
    await stack.close();
    // a new process: nothing of the adapter is left, and what the bot keeps stays
    stack = new BoltHarness({}, bot);
    stack.now = at;
    await stack.start();
    expect((await stack.send(mentioned, retry(3))).status).toBe(200);
    expect(bot.requests).toHaveLength(1);
  });

  test("row 3: a slow post delays no acknowledgement, and a retry meanwhile posts nothing (bolt-python#1027)", async () => {
    const { ward: bot, send } = await talking();
    await stack.start();
    let release = () => {};
    stack.wire.hold("chat.postMessage", new Promise((done) => (release = done)));
    const mentioned = event(mention({ text: "<@UBOT> triage" }));
    // answered while Slack's own reply to the post is still held back
    expect((await stack.send(mentioned)).status).toBe(200);
    stack.now += 3_000;
    expect((await stack.send(mentioned, retry(1))).status).toBe(200);
    release();
    await bot.service.settled();
    const said = posts().map(({ body }) => wordsOf(body));
    expect(new Set(said).size).toBe(said.length);
    stack.now += 1_000;
    await send(mentioned, retry(2));
    expect(posts()).toHaveLength(said.length);
  });

  for (const order of ["mention first", "message first"])
    test(`row 8: one mention that arrives as two events is one turn, ${order} (bolt-python#941)`, async () => {
      const bot = await scripted();
      const at = ts();
      const both = [
        event(mention({ ts: at, text: "<@UBOT> triage" })),
        event(said({ ts: at, text: "<@UBOT> triage" })),
      ];
      for (const each of order === "mention first" ? both : both.toReversed())
        expect((await stack.send(each)).status).toBe(200);
      expect(bot.requests).toHaveLength(1);
      expect(bot.inbounds[0]).toMatchObject({ kind: "say", words: "triage", addressed: true, message: at });
    });

  test("row 9: a reply that is also shown to the channel is the answer, once (bolt-python#488)", async () => {
    const bot = await scripted();
    bot.known.add(JSON.stringify(THREAD));
    const at = ts();
    const reply = { ts: at, thread_ts: THREAD.thread, text: "no fever" };
    await stack.send(event(said({ ...reply, subtype: "thread_broadcast" })));
    await stack.send(event(said(reply)));
    expect(bot.inbounds).toEqual([
      {
        kind: "say",
        actor: { id: "slack:T1:U1" },
        words: "no fever",
        addressed: false,
        message: at,
        sentAt: Math.floor(Number(at) * 1000),
      },
    ]);
  });

  test("row 11: a reply is known by its thread; message_replied is never needed (bolt-js#2587)", async () => {
    const bot = await scripted();
    bot.known.add(JSON.stringify(THREAD));
    await stack.send(event(said({ subtype: "message_replied", thread_ts: THREAD.thread, text: "no" })));
    expect(bot.requests).toEqual([]);
    await stack.send(event(said({ thread_ts: THREAD.thread, text: "no" })));
    expect(bot.requests).toHaveLength(1);
  });
});

describe("two processes that send", () => {
  test("a message that is changed keeps the name of the delivery that posted it: the other process finds it there", async () => {
    await scripted();
    await stack.slack.adapter.update(delivery(), ["1764000000.000100"]);
    const [update] = stack.wire.of("chat.update");
    expect(update?.body).toMatchObject({ ts: "1764000000.000100" });
    expect(update?.body.metadata).toBeUndefined();
  });

  test("nothing is shown once another process may be sending it: it is handed back for later", async () => {
    await scripted();
    const late = delivery({}, { inTime: () => false });
    const person = { id: "slack:T1:U1" };
    const elsewhere = { ...late, thread: { ...THREAD, channel: "", thread: "" } };
    for (const sending of [
      () => stack.slack.adapter.post(late),
      () => stack.slack.adapter.update(late, ["1764000000.000100"]),
      () => stack.slack.adapter.tell(late, person),
      () => stack.slack.adapter.tell(elsewhere, person),
    ])
      expect(await faultOf(sending())).toMatchObject({ kind: "later", code: "claim_late" });
    for (const method of ["chat.postMessage", "chat.update", "chat.postEphemeral"])
      expect(stack.wire.of(method)).toEqual([]);
  });

  test("of several messages those that were in time stand, and only reading back tells which are missing", async () => {
    await scripted();
    const items = Array.from({ length: 6 }, (_, at) => ({ words: [`${"Long words. ".repeat(230)}${at}`] }));
    let left = 1;
    const inTime = () => left-- > 0;
    const long = delivery({ parts: [{ kind: "list", items }] }, { inTime });
    expect(await faultOf(stack.slack.adapter.post(long))).toMatchObject({
      kind: "unsure",
      code: "claim_late",
    });
    expect(posts()).toHaveLength(1);
  });
});

describe("what is not a person talking to the bot", () => {
  test("row 4: our own posts in a private chat have a bot_id and no subtype, and are ignored (bolt-js#580)", async () => {
    const bot = await scripted();
    await stack.send(event(direct({ bot_id: "BBOT", user: "UBOT", text: "Which injection was it?" })));
    await stack.send(event(direct({ user: "UBOT", text: "Which injection was it?" })));
    await stack.send(event(direct({ bot_id: "B2", user: "U9", text: "another bot" })));
    await stack.send(
      event(direct({ bot_id: "B2", subtype: "bot_message", user: undefined, text: "another" })),
    );
    expect(bot.requests).toEqual([]);
    expect(posts()).toEqual([]);
  });

  test("row 6: a changed message has its author and words inside, and is no new answer (bolt-js#311)", async () => {
    const bot = await scripted();
    bot.known.add(JSON.stringify(THREAD));
    const before = { ts: ts(), thread_ts: THREAD.thread, text: "no fever" };
    await stack.send(event(edited(before, "fever 39")));
    expect(bot.inbounds).toEqual([
      { kind: "edited", actor: { id: "slack:T1:U1" }, words: "fever 39", message: before.ts },
    ]);
    // Slack also calls it a change when a link is unfurled, or when it is our own message
    await stack.send(event(edited(before, "no fever")));
    await stack.send(event(edited({ ...before, user: "UBOT", bot_id: "BBOT" }, "ours")));
    expect(bot.requests).toHaveLength(1);
  });

  test("row 7: a changed message without its author crashes nothing (slack-api-docs#27)", async () => {
    const bot = await scripted();
    bot.known.add(JSON.stringify(THREAD));
    const change = edited({ ts: ts(), thread_ts: THREAD.thread, text: "a", user: undefined }, "b");
    for (const odd of [
      change,
      { ...change, message: { text: "b" }, previous_message: undefined },
      { ...change, message: undefined },
      { ...change, message: null, previous_message: "x" },
    ])
      expect((await stack.send(event(odd))).status).toBe(200);
    expect(bot.requests).toEqual([]);
    expect(stack.log.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("which workspace it is", () => {
  test("row 12: in a shared channel the install is that of the authorization (bolt-js#687)", async () => {
    const { bot, store } = await installedStack("T1");
    await stack.send(event(mention(), { team_id: "T9", context_team_id: "T9" }));
    expect(bot.requests[0]?.thread).toMatchObject({ tenant: "T1", channel: "C1" });
    expect(store.asked).toContain("T1");
    expect(store.asked).not.toContain("T9");
  });

  test("row 13: the organisation of the payload is not that of the install (bolt-js#935)", async () => {
    const { bot, store } = await installedStack("T1");
    await stack.send(event(mention(), { enterprise_id: "E1" }));
    expect(bot.requests[0]?.thread.tenant).toBe("T1");
    expect(store.asked).not.toContain("E1");
    // and the answer goes out with that install's token
    await stack.slack.adapter.post(delivery());
    expect(posts()[0]?.authorization).toBe("Bearer xoxb-of-T1");
  });

  test("row 15: a tap under an organisation's install names no team, and is answered (deno-slack-sdk#267)", async () => {
    const { bot } = await installedStack("E1");
    const act = { do: "answer", question: "fever", value: "present", rev: 0 };
    const org = {
      team: null,
      enterprise: { id: "E1", name: "Org" },
      is_enterprise_install: true,
      user: { id: "U1", team_id: "T5" },
    };
    const button = { action_id: "act:0", value: JSON.stringify(act) };
    expect((await stack.send(tap(button, "at|E1|C1|1763000000.000100|case-1|q0", org))).status).toBe(200);
    expect(bot.requests[0]).toMatchObject({
      thread: { tenant: "E1", channel: "C1" },
      inbound: { actor: { id: "slack:E1:U1" }, act },
    });
    // and where the block names no place either
    expect((await stack.send(tap(button, "old", { ...org, is_enterprise_install: false }))).status).toBe(200);
    expect(stack.log.filter(({ level }) => level === "error")).toEqual([]);
  });
});

const installedStack = async (tenant: string) => {
  const store = recordingInstallations(tenant);
  const oauth = { clientId: "1.2", clientSecret: "client-secret", stateSecret: "state-secret" };
  const bot = await scripted({ oauth, workspaces: [tenant] }, new ScriptedBot(), { installations: store });
  return { bot, store };
};

describe("taps", () => {
  const of = (user: string) => ({ user: { id: user, username: user.toLowerCase(), team_id: "T1" } });

  test("row 16: of two people who tap at once the first wins, and the other is told (bolt-js#822)", async () => {
    const { ward: bot, send } = await talking();
    await stack.start();
    await send(event(mention({ ts: THREAD.thread, text: "<@UBOT> triage" })));
    const yes = control(posts(), "Epidural steroid, interlaminar");
    await Promise.all([
      stack.send(tap(yes.element, yes.blockId, of("U1"))),
      stack.send(tap(yes.element, yes.blockId, of("U2"))),
    ]);
    await bot.service.settled();
    expect(stack.wire.of("chat.update")).toHaveLength(1);
    const [told, ...more] = stack.wire.of("chat.postEphemeral");
    expect(more).toEqual([]);
    expect(wordsOf(told?.body ?? {})).toContain("Already answered by");
    expect(told?.body).toMatchObject({ channel: "C1", thread_ts: THREAD.thread });
  });

  test("row 17: a double tap does nothing more, and a stale button is answered (bolt-js#1104)", async () => {
    const { send } = await talking();
    await stack.start();
    await send(event(mention({ ts: THREAD.thread, text: "<@UBOT> triage" })));
    const first = control(posts(), "Epidural steroid, interlaminar");
    const once = tap(first.element, first.blockId);
    await send(once);
    stack.now += 1_000;
    await send(once);
    expect(questions()).toHaveLength(2);
    expect(stack.wire.of("chat.update")).toHaveLength(1);
    expect(stack.wire.of("chat.postEphemeral")).toHaveLength(0);
    // a tap of its own on the question that was answered long ago
    const other = control([questions()[0] as never], "Epidural steroid, caudal");
    expect((await send(tap(other.element, other.blockId))).status).toBe(200);
    expect(questions()).toHaveLength(2);
    expect(wordsOf(stack.wire.of("chat.postEphemeral")[0]?.body ?? {})).toContain("You answered");
  });

  test("row 17: a button of nobody is acknowledged, and said to be out of use (bolt-js#1104)", async () => {
    const bot = await scripted();
    for (const [id, value] of [
      ["approve_v0", "yes"],
      ["act:0", '{"do":"erase"}'],
      ["act:0", undefined],
    ] as const)
      expect((await stack.send(tap({ action_id: id, value }, "some"))).status).toBe(200);
    expect(bot.requests).toEqual([]);
    expect(stack.wire.responses).toHaveLength(3);
    for (const told of stack.wire.responses) {
      expect(told).toMatchObject({ response_type: "ephemeral", replace_original: false });
      expect(wordsOf(told)).toContain("no longer in use");
    }
  });

  test("row 18: no action id stands twice in a block, and taps are told apart (knacklabs/gantry#458)", async () => {
    const { ward: bot, send } = await talking();
    await stack.start();
    await send(event(mention({ ts: THREAD.thread, text: "<@UBOT> triage" })));
    const ids = blocksOf(posts()[0]?.body ?? {}).flatMap(({ elements = [], block_id }) =>
      elements.map(({ action_id }) => `${block_id} ${action_id}`),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const not = control(posts(), "Not assessed");
    await send(tap(not.element, not.blockId));
    expect(stack.wire.of("chat.update")).toHaveLength(1);
    await bot.service.settled();
  });
});

describe("limits", () => {
  const answers = (...labels: string[]) =>
    labels.map((label, at) => ({
      label,
      act: { do: "answer" as const, question: "q", value: `v${at}`, rev: 0 },
    }));

  test("row 20: six long citations are several messages, none near Slack's limit (bolt-js#2509)", async () => {
    await scripted();
    const items = Array.from({ length: 6 }, (_, at) => ({
      number: at + 1,
      says: `${"All of it matters. ".repeat(152)}End ${at}.`,
      source: `Author. Work. 20${at + 10}.`,
      url: `https://example.org/${at}`,
    }));
    const { messageIds } = await stack.slack.adapter.post(
      delivery({ kind: "result", parts: [{ kind: "citations", items }] }),
    );
    expect(messageIds).toHaveLength(posts().length);
    expect(posts().length).toBeGreaterThan(1);
    for (const { body } of posts()) {
      expect(JSON.stringify(body.blocks).length).toBeLessThan(12_000);
      expect(body.thread_ts).toBe(THREAD.thread);
    }
    const all = posts()
      .map(({ body }) => wordsOf(body))
      .join("\n");
    for (const [at, { says }] of items.entries()) {
      expect(all).toContain(`End ${at}.`);
      expect(all.replaceAll("\n", " ").split("All of it matters.").length - 1).toBe(6 * 152);
      expect(says.length).toBeGreaterThan(2_800);
    }
  });

  test("row 20: what Slack still finds too long is divided, and posted whole (bolt-js#2509)", async () => {
    await scripted();
    stack.wire.answer("chat.postMessage", { body: { ok: false, error: "msg_blocks_too_long" } });
    const parts = ["one", "two", "three"].map((word) => ({ kind: "text" as const, words: [word] }));
    const { messageIds } = await stack.slack.adapter.post(delivery({ title: "", parts }));
    expect(messageIds).toHaveLength(2);
    expect(
      posts()
        .slice(1)
        .map(({ body }) => wordsOf(body))
        .join("\n"),
    ).toBe("one\ntwo\nthree");
  });

  test("row 20: msg_too_long with one paragraph left to divide is divided at a line (bolt-js#2509)", async () => {
    await scripted();
    stack.wire.answer("chat.postMessage", { body: { ok: false, error: "msg_too_long" } });
    const items = ["one", "two", "three", "four"].map((word) => ({ words: [word] }));
    await stack.slack.adapter.post(delivery({ title: "", parts: [{ kind: "list", items }] }));
    const all = posts()
      .slice(1)
      .map(({ body }) => wordsOf(body));
    expect(all).toEqual(["• one\n• two", "• three\n• four"]);
  });

  test("row 20: a lost reply to one of several messages repeats none of the others (bolt-js#2509)", async () => {
    await scripted();
    const items = Array.from({ length: 6 }, (_, at) => ({
      words: [`${"Long words. ".repeat(230)}${at}`],
    }));
    const long = delivery({ parts: [{ kind: "list", items }] });
    stack.wire.answer("chat.postMessage", {}, { status: 503, body: "<html>busy</html>" });
    expect(await faultOf(stack.slack.adapter.post(long))).toMatchObject({ kind: "unsure", code: "http_503" });
    const [first] = posts();
    stack.wire.answer("conversations.replies", {
      body: { ok: true, messages: [{ ts: "1764000001.000100", metadata: first?.body.metadata }] },
    });
    const { messageIds } = await stack.slack.adapter.post({ ...long, repeat: true });
    expect(messageIds[0]).toBe("1764000001.000100");
    const parts = posts().map(
      ({ body }) => (body.metadata as { event_payload: { part: string } }).event_payload.part,
    );
    expect(parts).toEqual(["0", "1", ...messageIds.slice(1).map((_, at) => String(at + 1))]);
  });

  test("row 20b: an answer without a body says nothing of whether the message is there", async () => {
    await scripted();
    stack.wire.answer("chat.postMessage", { status: 202, body: "" });
    const fault = await faultOf(stack.slack.adapter.post(delivery({})));
    expect(fault).toMatchObject({ kind: "unsure", code: "http_202" });
  });

  test("row 21: a label of 76 characters is written out above with its button's number, and cut between characters (vercel/eve#2779)", async () => {
    await scripted();
    const label = `${"a".repeat(72)} 👩‍⚕️!`;
    expect(label.length).toBeGreaterThan(75);
    await stack.slack.adapter.post(delivery({ kind: "question", actions: answers(label, "No") }));
    const [short] = controlsOf(posts()[0]?.body ?? {});
    expect(short?.label.isWellFormed()).toBe(true);
    expect(short?.label).toMatch(/^\(1\) a+…$/);
    expect(wordsOf(posts()[0]?.body ?? {})).toContain(`(1) ${label}`);
  });

  test("row 22: ids of actions stay short, however long an option's own id is (botkube#1071)", async () => {
    await scripted();
    const act = { do: "answer" as const, question: "q".repeat(100), value: "v".repeat(300), rev: 0 };
    await stack.slack.adapter.post(delivery({ kind: "question", actions: [{ label: "Yes", act }] }));
    const { element } = control(posts(), "Yes");
    expect(String(element.action_id).length).toBeLessThan(20);
    expect(decodeAct(element.value)).toEqual(act);
  });

  test("row 23: a button carries ids, and none that Slack would refuse is ever sent (python-slack-sdk#514)", async () => {
    const { send } = await talking();
    await stack.start();
    await send(event(mention({ ts: THREAD.thread, text: "<@UBOT> triage" })));
    await stack.slack.adapter.post(
      delivery({ actions: answers(...Array.from({ length: 7 }, (_, at) => `Choice ${at}`)) }),
    );
    const values = posts().flatMap(({ body }) =>
      controlsOf(body).map(({ element }) =>
        String(element.value ?? (element.selected_option as { value: string }).value),
      ),
    );
    expect(values.length).toBeGreaterThan(7);
    for (const value of values) expect(value.length).toBeLessThan(200);
  });

  test("row 25: what a person typed stays literal and calls nobody (dryvist/nix-ai#20)", async () => {
    await scripted();
    const typed = "<!channel> <@U1> <https://x|click> & *bold* _it_ ~no~ `code` &lt;";
    await stack.slack.adapter.post(
      delivery({
        kind: "result",
        title: typed,
        parts: [
          { kind: "text", words: [typed], tone: "strong" },
          { kind: "list", title: typed, items: [{ words: [typed], notes: [[typed]] }] },
          { kind: "fold", title: typed, parts: [{ kind: "text", words: [typed], tone: "subtle" }] },
        ],
        notification: typed,
      }),
    );
    const written = JSON.stringify(posts()[0]?.body);
    for (const alive of ["<!", "<@", "<http", "|click>"]) expect(written).not.toContain(alive);
    expect(written).toContain("&lt;!channel&gt;");
    expect(written).toContain("&amp;lt;");
    expect(posts()[0]?.body).toMatchObject({ parse: "none", link_names: "false", unfurl_links: "false" });
  });
});

describe("what Slack refuses", () => {
  const refused = (code: string) => ({ body: { ok: false, error: code } });

  test("row 27: not_in_channel is told to who waits, with the remedy, and the case is kept (lockbot#11)", async () => {
    const bot = await scripted();
    bot.answer = async ({ thread }) => {
      expect(await faultOf(stack.slack.adapter.post(delivery({}, { thread })))).toMatchObject({
        kind: "refused",
        code: "not_in_channel",
      });
      return {};
    };
    stack.wire.answer("chat.postMessage", refused("not_in_channel"));
    await stack.send(shortcut({ ts: ts(), text: "legs swollen" }));
    expect(bot.requests).toHaveLength(1);
    expect(stack.wire.responses).toHaveLength(1);
    expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("`/invite @triage`");
    expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("What was recorded is kept");
  });

  test("row 28: where the bot is no member the command says why, and where the case goes on (slack-ruby-client#227)", async () => {
    const bot = await scripted();
    for (const code of ["channel_not_found", "not_in_channel"]) {
      bot.answer = async ({ thread }) => {
        expect(stack.slack.adapter.isClosedPlace?.(code)).toBe(true);
        await faultOf(stack.slack.adapter.post(delivery({}, { thread })));
        return {};
      };
      stack.wire.answer("chat.postMessage", refused(code));
      await stack.send(command("legs swollen"));
    }
    expect(stack.wire.responses).toHaveLength(2);
    for (const told of stack.wire.responses) {
      expect(told.response_type).toBe("ephemeral");
      expect(wordsOf(told)).toContain("I am not a member here, so I cannot post. Your case is recorded");
    }
  });

  test("row 30: when a tap's address is closed the person is told in the thread (sentry#7955)", async () => {
    const bot = await scripted();
    bot.answer = async () => ({ outcome: "not-recorded" });
    stack.wire.answerResponses(404);
    const act = { do: "answer", question: "fever", value: "present", rev: 0 };
    await stack.send(
      tap({ action_id: "act:0", value: JSON.stringify(act) }, `at|T1|C1|${THREAD.thread}|case-1|q0`),
    );
    const [told] = stack.wire.of("chat.postEphemeral");
    expect(told?.body).toMatchObject({ channel: "C1", user: "U1", thread_ts: THREAD.thread });
    expect(wordsOf(told?.body ?? {})).toContain("not recorded");
  });

  test("row 32: a limited update is handed back at once, and other threads move on (node-slack-sdk#2010)", async () => {
    await scripted();
    stack.wire.answer("chat.update", { status: 429, headers: { "retry-after": "10" }, body: "" });
    const limited = faultOf(stack.slack.adapter.update(delivery(), ["1764000000.000100"]));
    await stack.slack.adapter.post(delivery({}, { thread: { ...THREAD, thread: "1763000009.000100" } }));
    expect(await limited).toMatchObject({ kind: "later", retryAfterMs: 10_000 });
    expect(stack.wire.of("chat.update")).toHaveLength(1);
    expect(posts()).toHaveLength(1);
  });
});

describe("Socket Mode", () => {
  test("row 33: a connection that is lost is sought until it is back, though Slack refuses one (node-slack-sdk#1495)", async () => {
    const sockets = await openSockets();
    try {
      stack = new BoltHarness({ appToken: "xapp-1-test" });
      stack.wire.answer(
        "apps.connections.open",
        { body: { ok: true, url: sockets.url } },
        { body: { ok: false, error: "internal_error" } },
        { error: new Error("connection reset") },
        { body: { ok: true, url: sockets.url } },
      );
      await stack.start();
      await sockets.connected(1);
      sockets.drop();
      await stack.passTime(3, () => sockets.connected(2));
      expect(stack.wire.of("apps.connections.open")).toHaveLength(4);
      const mentioned = event(mention());
      await sockets.deliver({ type: "events_api", payload: mentioned, accepts_response_payload: false });
      await stack.settled();
      expect(stack.bot.requests).toHaveLength(1);
      expect(stack.slack.ready()).toBe(true);
      expect(stack.log).toContainEqual({ level: "info", event: "socket_reconnected", fields: undefined });
    } finally {
      await stack.slack.stop();
      await sockets.close();
    }
  });

  test("row 34: a socket that dies after a question costs no answer; the same tap again is one answer (bolt-js#2496)", async () => {
    const sockets = await openSockets();
    try {
      const { ward: bot } = await talking({ appToken: "xapp-1-test" });
      const open = { body: { ok: true, url: sockets.url } };
      stack.wire.answer("apps.connections.open", open, open);
      await stack.start();
      await sockets.connected(1);
      await sockets.deliver({
        type: "events_api",
        payload: event(mention({ ts: THREAD.thread, text: "<@UBOT> triage" })),
      });
      await stack.settled();
      await bot.service.settled();
      const answer = control(posts(), "Epidural steroid, interlaminar");
      const payload = tap(answer.element, answer.blockId);
      // Slack warns, and then the socket dies before the tap is acknowledged
      sockets.warn();
      sockets.drop();
      await stack.passTime(1, () => sockets.connected(2));
      for (let times = 0; times < 2; times += 1) {
        await sockets.deliver({ type: "interactive", payload, accepts_response_payload: true });
        await stack.settled();
        await bot.service.settled();
      }
      expect(stack.wire.of("chat.update")).toHaveLength(1);
      expect(questions()).toHaveLength(2);
    } finally {
      await stack.slack.stop();
      await sockets.close();
    }
  });
});
