/** URGENT is posted in Teams the moment it is true: signed activities in, cards out. */
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

test("a card says what to do, and its summary names no finding", async () => {
  await thread.say("triage fever 38.9");
  await thread.pressLatest("Confirm");
  const card = thread.cards.find(({ card: { fallbackText } }) => /^URGENT:/.test(String(fallbackText)));
  expect(wordsOf(card?.card ?? {})).toMatch(/^URGENT:[^\n]*\nRecorded: Fever: 38\.9[\s\S]*MRI/);
  expect(wordsOf(card?.card ?? {})).toContain("It could still be EMERGENT: the remaining questions go on.");
  const shown = thread.connector.shown.get(card?.id ?? "");
  expect(String(shown?.body.summary)).toMatch(/URGENT/);
  expect(String(shown?.body.summary)).not.toMatch(/fever|38\.9/i);
});

test("a case of which nothing is found yet is called not assessed yet", async () => {
  await thread.say("triage");
  await thread.say("caudal");
  await thread.say("status");
  expect(wordsOf(thread.cards.at(-1)?.card ?? {})).toMatch(/^So far: Not assessed yet, act as URGENT/);
});
