/** Cases that ask in panels, pressed on each platform over its own wire: what is found, and in how many presses. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { eventsOf } from "../../src/bot/record.ts";
import { SHIPPED } from "../service-harness.ts";
import {
  type PlayedMessage,
  playPage,
  playSlack,
  playTeams,
  type WholeCasePlayer,
} from "./whole-case-players.ts";

const WELL = [/^Patient is here/, /^(Asked|Looked|Examined): /, /^Improving/, /^Yesterday/];
const EMERGENCY = /EMERGEN(?:T|CY)\b/;
const CALF = [/^Patient is here/, /^Yes: leg swelling/, /^Left$/, ...WELL.slice(1)];

describe.each([
  ["Slack", playSlack],
  ["Teams", playTeams],
  ["the page", playPage],
] as const)("panels in %s", { timeout: 120_000 }, (_name, play) => {
  let player: WholeCasePlayer;
  const open = async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    player = await play({ site: { asks: "panels" }, parts: { latest: SHIPPED } });
    await player.begin();
  };
  afterEach(() => player.close());

  const events = async () => {
    const found = await player.harness.store.cases.loadByThread(player.thread());
    return found ? eventsOf(found) : [];
  };
  /** The lowest message with a button that somebody would press, and that button. */
  function nextPress(plan: readonly RegExp[], used: ReadonlySet<string>) {
    for (const message of player.messages().toReversed())
      for (const wanted of plan) {
        const label = message.labels.find((each) => wanted.test(each) && !used.has(`${message.id} ${each}`));
        if (label !== undefined) return { message, label };
      }
    throw new Error(
      `nothing to press:\n${player
        .messages()
        .map(({ labels }) => labels.join(" | "))
        .join("\n")}`,
    );
  }
  /** Presses as planned until a message is there. Gives how many presses it took. */
  async function until(plan: readonly RegExp[], there: (message: PlayedMessage) => boolean): Promise<number> {
    const used = new Set<string>();
    for (let presses = 0; presses < 40; presses += 1) {
      if (player.messages().some(there)) return presses;
      const { message, label } = nextPress(plan, used);
      used.add(`${message.id} ${label}`);
      await player.press(message.id, label);
    }
    throw new Error("it does not come to that");
  }
  const lowestWith = (label: RegExp): { message: PlayedMessage; label: string } =>
    nextPress([label], new Set());

  test("a well patient: at most 10 presses and 14 messages, each answer recorded once", async () => {
    await open();
    expect(await until(WELL, ({ isResult }) => isResult)).toBeLessThanOrEqual(10);
    const answered = (await events()).flatMap((event) => (event.type === "answered" ? [event.question] : []));
    expect(new Set(answered).size).toBe(answered.length);
    expect((await events()).filter(({ type }) => type === "panel-denied").length).toBe(5);
    expect(player.messages().length).toBeLessThanOrEqual(14);
  });

  test("a swollen calf: at most 5 presses to the message that asks for the duplex, at most 20 to the result", async () => {
    await open();
    expect(await until(CALF, ({ words }) => /duplex/i.test(words))).toBeLessThanOrEqual(5);
    expect(await until(CALF, ({ isResult }) => isResult)).toBeLessThanOrEqual(15);
  });

  test("a patient whose only sign is the fourth item is found, and nothing is asked below the alert", async () => {
    await open();
    const presses = await until([/^Patient is here/, /^Yes: incontinence/], ({ words }) =>
      EMERGENCY.test(words),
    );
    expect(presses).toBeLessThanOrEqual(2);
    const answers = (await events()).filter((event) => event.type === "answered");
    expect(answers).toMatchObject([{ question: "contact" }, { question: "incontinence" }]);
    expect(
      player
        .messages()
        .at(-1)
        ?.labels.some((label) => /^(Asked|Yes)/.test(label)),
    ).toBe(false);
  });

  test("an emergency in one line: one press confirms it", async () => {
    await open();
    await player.write("numb saddle since this morning");
    const list = lowestWith(/^Confirm/);
    await player.press(list.message.id, list.label);
    expect((await events()).filter(({ type }) => type === "alerted")).toHaveLength(1);
  });

  test("a second person's denial leaves the first one's yes as it is, and Undo takes back all that was denied", async () => {
    await open();
    await until([/^Patient is here/], ({ labels }) => labels.includes("Asked: none of these 6"));
    const { message } = lowestWith(/^Asked: none of these 6/);
    await player.press(message.id, "Yes: severe pain", 0);
    await player.press(message.id, "Asked: none of these 6", 1);
    const recorded = (await events()).flatMap((event) =>
      event.type === "answered" ? [[event.question, event.actor.name ?? event.actor.id, event.how]] : [],
    );
    expect(recorded).toHaveLength(7);
    expect(recorded.filter(([id]) => id === "new_severe_pain")).toHaveLength(1);
    expect(recorded.filter(([, , how]) => how === "panel")).toHaveLength(5);
    const undo = lowestWith(/^Undo$/);
    expect(undo.message.words).toContain("No: weak or numb leg, saddle numbness, retention");
    await player.press(undo.message.id, "Undo", 1);
    expect((await events()).filter(({ type }) => type === "taken-back")).toHaveLength(5);
  });

  test("by their own words they are denied, and a finding in words is read as ever", async () => {
    await open();
    await until([/^Patient is here/], ({ labels }) => labels.includes("Asked: none of these 6"));
    await player.write("none of these");
    expect((await events()).filter(({ type }) => type === "panel-denied")).toHaveLength(1);
    await player.write("temp 39.1, rest no");
    const denied = (await events()).findLast((event) => event.type === "panel-denied");
    expect(denied).toMatchObject({ questions: expect.not.arrayContaining(["fever"]) });
  });
});
