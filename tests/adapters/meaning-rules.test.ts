/** What counts as an answer, the same on every platform that is reached over HTTP: payloads in, what stands there out. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messagesFor } from "../../adapters/web/render.ts";
import type { ServiceHarness } from "../service-harness.ts";
import { controlsOf, wordsOf as slackWords } from "./slack/message-contents.ts";
import { direct, event } from "./slack/slack-payloads.ts";
import { SlackThread } from "./slack/slack-thread.ts";
import { buttonsOf, wordsOf as teamsWords } from "./teams/play-case.ts";
import { CHANNEL, TeamsThread } from "./teams/teams-thread.ts";
import { buttonOf, Person } from "./web/http-caller.ts";
import { WebHttpHarness } from "./web/web-http-harness.ts";

/** A person alone with the bot, on one platform. */
interface Chat {
  harness: ServiceHarness;
  say(words: string): Promise<void>;
  /** Presses the latest button that has one of these labels. */
  press(...labels: string[]): Promise<void>;
  /** All that was said, in order. */
  screen(): Promise<string>;
  close(): Promise<void>;
}

async function slackChat(): Promise<Chat> {
  const slack = await SlackThread.open({}, {}, true);
  return {
    harness: slack.bot,
    say: (text) => slack.send(event(direct({ text }))),
    async press(...labels) {
      const found = slack
        .standing()
        .toReversed()
        .flatMap(({ ts, body }) => controlsOf(body).map((control) => ({ ts, control })))
        .find(({ control }) => labels.includes(control.label));
      if (!found) throw new Error(`no button ${labels}`);
      await slack.press(found.ts, found.control);
    },
    screen: async () =>
      slack.stack.wire.calls
        .filter(({ method }) => /^chat\.(postMessage|postEphemeral)$/.test(method))
        .map(({ body }) => [slackWords(body), ...controlsOf(body).map(({ label }) => label)].join("\n"))
        .join("\n"),
    close: () => slack.close(),
  };
}

async function teamsChat(): Promise<Chat> {
  const teams = await TeamsThread.open({ pause: 20_000 });
  return {
    harness: teams.harness,
    say: async (words) => void (await teams.say(words)),
    async press(...labels) {
      const title = labels.find((label) =>
        teams.screens(CHANNEL.id).some(({ card }) => buttonsOf(card).some((each) => each.title === label)),
      );
      await teams.press(title ?? String(labels), CHANNEL.id);
    },
    screen: async () =>
      teams
        .screens(CHANNEL.id)
        .map(({ card }) => teamsWords(card))
        .join("\n"),
    close: () => teams.close(),
  };
}

const ROOM = "roomroomroom1";

async function pageChat(): Promise<Chat> {
  const page = await WebHttpHarness.openPage();
  const person = new Person(page.url, "Kim");
  const thread = { platform: "web", tenant: "local", channel: ROOM, thread: "" };
  const messages = async () =>
    messagesFor("web:local:kim", await page.service.casebook.posted(thread, 0)).filter(
      (each) => each.cards.length > 0,
    );
  const settled = async (doing: Promise<unknown>) => {
    await doing;
    await page.service.settled();
  };
  return {
    harness: page,
    say(words) {
      page.now += 20_000;
      return settled(/^triage/.test(words) ? person.start(ROOM, words) : person.say(ROOM, words));
    },
    async press(...labels) {
      page.now += 20_000;
      for (const message of (await messages()).toReversed())
        for (const label of labels)
          if (JSON.stringify(message.cards).includes(`"title":"${label}"`))
            return settled(person.tap(ROOM, buttonOf(message, label)));
      throw new Error(`no button ${labels}`);
    },
    screen: async () => JSON.stringify(await messages()),
    close: () => page.close(),
  };
}

