/** Who owns a case in Teams: signed activities in, cards out. */
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

test("Take over is one tap beside the status, and says in the thread who has the case now and who had it", async () => {
  await thread.say("triage");
  await thread.say("status");
  await thread.pressLatest("Take over", { from: { ...SAM, aadObjectId: "u2" } });
  expect(thread.cards.map(({ card }) => wordsOf(card)).join("\n")).toMatch(/Sam took case \S+ over from /);
});
