/** What Slack answers when it does not do what it is asked: each has its own right end. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Delivery } from "../../../src/adapter.ts";
import { DeliveryError } from "../../../src/errors.ts";
import type { View } from "../../../src/views/outbound.ts";
import { controlsOf, wordsOf } from "./message-contents.ts";
import { BoltHarness, notice } from "./slack-http-harness.ts";
import { command, deleted, edited, event, mention, said, shortcut, tap, ts } from "./slack-payloads.ts";

let stack: BoltHarness;
beforeEach(async () => {
  stack = await new BoltHarness().start();
});
afterEach(async () => {
  await stack.close();
  expect(stack.wire.faults).toEqual([]);
});

const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1763000000.000100" };
const delivery = (more: Partial<Delivery> = {}, view: Partial<View> = {}): Delivery => ({
  key: "row-1",
  thread: THREAD,
  slot: "result",
  view: { ...notice("MRI of the spine within 4 hours"), ...view },
  broadcast: false,
  repeat: false,
  ...more,
});
const posts = () => stack.wire.of("chat.postMessage");
const no = (error: string, more = {}) => ({ body: { ok: false, error, ...more } });
const block = `at|T1|C1|${THREAD.thread}|case-1|q0`;
const ACT = { do: "answer", question: "fever", value: "present", rev: 0 };
const press = (act: object = ACT, more = {}) =>
  tap({ action_id: "act:0", value: JSON.stringify(act) }, block, more);

async function fault(sending: Promise<unknown>): Promise<DeliveryError> {
  const found = await sending.catch((error: unknown) => error);
  expect(found).toBeInstanceOf(DeliveryError);
  return found as DeliveryError;
}

const PAGE = "<html><body>proxy: patient Jane said secret words</body></html>";

describe("a post", () => {
  const ends: [string, Parameters<BoltHarness["wire"]["answer"]>[1], Partial<DeliveryError>][] = [
    [
      "limited with a time is tried again after it",
      { status: 429, headers: { "retry-after": "7" }, body: "" },
      { kind: "later", code: "ratelimited", retryAfterMs: 7_000 },
    ],
    [
      "limited without a time is tried again all the same",
      { status: 429, body: "" },
      { kind: "later", code: "ratelimited", retryAfterMs: 30_000 },
    ],
    [
      "limited in the body is tried again",
      no("ratelimited"),
      { kind: "later", code: "ratelimited", retryAfterMs: 30_000 },
    ],
    [
      "over the message limit of a workspace is tried again",
      no("message_limit_exceeded"),
      { kind: "later", code: "message_limit_exceeded" },
    ],
    ["answered by a 500 may have arrived", { status: 500, body: PAGE }, { kind: "unsure", code: "http_500" }],
    ["answered by a 503 may have arrived", { status: 503, body: "" }, { kind: "unsure", code: "http_503" }],
    ["answered by a page may have arrived", { body: PAGE }, { kind: "unsure", code: "unreadable_reply" }],
    ["answered by fatal_error may have arrived", no("fatal_error"), { kind: "unsure", code: "fatal_error" }],
    [
      "refused by a proxy never arrived",
      { status: 403, body: PAGE },
      { kind: "later", code: "http_403", retryAfterMs: 30_000 },
    ],
    [
      "without an answer may have arrived",
      { error: Object.assign(new Error("x"), { code: "ECONNRESET" }) },
      { kind: "unsure" },
    ],
    ["to an archived channel is over", no("is_archived"), { kind: "refused", code: "is_archived" }],
    ["to a channel that is gone is over", no("channel_not_found"), { kind: "refused" }],
    ["without membership is over", no("not_in_channel"), { kind: "refused", code: "not_in_channel" }],
    ["with a revoked token is over", no("token_revoked"), { kind: "refused", code: "token_revoked" }],
    ["to a root that is gone is over", no("thread_not_found"), { kind: "refused", code: "thread_not_found" }],
  ];
  for (const [name, reply, end] of ends)
    test(`${name}`, async () => {
      stack.wire.answer("chat.postMessage", reply);
      const found = await fault(stack.slack.adapter.post(delivery()));
      expect(found).toMatchObject(end);
      expect(posts()).toHaveLength(1);
      // neither what was said nor what a proxy wrote is in what is logged or shown
      const shown = `${found.message} ${found.remedy} ${JSON.stringify(stack.log)}`;
      for (const leak of ["secret", "Jane", "MRI", "<html"]) expect(shown).not.toContain(leak);
    });

  test("whose time is up may have arrived", async () => {
    stack.wire.answer("chat.postMessage", { error: new DOMException("too slow", "TimeoutError") });
    expect(await fault(stack.slack.adapter.post(delivery()))).toMatchObject({ kind: "unsure" });
  });

  test("that Slack cannot read is said without its buttons, and how to go on", async () => {
    stack.wire.answer("chat.postMessage", no("invalid_blocks", { errors: ["buttons"] }));
    const actions = [{ label: "Yes", act: ACT as never }];
    expect(await stack.slack.adapter.post(delivery({}, { actions }))).toMatchObject({
      messageIds: [expect.stringMatching(/^\d+\.\d+$/)],
    });
    const [, again] = posts();
    expect(controlsOf(again?.body ?? {})).toEqual([]);
    expect(wordsOf(again?.body ?? {})).toContain("MRI of the spine within 4 hours");
    expect(wordsOf(again?.body ?? {})).toContain("Answer in words");
  });

  test("of unknown end is looked for first, and not repeated", async () => {
    stack.wire.answer("chat.postMessage", { status: 503, body: "" });
    await fault(stack.slack.adapter.post(delivery()));
    const [lost] = posts();
    const standing = [{ ts: "1764000009.000100", metadata: lost?.body.metadata }];
    stack.wire.answer("conversations.replies", { body: { ok: true, messages: standing } });
    expect(await stack.slack.adapter.post(delivery({ repeat: true }))).toEqual({
      messageIds: ["1764000009.000100"],
      at: 1_764_000_009_000,
    });
    expect(posts()).toHaveLength(1);
  });

  test("that Slack will not look for is sent again, and marked as a repeat", async () => {
    stack.wire.answer("conversations.replies", no("ratelimited"));
    await stack.slack.adapter.post(delivery({ repeat: true }));
    expect(wordsOf(posts()[0]?.body ?? {})).toContain("Sent again");
  });

  test("to the whole channel is shown there once, however many messages it is", async () => {
    const items = Array.from({ length: 9 }, () => ({ words: ["Long words. ".repeat(200)] }));
    await stack.slack.adapter.post(delivery({ broadcast: true }, { parts: [{ kind: "list", items }] }));
    expect(posts().length).toBeGreaterThan(1);
    expect(posts().map(({ body }) => body.reply_broadcast)).toEqual([
      "true",
      ...posts()
        .slice(1)
        .map(() => "false"),
    ]);
  });

  test("with no thread stands in its channel, or in the private chat", async () => {
    await stack.slack.adapter.post(delivery({ thread: { ...THREAD, thread: "" } }));
    expect(posts()[0]?.body).not.toHaveProperty("thread_ts");
    stack.wire.answer("conversations.history", { body: { ok: true, messages: [] } });
    await stack.slack.adapter.post(
      delivery({ thread: { ...THREAD, channel: "D1", thread: "" }, repeat: true }),
    );
    expect(stack.wire.of("conversations.history")[0]?.body).toMatchObject({ channel: "D1" });
    expect(posts()[1]?.body).toMatchObject({ channel: "D1" });
  });
});

describe("an update", () => {
  test("of a message that is gone is refused, and nothing is posted in its place", async () => {
    stack.wire.answer("chat.update", no("message_not_found"));
    expect(await fault(stack.slack.adapter.update(delivery(), ["1.2"]))).toMatchObject({ kind: "refused" });
    expect(posts()).toEqual([]);
  });

  test("that is shorter takes away what is left over; what is gone already is no fault", async () => {
    stack.wire.answer("chat.delete", no("message_not_found"));
    expect(await stack.slack.adapter.update(delivery(), ["1.1", "1.2", "1.3"])).toEqual({
      messageIds: ["1.1"],
    });
    expect(stack.wire.of("chat.delete").map(({ body }) => body.ts)).toEqual(["1.2", "1.3"]);
  });
});

describe("words to one person", () => {
  const person = { id: "slack:T1:U7" };

  test("are seen by nobody else in the thread", async () => {
    expect(await stack.slack.adapter.tell(delivery(), person)).toEqual({ messageIds: [] });
    const [told] = stack.wire.of("chat.postEphemeral");
    expect(told?.body).toMatchObject({ channel: "C1", user: "U7", thread_ts: THREAD.thread });
  });

  test("go to their private chat when they are not in the channel", async () => {
    stack.wire.answer("chat.postEphemeral", no("user_not_in_channel"));
    await stack.slack.adapter.tell(delivery(), person);
    expect(posts()[0]?.body).toMatchObject({ channel: "U7" });
  });

  test("go to their private chat where no channel is named", async () => {
    await stack.slack.adapter.tell(delivery({ thread: { ...THREAD, channel: "", thread: "" } }), person);
    expect(stack.wire.of("chat.postEphemeral")).toEqual([]);
    expect(posts()[0]?.body).toMatchObject({ channel: "U7" });
  });

  test("to somebody of another platform are refused", async () => {
    expect(await fault(stack.slack.adapter.tell(delivery(), { id: "teams:x:29:1" }))).toMatchObject({
      kind: "refused",
      code: "not_a_person_of_slack",
    });
  });
});

describe("who waits is told what Slack refused", () => {
  for (const [code, words] of [
    ["is_archived", "archived"],
    ["token_revoked", "install it again"],
    ["missing_scope", "permission"],
    ["thread_not_found", "is gone"],
    ["restricted_action_read_only_channel", "does not let me post"],
    ["some_new_code", "some_new_code"],
  ] as const)
    test(code, async () => {
      stack.bot.answer = async ({ thread }) => {
        await fault(stack.slack.adapter.post(delivery({ thread })));
        return {};
      };
      stack.wire.answer("chat.postMessage", no(code));
      await stack.send(press());
      expect(stack.wire.responses).toHaveLength(1);
      expect(wordsOf(stack.wire.responses[0] ?? {})).toContain(words);
      expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("What was recorded is kept");
      expect(stack.bot.requests).toHaveLength(1);
    });
});

describe("what was not recorded", () => {
  test("is said, in answer to a tap", async () => {
    stack.bot.answer = async () => {
      throw new Error("disk full: secret words");
    };
    await stack.send(press());
    expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("not recorded");
    expect(JSON.stringify(stack.log)).not.toContain("secret words");
  });

  test("is said in the bot's own words where it has them", async () => {
    stack.bot.answer = async () => ({
      outcome: "not-recorded",
      reply: [notice("Not recorded: the store is full.")],
    });
    await stack.send(event(mention()));
    expect(wordsOf(stack.wire.of("chat.postEphemeral")[0]?.body ?? {})).toContain("the store is full");
  });

  test("leaves no trace in the channel", async () => {
    stack.bot.answer = async () => ({ outcome: "not-recorded" });
    await stack.send(command("legs swollen"));
    expect(posts()).toEqual([]);
    expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("not recorded");
  });
});

describe("messages that change or go", () => {
  const answer = { ts: ts(), thread_ts: THREAD.thread, text: "no fever" };
  beforeEach(() => stack.bot.known.add(JSON.stringify(THREAD)));

  test("an edited answer is handed to the case, with who edited it", async () => {
    await stack.send(event(edited(answer, "fever 39", { edited: { user: "U2", ts: ts() } })));
    expect(stack.bot.inbounds).toEqual([
      { kind: "edited", actor: { id: "slack:T1:U2" }, words: "fever 39", message: answer.ts },
    ]);
  });

  test("a deleted answer is handed to the case", async () => {
    await stack.send(event(deleted(answer)));
    expect(stack.bot.requests).toMatchObject([
      { thread: THREAD, inbound: { kind: "deleted", message: answer.ts } },
    ]);
  });

  test("a deleted root with replies leaves a stone, and the case is told", async () => {
    const root = { ts: THREAD.thread, thread_ts: THREAD.thread, text: "<@UBOT> triage" };
    await stack.send(
      event(edited(root, "This message was deleted.", { subtype: "tombstone", user: "USLACKBOT" })),
    );
    expect(stack.bot.requests).toMatchObject([
      { thread: THREAD, inbound: { kind: "deleted", actor: { id: "slack:T1:U1" }, message: root.ts } },
    ]);
  });

  test("a deletion outside any case is nobody's business", async () => {
    await stack.send(event(deleted({ ts: ts(), text: "lunch?" })));
    await stack.send(event(edited({ ts: ts(), text: "lunch?" }, "dinner?")));
    expect(stack.bot.requests).toEqual([]);
    expect(posts()).toEqual([]);
  });

  test("a deletion of our own message changes nothing", async () => {
    await stack.send(event(deleted({ ...answer, user: "UBOT", bot_id: "BBOT" })));
    expect(stack.bot.requests).toEqual([]);
  });
});

describe("a form", () => {
  test("whose trigger has expired says so, and asks for another tap", async () => {
    stack.wire.answer("views.open", no("expired_trigger_id"));
    await stack.send(press({ do: "form", section: "red_flags" }));
    expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("Tap again");
    expect(stack.log).toContainEqual({
      level: "warn",
      event: "form_not_opened",
      fields: { code: "expired_trigger_id" },
    });
  });
});

describe("a workspace that is not served", () => {
  beforeEach(async () => {
    await stack.close();
    stack = await new BoltHarness({ workspaces: ["T2"] }).start();
  });

  test("is refused once to each person who speaks to the bot, and nothing is kept", async () => {
    for (let times = 0; times < 3; times += 1) await stack.send(event(mention()));
    await stack.send(event(said({ thread_ts: THREAD.thread, text: "not to the bot" })));
    expect(stack.bot.requests).toEqual([]);
    const told = stack.wire.of("chat.postEphemeral");
    expect(told).toHaveLength(1);
    expect(wordsOf(told[0]?.body ?? {})).toContain("does not serve this workspace");
  });

  test("is answered at each command, tap and shortcut, and nothing is kept", async () => {
    await stack.send(command("legs swollen"));
    await stack.send(press());
    await stack.send(shortcut({ ts: ts(), text: "legs swollen" }));
    expect(stack.wire.responses).toHaveLength(3);
    for (const told of stack.wire.responses)
      expect(wordsOf(told)).toContain("does not serve this workspace, so nothing was recorded");
    expect(stack.bot.requests).toEqual([]);
  });

  test("is known by the authorization, not by who speaks", async () => {
    const shared = {
      team_id: "T1",
      authorizations: [
        { enterprise_id: null, team_id: "T2", user_id: "UBOT", is_bot: true, is_enterprise_install: false },
      ],
    };
    await stack.send(event(mention(), shared));
    expect(stack.bot.requests).toMatchObject([{ thread: { tenant: "T2" } }]);
  });
});
