/** The same whole cases on each platform, with the same expectations: taps and words in, posts and updates out. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { eventsOf } from "../../src/bot/record.ts";
import { type PlayedMessage, playSlack, playTeams, type WholeCasePlayer } from "./whole-case-players.ts";

const DANGER = "New leg weakness or sensory change";
const HOUR = 3_600_000;

// dozens of signed requests, one after another
describe.each([
  ["Slack", playSlack],
  ["Teams", playTeams],
] as const)("a case in %s", { timeout: 120_000 }, (_name, play) => {
  let player: WholeCasePlayer;
  beforeEach(async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    player = await play();
  });
  afterEach(() => player.close());

  const standing = (id: string) => player.messages().find((each) => each.id === id);
  const waiting = () => player.messages().findLast(({ asks }) => asks);
  const question = (): PlayedMessage => {
    const found = waiting();
    if (!found) throw new Error("no question waits");
    return found;
  };
  const events = async () => {
    const found = await player.harness.store.cases.loadByThread(player.thread());
    return found ? eventsOf(found) : [];
  };
  const count = async (type: string) => (await events()).filter((event) => event.type === type).length;
  /** What a well patient would answer, or with a danger sign. */
  const answerTo = ({ labels, words }: PlayedMessage, ill = false): string =>
    ["No", "Normal", "All 5/5", "None of these"]
      .map((label) => (ill && words.includes(DANGER) ? "Yes" : label))
      .find((label) => labels.includes(label)) ??
    labels[0] ??
    "";
  /** Goes on until there is a result. Gives how many answers it took. */
  async function through(answer: (asked: PlayedMessage, at: number) => Promise<unknown>): Promise<number> {
    for (let at = 0; at < 80; at += 1) {
      if (player.messages().some(({ isResult }) => isResult)) return at;
      const asked = question();
      await answer(asked, at);
      if (waiting()?.id === asked.id) await player.write("unknown");
    }
    throw new Error("the case does not come to its end");
  }
  const decided = () => through((asked) => player.press(asked.id, answerTo(asked, true)));

  test("by taps, over a restart: each answer is recorded once, and its message says whose it is", async () => {
    await player.begin();
    const taps = await through(async (asked, at) => {
      if (at === 5) await player.restart();
      await player.press(asked.id, answerTo(asked));
    });
    expect(taps).toBeGreaterThan(10);
    expect(await count("answered")).toBe(taps);
    const answered = player.messages().filter(({ labels }) => labels.includes("Change"));
    expect(answered).toHaveLength(taps);
    for (const { words } of answered) expect(words).toContain(`by ${player.names[0]}`);
    expect(player.messages().filter(({ asks, isResult }) => asks && !isResult).length).toBeLessThanOrEqual(1);
    expect((await player.harness.store.audit.verifyAll()).broken).toEqual([]);
    player.expectCoherent();
  });

  test("by words alone comes to a result", async () => {
    await player.begin();
    await through((asked) => player.write(answerTo(asked)));
    expect(await count("decided")).toBeGreaterThan(0);
    player.expectCoherent();
  });

  test("with a danger sign alerts before the next question, and the result comes after it", async () => {
    await player.begin();
    await decided();
    const messages = player.messages();
    const alert = messages.findIndex(({ words }) => /^.{0,4}EMERGENT: /.test(words));
    const result = messages.findLastIndex(({ isResult }) => isResult);
    expect(alert).toBeGreaterThan(-1);
    expect(messages[alert]?.words).toContain("MRI");
    expect(messages.slice(alert + 1).some(({ labels }) => labels.includes("Change"))).toBe(true);
    expect(result).toBeGreaterThan(alert);
    player.expectCoherent();
  });

  test("two people who differ are both kept, until one settles it by a tap", async () => {
    await player.begin();
    const asked = question();
    const [one = "", two = ""] = asked.labels;
    await player.press(asked.id, one, 0);
    await player.press(asked.id, two, 1);
    expect(await count("answered")).toBe(2);
    const dispute = player.messages().findLast(({ words }) => /two answers/i.test(words));
    if (!dispute) throw new Error("nothing is disputed");
    for (const name of player.names) expect(dispute.words).toContain(name);
    const choice = dispute.labels[1] ?? "";
    await player.press(dispute.id, choice, 0);
    expect(await count("settled")).toBe(1);
    const settled = standing(asked.id)?.words.toLowerCase();
    expect(settled).toContain(two.toLowerCase());
    expect(settled).not.toContain(one.toLowerCase());
    expect(await player.press(dispute.id, choice, 1)).toContain("out of date");
  });

  test("what comes back after the result is asked for in the same thread, and changes the result", async () => {
    await player.begin();
    await decided();
    const before = await count("decided");
    const asked = question();
    await player.press(
      asked.id,
      asked.labels.find((label) => !/not assessed|unable|change/i.test(label)) ?? "",
    );
    expect(await count("decided")).toBeGreaterThan(before);
  });

  test("a deadline is reminded of in the thread, and is seen to by one tap", async () => {
    await player.begin();
    await decided();
    for (let hours = 0; hours < 24 && (await count("reminded")) === 0; hours += 1)
      await player.wait(HOUR / 3);
    const reminder = player.messages().findLast(({ labels }) => labels.some((label) => /^done/i.test(label)));
    const done = reminder?.labels.find((label) => /^done/i.test(label));
    if (!reminder || done === undefined) throw new Error("nothing is to be done");
    await player.press(reminder.id, done);
    expect(await count("done")).toBe(1);
    expect(standing(reminder.id)?.labels ?? []).not.toContain(done);
  });

  test("closed it accepts no tap; reopened after a restart it asks the same again, and continues", async () => {
    await player.begin();
    const first = question();
    await player.press(first.id, answerTo(first));
    const second = question();
    await player.write("close anyway");
    expect(await count("closed")).toBe(1);
    expect(await player.press(second.id, answerTo(second))).toContain("out of date");
    expect(await count("answered")).toBe(1);
    await player.restart();
    await player.write("reopen");
    const again = question();
    // what was recorded before it stood on the first of the two alone
    const asked = (words: string) => words.replace(/^Recorded: .*\n/, "").replace(" | Undo", "");
    expect(asked(again.words)).toBe(asked(second.words));
    await player.press(again.id, answerTo(again));
    expect(await count("answered")).toBe(2);
    expect(asked(question().words)).not.toBe(asked(second.words));
  });
});
