/** Words in Teams that nobody could read are shown until somebody says what they are: signed activities in, cards out. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { wordsOf } from "./play-case.ts";
import { SAM, TeamsThread } from "./teams-thread.ts";

let thread: TeamsThread;
beforeEach(async () => {
  thread = await TeamsThread.open({ timed: true, pause: 5_500 });
});
afterEach(async () => {
  await thread.close();
});

const types = async () => (await thread.events()).map(({ type }) => type);
const LINE = /Not read: "saddle like jelly" \(/;

test("a line stands on the next question, and two taps make it the finding", async () => {
  await thread.say("triage");
  await thread.say("saddle like jelly");
  expect(wordsOf(thread.cards.at(-1)?.card ?? {})).toContain("not understood");
  await thread.say("caudal");
  expect(wordsOf(thread.question.card)).toMatch(LINE);
  await thread.pressLatest("Record it");
  await thread.pressLatest("Saddle sensory loss", { from: { ...SAM, aadObjectId: "u2" } });
  expect(wordsOf(thread.question.card)).toContain('You typed "saddle like jelly"');
  await thread.pressLatest("Yes");
  expect(await types()).toEqual(expect.arrayContaining(["left-unread", "unread-named", "alerted"]));
});

test("the first card of a case that is begun below other people's words says that these were not read", async () => {
  await thread.say("triage caudal");
  const [first, ...more] = thread.cards.map(({ card }) => wordsOf(card));
  expect(first).toContain("What was written above your message was not read");
  expect(more.join("\n")).not.toContain("written above");
});

test("words that their author has removed stand in no card any more", async () => {
  await thread.say("triage");
  await thread.say("Kowalski walks like jelly");
  await thread.say("caudal");
  const shown = () => thread.cards.map(({ card }) => wordsOf(card)).join("\n");
  expect(shown()).toContain('Not read: "Kowalski walks like jelly"');
  await thread.say("forget my words");
  expect(shown()).not.toContain("Kowalski walks");
  expect(await types()).toContain("words-removed");
});

test("after the word that starts a case nothing is lost, and a tap says that it is not about the patient", async () => {
  await thread.say("triage saddle like jelly");
  expect(wordsOf(thread.question.card)).toMatch(LINE);
  await thread.restart();
  await thread.say("status");
  expect(wordsOf(thread.latestWith("Not about this patient").card)).toMatch(
    /PROVISIONAL[\s\S]*Not read: "saddle like jelly"/,
  );
  await thread.pressLatest("Not about this patient");
  expect(await types()).toContain("unread-settled");
  await thread.say("status");
  expect(wordsOf(thread.cards.findLast(({ card }) => /^So far/.test(wordsOf(card)))?.card ?? {})).not.toMatch(
    LINE,
  );
});
