/** Sides that do not fit together, in Teams: signed activities in, cards out. */
import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveKeysAndTokens } from "../../fakes/microsoft.ts";
import type { Json } from "../../fakes/teams-activities.ts";
import { buttonsOf, wordsOf } from "./play-case.ts";
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

const SAYS = "Leg swelling is recorded on the right, and the left leg is larger by 3 cm or more.";

test("a larger calf on the other side than the swelling is a contradiction on the list and after Confirm", async () => {
  await thread.say("triage right leg swollen");
  await press("Confirm");
  await thread.say("calf left 41 cm, right 37 cm");
  expect(wordsOf(thread.cards.at(-1)?.card ?? {})).toContain(`This would not fit together. ${SAYS}`);
  await press("Confirm");
  const words = thread.cards.map(({ card }) => wordsOf(card));
  expect(words.findLast((each) => each.includes("These do not fit together"))).toContain(SAYS);
});
