/** What was recorded stands on the next message in Slack, and is taken back there: signed payloads in, posts out. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsOf } from "../../../src/bot/record.ts";
import { blocksOf, controlsOf, wordsOf } from "./message-contents.ts";
import { command } from "./slack-payloads.ts";
import { isQuestion, SlackThread } from "./slack-thread.ts";

let talk: SlackThread;
beforeEach(async () => {
  talk = await SlackThread.open({}, {}, true);
  await talk.send(command(""));
});
afterEach(() => talk.close());

const press = async (label: string, user = "U1") => {
  const found = talk.standing().findLast(({ body }) => controlsOf(body).some((each) => each.label === label));
  const control = controlsOf(found?.body ?? {}).find((each) => each.label === label);
  if (!found || !control) throw new Error(`no button ${label}`);
  await talk.press(found.ts, control, user);
};
const question = () => talk.standing().findLast(({ body }) => isQuestion(body))?.body ?? {};
const firstLine = (body: Record<string, unknown>) => wordsOf(body).split("\n")[0];
const events = async () => {
  const place = { platform: "slack", tenant: "T1", channel: "C1", thread: talk.root() };
  const found = await talk.bot.store.cases.loadByThread(place);
  return found ? eventsOf(found) : [];
};
const untilWeaknessIsAsked = async () => {
  for (const words of ["caudal", "6 h", "no", "no", "no"]) await talk.write(`<@UBOT> ${words}`);
};

test("the first line of the next question is what was recorded, by a tap and by words", async () => {
  await talk.write("<@UBOT> caudal");
  expect(firstLine(question())).toBe("Recorded: Procedure: epidural steroid, caudal");
  await talk.write("<@UBOT> 6 h");
  expect(firstLine(question())).toBe("Recorded: Time since the injection: 6 h");
  await press("No");
  expect(firstLine(question())).toMatch(/^Recorded: .*: absent$/);
});

test("an alert has its headline first and the echo second; no notification names a finding", async () => {
  await untilWeaknessIsAsked();
  await press("Yes");
  const alert = talk.standing().findLast(({ body }) => wordsOf(body).includes("EMERGENT:"))?.body ?? {};
  const [headline, second] = blocksOf(alert);
  expect(headline?.text?.text).toContain("EMERGENT");
  expect(second?.text?.text).toMatch(/^Recorded: .*: present$/);
  expect(firstLine(question())).toBe(second?.text?.text);
  for (const { body } of talk.standing())
    expect(String(body.text)).not.toMatch(/present|absent|weakness|caudal/i);
});

test("Undo beside the echo makes the answer none, and asks the question again", async () => {
  await talk.write("<@UBOT> caudal");
  await press("Undo");
  expect((await events()).map(({ type }) => type)).toContain("taken-back");
  expect(firstLine(question())).toBe("Taken back: Procedure: epidural steroid, caudal");
  expect(wordsOf(question())).toContain("Procedure");
  const old = talk.standing().map(({ body }) => wordsOf(body));
  expect(old.join("\n")).toContain("Its answer was taken back by <@U1>");
});

test("Undo of another person's answer says whose it is, and takes a second tap", async () => {
  await talk.write("<@UBOT> caudal");
  await press("Undo", "U2");
  expect((await events()).map(({ type }) => type)).not.toContain("taken-back");
  const check = talk.standing().at(-1)?.body ?? {};
  expect(wordsOf(check)).toContain("epidural steroid, caudal, by <@U1>");
  await press("Take it back", "U2");
  expect((await events()).filter(({ type }) => type === "taken-back").map(({ actor }) => actor.id)).toEqual([
    "slack:T1:U2",
  ]);
});

test("Undo of what an alert rests on takes a second tap, and withdraws the alert in a new message", async () => {
  await untilWeaknessIsAsked();
  await press("Yes");
  await press("Undo");
  expect(wordsOf(talk.standing().at(-1)?.body ?? {})).toContain("An emergency rests on it");
  expect(
    talk
      .standing()
      .map(({ body }) => wordsOf(body))
      .join(),
  ).not.toContain("NO LONGER AN EMERGENCY");
  await press("Take it back: no emergency");
  expect(
    talk
      .standing()
      .map(({ body }) => wordsOf(body))
      .join(),
  ).toContain("NO LONGER AN EMERGENCY");
});
