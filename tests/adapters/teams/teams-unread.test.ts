/** Words in Teams that nobody could read are shown until somebody says what they are: signed activities in, cards out. */
import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveKeysAndTokens } from "../../fakes/microsoft.ts";
import type { Json } from "../../fakes/teams-activities.ts";
import { buttonsOf, wordsOf } from "./play-case.ts";
import { SAM } from "./teams-thread.ts";
import { TimedTeamsThread } from "./timed-teams-thread.ts";

let thread: TimedTeamsThread;
beforeEach(async () => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
  serveKeysAndTokens();
  thread = await TimedTeamsThread.open();
});
afterEach(async () => {
  await thread.close();
  nock.cleanAll();
  nock.enableNetConnect();
});

const last = (title: string) => {
  const found = thread.cards.findLast(({ card }) => buttonsOf(card).some((each) => each.title === title));
  if (!found) throw new Error(`no card has ${title}`);
  return found;
};
const press = (title: string, changes: Json = {}) =>
  thread.tap(last(title), thread.button(last(title), title), 5_000, changes);
const types = async () => (await thread.events()).map(({ type }) => type);
const LINE = /Not read: "cardboard saddle" \(/;

test("a line stands on the next question, and two taps make it the finding", async () => {
  await thread.say("triage");
  await thread.say("cardboard saddle");
  expect(wordsOf(thread.cards.at(-1)?.card ?? {})).toContain("not understood");
  await thread.say("caudal");
  expect(wordsOf(thread.question.card)).toMatch(LINE);
  await press("Record it");
  await press("Saddle sensory loss", { from: { ...SAM, aadObjectId: "u2" } });
  expect(wordsOf(thread.question.card)).toContain('You typed "cardboard saddle"');
  await press("Yes");
  expect(await types()).toEqual(expect.arrayContaining(["left-unread", "unread-named", "alerted"]));
});

test("after the word that starts a case nothing is lost, and a tap says that it is not about the patient", async () => {
  await thread.say("triage cardboard saddle");
  expect(wordsOf(thread.question.card)).toMatch(LINE);
  await thread.restart();
  await thread.say("status");
  expect(wordsOf(last("Not about this patient").card)).toMatch(
    /PROVISIONAL[\s\S]*Not read: "cardboard saddle"/,
  );
  await press("Not about this patient");
  expect(await types()).toContain("unread-settled");
  await thread.say("status");
  expect(wordsOf(thread.cards.findLast(({ card }) => /^So far/.test(wordsOf(card)))?.card ?? {})).not.toMatch(
    LINE,
  );
});
