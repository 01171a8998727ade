/** Views of every kind: those that real turns give, and made ones for what comes only from the whole bot. */
import type { Act, Inbound } from "../../../src/case/inbound.ts";
import { COMMANDS } from "../../../src/language/command-list.ts";
import type { View, ViewKind } from "../../../src/views/outbound.ts";
import { TurnBot } from "./turn-bot.ts";

export const NOON = Date.parse("2026-11-25T12:00:00Z");
const ALEX = { id: "teams:T:29:u1", name: "Alex" };
const SAM = { id: "teams:T:29:u2", name: "Sam" };
const THREAD = { platform: "teams", tenant: "T", channel: "C", thread: "C;messageid=1" };

/** What each view of a case is, when each question is answered in the same way. */
export async function viewsOfCase(choose: (view: View) => string): Promise<View[]> {
  let now = NOON;
  const bot = new TurnBot(() => {
    now += 60_000;
    return now;
  });
  const receive = (inbound: Inbound) => bot.receive({ deliveries: [], thread: THREAD, inbound });
  const say = (words: string, actor = ALEX) => receive({ kind: "say", actor, words, addressed: true });
  await say("triage");
  for (let round = 0; round < 120; round += 1) {
    const asked = bot.said.findLast(({ kind }) => kind === "question" || kind === "result");
    if (asked?.kind !== "question") break;
    const before = bot.said.length;
    await say(choose(asked));
    if (bot.said.slice(before).every(({ kind }) => kind === "notice")) await say("unknown");
    if (round === 4) {
      const tap = asked.actions.find(({ act }) => act.do === "answer")?.act;
      if (tap && asked.handle)
        await receive({ kind: "act", actor: SAM, handle: asked.handle, act: { ...tap, rev: 0 } as Act });
    }
  }
  for (const { name } of COMMANDS) await say(name);
  await say("cite 3");
  await say("change fever");
  await say("39.4");
  return bot.said;
}

/** Labels to type: the first choice, or the n-th, of each question. */
export const nth =
  (at: number) =>
  (view: View): string => {
    const labels = view.actions.flatMap(({ act, label }) => (act.do === "answer" ? [label] : []));
    return labels[Math.min(at, labels.length - 1)] ?? "12";
  };

const base = (kind: ViewKind, more: Partial<View> = {}): View => ({
  kind,
  handle: "amber-falcon-42",
  title: `A ${kind}`,
  parts: [
    { kind: "text", words: ["Words by ", { person: ALEX }, " at ", { time: NOON }, " ", { cite: [1, 12] }] },
  ],
  actions: [],
  notification: `Case amber-falcon-42: a ${kind}.`,
  ...more,
});

/** One made view of each kind, with every part, action and field that there is. */
export const MADE: Readonly<Record<ViewKind, View>> = {
  question: base("question", {
    actions: Array.from({ length: 9 }, (_, at) => ({
      label: `Choice ${at}`,
      act: { do: "answer", question: "q", value: `v${at}`, rev: 0 },
    })),
  }),
  panel: base("panel", {
    panel: 1,
    parts: [
      {
        kind: "row",
        words: ["Is there saddle numbness?"],
        number: 1,
        actions: [
          {
            label: "Yes: saddle numbness",
            act: { do: "answer", question: "q", value: "present", rev: 0, panel: 1 },
          },
        ],
      },
    ],
    actions: [
      { label: "Not assessed", act: { do: "panel", panel: 1, say: "not_assessed" }, alone: true },
      { label: "Asked: none of these 6", act: { do: "panel", panel: 1, say: "none" }, alone: true },
    ],
  }),
  answered: base("answered", { actions: [{ label: "Change", act: { do: "change", question: "q" } }] }),
  proposal: base("proposal", {
    parts: [
      {
        kind: "list",
        title: "Understood",
        items: [{ words: ["fever: absent"], notes: [['from "no fever"']] }],
      },
    ],
    actions: [
      { label: "Confirm", act: { do: "confirm", proposal: 1 }, style: "primary" },
      { label: "Edit", act: { do: "form", proposal: 1 } },
      { label: "Discard", act: { do: "discard", proposal: 1 }, style: "danger" },
    ],
  }),
  dispute: base("dispute", {
    actions: [{ label: "It is: present", act: { do: "settle", question: "q", choice: 0, rev: 2 } }],
  }),
  alert: base("alert", { urgency: "EMERGENT", title: "Act now" }),
  urgent: base("urgent", { urgency: "URGENT" }),
  result: base("result", {
    urgency: "URGENT",
    parts: [
      { kind: "text", words: ["MRI by ", { time: NOON }, { cite: [1] }], tone: "strong" },
      {
        kind: "list",
        title: "Imaging",
        items: [{ words: ["MRI of the spine"], notes: [["because of fever"]] }],
      },
      {
        kind: "fold",
        title: "Sources",
        parts: [
          {
            kind: "citations",
            items: [
              {
                number: 1,
                says: "It says so.",
                source: "Author. Work [3] (2026).",
                url: "https://example.org/a_(b)",
              },
            ],
          },
        ],
      },
    ],
  }),
  difference: base("difference", { urgency: "SOON" }),
  status: base("status", { urgency: "ROUTINE" }),
  timeline: base("timeline"),
  handoff: base("handoff"),
  citation: base("citation"),
  why: base("why"),
  reminder: base("reminder", {
    actions: [
      { label: "Done", act: { do: "done", deadline: "imaging.mri_spine" }, style: "primary" },
      { label: "Snooze", act: { do: "snooze", deadline: "imaging.mri_spine" } },
    ],
  }),
  notice: base("notice"),
  help: base("help", {
    handle: null,
    actions: [{ label: "My cases", act: { do: "command", words: "list" } }],
  }),
  form: base("form", {
    actions: [{ label: "Back", act: { do: "command", words: "back" } }],
    form: {
      title: "Red flags",
      act: { do: "form", section: "red_flags" },
      groups: [
        {
          title: "Fever",
          fields: [
            {
              id: "fever",
              label: "Fever",
              kind: "choice",
              options: [
                { value: "present", label: "Yes" },
                { value: "absent", label: "No" },
                { value: "not_assessed", label: "Not assessed" },
              ],
              value: "absent",
            },
            { id: "fever.measured", label: "Fever, measured", kind: "text", hint: "C, or with its unit" },
          ],
        },
        {
          title: "Bladder",
          fields: [
            {
              id: "pvr",
              label: "Bladder",
              kind: "choice",
              options: [
                { value: "a", label: "A" },
                { value: "b", label: "B" },
              ],
            },
          ],
        },
      ],
    },
  }),
  cases: base("cases", { handle: null }),
};
