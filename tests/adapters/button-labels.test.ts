/** What a phone shows of the buttons that people are given: every label of the protocol and of every kind of message. */
import { describe, expect, test } from "vitest";
import { render as renderSlack } from "../../adapters/slack/render.ts";
import { render as renderTeams } from "../../adapters/teams/render.ts";
import { kindOf } from "../../src/answers/registry.ts";
import { buttonWidth, PHONE_CONTENT_WIDTH } from "../../src/pictures/button-labels.ts";
import { widthOf } from "../../src/pictures/text-metrics.ts";
import { loadProtocol } from "../../src/protocol-store.ts";
import { recommendationName } from "../../src/triage/describe.ts";
import type { Action, View } from "../../src/views/outbound.ts";
import { controlsOf, wordsOf } from "./slack/message-contents.ts";
import { MADE as SLACK_VIEWS } from "./slack/slack-sample-views.ts";
import { all, buttonsOf } from "./teams/play-case.ts";
import { MADE as TEAMS_VIEWS } from "./teams/teams-sample-views.ts";

const { protocol } = loadProtocol();
const question = (id: string, actions: readonly Action[]): View => ({
  kind: "question",
  handle: "amber-falcon-42",
  title: id,
  parts: [],
  actions,
  notification: "A question.",
});
const asked = protocol.questions.map(({ id, answer }) =>
  question(
    id,
    kindOf(answer)
      .buttons(answer)
      .map(({ label, value }) => ({ label, act: { do: "answer", question: id, value, rev: 0 } })),
  ),
);
const due = protocol.recommendations.map(({ id }) => {
  const name = recommendationName(protocol, id);
  return question(id, [
    { label: `Done: ${name}`, act: { do: "done", deadline: id } },
    { label: `Snooze: ${name}`, act: { do: "snooze", deadline: id } },
  ]);
});
const thread = { platform: "slack", tenant: "T1", channel: "C1", thread: "1764000000.000100" };

describe.each<[string, readonly View[]]>([
  ["a question of the protocol", asked],
  ["an act to be done", due],
  ["a message of each kind", [...Object.values(SLACK_VIEWS), ...Object.values(TEAMS_VIEWS)] as View[]],
])("%s", (_, views) => {
  test("in Teams has no button and no row of buttons that is wider than a phone's card", () => {
    for (const view of views)
      for (const { attachments } of renderTeams(view)) {
        const card = attachments?.[0].content ?? {};
        for (const { title } of buttonsOf(card))
          expect(buttonWidth(title), title).toBeLessThanOrEqual(PHONE_CONTENT_WIDTH);
        for (const { actions } of all((card as { body?: unknown }).body, "ActionSet")) {
          const titles = (actions as { type: string; title: string }[])
            .filter(({ type }) => type === "Action.Execute")
            .map(({ title }) => title);
          const width = titles.reduce((sum, title) => sum + buttonWidth(title) + 8, -8);
          expect(width, titles.join(" | ")).toBeLessThanOrEqual(PHONE_CONTENT_WIDTH);
        }
      }
  });

  test("in Slack has no button and no option that is cut, and says above what is too long for one", () => {
    for (const view of views)
      for (const message of renderSlack(view, thread)) {
        const body = message as unknown as Record<string, unknown>;
        for (const { label, element } of controlsOf(body)) {
          const option = element.type === "static_select";
          const width = option ? widthOf(label, { size: 14 }) + 28 : buttonWidth(label);
          expect(width, label).toBeLessThanOrEqual(PHONE_CONTENT_WIDTH);
          const [, number] = /^(?:\w+ )?(\(\d+\)) .*…$/.exec(label) ?? [];
          if (number) expect(wordsOf(body)).toContain(`${number} `);
        }
      }
  });

  test("has no two buttons that say the same and do something else", () => {
    for (const view of views)
      for (const { attachments } of renderTeams(view)) {
        const buttons = buttonsOf(attachments?.[0].content ?? {});
        for (const { title, data } of buttons)
          expect(
            buttons.filter(
              (each) => each.title === title && JSON.stringify(each.data.act) !== JSON.stringify(data.act),
            ),
            title,
          ).toEqual([]);
      }
  });
});
