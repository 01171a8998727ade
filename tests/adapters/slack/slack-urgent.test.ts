/** URGENT is posted in Slack the moment it is true: signed payloads in, posts out. */
import { afterEach, expect, test } from "vitest";
import { blocksOf, controlsOf, wordsOf } from "./message-contents.ts";
import { command, event, mention } from "./slack-payloads.ts";
import { SlackThread } from "./slack-thread.ts";

let talk: SlackThread;
afterEach(() => talk.close());

const press = async (label: string) => {
  const found = talk.standing().findLast(({ body }) => controlsOf(body).some((each) => each.label === label));
  const control = controlsOf(found?.body ?? {}).find((each) => each.label === label);
  if (!found || !control) throw new Error(`no button ${label}`);
  await talk.press(found.ts, control);
};
const urgent = () => talk.standing().find(({ body }) => wordsOf(body).includes("URGENT:"))?.body ?? {};

test("a card says what to do, in the thread alone, and mentions whom the hospital names for it", async () => {
  const named = { name: "Ward registrar", platform: "slack" as const, tenant: "T1", user: "U9" };
  talk = await SlackThread.open({}, { mention_in_urgent: [named] }, true);
  await talk.send(event(mention({ text: "<@UBOT> triage fever 38.9" })));
  await press("Confirm");
  const card = urgent();
  expect(blocksOf(card)[0]?.text?.text).toContain("URGENT:");
  expect(wordsOf(card)).toMatch(/Recorded: Fever: 38\.9/);
  expect(wordsOf(card)).toContain("MRI");
  expect(wordsOf(card)).toContain("For <@U9>");
  expect(card.reply_broadcast).not.toBe(true);
  expect(String(card.text)).toMatch(/URGENT/);
  expect(String(card.text)).not.toMatch(/fever|38\.9/i);
});

test("mentions nobody where the hospital names nobody", async () => {
  talk = await SlackThread.open({}, {}, true);
  await talk.send(event(mention({ text: "<@UBOT> triage fever 38.9" })));
  await press("Confirm");
  expect(wordsOf(urgent())).toContain("MRI");
  expect(wordsOf(urgent())).not.toContain("For <@");
});

test("a case of which nothing is found yet is called not assessed yet in the list and in its status", async () => {
  talk = await SlackThread.open({}, {}, true);
  await talk.send(command(""));
  await talk.write("caudal");
  await talk.write("status");
  expect(wordsOf(talk.standing().at(-1)?.body ?? {})).toContain("So far: Not assessed yet, act as URGENT");
  await talk.send(command("list"));
  expect(talk.stack.wire.responses.map((each) => wordsOf(each)).join()).toContain(": Not assessed yet, ");
});
