/** Whole cases as people have them in Slack: taps and words over signed HTTP, posts and updates on the wire. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Call } from "../../fakes/slack-wire.ts";
import type { ServiceHarness } from "../../service-harness.ts";
import { type Control, controlsOf, wordsOf } from "./message-contents.ts";
import type { BoltHarness } from "./slack-http-harness.ts";
import { command, deleted, edited, event, homeOpened, mention, said, ts } from "./slack-payloads.ts";
import { isQuestion, SlackThread, wellPatientAnswer } from "./slack-thread.ts";

let talk: SlackThread;
let bot: ServiceHarness;
let stack: BoltHarness;
beforeEach(async () => {
  talk = await SlackThread.open({}, {}, true);
  ({ bot, stack } = talk);
});
afterEach(async () => {
  await talk.close();
  expect(stack.log.filter(({ level }) => level === "error")).toEqual([]);
});

const standing = () => talk.standing();
const waiting = () => talk.waiting();
const root = () => talk.root();
const send = (payload: object) => talk.send(payload);
const press = (at: string, control: Control, user = "U1") => talk.press(at, control, user);
const write = (text: string, user = "U1") => talk.write(text, user);
const through = (answer: Parameters<SlackThread["through"]>[0]) => talk.through(answer);

/** What holds for the thread of every case. */
function coherent(): void {
  for (const { ts: at, body } of standing())
    if (body.metadata && at !== root()) expect(body.thread_ts).toBe(root());
  const questions = stack.wire.of("chat.postMessage").filter(({ body }) => isQuestion(body));
  const slots = new Set(questions.map(({ body }) => wordsOf(body)));
  expect(slots.size).toBe(questions.length);
  // an answered question is an answer now, and offers Change
  const left = standing().filter(({ body }) => isQuestion(body));
  expect(left.length).toBeLessThanOrEqual(1);
  for (const { body } of stack.wire.of("chat.update"))
    expect(controlsOf(body).map(({ label }) => label)).toContain("Change");
}

// dozens of signed requests, one after another
describe("a whole case", { timeout: 120_000 }, () => {
  test("by two people, one tapping and one writing, and a danger sign on the way", async () => {
    await send(command(""));
    let turn = 0;
    await through(async ({ ts: at, body }) => {
      turn += 1;
      const controls = controlsOf(body);
      const danger = wordsOf(body).includes("New leg weakness or sensory change");
      const chosen = danger ? controls.find(({ label }) => label === "Yes") : wellPatientAnswer(controls);
      if (!chosen) throw new Error("nothing to say");
      if (turn % 2 === 0) await press(at, chosen, "U1");
      else await write(chosen.label, "U2");
    });
    coherent();
    // the alert stands in the channel too, before the question that came next
    const posts = stack.wire.of("chat.postMessage");
    const alert = posts.findIndex(({ body }) => String(body.text).includes("EMERGENT"));
    expect(posts[alert]?.body).toMatchObject({ reply_broadcast: "true" });
    expect(posts.filter(({ body }) => body.reply_broadcast === "true")).toHaveLength(1);
    expect(posts.slice(alert + 1).some(({ body }) => isQuestion(body))).toBe(true);
    const authors = new Set(
      stack.wire.of("chat.update").flatMap(({ body }) => wordsOf(body).match(/<@U\d>/g) ?? []),
    );
    expect(authors).toEqual(new Set(["<@U1>", "<@U2>"]));
  });
});

describe("in a case", () => {
  test("Change asks anew, and the message that was answered shows the new answer", async () => {
    await send(command(""));
    const first = waiting();
    if (!first) throw new Error("nothing was asked");
    const [one, two] = controlsOf(first.body);
    if (!one || !two) throw new Error("too few answers");
    await press(first.ts, one);
    const change = controlsOf(standing().find(({ ts: at }) => at === first.ts)?.body ?? {})[0];
    if (!change) throw new Error("no Change");
    await press(first.ts, change);
    const again = waiting();
    expect(again?.ts).not.toBe(first.ts);
    await press(again?.ts ?? "", controlsOf(again?.body ?? {})[1] ?? two);
    expect(wordsOf(stack.wire.of("chat.update").at(-1)?.body ?? {}).toLowerCase()).toContain(
      two.label.toLowerCase(),
    );
  });

  test("what identifies a patient is told to its author alone, and stands nowhere", async () => {
    await send(command(""));
    await write("MRN 12345678, caudal", "U2");
    const told = stack.wire.of("chat.postEphemeral").at(-1);
    expect(told?.body).toMatchObject({ user: "U2", thread_ts: root() });
    expect(JSON.stringify(stack.wire.calls)).not.toContain("12345678");
    expect(JSON.stringify(stack.log)).not.toContain("12345678");
  });

  test("two cases in one channel do not meet", async () => {
    await send(event(mention({ ts: ts(), text: "<@UBOT> triage" })));
    const one = root();
    await send(event(mention({ ts: ts(), text: "<@UBOT> triage" })));
    const threads = stack.wire.of("chat.postMessage").map(({ body }: Call) => String(body.thread_ts));
    const [, two = ""] = [...new Set(threads)];
    await send(event(said({ thread_ts: two, text: "caudal" })));
    expect(stack.wire.of("chat.update")).toHaveLength(1);
    expect(stack.wire.of("chat.postMessage").at(-1)?.body.thread_ts).toBe(two);
    expect(two).not.toBe(one);
  });
});

