/** Views of every kind: those that turns of the real conversation give, and made ones for what comes from elsewhere. */

import { formOf } from "../../../src/conversation/form.ts";
import {
  type Act,
  COMMANDS,
  type Form,
  type Inbound,
  loadProtocol,
  type View,
  type ViewKind,
} from "../../../src/index.ts";
import { TurnBot } from "../teams/turn-bot.ts";

export const NOON = Date.parse("2026-11-25T12:00:00Z");
const ONE = { id: "slack:T1:U1" };
const TWO = { id: "slack:T1:U2" };
export const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1763000000.000100" };

/** What a case shows when each question is answered in one way, and every command is given at its end. */
export async function viewsOfCase(choose: (view: View) => string): Promise<View[]> {
  let now = NOON;
  const bot = new TurnBot(() => {
    now += 60_000;
    return now;
  });
  const receive = (inbound: Inbound) => bot.receive({ deliveries: [], thread: THREAD, inbound });
  const say = (words: string, actor = ONE) => receive({ kind: "say", actor, words, addressed: true });
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
        await receive({ kind: "act", actor: TWO, handle: asked.handle, act: { ...tap, rev: 0 } as Act });
    }
  }
  for (const { name } of COMMANDS) await say(name);
  await say("cite 3");
  await say("change fever");
  await say("39.4");
  return bot.said;
}

/** Words to say: the first choice, or the n-th, of each question. */
export const nth =
  (at: number) =>
  (view: View): string => {
    const labels = view.actions.flatMap(({ act, label }) => (act.do === "answer" ? [label] : []));
    return labels[Math.min(at, labels.length - 1)] ?? "12";
  };

/** The form of every section of the shipped protocol. */
export function sectionForms(): { section: string; view: View & { form: Form } }[] {
  const { protocol } = loadProtocol();
  return protocol.sections.map(({ id, title }) => {
    const questions = protocol.questions.filter(({ section }) => section === id);
    const form = formOf(questions, {}, title, { do: "form", section: id });
    return { section: id, view: { ...made("form"), title, parts: [], form } };
  });
}

function made(kind: ViewKind, more: Partial<View> = {}): View {
  return {
    kind,
    handle: "amber-falcon-42",
    title: `A ${kind}`,
    parts: [{ kind: "text", words: ["By ", { person: ONE }, " at ", { time: NOON }, "."] }],
    actions: [],
    notification: `Case amber-falcon-42: a ${kind}.`,
    ...more,
  };
}

/** Kinds that no turn of a case alone gives. */
export const MADE: Partial<Readonly<Record<ViewKind, View>>> = {
  proposal: made("proposal", {
    title: "Understood from your words",
    parts: [
      {
        kind: "list",
        items: [
          { words: ["Fever: no"], notes: [['from "no fever"']] },
          { words: ["Calf, right: 41 cm"], notes: [['from "R calf 41 vs 37"']] },
        ],
      },
      { kind: "text", words: ["It counts once you confirm it."], tone: "subtle" },
    ],
    actions: [
      { label: "Confirm", act: { do: "confirm", proposal: 1 }, style: "primary" },
      { label: "Edit", act: { do: "form", proposal: 1 } },
      { label: "Discard", act: { do: "discard", proposal: 1 }, style: "danger" },
    ],
  }),
  reminder: made("reminder", {
    title: "MRI of the spine is due",
    parts: [{ kind: "text", words: ["Due by ", { time: NOON }, ", in 30 minutes."] }],
    actions: [
      { label: "Done", act: { do: "done", deadline: "imaging.mri_spine" }, style: "primary" },
      { label: "Snooze 1 hour", act: { do: "snooze", deadline: "imaging.mri_spine" } },
    ],
  }),
  timeline: made("timeline", {
    title: "Who recorded what",
    parts: [
      {
        kind: "list",
        items: [
          { words: [{ time: NOON }, " ", { person: ONE }, ": Fever: no"] },
          { words: [{ time: NOON + 60_000 }, " ", { person: TWO }, ": Fever: 39.4"] },
        ],
      },
    ],
  }),
  handoff: made("handoff", {
    title: "Handoff",
    parts: [
      { kind: "text", words: ["S: new leg weakness after an epidural steroid injection."] },
      { kind: "text", words: ["R: MRI of the spine by ", { time: NOON }, "."] },
    ],
  }),
  cases: made("cases", {
    handle: null,
    title: "Your open cases",
    parts: [
      {
        kind: "list",
        items: [
          { words: ["amber-falcon-42: EMERGENT"], notes: [["MRI of the spine by ", { time: NOON }]] },
          { words: ["quiet-otter-7: SOON"], notes: [["Contact by ", { time: NOON + 86_400_000 }]] },
        ],
      },
    ],
  }),
};
