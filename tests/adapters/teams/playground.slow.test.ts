/** Whole cases in Microsoft's own client: a channel thread, a group chat and a personal chat. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openTeams, type Teams } from "../../../adapters/teams/main.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { all, buttonFor, buttonsOf, questionOf, wordsOf } from "./play-case.ts";
import { BOT, PLACES, Playground, type ShownActivity, TENANT } from "./playground.ts";

const WHOLE_CASE_MS = 120_000;

interface Scene {
  client: Playground;
  harness: ServiceHarness;
  teams: Teams;
  server: Server;
}
let scene: Scene | null = null;

async function open(): Promise<Scene> {
  const harness = await ServiceHarness.open({ site: { broadcast_alerts: false }, tick: 10 });
  const { bot } = harness.service;
  const teams = openTeams({ credentials: null, anyone: false }, { bot, addresses: harness.store.addresses });
  harness.serve(teams.adapter);
  const server = createServer(async (req, res) => void teams.handler(await aMinuteLater(req), res)).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const port = (server.address() as AddressInfo).port;
  const client = await Playground.start(`http://127.0.0.1:${port}/api/messages`);
  scene = { client, harness, teams, server };
  return scene;
}

/** The client acts at once, which nobody does: by its own clock, each act comes when its message was read. */
async function aMinuteLater(req: IncomingMessage): Promise<IncomingMessage> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const activity = JSON.parse(Buffer.concat(chunks).toString()) as { timestamp?: string };
  const timestamp = new Date(Date.parse(activity.timestamp ?? "") + 60_000 || Date.now()).toISOString();
  // read already, as by a body parser that stands before the handler
  return Object.assign(req, { body: { ...activity, ...(activity.timestamp && { timestamp }) } });
}

afterEach(async () => {
  if (scene === null) return;
  await scene.teams.stop();
  await scene.harness.close();
  await scene.client.stop();
  scene.server.closeAllConnections();
  scene.server.close();
  scene = null;
});

const reason = await Playground.start("http://127.0.0.1:9/api/messages").then(
  async (trial) => {
    await trial.stop();
    return null;
  },
  (error: Error) => error.message,
);
if (reason !== null) process.stderr.write(`Skipped: ${reason}\n`);

/** A haematoma that declares itself: weak at once, and the rest as it comes. */
const ILL = { procedure: "other", limb_weakness_or_sensory_change: "present", urinary_retention: "present" };

const RESULT = /^(act as )?(EMERGENT|URGENT|SOON|ROUTINE)(, PROVISIONAL.*)?$/;
const isResult = ({ card }: ShownActivity) => RESULT.test(wordsOf(card).split("\n")[0] ?? "");
const openQuestion = (shown: ShownActivity[]): ShownActivity | null =>
  shown.findLast(({ card }) => questionOf(card) !== null) ?? null;

/** Answers question after question until the result is there. Gives all that is shown then. */
async function walk(
  client: Playground,
  conversation: string,
  answer: (question: ShownActivity, at: number) => Promise<unknown>,
): Promise<ShownActivity[]> {
  const done = new Set<string>();
  for (let at = 0; ; at += 1) {
    const next = await client.until(conversation, (shown) => {
      // The buttons stand on the last of a view's messages.
      if (shown.some((each) => isResult(each) && buttonsOf(each.card).length > 0)) return "result" as const;
      const question = openQuestion(shown);
      return question && !done.has(question.id) ? question : null;
    });
    if (next === "result") return client.shown(conversation);
    done.add(next.id);
    await answer(next, at);
  }
}

/** What every finished case has to show, wherever it was talked about. */
function expectWhole(shown: ShownActivity[]): void {
  const titles = shown.map(({ card }) => wordsOf(card).split("\n")[0] ?? "");
  const alert = titles.findIndex((title) => title.startsWith("EMERGENT: "));
  const result = shown.findIndex(isResult);
  expect(alert).toBeGreaterThan(-1);
  expect(result).toBeGreaterThan(alert);
  // The alert did not wait for the other questions: some were asked and answered after it.
  const answered = shown.filter(({ card }) => buttonsOf(card).some(({ title }) => title === "Change"));
  expect(answered.length).toBeGreaterThan(8);
  expect(shown.lastIndexOf(answered.at(-1) as ShownActivity)).toBeGreaterThan(alert);
  const last = shown.filter(isResult).map(({ card }) => card);
  expect(last.map(wordsOf).join()).toContain("MRI");
  expect(all(last, "Action.ToggleVisibility").length).toBeGreaterThan(1);
}

