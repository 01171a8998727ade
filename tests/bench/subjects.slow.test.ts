/** Each program that is compared does what its row says. */
import { describe, expect, it } from "vitest";
import { reachablePostgresUrl, withTempSchema } from "../../bench/bench-postgres.ts";
import { withTempFolder } from "../../bench/folder.ts";
import { withSlackBench } from "../../bench/slack/slack-bench.ts";
import { Subject } from "../../bench/subject.ts";
import { FakeMicrosoft } from "../../bench/teams/microsoft.ts";
import { openStore } from "../../src/store/open-store.ts";

const A_WHILE = 60_000;
const MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

/** Two answers in a thread: how many messages each made, and what was said last. */
async function twoAnswers(name: string, env: Readonly<Record<string, string>>) {
  return withSlackBench(name, env, async ({ people }) => {
    const talk = await people.open();
    await people.reply(talk);
    const before = people.messages;
    await people.reply(talk);
    return {
      asked: talk.asked,
      messages: people.messages - before,
      posted: people.lastPosted,
      changed: people.lastChanged,
    };
  });
}

/** What of a store's cases is recorded, by event. */
async function recorded(url: string): Promise<string[]> {
  const store = await openStore(url, { masterKey: MASTER_KEY });
  try {
    const { items } = await store.cases.listOpen({});
    const found = await store.cases.load(items[0]?.id ?? "");
    return found?.events.map(({ type }) => type) ?? [];
  } finally {
    await store.close();
  }
}

describe("a turn in Slack", { timeout: A_WHILE }, () => {
  it("is recorded here before the question is marked and the next one is posted", () =>
    withTempFolder(async (folder) => {
      const url = `sqlite:${folder}/bench.db`;
      const { asked, messages, posted, changed } = await twoAnswers("this-bot", {
        TRIAGE_STORE: url,
        TRIAGE_MASTER_KEY: MASTER_KEY,
      });
      expect({ asked, messages }).toEqual({ asked: 3, messages: 2 });
      expect(changed).toContain('"Change"');
      expect(changed).not.toMatch(/"do\\*":\\*"answer/);
      expect(posted).toMatch(/"do\\*":\\*"answer/);
      const types = await recorded(url);
      expect(types.filter((type) => type === "answered")).toHaveLength(2);
      expect(types.filter((type) => type === "asked")).toHaveLength(3);
    }));

  it("is one post with the bare handler, and a mark and a post where that is asked for", async () => {
    expect(await twoAnswers("bare-bolt", {})).toMatchObject({ asked: 3, messages: 1, changed: "" });
    const marking = await twoAnswers("bare-bolt", { BENCH_MARK: "1" });
    expect(marking).toMatchObject({ asked: 3, messages: 2 });
    expect(marking.changed).not.toContain('"button"');
  });

  it("is kept by Chat SDK in its state: the number of the next question counts on from it", async () => {
    const memory = await twoAnswers("chat-sdk", {});
    expect(memory).toMatchObject({ asked: 3, messages: 2 });
    expect(memory.posted).toContain("Question 3.");
    expect(memory.changed).not.toContain('"button"');
  });

  it("is kept by Chat SDK in Postgres", async ({ skip }) => {
    const url = await reachablePostgresUrl();
    if (!url) return skip("no Postgres answers");
    await withTempSchema(url, async (own) => {
      const kept = await twoAnswers("chat-sdk", { BENCH_POSTGRES: own });
      expect(kept).toMatchObject({ asked: 3, messages: 2 });
      expect(kept.posted).toContain("Question 3.");
    });
  });
});

describe("a turn in Teams", { timeout: A_WHILE }, () => {
  it.each([
    ["this-bot", "marks the card and posts the next one", 2],
    ["bare-botbuilder", "posts one text", 1],
  ] as const)("%s %s", (name, _does, messages) =>
    withTempFolder(async (folder) => {
      const microsoft = await FakeMicrosoft.start();
      const url = `sqlite:${folder}/bench.db`;
      const subject = await Subject.start(name, {
        TEAMS_LOCAL: "1",
        TRIAGE_PORT: "0",
        TRIAGE_STORE: url,
        TRIAGE_MASTER_KEY: MASTER_KEY,
      });
      try {
        const target = `${subject.url}/api/messages`;
        const talk = microsoft.begin();
        await microsoft.say(target, talk, "triage");
        const before = microsoft.messages;
        if (name === "this-bot") await microsoft.tap(target, talk);
        else await microsoft.say(target, talk, "is the leg weak?");
        expect(microsoft.messages - before).toBe(messages);
      } finally {
        await subject.stop();
        await microsoft.stop();
      }
      if (name === "this-bot") expect(await recorded(url)).toContain("answered");
    }),
  );
});
