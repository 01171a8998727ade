/** What is typed and tapped in Teams counts for what its author could read there, and for nothing else. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConnectorReply } from "../../fakes/microsoft.ts";
import { TeamsThread } from "./teams-thread.ts";

let thread: TeamsThread;
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  thread = await TeamsThread.open({ timed: true, pause: 5_500 });
  await thread.say("triage");
});
afterEach(() => thread.close());

const answered = () => thread.answered();
const CONTEXT = ["procedure", "hours_since_injection"];
const times = (count: number, reply: ConnectorReply): ConnectorReply[] => Array(count).fill(reply);

describe.each<[string, ConnectorReply[]]>([
  ["429", times(30, [429, {}, { "retry-after": "2" }])],
  ["500", times(6, [500, {}])],
  ["403", [[403, { error: { code: "BotNotInConversationRoster" } }]]],
  ["404", [[404, {}]]],
  ["202 without a body", [[202, undefined]]],
])("while the connector answers posts with %s", (_, replies) => {
  test("three times no records the one question that was shown", async () => {
    await thread.say("caudal");
    await thread.say("6 h");
    // the answered card is changed by a call of its own before the next question is posted
    thread.connector.script.push([200, { id: "0" }], ...replies);
    await thread.say("no");
    await thread.say("no", {}, 300);
    await thread.say("no", {}, 1_000);
    expect(await answered()).toEqual([...CONTEXT, expect.any(String)]);
  });

  test("and across a restart", async () => {
    await thread.say("caudal");
    await thread.say("6 h");
    thread.connector.script.push([200, { id: "0" }], ...replies);
    await thread.say("no");
    await thread.restart();
    await thread.say("no", {}, 300);
    await thread.say("no", {}, 900);
    expect(await answered()).toEqual([...CONTEXT, expect.any(String)]);
  });

  test("the next no counts once its question has been shown", async () => {
    await thread.say("caudal");
    await thread.say("6 h");
    thread.connector.script.push([200, { id: "0" }], ...replies);
    await thread.say("no");
    for (let tries = 0; tries < 10; tries += 1) await thread.wait(60_000);
    await thread.say("status");
    await thread.say("no");
    expect(await answered()).toHaveLength(4);
  });
});

test("the same no under a new id, 0.3 s later, is a repeat; two and a half seconds later it is the next answer", async () => {
  await thread.say("caudal");
  await thread.say("6 h");
  await thread.say("no");
  await thread.say("no", {}, 300);
  expect(await answered()).toHaveLength(3);
  await thread.say("no", {}, 2_200);
  expect(await answered()).toHaveLength(4);
});

test("a no with a timestamp of before the question's post is the answer to the one before it", async () => {
  await thread.say("caudal");
  await thread.say("6 h");
  await thread.say("no");
  const timestamp = new Date(thread.harness.now - 600_000).toISOString();
  await thread.say("no", { timestamp });
  expect(await answered()).toHaveLength(3);
});

test("a tap within 700 ms of its card is asked back, and the same tap counts when it comes again", async () => {
  await thread.say("caudal");
  await thread.say("6 h");
  const asked = thread.question;
  const no = thread.button(asked, "No");
  expect(JSON.stringify(await thread.tap(asked, no, {}, 600))).toContain("tap again");
  expect(await answered()).toEqual(CONTEXT);
  await thread.tap(asked, no, {}, 1_500);
  expect(await answered()).toEqual([...CONTEXT, expect.any(String)]);
});
