/** Sides that do not fit together, in Slack: signed payloads in, posts out. */
import { afterEach, expect, test } from "vitest";
import { controlsOf, wordsOf } from "./message-contents.ts";
import { event, mention } from "./slack-payloads.ts";
import { SlackThread } from "./slack-thread.ts";

let talk: SlackThread;
afterEach(() => talk.close());

const press = async (label: string) => {
  const found = talk.standing().findLast(({ body }) => controlsOf(body).some((each) => each.label === label));
  const control = controlsOf(found?.body ?? {}).find((each) => each.label === label);
  if (!found || !control) throw new Error(`no button ${label}`);
  await talk.press(found.ts, control);
};

const SAYS = "Leg swelling is recorded on the right, and the left leg is larger by 3 cm or more.";
const last = () => wordsOf(talk.standing().at(-1)?.body ?? {});

test("a larger calf on the other side than the swelling is a contradiction on the list and after Confirm", async () => {
  talk = await SlackThread.open({}, {}, true);
  await talk.send(event(mention({ text: "<@UBOT> triage right leg swollen" })));
  await press("Confirm");
  await talk.write("calf left 41 cm, right 37 cm");
  expect(last()).toContain(`This would not fit together. ${SAYS}`);
  await press("Confirm");
  const said = talk.standing().map(({ body }) => wordsOf(body));
  expect(said.findLast((each) => each.includes("These do not fit together"))).toContain(SAYS);
});
