/** One way to play a case on each platform: by the buttons and words that people see there, over the platform's own wire. */
import { expect } from "vitest";
import type { PageMessage } from "../../adapters/web/api-types.ts";
import type { ThreadKey } from "../../src/adapter.ts";
import type { ServiceParts } from "../../src/bot/service.ts";
import type { HospitalConfig } from "../../src/site/hospital-config.ts";
import { actionsOf, type View } from "../../src/views/outbound.ts";
import type { ServiceHarness } from "../service-harness.ts";
import { controlsOf, wordsOf as slackWords } from "./slack/message-contents.ts";
import { event, mention } from "./slack/slack-payloads.ts";
import { isQuestion, SlackThread } from "./slack/slack-thread.ts";
import { buttonsOf, questionOf, wordsOf as teamsWords } from "./teams/play-case.ts";
import { CHANNEL, RESULT, SAM, TeamsThread, teamsThread } from "./teams/teams-thread.ts";
import { buttonOf, Person } from "./web/http-caller.ts";
import { WebHttpHarness } from "./web/web-http-harness.ts";

/** A message as it stands now. */
export interface PlayedMessage {
  id: string;
  words: string;
  /** What can be tapped, by its label. */
  labels: readonly string[];
  asks: boolean;
  isResult: boolean;
}

export interface WholeCasePlayer {
  readonly harness: ServiceHarness;
  /** How a person's name stands in a message. */
  readonly names: readonly [string, string];
  begin(): Promise<void>;
  messages(): PlayedMessage[];
  /** Taps. Gives what the bot said about it to that person alone. */
  press(id: string, label: string, person?: 0 | 1): Promise<string>;
  write(words: string, person?: 0 | 1): Promise<void>;
  /** Time goes by, and the bot looks for what is due. */
  wait(ms: number): Promise<void>;
  restart(): Promise<void>;
  thread(): ThreadKey;
  /** What else holds on this platform when a case has come to its result. */
  expectCoherent(): void;
  close(): Promise<void>;
}

/** What a case is played under, where that is not the machinery's own protocol at a site that has set nothing. */
export interface PlayOptions {
  site?: Partial<HospitalConfig>;
  parts?: Partial<ServiceParts>;
}

export async function playSlack({ site, parts }: PlayOptions = {}): Promise<WholeCasePlayer> {
  const slack = await SlackThread.open({}, site, true, parts);
  const users = ["U1", "U2"] as const;
  return {
    get harness() {
      return slack.bot;
    },
    names: ["<@U1>", "<@U2>"],
    begin: () => slack.send(event(mention({ text: "<@UBOT> triage" }))),
    messages: () =>
      slack.standing().map(({ ts, body }) => ({
        id: ts,
        words: slackWords(body),
        labels: controlsOf(body).map(({ label }) => label),
        asks: isQuestion(body),
        isResult: String(body.text).includes("result is posted"),
      })),
    async press(id, label, person = 0) {
      const { body } = slack.standing().find(({ ts }) => ts === id) ?? { body: {} };
      // a button may be one from before: what it was then is still on somebody's screen
      const bodies = [
        body,
        ...slack.stack.wire
          .of("chat.postMessage")
          .flatMap((call) => (call.reply?.ts === id ? [call.body] : [])),
      ];
      const control = bodies.flatMap(controlsOf).find((each) => each.label === label);
      if (!control) throw new Error(`nothing is called ${label}`);
      const before = slack.stack.wire.of("chat.postEphemeral").length;
      await slack.press(id, control, users[person]);
      return slack.stack.wire
        .of("chat.postEphemeral")
        .slice(before)
        .map((call) => slackWords(call.body))
        .join("\n");
    },
    write: (words, person = 0) => slack.write(words, users[person]),
    async wait(ms) {
      slack.stack.now += ms;
      await slack.bot.service.sweep();
      await slack.bot.service.settled();
    },
    restart: () => slack.restart(),
    thread: () => ({ platform: "slack", tenant: "T1", channel: "C1", thread: slack.root() }),
    expectCoherent() {
      for (const { body } of slack.standing()) if (body.metadata) expect(body.thread_ts).toBe(slack.root());
      const questions = slack.stack.wire.of("chat.postMessage").filter(({ body }) => isQuestion(body));
      expect(new Set(questions.map(({ body }) => slackWords(body))).size).toBe(questions.length);
      const asked = new Set(questions.map(({ reply }) => reply?.ts));
      // an answered question is an answer now, and offers Change
      for (const { body } of slack.stack.wire.of("chat.update"))
        if (asked.has(body.ts)) expect(controlsOf(body).map(({ label }) => label)).toContain("Change");
    },
    async close() {
      await slack.close();
      expect(slack.stack.log.filter(({ level }) => level === "error")).toEqual([]);
    },
  };
}

