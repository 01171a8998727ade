/** docs/generated/views.md shows how each view looks: written from what is rendered now (`npx vitest run -u` renews it). */
import { expect, test, vi } from "vitest";
import { formModal, homeTab, render } from "../../../adapters/slack/render.ts";
import type { View, ViewKind } from "../../../src/views/outbound.ts";
import { messageFaults } from "./block-kit.ts";
import { drawMessage, drawModal } from "./draw-message.ts";
import { MADE, sectionForms, THREAD, viewsOfCase } from "./slack-sample-views.ts";

// whole cases are played first
vi.setConfig({ testTimeout: 120_000 });

const SHOWN: readonly [ViewKind, string][] = [
  [
    "question",
    "A question. One tap, or words in the thread; above five answers a menu takes the place of buttons.",
  ],
  ["answered", "The same message once it is answered: who, when, and Change."],
  ["proposal", "What was understood from free text. It counts once it is confirmed."],
  ["dispute", "Two people answered differently: both stand until somebody settles it."],
  ["alert", "The emergency alert: at once, before any further question."],
  ["urgent", "An urgent case, the moment it is true: what to do, before any further question."],
  ["result", "The result. The urgency comes first; a long one is several messages."],
  ["difference", "What a changed finding changed."],
  ["status", "The result so far."],
  ["why", "Why a question is asked."],
  ["citation", "The source behind a number."],
  ["reminder", "Before a time limit lapses."],
  ["timeline", "Who recorded what, and when."],
  ["handoff", "A note to paste."],
  ["cases", "My open cases."],
  ["notice", "A note from the bot."],
  ["help", "What can be said in a case."],
];

const fenced = (drawing: string): string => `\`\`\`text\n${drawing.trimEnd()}\n\`\`\``;

const drawn = (view: View): string =>
  render(view, THREAD)
    .map((message) => fenced(drawMessage(message)))
    .join("\n\n");

test("the page of views shows what is rendered", async () => {
  const [yes, no] = [await viewsOfCase(0), await viewsOfCase(1)];
  const sample = (kind: ViewKind): View => {
    const found =
      [...yes, ...no].find((view) => view.kind === kind && view.actions.length > 0) ??
      [...yes, ...no].find((view) => view.kind === kind) ??
      MADE[kind];
    if (!found) throw new Error(`nothing gives a ${kind}`);
    return found;
  };
  const menu = yes.find(
    ({ kind, actions }) => kind === "question" && actions.filter(({ act }) => act.do === "answer").length > 5,
  );
  const examination = sectionForms().find(({ section }) => section === "neuro_exam");
  if (!menu || !examination) throw new Error("the protocol has no such question or section");
  const tab = homeTab(sample("cases"), THREAD, "/triage");
  const page = [
    "# How each view looks in Slack",
    "",
    "Drawn from what the bot sends: `[a button]`, `[[the main button]]`, `(a menu)`, `· small print`. The notification",
    "is what a phone shows on its lock screen: it holds no finding. Times are shown in the reader's own zone.",
    "",
    ...SHOWN.flatMap(([kind, says]) => [`## ${kind}`, "", says, "", drawn(sample(kind)), ""]),
    "## question with a menu",
    "",
    drawn(menu),
    "",
    "## form",
    "",
    "A whole section at once, over the thread. Every field may be left alone.",
    "",
    fenced(drawModal(formModal(examination.view.form, examination.view, THREAD))),
    "",
    "## Home tab",
    "",
    fenced(
      drawMessage({ text: "", blocks: tab.blocks as never })
        .split("\n")
        .slice(2)
        .join("\n"),
    ),
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../../docs/generated/views.md");
});

test("a view of each kind on the page is made of messages that Slack takes", async () => {
  const views = [...(await viewsOfCase(0)), ...(await viewsOfCase(1)), ...Object.values(MADE)];
  expect([...new Set(views.map(({ kind }) => kind))].sort()).toEqual(SHOWN.map(([kind]) => kind).sort());
  for (const view of views)
    for (const message of render(view, THREAD)) expect(messageFaults({ ...message }), view.kind).toEqual([]);
});