describe("what a process must not lose", { timeout: 120_000 }, () => {
  test("a post of unknown outcome is sent again once, and what was posted is not repeated", async () => {
    await send(command(""));
    const first = waiting();
    stack.wire.answer("chat.postMessage", { status: 503, body: "" });
    await press(first?.ts ?? "", wellPatientAnswer(controlsOf(first?.body ?? {})));
    const lost = stack.wire.of("chat.postMessage").at(-1);
    const found = [{ ts: "1764999999.000100", metadata: lost?.body.metadata }];
    stack.wire.answer("conversations.replies", { body: { ok: true, messages: found } });
    const posts = stack.wire.of("chat.postMessage").length;
    stack.now += 60_000;
    await bot.service.settled();
    expect(stack.wire.of("conversations.replies")).toHaveLength(1);
    expect(stack.wire.of("chat.postMessage")).toHaveLength(posts);
  });

  test("when the thread takes nothing any more the owner is told privately, and the case is kept", async () => {
    await send(command(""));
    let danger = waiting();
    for (let round = 0; round < 20 && !wordsOf(danger?.body ?? {}).includes("New leg weakness"); round += 1) {
      await press(danger?.ts ?? "", wellPatientAnswer(controlsOf(danger?.body ?? {})));
      if (waiting()?.ts === danger?.ts) await write("unknown");
      danger = waiting();
    }
    const yes = controlsOf(danger?.body ?? {}).find(({ label }) => label === "Yes");
    if (!danger || !yes) throw new Error("no danger sign was asked for");
    stack.wire.answer("chat.postMessage", { body: { ok: false, error: "is_archived" } });
    await press(danger.ts, yes);
    const told = stack.wire.of("chat.postMessage").find(({ body }) => body.channel === "U1");
    expect(wordsOf(told?.body ?? {})).toContain("could not be posted");
    stack.log.length = 0;
  });
});

describe("messages that change", () => {
  const answered = async () => {
    await send(command(""));
    const said_ = { ts: ts(), thread_ts: root(), text: "caudal" };
    await send(event(said(said_)));
    return said_;
  };

  test("an edited answer is not taken as a new one: the change is proposed", async () => {
    const before = await answered();
    const updates = stack.wire.of("chat.update").length;
    await send(event(edited(before, "blood patch")));
    const latest =
      wordsOf(standing().at(-1)?.body ?? {}) + JSON.stringify(stack.wire.of("chat.postEphemeral"));
    expect(latest.toLowerCase()).toMatch(/edit|change|blood patch/);
    expect(stack.wire.of("chat.update").length).toBe(updates);
  });

  test("a deleted answer stays in the record, and that is said", async () => {
    const before = await answered();
    await send(event(deleted(before)));
    const all = JSON.stringify(stack.wire.calls.slice(-3).map(({ body }) => body));
    expect(all).toMatch(/kept|stays|record/);
  });
});

test("the owner is changed by naming a colleague", async () => {
  await send(command(""));
  await write("owner <@U2>");
  expect(
    standing()
      .map(({ body }) => wordsOf(body))
      .join("\n"),
  ).toContain("<@U2>");
});

test("my open cases are on my Home tab, and go from it when they are closed", async () => {
  await send(command(""));
  await send(event(homeOpened("U1")));
  const home = () =>
    wordsOf((stack.wire.of("views.publish").at(-1)?.body.view ?? {}) as Record<string, unknown>);
  const handle = /Case ([a-z]+-[a-z]+-\d+)/.exec(JSON.stringify(standing()))?.[1] ?? "no case";
  expect(home()).toContain(handle);
  const thread = `https://example.slack.com/archives/C1/p${root().replace(".", "")}`;
  expect(home()).toContain(`Open the thread: <${thread}|${handle}>`);
  await send(command("list"));
  expect(wordsOf(stack.wire.responses.at(-1) ?? {})).toContain(`<${thread}|${handle}>`);
  await write("close");
  await send(event(homeOpened("U1")));
  expect(home()).not.toContain(handle);
});
