/** Sides that do not fit together, in Teams: signed activities in, cards out. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { wordsOf } from "./play-case.ts";
import { TeamsThread } from "./teams-thread.ts";

let thread: TeamsThread;
beforeEach(async () => {
  thread = await TeamsThread.open({ timed: true, pause: 5_500 });
});
afterEach(async () => {
  await thread.close();
});

const SAYS = "Leg swelling is recorded on the right, and the left leg is larger by 3 cm or more.";

test("a larger calf on the other side than the swelling is a contradiction on the list and after Confirm", async () => {
  await thread.say("triage right leg swollen");
  await thread.pressLatest("Confirm");
  await thread.say("calf left 41 cm, right 37 cm");
  expect(wordsOf(thread.cards.at(-1)?.card ?? {})).toContain(`This would not fit together. ${SAYS}`);
  await thread.pressLatest("Confirm");
  const words = thread.cards.map(({ card }) => wordsOf(card));
  expect(words.findLast((each) => each.includes("These do not fit together"))).toContain(SAYS);
});
