/** What is no case yet, over signed HTTP: talk, words that are kept and offered, and commands that need a case. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Control, controlsOf, wordsOf } from "./message-contents.ts";
import type { Message } from "./slack-payloads.ts";
import { command, deleted, direct, edited, event, mention, tap, ts } from "./slack-payloads.ts";
import { SlackThread } from "./slack-thread.ts";

const WORDS = "68F, right calf swollen since the injection";
let talk: SlackThread;
beforeEach(async () => {
  talk = await SlackThread.open({}, {}, true);
});
afterEach(() => talk.close());

const posts = () => talk.stack.wire.of("chat.postMessage").map(({ body }) => body);
const ephemerals = () => talk.stack.wire.of("chat.postEphemeral").map(({ body }) => body);
const everything = () => JSON.stringify([...posts(), ...ephemerals(), ...talk.stack.wire.responses]);
const control = (label: string): Control => {
  const found = posts()
    .flatMap(controlsOf)
    .findLast((each) => each.label === label);
  if (!found) throw new Error(`nothing offers ${label}`);
  return found;
};
const press = ({ element, blockId }: Control, channel = "C1") =>
  talk.send(tap(element, blockId, { channel: { id: channel }, message: { ts: ts() } }));
const caseIn = async (channel: string, thread: string) =>
  (await talk.bot.store.cases.loadByThread({ platform: "slack", tenant: "T1", channel, thread }))?.encounter;

const NOTHING_ABOVE = "What was written above your message was not read";

test("a case that is begun below other people's words says in its first post that these were not read", async () => {
  await talk.send(event(mention({ ts: ts(), thread_ts: ts(), text: "<@UBOT> triage caudal" })));
  const [first, ...more] = posts().map((body) => wordsOf(body));
  expect(first).toContain(NOTHING_ABOVE);
  expect(more.join("\n")).not.toContain(NOTHING_ABOVE);
});

test("one that is begun at the top of a channel has nothing above it", async () => {
  await talk.send(event(mention({ ts: ts(), text: "<@UBOT> triage caudal" })));
  expect(everything()).not.toContain(NOTHING_ABOVE);
});

describe.each<[string, (text: string) => { payload: object; message: Message; thread: [string, string] }]>([
  [
    "a mention in a channel",
    (text) => {
      const message = { ts: ts(), text: `<@UBOT> ${text}` };
      return { payload: event(mention(message)), message, thread: ["C1", message.ts] };
    },
  ],
  [
    "a private chat",
    (text) => {
      const message = { ts: ts(), text, channel: "D1", channel_type: "im" };
      return { payload: event(direct(message)), message, thread: ["D1", ""] };
    },
  ],
])("%s without a case", (_, write) => {
  test.each(["hello!", "thanks", "what are you?", ""])(
    "answers talk with Start and Help: %j",
    async (text) => {
      const { payload, thread } = write(text);
      await talk.send(payload);
      expect(
        posts()
          .flatMap(controlsOf)
          .map(({ label }) => label),
      ).toEqual(["Start", "Help"]);
      expect(await caseIn(...thread)).toBeUndefined();
      await press(control("Start"), thread[0]);
      expect(await caseIn(...thread)).toMatchObject({ owner: "slack:T1:U1" });
    },
  );

  test("keeps other words, and begins with them at a tap: nothing is typed again", async () => {
    const { payload, thread } = write(WORDS);
    await talk.send(payload);
    expect(everything()).toContain("Start a case with these words?");
    expect(everything()).not.toContain("calf");
    expect(await caseIn(...thread)).toBeUndefined();
    await talk.restart();
    await press(control("Start"), thread[0]);
    expect(await caseIn(...thread)).toMatchObject({ owner: "slack:T1:U1" });
    expect(posts().map(wordsOf).join("\n")).toMatch(/calf swollen/);
    const before = posts().length;
    await press(control("Start"), thread[0]);
    expect(posts().slice(before).map(wordsOf).join("\n")).not.toMatch(/calf swollen/);
  });

  test("puts them away at No, and says so when Start is tapped all the same", async () => {
    const { payload, thread } = write(WORDS);
    await talk.send(payload);
    await press(control("No"), thread[0]);
    expect(everything()).toContain("Not started. Your words are not kept.");
    await press(control("Start"), thread[0]);
    expect(everything()).toContain("Those words are not kept any more.");
    expect(await caseIn(...thread)).toBeUndefined();
  });

  test("keeps them as they are after an edit, and not after a deletion", async () => {
    const first = write(WORDS);
    await talk.send(first.payload);
    const start = control("Start");
    await talk.send(
      event({ ...edited(first.message, "<@UBOT> 68F, left calf swollen"), channel: first.thread[0] }),
    );
    await press(start, first.thread[0]);
    expect(posts().map(wordsOf).join("\n")).toMatch(/left calf swollen/);
    await talk.close();
    talk = await SlackThread.open({}, {}, true);
    const second = write(WORDS);
    await talk.send(second.payload);
    await talk.send(event({ ...deleted(second.message), channel: second.thread[0] }));
    await press(control("Start"), second.thread[0]);
    expect(everything()).toContain("Those words are not kept any more.");
    expect(await caseIn(...second.thread)).toBeUndefined();
  });

  test.each(["triage", `triage ${WORDS}`])("begins at once with a start command: %j", async (text) => {
    const { payload, thread } = write(text);
    await talk.send(payload);
    expect(await caseIn(...thread)).toMatchObject({ owner: "slack:T1:U1" });
  });

  test.each(["why", "close", "handoff", "cite 12", "owner me", "forget amber-falcon-42"])(
    "answers a command that needs one to its author alone: %s",
    async (text) => {
      const { payload, thread } = write(text);
      await talk.send(payload);
      expect(everything()).toContain("No case is open here. Type triage to start one.");
      expect(posts().filter(({ channel }) => String(channel).startsWith("C"))).toEqual([]);
      expect(await caseIn(...thread)).toBeUndefined();
    },
  );
});

describe("the slash command", () => {
  test.each(["", WORDS, "change in sensation of the left leg"])("begins a case at once: %j", async (text) => {
    await talk.send(command(text));
    expect(await caseIn("C1", talk.root())).toMatchObject({ owner: "slack:T1:U1" });
  });

  test.each([
    "why",
    "close",
    "handoff",
    "timeline",
    "cite 12",
    "back",
    "forget amber-falcon-42",
    "owner me",
    "hello",
  ])("posts nothing in the channel when it begins none: %s", async (text) => {
    await talk.send(command(text));
    expect(posts()).toEqual([]);
    const [answer] = talk.stack.wire.responses;
    expect(answer).toMatchObject({ response_type: "ephemeral" });
    expect(wordsOf(answer ?? {})).toMatch(
      text === "hello" ? /one patient at a time/ : /No case is open here/,
    );
  });
});
