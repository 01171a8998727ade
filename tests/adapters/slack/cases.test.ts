/** Whole cases as people have them in Slack: taps and words over signed HTTP, posts and updates on the wire. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TurnBot } from "../teams/turn-bot.ts";
import { command, event, mention, said, tap, ts } from "./payloads.ts";
import { type Control, controlsOf, wordsOf } from "./seen.ts";
import { Stack } from "./stack.ts";
import type { Call } from "./wire.ts";

let bot: TurnBot;
let stack: Stack;
beforeEach(async () => {
  bot = new TurnBot(() => stack.now);
  stack = await new Stack({}, bot).start();
  bot.door = stack.slack.door;
});
afterEach(async () => {
  await stack.close();
  expect(stack.wire.faults).toEqual([]);
  expect(stack.log.filter(({ level }) => level === "error")).toEqual([]);
});

/** What stands in the thread now, in order, each message in its latest form. */
function standing(): { ts: string; body: Record<string, unknown> }[] {
  const messages = new Map<string, Record<string, unknown>>();
  const thread = stack.wire.calls.filter(({ method }) => /^chat\.(postMessage|update)$/.test(method));
  for (const { method, body, reply } of thread)
    if (method === "chat.postMessage") messages.set(String(reply?.ts), body);
    else messages.set(String(body.ts), { ...messages.get(String(body.ts)), ...body });
  return [...messages].map(([at, body]) => ({ ts: at, body }));
}

const isQuestion = (body: Record<string, unknown>) =>
  controlsOf(body).some(({ label }) => label === "Not assessed");
const waiting = () => standing().findLast(({ body }) => isQuestion(body));
const resulted = () => standing().filter(({ body }) => String(body.text).includes("result is posted"));

const of = (user: string) => ({ user: { id: user, username: user.toLowerCase(), team_id: "T1" } });
const root = (): string => String(standing().find(({ body }) => body.thread_ts)?.body.thread_ts);

/** Sends, and lets the bot say all that it has to say. */
async function send(payload: object): Promise<void> {
  stack.now += 20_000;
  expect((await stack.send(payload)).status).toBe(200);
  await bot.quiet();
}

/** A tap on a control of a message that stands in the thread. */
const press = (at: string, { element, blockId }: Control, user = "U1") =>
  send(tap(element, blockId, { ...of(user), message: { ts: at, thread_ts: root(), text: "" } }));

const write = (text: string, user = "U1") => send(event(said({ thread_ts: root(), text, user })));

/** Which of a question's answers is tapped: the one that a well patient would give. */
function well(controls: readonly Control[]): Control {
  const find = (label: string) => controls.find((each) => each.label === label);
  const found = find("No") ?? find("Normal") ?? find("All 5/5") ?? find("None of these") ?? controls[0];
  if (!found) throw new Error("nothing to tap");
  return found;
}

/** Goes on until no question waits. */
async function through(answer: (question: { ts: string; body: Record<string, unknown> }) => Promise<void>) {
  for (let round = 0; round < 80; round += 1) {
    const question = waiting();
    if (!question || resulted().length > 0) return;
    await answer(question);
    if (waiting()?.ts === question.ts) await write("unknown");
  }
  throw new Error("the case does not end");
}

/** What holds for the thread of every case. */
function coherent(): void {
  const [first, ...rest] = standing();
  for (const each of [first, ...rest].filter((one) => one?.body.metadata))
    expect(each?.body.thread_ts).toBe(root());
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
  test("by taps alone, from the command to the result", async () => {
    await send(command(""));
    await through(({ ts: at, body }) => press(at, well(controlsOf(body))));
    coherent();
    expect(resulted().length).toBeGreaterThan(0);
    expect(stack.wire.of("chat.update").length).toBeGreaterThan(10);
    expect(wordsOf(stack.wire.of("chat.update")[0]?.body ?? {})).toContain("by <@U1>");
  });

  test("by words alone, from a mention to the result, none of them said to the bot by name", async () => {
    await send(event(mention({ text: "<@UBOT> triage" })));
    await through(({ body }) => write(well(controlsOf(body)).label));
    coherent();
    expect(resulted().length).toBeGreaterThan(0);
  });

  test("by two people, one tapping and one writing, and a danger sign on the way", async () => {
    await send(command(""));
    let turn = 0;
    await through(async ({ ts: at, body }) => {
      turn += 1;
      const controls = controlsOf(body);
      const danger = wordsOf(body).includes("New leg weakness or sensory change");
      const chosen = danger ? controls.find(({ label }) => label === "Yes") : well(controls);
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
  test("two people who differ are both kept, until one settles it by a tap", async () => {
    await send(command(""));
    const first = waiting();
    if (!first) throw new Error("nothing was asked");
    const [one, two] = controlsOf(first.body);
    if (!one || !two) throw new Error("too few answers");
    await press(first.ts, one, "U1");
    await press(first.ts, two, "U2");
    const dispute = standing().find(({ body }) => String(body.text).includes("two answers differ"));
    if (!dispute) throw new Error("nothing was disputed");
    expect(wordsOf(dispute.body)).toContain("<@U1>");
    expect(wordsOf(dispute.body)).toContain("<@U2>");
    const settle = controlsOf(dispute.body)[1];
    if (!settle) throw new Error("nothing settles it");
    await press(dispute.ts, settle, "U1");
    const settled = wordsOf(standing().find(({ ts: at }) => at === first.ts)?.body ?? {});
    expect(settled.toLowerCase()).toContain(two.label.toLowerCase());
    expect(settled.toLowerCase()).not.toContain(one.label.toLowerCase());
    // and the same tap once more is told that it is settled
    await press(dispute.ts, settle, "U2");
    expect(wordsOf(stack.wire.of("chat.postEphemeral").at(-1)?.body ?? {})).toContain("out of date");
  });

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

  test("it is closed and opened again by words, and goes on where it was", async () => {
    await send(command(""));
    const first = waiting();
    await press(first?.ts ?? "", well(controlsOf(first?.body ?? {})));
    const second = waiting();
    await write("close");
    await press(second?.ts ?? "", well(controlsOf(second?.body ?? {})));
    expect(wordsOf(stack.wire.of("chat.postEphemeral").at(-1)?.body ?? {})).toContain("out of date");
    await write("reopen");
    const again = waiting();
    expect(wordsOf(again?.body ?? {})).toBe(wordsOf(second?.body ?? {}));
    await press(again?.ts ?? "", well(controlsOf(again?.body ?? {})));
    expect(wordsOf(waiting()?.body ?? {})).not.toBe(wordsOf(second?.body ?? {}));
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
    const [, two] = [...new Set(threads)];
    await send(event(said({ thread_ts: two, text: "caudal" })));
    expect(stack.wire.of("chat.update")).toHaveLength(1);
    expect(stack.wire.of("chat.postMessage").at(-1)?.body.thread_ts).toBe(two);
    expect(two).not.toBe(one);
  });
});
