/** Which case, and alerts that live: people in Teams, signed activities in, cards on the wire out. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ConnectorReply } from "../../fakes/microsoft.ts";
import { group, type Json, TENANT } from "../../fakes/teams-activities.ts";
import { all, buttonsOf, wordsOf } from "./play-case.ts";
import { SAM, TeamsThread, CHANNEL as THREAD } from "./teams-thread.ts";

const CHANNEL = "19:c@thread.tacv2";

let thread: TeamsThread;
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  thread = await TeamsThread.open({ site: { broadcast_alerts: true }, pause: 20_000 });
});
afterEach(() => thread.close());

const say = (words: string, changes: Json = {}) => thread.say(words, changes);
const press = (label: string, conversation: string, changes: Json = {}) =>
  thread.press(label, conversation, changes);
const cards = (conversation: string) => thread.screens(conversation);
const open = () => thread.openCases();
const recorded = (handle: string) => thread.recordOf(handle);

async function emergency(): Promise<void> {
  await say("triage saddle numbness");
  await press("Confirm", THREAD.id);
}

describe("a start where the conversation takes no message", () => {
  const text = (conversation: string) =>
    cards(conversation)
      .map(({ card }) => wordsOf(card))
      .join("\n");

  test.each<[string, ConnectorReply]>([
    ["403", [403, { error: { code: "BotNotInConversationRoster" } }]],
    ["404", [404, {}]],
  ])("with %s goes on in the private chat, with all that was typed, and says so there", async (_, reply) => {
    thread.connector.chats.set("29:u1", "a:u1");
    thread.connector.script.push(reply);
    await say("triage saddle numbness");
    const [handle = ""] = await open();
    expect(text(THREAD.id)).toBe("");
    const chat = "a:u1";
    expect(text(chat)).toContain(`Case ${handle} goes on here, with all that was recorded`);
    expect(text(chat)).toContain("Saddle sensory loss");
    await say("yes", {
      text: "yes",
      conversation: { id: chat, conversationType: "personal", tenantId: TENANT },
    });
    expect(text(chat)).toContain("EMERGENT: ");
    expect(await open()).toEqual([handle]);
  });
});

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
    expect(thread.connector.texts.at(-1)).toMatch(/^<at>Sam<\/at>: This was taken for case /);
    expect(thread.connector.texts.join("\n")).not.toContain("No case is open here");
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
    thread.connector.script.push(
      [200, { id: "x" }],
      [403, { error: { code: "BotNotInConversationRoster" } }],
    );
    await press("Confirm", THREAD.id);
    const places = thread.connector.sent.filter(({ body }) => JSON.stringify(body).includes("EMERGENT: "));
    expect(places.map(({ conversation }) => conversation)).toEqual(
      expect.arrayContaining([THREAD.id, CHANNEL]),
    );
    expect(
      [...cards(CHANNEL), ...cards(THREAD.id)].some(({ card }) => wordsOf(card).includes("EMERGENT: ")),
    ).toBe(true);
  });

  test("is tried again in the channel after a fault of Teams", async () => {
    await say("triage saddle numbness");
    const answered = thread.connector.sent.length;
    thread.connector.script.push([200, { id: "x" }], [201, { id: "in-thread" }], [500]);
    await press("Confirm", THREAD.id);
    thread.harness.now += 60_000;
    thread.harness.serve(thread.teams.adapter);
    await thread.harness.service.settled();
    const alerts = thread.connector.sent
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

  test("both are in the list, and each is gone over to by one tap", async () => {
    const inChat = { conversation: group };
    thread.connector.chats.set("29:u1", "a:alex");
    await say("triage", inChat);
    const [first = ""] = await open();
    await say("triage", inChat);
    await press("Start a case", group.id, inChat);
    const second = (await open()).find((each) => each !== first) ?? "";
    await say("list", inChat);
    const list = wordsOf(cards("a:alex").at(-1)?.card ?? {});
    expect(list).toContain(first);
    expect(list).toContain(second);
    const before = cards(group.id).length;
    await press(`Go to ${first}`, "a:alex", {
      conversation: { id: "a:alex", conversationType: "personal", tenantId: THREAD.tenantId },
    });
    expect(wordsOf(cards(group.id).at(-1)?.card ?? {})).toContain(`Case ${first}`);
    expect(cards(group.id).length).toBeGreaterThan(before);
  });

  test("words that went to the wrong case are moved to the other by one tap on their echo", async () => {
    const inGroup = (words: string) => say(words, { conversation: group });
    await inGroup("triage");
    const [first = ""] = await open();
    await inGroup("triage");
    await press("Start a case", group.id, { conversation: group });
    const second = (await open()).find((each) => each !== first) ?? "";
    await inGroup("caudal");
    await inGroup("she has a fever of 39 and rigors now");
    await press("Confirm", group.id, { conversation: group });
    expect(await recorded(second)).toMatch(/^answered.*fever/m);
    // a long name is cut on the button, and stands whole above it
    const moves = cards(group.id)
      .flatMap(({ card }) => buttonsOf(card))
      .findLast(({ title }) => title.includes("Move to "));
    await press(moves?.title ?? "", group.id, { conversation: group });
    expect(await recorded(second)).toMatch(/^taken-back.*fever/m);
    expect(await recorded(first)).toMatch(/^proposed.*fever/m);
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
