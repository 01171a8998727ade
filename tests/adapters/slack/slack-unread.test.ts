/** Words in Slack that nobody could read: told to their author, and shown until somebody says what they are. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsOf } from "../../../src/bot/record.ts";
import { controlsOf, wordsOf } from "./message-contents.ts";
import { command } from "./slack-payloads.ts";
import { isQuestion, SlackThread } from "./slack-thread.ts";

let talk: SlackThread;
beforeEach(async () => {
  talk = await SlackThread.open({}, {}, true);
});
afterEach(() => talk.close());

const question = () => talk.standing().findLast(({ body }) => isQuestion(body))?.body ?? {};
const press = async (label: string, user = "U1") => {
  const found = talk.standing().findLast(({ body }) => controlsOf(body).some((each) => each.label === label));
  const control = controlsOf(found?.body ?? {}).find((each) => each.label === label);
  if (!found || !control) throw new Error(`no button ${label}`);
  await talk.press(found.ts, control, user);
};
const types = async () => {
  const place = { platform: "slack", tenant: "T1", channel: "C1", thread: talk.root() };
  const found = await talk.bot.store.cases.loadByThread(place);
  return found ? eventsOf(found).map(({ type }) => type) : [];
};
const LINE = 'Not read: "saddle like jelly" (<@U1>)';

test("in the thread: an ephemeral note, and a line on the next question that two taps make the finding", async () => {
  await talk.send(command(""));
  await talk.write("saddle like jelly");
  const [note] = talk.stack.wire.of("chat.postEphemeral").slice(-1);
  expect(note?.body.user).toBe("U1");
  expect(wordsOf(note?.body ?? {})).toContain('Not read: "saddle like jelly"');
  await talk.write("caudal");
  expect(wordsOf(question())).toContain(LINE);
  expect(JSON.stringify(question().blocks)).not.toMatch(/"value":"[^"]*numb/);
  await press("Record it");
  await press("Saddle sensory loss", "U2");
  expect(wordsOf(question())).toContain('You typed "saddle like jelly"');
  await press("Yes", "U2");
  expect(await types()).toEqual(expect.arrayContaining(["left-unread", "unread-named", "alerted"]));
  await talk.write("status");
  expect(wordsOf(talk.standing().at(-1)?.body ?? {})).not.toContain("Not read");
});

test("after the command that starts a case: nothing of it is lost", async () => {
  await talk.send(command("legs feel like custard"));
  expect(wordsOf(question())).toContain('Not read: "legs feel like custard" (<@U1>)');
});

test("a line stands on each decision, which is provisional until one tap says that it is not about the patient", async () => {
  await talk.send(command(""));
  await talk.write("saddle like jelly");
  await talk.write("status");
  const status = () => wordsOf(talk.standing().at(-1)?.body ?? {});
  expect(status()).toContain(LINE);
  expect(status()).toContain("PROVISIONAL");
  await talk.restart();
  await talk.write("status");
  expect(status()).toContain(LINE);
  await press("Not about this patient", "U2");
  expect(status()).toContain('"saddle like jelly": not about this patient, said by <@U2>');
  await talk.write("status");
  expect(status()).not.toContain("Not read");
});

test("words that their author has removed stand in no message any more", async () => {
  await talk.send(command(""));
  await talk.write("MRN 12345678, Kowalski walks like jelly");
  const [note] = talk.stack.wire
    .of("chat.postEphemeral")
    .filter(({ body }) => wordsOf(body).includes("identify"));
  const control = controlsOf(note?.body ?? {}).find(({ label }) => label === "Remove my words");
  await talk.write("caudal");
  expect(JSON.stringify(talk.standing())).toContain("Kowalski");
  if (!control) throw new Error("nothing removes the words");
  await talk.press(talk.waiting()?.ts ?? "", control);
  expect(JSON.stringify(talk.standing())).not.toContain("Kowalski");
  expect(await types()).toContain("words-removed");
});

test("strangers are not answered in a case's thread", async () => {
  await talk.send(command(""));
  talk.stack.now += 120_000;
  const before = talk.stack.wire.calls.length;
  await talk.write("is the lift broken again", "U7");
  expect(talk.stack.wire.calls.slice(before).filter(({ method }) => method.startsWith("chat."))).toEqual([]);
  expect(await types()).not.toContain("left-unread");
});
