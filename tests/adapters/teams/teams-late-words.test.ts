/** Words in Teams that reach the bot late, where two cases are open in one chat: signed activities in, the records out. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { group } from "../../fakes/teams-activities.ts";
import { TeamsThread } from "./teams-thread.ts";

const inGroup = { conversation: group };
let thread: TeamsThread;
beforeEach(async () => {
  thread = await TeamsThread.open({ timed: true, pause: 20_000 });
});
afterEach(() => thread.close());

test("a bare answer is for the case that was asked lowest when it was typed, not for one that was asked since", async () => {
  await thread.say("triage", inGroup);
  const [first = ""] = await thread.openCases();
  await thread.say("caudal", inGroup);
  await thread.say("triage", inGroup);
  await thread.pressLatest("Start a case", inGroup);
  const second = (await thread.openCases()).find((each) => each !== first) ?? "";
  const typedAt = new Date(thread.harness.now + 20_000).toISOString();
  thread.harness.now += 25_000;
  await thread.pressLatest("Change", inGroup);
  expect(await thread.recordOf(first)).toMatch(/focused.*"question":"procedure"/);
  await thread.say("not assessed", { ...inGroup, timestamp: typedAt }, 5_000);
  expect(await thread.recordOf(second)).toMatch(/^answered.*"question":"procedure".*not_assessed/m);
  expect(await thread.recordOf(first)).not.toContain("not_assessed");
});