describe.each([
  ["Slack", slackChat],
  ["Teams", teamsChat],
  ["the page", pageChat],
])("in %s", (_, open) => {
  let chat: Chat;
  beforeEach(async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    chat = await open();
    await chat.say("triage");
  });
  afterEach(() => chat.close());

  const cases = async () => (await chat.harness.store.cases.listOpen({})).items;
  const record = async () => {
    const [first] = await cases();
    const found = first && (await chat.harness.store.cases.load(first.id));
    return found?.events.map(({ type, body }) => `${type} ${body}`).join("\n") ?? "";
  };
  const CONFIRM = ["Confirm", "Ask about these"] as const;

  test("a yes with more words is a yes at once, and its rest is no doubt about it", async () => {
    await chat.say("change weakness");
    await chat.say("yes, left");
    expect(await record()).toMatch(/^answered .*weakness[^\n]*"value":"present"/m);
  });

  test("what is confirmed with a doubt is asked next, and is never recorded as not assessed", async () => {
    await chat.say("possible urinary retention");
    await chat.press(...CONFIRM);
    expect(await record()).not.toContain("not_assessed");
    expect(await record()).toMatch(/^asked .*retention/m);
  });

  test("words of which a part answers what is asked are not cut down to that part", async () => {
    await chat.say("change time");
    await chat.say("foot drop and can't pass urine since this morning, temp 38.9");
    expect(await record()).not.toMatch(/^answered/m);
    expect(await record()).toMatch(/^proposed .*fever/m);
    expect(await record()).toMatch(/^proposed .*(retention|urin)/m);
  });

  test("words about another patient go to no case until somebody says whose they are", async () => {
    await chat.say("saddle numbness");
    await chat.press(...CONFIRM);
    await chat.say("new patient, fever 39, left calf swollen");
    expect(await chat.screen()).toContain("Another patient?");
    expect(await record()).not.toMatch(/^(answered|proposed) .*fever/m);
  });

  test("URGENT is said the moment it is true", async () => {
    await chat.say("fever 38.9");
    await chat.press(...CONFIRM);
    expect(await chat.screen()).toContain("URGENT: ");
  });

  test("closing an open emergency and forgetting it each take a second tap", async () => {
    await chat.say("saddle numbness");
    await chat.press(...CONFIRM);
    expect(await chat.screen()).toContain("EMERGENT: ");
    await chat.say("close");
    expect(await cases()).toHaveLength(1);
    await chat.say("forget");
    expect(await cases()).toHaveLength(1);
    await chat.press("Close anyway");
    expect(await cases()).toHaveLength(0);
  });

  test("the other side is shown as a contradiction, and is not stored in the place of the first", async () => {
    await chat.say("left calf swollen");
    await chat.press(...CONFIRM);
    const before = (await record()).match(/^answered .*swelling/gm)?.length;
    expect(before).toBe(1);
    await chat.say("right calf swollen");
    expect((await record()).match(/^answered .*swelling/gm)?.length).toBe(1);
    expect(await chat.screen()).toContain("Keep: ");
  });

  test("a bare yes below a list confirms the list", async () => {
    await chat.say("saddle numbness");
    expect(await record()).toMatch(/^proposed .*saddle/m);
    await chat.say("yes");
    expect(await record()).toMatch(/^answered .*saddle[^\n]*"value":"present"/m);
  });

  test("words that nobody could read stand on the next question, until a tap says what they are", async () => {
    await chat.say("saddle like jelly");
    await chat.say("caudal");
    expect(await chat.screen()).toMatch(/Not read: \\?"saddle like jelly/);
    expect(await record()).toMatch(/^left-unread /m);
    await chat.press("Not about this patient");
    expect(await record()).toMatch(/^unread-settled /m);
  });

  test("a person's own words are taken out of what is kept and shown at once; what was recorded from them stays", async () => {
    await chat.say("Kowalski walks like jelly");
    await chat.say("caudal");
    expect(await record()).toContain("Kowalski");
    await chat.say("forget my words");
    const [found] = await cases();
    const { store } = chat.harness;
    expect(await record()).not.toContain("Kowalski");
    expect(await record()).toMatch(/^words-removed \{"were":\["[0-9a-f]{12}"/m);
    expect(await record()).toMatch(/^answered .*"question":"procedure"/m);
    const place = found?.threads[0];
    if (!place) throw new Error("the case has no place");
    const posts = await store.outbox.ofThread(place, 0, "9999-01-01T00:00:00.000Z");
    expect(posts.length).toBeGreaterThan(2);
    expect(JSON.stringify(posts)).not.toContain("Kowalski");
    expect(await store.audit.verify(found?.id ?? "")).toMatchObject({ kind: "intact" });
    await chat.say("status");
    expect((await chat.screen()).split("had the words removed").at(-1)).not.toContain("Kowalski");
  });

  test("an answer that is said again counts once", async () => {
    await chat.say("saddle numbness");
    await chat.press(...CONFIRM);
    await chat.say("saddle numbness");
    expect((await record()).match(/^answered .*saddle/gm)?.length).toBe(1);
  });
});
