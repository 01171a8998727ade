/** Requests that are signed and odd, and what Slack does oddly, over HTTP: what is taken, and what its person is told. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FORM } from "./form-body.ts";
import { wordsOf } from "./message-contents.ts";
import { BoltHarness, notice } from "./slack-http-harness.ts";
import { command, direct, event, mention, said, shortcut, submission, tap, ts } from "./slack-payloads.ts";

let stack: BoltHarness;
beforeEach(async () => {
  stack = await new BoltHarness().start();
});
afterEach(async () => {
  await stack.close();
  expect(stack.wire.faults).toEqual([]);
});

const told = () =>
  [...stack.wire.of("chat.postEphemeral").map(({ body }) => body), ...stack.wire.responses].map(wordsOf);
const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1764000000.000100" };

describe("a signed request that makes no sense is refused at once, and nothing is done", () => {
  const form = (payload: unknown) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  test.each<[string, string, string]>([
    ["null", "null", "application/json"],
    ["a list", "[]", "application/json"],
    ["a word", '"x"', "application/json"],
    ["a number", "7", "application/json"],
    ["nothing", "{}", "application/json"],
    ["an event without an event", '{"type":"event_callback"}', "application/json"],
    ["an event that is null", '{"type":"event_callback","event":null}', "application/json"],
    ["an event that is a list", '{"type":"event_callback","event":[]}', "application/json"],
    ["an event without a type", '{"type":"event_callback","event":{}}', "application/json"],
    ["a form without a payload", "token=x", FORM],
    ["a payload that is null", form(null), FORM],
    ["a payload that is a word", form("x"), FORM],
    ["an unknown interaction", form({ type: "made_up", user: { id: "U1" } }), FORM],
    ["a tap without an action", form({ type: "block_actions", user: { id: "U1" }, actions: [] }), FORM],
    ["a tap on nothing", form({ type: "block_actions", user: { id: "U1" }, actions: [null] }), FORM],
    ["a form that was filled without a view", form({ type: "view_submission", user: { id: "U1" } }), FORM],
    ["another shortcut", form({ type: "message_action", callback_id: "other", user: { id: "U1" } }), FORM],
    ["another command", "command=%2Fother&text=x&channel_id=C1&user_id=U1&team_id=T1", FORM],
  ])("%s", async (_, body, type) => {
    expect(await stack.raw(body, type)).toEqual({ status: 400, body: "" });
    expect(stack.bot.requests).toEqual([]);
    expect(stack.wire.calls.filter(({ method }) => method !== "auth.test")).toEqual([]);
  });

  test.each(["app_rate_limited", "view_closed"])("%s is taken, and nothing is done", async (type) => {
    expect(await stack.raw(JSON.stringify({ type, team_id: "T1" }), "application/json")).toEqual({
      status: 200,
      body: "",
    });
    expect(stack.bot.requests).toEqual([]);
  });
});

describe("without a list of workspaces the one is served that the token is of", () => {
  const elsewhere = {
    team_id: "T666",
    authorizations: [
      { enterprise_id: null, team_id: "T666", user_id: "UBOT", is_bot: true, is_enterprise_install: false },
    ],
  };

  test("an event of another is refused, and nothing is kept", async () => {
    await stack.send(event(mention({ text: "<@UBOT> triage saddle numbness" }), elsewhere));
    expect(stack.bot.requests).toEqual([]);
    expect(told().join("\n")).toContain("does not serve this workspace, so nothing was recorded");
  });

  test("so are a command, a tap and a shortcut of another", async () => {
    const team = { id: "T666", domain: "elsewhere" };
    await stack.send(command("saddle numbness", { team_id: "T666" }));
    await stack.send(tap({ action_id: "act:0", value: "{}" }, "at|T666|C1|1.2|h|x", { team }));
    await stack.send(shortcut({ ts: ts(), text: "saddle numbness" }, { team }));
    expect(stack.bot.requests).toEqual([]);
    expect(told()).toHaveLength(3);
  });

  test("an organisation is served whose token it is", async () => {
    await stack.close();
    stack = new BoltHarness();
    const org = { ok: true, user_id: "UBOT", bot_id: "BBOT", team_id: "T1", enterprise_id: "E1" };
    stack.wire.answer("auth.test", { body: org });
    await stack.start();
    const authorizations = [
      { enterprise_id: "E1", team_id: null, user_id: "UBOT", is_bot: true, is_enterprise_install: true },
    ];
    await stack.send(event(mention(), { team_id: "T7", enterprise_id: "E1", authorizations }));
    expect(stack.bot.requests).toMatchObject([{ thread: { tenant: "E1" } }]);
  });
});

describe("a guest of another workspace in a shared channel", () => {
  test("is recorded with their own workspace, whatever they do", async () => {
    stack.bot.known.add(JSON.stringify(THREAD));
    await stack.send(
      event(said({ thread_ts: THREAD.thread, user: "U9", text: "no fever", user_team: "T2", team: "T2" })),
    );
    const act = { do: "command", words: "status" };
    await stack.send(
      tap({ action_id: "act:0", value: JSON.stringify(act) }, `at|T1|C1|${THREAD.thread}|h|x`, {
        user: { id: "U9", username: "guest", team_id: "T2" },
      }),
    );
    expect(stack.bot.inbounds.map(({ actor }) => actor)).toMatchObject([
      { id: "slack:T1:U9", home: "T2" },
      { id: "slack:T1:U9", home: "T2" },
    ]);
  });

  test("somebody of the house has none", async () => {
    await stack.send(event(mention({ user_team: "T1", team: "T1" })));
    expect(stack.bot.inbounds[0]?.actor).toEqual({ id: "slack:T1:U1" });
  });
});

describe("a window that Slack does not open", () => {
  const press = (act: object) =>
    tap({ action_id: "act:0", value: JSON.stringify(act) }, `at|T1|C1|${THREAD.thread}|h|x`);
  const open = { do: "form", section: "red_flags" };

  test.each(["expired_trigger_id", "exchanged_trigger_id", "internal_error"])(
    "is to be tapped again after %s",
    async (error) => {
      stack.wire.answer("views.open", { body: { ok: false, error } });
      await stack.send(press(open));
      expect(told()).toEqual(["Slack did not open the form in time. Tap again, or answer in the thread."]);
    },
  );

  test.each(["invalid_arguments", "view_too_large"])("is not to be tapped again after %s", async (error) => {
    stack.wire.answer("views.open", { body: { ok: false, error } });
    await stack.send(press(open));
    expect(told()).toEqual([
      `Slack does not open this form (${error}), also when it is tapped again: answer in the thread.`,
    ]);
  });
});

describe("files", () => {
  const file = { subtype: "file_share", files: [{ id: "F1" }] };
  const NOT_READ = "Files and pictures are not read and not kept.";

  test("alone in a private chat open nothing, and their author is told that they are not read", async () => {
    await stack.send(event(direct({ ...file, text: "" })));
    expect(stack.bot.requests).toEqual([]);
    expect(JSON.stringify(stack.wire.of("chat.postMessage").map(({ body }) => wordsOf(body)))).toContain(
      NOT_READ,
    );
  });

  test("with a mention are told of once, though they come as two events", async () => {
    const post = { ...file, text: "<@UBOT>", ts: ts() };
    await stack.send(event(mention(post)));
    await stack.send(event(said(post)));
    expect(told().filter((each) => each.includes(NOT_READ))).toHaveLength(1);
    expect(stack.bot.requests).toEqual([]);
  });

  test("beside words are told of, and the words are read", async () => {
    stack.bot.answer = async () => ({ reply: [notice("Recorded.")] });
    await stack.send(event(mention({ ...file, text: "<@UBOT> no fever" })));
    expect(stack.bot.inbounds).toMatchObject([{ kind: "say", words: "no fever" }]);
    expect(told().join("\n")).toContain(NOT_READ);
  });

  test("among people in a thread without a case are nobody's business", async () => {
    await stack.send(event(said({ ...file, text: "", thread_ts: THREAD.thread })));
    expect(stack.bot.requests).toEqual([]);
    expect(told()).toEqual([]);
  });
});

describe("a reply that is shown to the channel, too", () => {
  const reply = { subtype: "thread_broadcast", text: "<@UBOT> caudal", user: "U3", channel: "C5" };

  test("counts once, in its thread: the event without a thread is let be, its twin names it", async () => {
    const at = ts();
    await stack.send(event(said({ ...reply, ts: at })));
    expect(stack.bot.requests).toEqual([]);
    await stack.send(event(mention({ ...reply, subtype: "", ts: at, thread_ts: THREAD.thread })));
    expect(stack.bot.requests).toMatchObject([
      { thread: { channel: "C5", thread: THREAD.thread }, inbound: { words: "caudal", addressed: true } },
    ]);
  });

  test("in a private chat are words of that chat, and start no thread of their own", async () => {
    await stack.send(event(direct({ subtype: "thread_broadcast", text: "caudal", channel: "D5", ts: ts() })));
    expect(stack.bot.requests).toMatchObject([{ thread: { channel: "D5", thread: "" } }]);
  });
});

test("a filled form of nobody's is closed without a fault", async () => {
  const view = { callback_id: "other", private_metadata: "{}", blocks: [] };
  expect((await stack.send(submission(view, {}))).status).toBe(200);
});
