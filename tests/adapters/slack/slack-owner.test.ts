/** Who owns a case in Slack, and who may end it: signed payloads in, posts out. */
import { afterEach, expect, test } from "vitest";
import { controlsOf, wordsOf } from "./message-contents.ts";
import { command } from "./slack-payloads.ts";
import { SlackThread } from "./slack-thread.ts";

let talk: SlackThread;
afterEach(() => talk.close());

const press = async (label: string, user = "U1") => {
  const found = talk.standing().findLast(({ body }) => controlsOf(body).some((each) => each.label === label));
  const control = controlsOf(found?.body ?? {}).find((each) => each.label === label);
  if (!found || !control) throw new Error(`no button ${label}`);
  await talk.press(found.ts, control, user);
};

test("Take over is one tap beside the status, seen in the thread, and its owner may then forget the case by a tap", async () => {
  talk = await SlackThread.open({}, {}, true);
  await talk.send(command(""));
  const last = () => wordsOf(talk.standing().at(-1)?.body ?? {});
  await talk.write("<@UBOT> forget", "U2");
  expect(JSON.stringify(talk.stack.wire.of("chat.postEphemeral").at(-1)?.body)).toContain(
    "Nothing is changed",
  );
  await talk.write("<@UBOT> status");
  await press("Take over", "U2");
  expect(last()).toMatch(/<@U2> took case \S+ over from <@U1>/);
  await talk.write("<@UBOT> forget", "U2");
  const asked = controlsOf(talk.standing().at(-1)?.body ?? {}).find(({ label }) =>
    label.startsWith("Forget "),
  );
  await press(asked?.label ?? "", "U2");
  expect(last()).toMatch(/<@U2> forgot case /);
});
