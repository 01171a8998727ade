/** Views of every kind: those that turns of the real conversation give, and made ones for what comes from elsewhere. */

import type { Delivery } from "../../../src/adapter.ts";
import type { Act, Inbound } from "../../../src/case/inbound.ts";
import { COMMANDS } from "../../../src/language/command-list.ts";
import { loadProtocol } from "../../../src/protocol-store.ts";
import { buildForm } from "../../../src/views/form.ts";
import type { Form, View, ViewKind } from "../../../src/views/outbound.ts";
import { ServiceHarness } from "../../service-harness.ts";

export const NOON = Date.parse("2026-11-25T12:00:00Z");
const ONE = { id: "slack:T1:U1" };
const TWO = { id: "slack:T1:U2" };
export const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1763000000.000100" };

/** A case whose views are kept, by an adapter that shows them to nobody. */
export class Rehearsal {
  readonly said: View[] = [];
  now = NOON;
  #harness!: ServiceHarness;
  #handle = "";

  async open(): Promise<this> {
    this.#harness = await ServiceHarness.open({ clock: () => this.now, memory: true });
    const keep = async ({ view }: Delivery) => {
      // where the record ended is salted, and differs each time
      const text = JSON.stringify(view).replace(/(Record \d+), [0-9a-f]{12}/g, "$1, 0123456789ab");
      this.said.push(JSON.parse(text));
      this.#handle = view.handle ?? this.#handle;
      return { messageIds: [`${this.said.length}.1`] };
    };
    this.#harness.serve({ platform: "slack", post: keep, update: keep, tell: keep });
    return this;
  }

  async receive(inbound: Inbound): Promise<void> {
    this.now += 60_000;
    await this.#harness.bot.receive({ deliveries: [`slack:${this.now}`], thread: THREAD, inbound });
    await this.#harness.service.settled();
  }

  start = () => this.receive({ kind: "start", actor: ONE, words: "" });
  say = (words: string, actor = ONE) => this.receive({ kind: "say", actor, words, addressed: true });
  act = (act: Act, actor = ONE) => this.receive({ kind: "act", actor, handle: this.#handle, act });

  /** The clock strikes for every deadline that is due. */
  async sweep(): Promise<void> {
    await this.#harness.service.sweep();
    await this.#harness.service.settled();
  }

  /** What waits for an answer; undefined once there is a result. */
  asked(): View | undefined {
    const last = this.said.findLast(({ kind }) => kind === "question" || kind === "result");
    return last?.kind === "question" ? last : undefined;
  }

  close = () => this.#harness.close();
}

/** Words to say: the first choice, or the n-th, of each question. */
const nth =
  (at: number) =>
  (view: View): string => {
    const labels = view.actions.flatMap(({ act, label }) => (act.do === "answer" ? [label] : []));
    return labels[Math.min(at, labels.length - 1)] ?? "12";
  };

const rehearsedCases = new Map<number, Promise<readonly View[]>>();

/**
 * What a case shows when each question is given its n-th answer, with every command at its end and a day of the clock
 * after it.
 */
export function viewsOfCase(at: number): Promise<readonly View[]> {
  const known = rehearsedCases.get(at) ?? rehearse(nth(at));
  rehearsedCases.set(at, known);
  return known;
}

async function rehearse(choose: (view: View) => string): Promise<readonly View[]> {
  const case_ = await new Rehearsal().open();
  await case_.start();
  for (let round = 0; round < 120; round += 1) {
    const asked = case_.asked();
    if (!asked) break;
    const before = case_.said.length;
    await case_.say(choose(asked));
    if (case_.said.slice(before).every(({ kind }) => kind === "notice" || kind === "proposal"))
      await case_.say("unknown");
    if (round === 4) {
      const tap = asked.actions.find(({ act }) => act.do === "answer")?.act;
      if (tap) await case_.act({ ...tap, rev: 0 } as Act, TWO);
    }
  }
  await case_.say("no fever; right calf 41 vs 37 cm, left foot 3/5");
  for (const { name } of COMMANDS) if (name !== "forget") await case_.say(name);
  await case_.say("cite 3");
  await case_.say("change fever");
  await case_.say("39.4");
  for (let hours = 0; hours < 30; hours += 1) {
    case_.now += 3_600_000;
    await case_.sweep();
  }
  await case_.close();
  return case_.said;
}

/** The form of every section of the shipped protocol. */
export function sectionForms(): { section: string; view: View & { form: Form } }[] {
  const { protocol } = loadProtocol();
  return protocol.sections.map(({ id, title }) => {
    const questions = protocol.questions.filter(({ section }) => section === id);
    const form = buildForm(questions, {}, title, { do: "form", section: id });
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
