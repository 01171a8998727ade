/** What is typed and tapped in Slack counts for what its author could read there, and for nothing else. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../../src/bot/record.ts";
import { controlsOf, wordsOf } from "./message-contents.ts";
import { command, event, said, tap } from "./slack-payloads.ts";
import { isQuestion, SlackThread } from "./slack-thread.ts";

let thread: SlackThread;
beforeEach(async () => {
  thread = await SlackThread.open({}, {}, true);
  thread.stack.wire.clock = () => thread.stack.now;
  await thread.stack.send(command(""));
  await thread.bot.service.settled();
});
afterEach(() => thread.close());

const stamp = (ms: number) => `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}900`;

/** Types in the case's thread, so long after what was done before. */
async function type(text: string, after = 5_500, user = "U1"): Promise<void> {
  thread.stack.now += after;
  await thread.stack.send(event(said({ thread_ts: thread.root(), text, user, ts: stamp(thread.stack.now) })));
  await thread.bot.service.settled();
}

/** Lets the outbox try again what it could not post. */
async function wait(ms: number): Promise<void> {
  thread.stack.now += ms;
  await thread.bot.service.settled();
}

async function recorded(): Promise<string[]> {
  const place = { platform: "slack", tenant: "T1", channel: "C1", thread: thread.root() };
  const found = await thread.bot.store.cases.loadByThread(place);
  if (!found) throw new Error("there is no case");
  return eventsOf(found).flatMap((each) => (each.type === "answered" ? [each.question] : []));
}

const toAuthor = () => JSON.stringify(thread.stack.wire.of("chat.postEphemeral").map(({ body }) => body));
const lastQuestion = () => wordsOf(thread.standing().findLast(({ body }) => isQuestion(body))?.body ?? {});

const CONTEXT = ["procedure", "hours_since_injection"];
const BEFORE_RED_FLAGS = [...CONTEXT, "anticoagulant_or_bleeding_risk"];

describe.each([
  ["429", Array(3).fill({ status: 429, headers: { "retry-after": "2" } })],
  ["500", Array(3).fill({ status: 500, body: "no" })],
  ["502 with a page of HTML", Array(3).fill({ status: 502, body: "<html></html>" })],
  ["an answer that does not say when", Array(1).fill({ body: { ok: true } })],
])("while Slack answers posts with %s", (_, replies) => {
  test("three times no records the one question that was shown", async () => {
    await type("caudal");
    await type("6 h");
    const before = await recorded();
    expect(before).toEqual(CONTEXT);
    thread.stack.wire.answer("chat.postMessage", ...replies);
    await type("no");
    await type("no", 700);
    await type("no", 700);
    expect(await recorded()).toEqual([...before, expect.any(String)]);
    for (let tries = 0; tries < 8; tries += 1) await wait(20_000);
    expect(toAuthor()).toMatch(/Recorded already|Not recorded/);
  });

  test("the next no counts once its question has been shown", async () => {
    await type("caudal");
    await type("6 h");
    thread.stack.wire.answer("chat.postMessage", ...replies);
    await type("no");
    await type("no", 700);
    for (let tries = 0; tries < 8; tries += 1) await wait(20_000);
    await type("no");
    expect((await recorded()).length).toBe(4);
  });
});

test("a question that Slack refused for good is asked again at the next contact, and takes no answer before", async () => {
  await type("caudal");
  thread.stack.wire.answer("chat.postMessage", { body: { ok: false, error: "restricted_action" } });
  await type("6 h");
  expect(await recorded()).toEqual(CONTEXT);
  await type("no");
  expect(await recorded()).toEqual(CONTEXT);
  const asked = lastQuestion();
  expect(asked).toContain("Context 3 of");
  await type("no");
  expect((await recorded()).length).toBe(3);
});

test("a restart between the answer and the next question lets nothing unseen be answered", async () => {
  await type("caudal");
  await type("6 h");
  thread.stack.wire.answer("chat.postMessage", ...Array(3).fill({ status: 500, body: "no" }));
  await type("no");
  await thread.restart();
  thread.stack.wire.clock = () => thread.stack.now;
  thread.stack.wire.answer("chat.postMessage", ...Array(3).fill({ status: 500, body: "no" }));
  const before = await recorded();
  expect(before.length).toBe(3);
  await type("no", 700);
  await type("no", 700);
  await type("no", 700);
  expect(await recorded()).toEqual(before);
});

test("the same no again at once counts for nothing, and a second and a half later for the next question", async () => {
  await type("caudal");
  await type("6 h");
  await type("no");
  await type("no", 1_400);
  expect((await recorded()).length).toBe(3);
  expect(toAuthor()).toContain("Not recorded");
  await type("no", 200);
  expect((await recorded()).length).toBe(4);
});

test("a no that crosses another person's answer is asked back for five seconds", async () => {
  await type("caudal", 5_500, "U2");
  await type("6 h", 4_900, "U1");
  expect(await recorded()).toEqual(["procedure"]);
  await type("6 h", 200, "U1");
  expect(await recorded()).toEqual(CONTEXT);
});

test("a tap within 700 ms of its post is asked back, and the same tap counts when it comes again", async () => {
  await type("caudal");
  await type("6 h");
  const asked = thread.standing().findLast(({ body }) => isQuestion(body));
  const no = controlsOf(asked?.body ?? {}).find(({ label }) => label === "No");
  if (!asked || !no) throw new Error("nothing is asked");
  const press = async (after: number) => {
    const action = { ...no.element, action_ts: stamp(Math.floor(Number(asked.ts) * 1000) + after) };
    await thread.stack.send(
      tap(action, no.blockId, { message: { ts: asked.ts, thread_ts: thread.root(), text: "" } }),
    );
    await thread.bot.service.settled();
  };
  await press(600);
  expect(await recorded()).toEqual(CONTEXT);
  expect(JSON.stringify(thread.stack.wire.responses) + toAuthor()).toContain("tap again");
  await press(1_500);
  expect(await recorded()).toEqual([...CONTEXT, expect.any(String)]);
});

test("one no to a healthy Slack is one answer, and the one after it is the next", async () => {
  for (const words of ["caudal", "6 h", "no", "no", "no"]) await type(words);
  expect((await recorded()).slice(0, 2)).toEqual(BEFORE_RED_FLAGS.slice(0, 2));
  expect(await recorded()).toHaveLength(5);
});