export async function playTeams({ site, parts }: PlayOptions = {}): Promise<WholeCasePlayer> {
  const teams = await TeamsThread.open({ ...(site && { site }), ...(parts && { parts }) });
  const people = [{}, { from: SAM }] as const;
  /** Cards as they were posted, for buttons that are gone from a card by now. */
  const posted = () =>
    teams.connector.sent.flatMap(({ body }) =>
      ((body.attachments ?? []) as { content: Record<string, unknown> }[]).map(({ content }) => content),
    );
  return {
    harness: teams.harness,
    names: ["Alex", "Sam"],
    begin: async () => void (await teams.say("triage")),
    messages: () =>
      teams.screens(CHANNEL.id).map(({ id, card }) => ({
        id,
        words: teamsWords(card),
        labels: buttonsOf(card).map((button) => button.label),
        asks: questionOf(card) !== null,
        isResult: RESULT.test(teamsWords(card)),
      })),
    async press(id, label, person = 0) {
      const screen = teams.screens(CHANNEL.id).find((each) => each.id === id);
      const button = [screen?.card ?? null, ...posted()]
        .flatMap(buttonsOf)
        .find((each) => each.label === label);
      if (!screen || !button) throw new Error(`nothing is called ${label}`);
      const { status, json } = await teams.tap(screen, button, people[person]);
      expect([status, json?.statusCode]).toEqual([200, 200]);
      return typeof json?.value === "string" ? json.value : "";
    },
    write: async (words, person = 0) => void (await teams.say(words, people[person])),
    async wait(ms) {
      teams.harness.now += ms;
      await teams.harness.service.sweep();
      await teams.harness.service.settled();
    },
    restart: () => teams.restart(),
    thread: () => teamsThread(CHANNEL.id),
    expectCoherent() {},
    close: () => teams.close(),
  };
}

const ROOM = "roomroomroom1";

/** The page's server as a browser speaks to it: what stands in the room, its buttons, and typed words. */
export async function playPage({ site, parts }: PlayOptions = {}): Promise<WholeCasePlayer> {
  const page = await WebHttpHarness.openPage({
    ...(site && { site }),
    ...(parts && { parts }),
  });
  let people = ["Kim", "Sam"].map((name) => new Person(page.url, name)) as [Person, Person];
  const cards = async () => {
    const standing = new Map<string, PlayedMessage>();
    for (const { outbound } of await page.service.casebook.posted(pageThread, 0)) {
      const { slot, update, onlyUpdate, view, audience } = outbound;
      if (audience.kind !== "thread" || (update && onlyUpdate && !standing.has(slot))) continue;
      standing.set(slot, playedView(slot, view));
    }
    return [...standing.values()];
  };
  let shown: readonly PlayedMessage[] = [];
  const look = async () => {
    await page.service.settled();
    shown = await cards();
  };
  return {
    harness: page,
    names: ["Kim", "Sam"],
    async begin() {
      await people[0].start(ROOM);
      await look();
    },
    messages: () => [...shown],
    async press(id, label, person = 0) {
      page.now += 20_000;
      const watch = people[person].watch(ROOM);
      const message = await watch.until(({ messages }) =>
        messages.findLast((one) => one.slot === id && hasButton(one, label)),
      );
      watch.stop();
      const { json } = await people[person].tap(ROOM, buttonOf(message, label));
      await look();
      return JSON.stringify(json.told);
    },
    async write(words, person = 0) {
      page.now += 20_000;
      await people[person].say(ROOM, words);
      await look();
    },
    async wait(ms) {
      page.now += ms;
      await page.service.sweep();
      await look();
    },
    async restart() {
      await page.end();
      await page.start();
      people = ["Kim", "Sam"].map((name) => new Person(page.url, name)) as [Person, Person];
      await look();
    },
    thread: () => pageThread,
    expectCoherent() {},
    close: () => page.close(),
  };
}

const pageThread: ThreadKey = { platform: "web", tenant: "local", channel: ROOM, thread: "" };

function playedView(id: string, view: View): PlayedMessage {
  return {
    id,
    words: `${view.title}\n${JSON.stringify(view.parts)}`,
    labels: actionsOf(view).map(({ label }) => label),
    asks: view.kind === "question" || view.kind === "panel",
    isResult: view.kind === "result",
  };
}

function hasButton(message: PageMessage, label: string): boolean {
  try {
    return buttonOf(message, label) !== undefined;
  } catch {
    return false;
  }
}