describe.skipIf(reason !== null)("the Microsoft 365 Agents Playground", { timeout: WHOLE_CASE_MS }, () => {
  test("channel thread: a whole case by taps; a second post is another case", async () => {
    const { client } = await open();
    const thread = await client.say(PLACES.channel, "triage", { mention: true });
    expect(thread).toMatch(/;messageid=/);
    const shown = await walk(client, thread, (question) =>
      client.invoke(thread, question.id, { ...buttonFor(question.card, ILL) }),
    );
    expectWhole(shown);

    const other = await client.say(PLACES.channel, "triage", { mention: true });
    await client.until(other, openQuestion);
    // Nothing of the first case is in the second: neither its handle nor an answer.
    const handlesIn = (each: string) =>
      new Set(client.shown(each).flatMap(({ card }) => buttonsOf(card).map(({ data }) => data.handle)));
    expect([handlesIn(thread).size, handlesIn(other).size]).toEqual([1, 1]);
    expect(handlesIn(other)).not.toEqual(handlesIn(thread));
    const titles = client.shown(other).flatMap(({ card }) => buttonsOf(card).map(({ title }) => title));
    expect(titles).not.toContain("Change");
  });

  test("group chat: a whole case by Submit and by words, with a second person and an edit", async () => {
    const { client, harness } = await open();
    const from = (id: string, name: string, more: Record<string, unknown>) =>
      client.activity({
        channelId: "msteams",
        serviceUrl: `${client.url}/_connector`,
        from: { id, name },
        recipient: BOT,
        conversation: { id: PLACES.group, conversationType: "groupChat", isGroup: true, tenantId: TENANT },
        ...more,
      });
    await client.say(PLACES.group, "triage", { mention: true });
    let typed = 0;
    const shown = await walk(client, PLACES.group, async (question, at) => {
      const button = buttonFor(question.card, ILL);
      if (at % 3 === 0) return client.submit(PLACES.group, question.id, button.data);
      if (at % 3 === 1)
        return from("user-id-2", "Kim", {
          type: "invoke",
          id: `tap-${at}`,
          name: "adaptiveCard/action",
          replyToId: question.id,
          value: { action: { type: "Action.Execute", verb: button.verb, data: button.data } },
        });
      typed += 1;
      // what is typed at once after a colleague's tap is asked back: here the question was read first
      harness.now += 6_000;
      return client.say(PLACES.group, button.title, { mention: true });
    });
    expectWhole(shown);
    expect(typed).toBeGreaterThan(3);
    expect(shown.some(({ card }) => wordsOf(card).includes("by Kim"))).toBe(true);

    // An edit of what was typed changes no answer by itself.
    const before = JSON.stringify(shown.filter(isResult));
    await from("user-id-2", "Kim", {
      type: "messageUpdate",
      id: "edited-1",
      timestamp: "2026-11-25T12:00:00Z",
      text: `<at>${BOT.name}</at> no`,
      channelData: { eventType: "editMessage" },
    });
    await harness.service.settled();
    expect(JSON.stringify(client.shown(PLACES.group).filter(isResult))).toBe(before);
  });

  test("personal chat: a whole case by words alone, after an install that says hello once", async () => {
    const { client } = await open();
    const here = {
      channelId: "msteams",
      serviceUrl: `${client.url}/_connector`,
      from: { id: "user-id-0", name: "Alex" },
      recipient: BOT,
      conversation: { id: PLACES.personal, conversationType: "personal", tenantId: TENANT },
    };
    for (const id of ["install-1", "install-2"])
      await client.activity({ ...here, type: "installationUpdate", action: "add", id });
    await client.activity({
      ...here,
      type: "conversationUpdate",
      id: "members-1",
      membersAdded: [{ id: "user-id-0" }, { id: BOT.id }],
    });
    await client.until(PLACES.personal, (shown) => shown[0]);
    await client.say(PLACES.personal, "triage");
    const shown = await walk(client, PLACES.personal, (question) =>
      client.say(PLACES.personal, buttonFor(question.card, ILL).title),
    );
    expectWhole(shown);
    expect(shown.filter(({ card }) => wordsOf(card).startsWith("Triage bot"))).toHaveLength(1);
  });
});
