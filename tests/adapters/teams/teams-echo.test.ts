/** What was recorded stands on the next card in Teams, and is taken back there: signed activities in, cards out. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../../fakes/teams-activities.ts";
import { wordsOf } from "./play-case.ts";
import { SAM, TeamsThread } from "./teams-thread.ts";

let thread: TeamsThread;
beforeEach(async () => {
  thread = await TeamsThread.open({ timed: true, pause: 5_500 });
  await thread.say("triage");
});
afterEach(() => thread.close());

const firstLine = (card: Json) => wordsOf(card).split("\n")[0];
const types = async () => (await thread.events()).map(({ type }) => type);
const untilWeaknessIsAsked = async () => {
  for (const words of ["caudal", "6 h", "no", "no", "no"]) await thread.say(words);
};

test("the first line of the next question's card is what was recorded", async () => {
  await thread.say("caudal");
  expect(firstLine(thread.question.card)).toBe("Recorded: Procedure: epidural steroid, caudal");
  expect(String(thread.question.card.fallbackText)).toMatch(/^Recorded: Procedure/);
  await thread.say("6 h");
  await thread.pressLatest("No");
  expect(firstLine(thread.question.card)).toMatch(/^Recorded: .*: absent$/);
});

test("an alert has its headline first and the echo second; no summary names a finding", async () => {
  await untilWeaknessIsAsked();
  await thread.pressLatest("Yes");
  const alert = thread.cards.findLast(({ card }) => wordsOf(card).startsWith("EMERGENT:"));
  expect(wordsOf(alert?.card ?? {})).toMatch(/^EMERGENT:[^\n]*\n(Case [^\n]*\n)?Recorded: [^\n]*: present\n/);
  expect(firstLine(thread.question.card)).toMatch(/^Recorded: .*: present$/);
  for (const { body } of thread.connector.shown.values())
    expect(String(body.summary)).not.toMatch(/present|absent|weakness|caudal/i);
});

test("Undo beside the echo makes the answer none, and asks the question again", async () => {
  await thread.say("caudal");
  await thread.pressLatest("Undo");
  expect(await types()).toContain("taken-back");
  expect(firstLine(thread.question.card)).toBe("Taken back: Procedure: epidural steroid, caudal");
});

test("Undo of another person's answer says whose it is, and takes a second tap", async () => {
  await thread.say("caudal");
  await thread.pressLatest("Undo", { from: { ...SAM, aadObjectId: "u2" } });
  expect(await types()).not.toContain("taken-back");
  expect(wordsOf(thread.latestWith("Take it back").card)).toContain("epidural steroid, caudal, by");
  await thread.pressLatest("Take it back", { from: { ...SAM, aadObjectId: "u2" } });
  expect(await types()).toContain("taken-back");
});

test("Undo of what an alert rests on takes a second tap, and withdraws the alert in a new card", async () => {
  await untilWeaknessIsAsked();
  await thread.pressLatest("Yes");
  await thread.pressLatest("Undo");
  const words = () => thread.cards.map(({ card }) => wordsOf(card)).join("\n");
  expect(words()).toContain("An emergency rests on it");
  await thread.pressLatest("Take it back: no emergency");
  expect(words()).toContain("NO LONGER AN EMERGENCY");
});
