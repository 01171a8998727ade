/** Several questions in one message: each with its own yes, and one sentence that denies the others together. */
import { kindOf } from "../answers/registry.ts";
import type { CurrentState } from "../case/current.ts";
import { type AskedPanel, type Encounter, revisionOf } from "../case/encounter.ts";
import type { Panel, Protocol, Question, Role } from "../protocol/schema.ts";
import { Evaluation } from "../triage/evaluate.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isDeniable } from "../triage/panels.ts";
import type { Action, Outbound, Part, View, Words } from "./outbound.ts";
import { observationWords } from "./question.ts";

export const panelSlot = (panel: number): string => `panel:${panel}`;

/** What a message with several questions is built from. */
export interface PanelScene {
  protocol: Protocol;
  encounter: Encounter;
  current: Pick<CurrentState, "answers" | "setting">;
  /** Whether these questions are still asked together here, and not in a later message. */
  stands: boolean;
  /** Questions that are asked by themselves instead. */
  apart: ReadonlySet<string>;
}

/** A question's name on a narrow button, and in a list. */
export const shortName = ({ short, label }: Question): string => short ?? label;

/** What of a message with several questions nobody has answered, in its order. */
export const openItems = (
  protocol: Protocol,
  encounter: Encounter,
  { items }: AskedPanel,
  apart: ReadonlySet<string>,
): Question[] =>
  items.flatMap(({ question: id, rev }) => {
    const question = index(protocol).questions.get(id);
    const open = !encounter.records.has(id) && revisionOf(encounter, id) === rev && !apart.has(id);
    return question && open ? [question] : [];
  });

const COUNTS = ["none", "one", "two", "three", "four", "five", "six"] as const;
export const countWord = (count: number): string => COUNTS[count] ?? String(count);

/** The sentence that denies what is open of a panel; where something of it was answered by itself, "the others". */
export function denialSentence(
  protocol: Protocol,
  { records, saidYes }: Encounter,
  { id: panel, how }: Panel,
  open: readonly Question[],
): string {
  const count = open.length;
  const others = protocol.questions.some(
    (question) =>
      question.panel === panel &&
      !open.includes(question) &&
      (records.has(question.id) || saidYes.has(question.id)),
  );
  const lead = how === "looked" ? "Looked" : how === "examined" ? "Examined" : "Asked";
  if (how === "examined") return others ? `${lead}: others normal` : `${lead}: all normal`;
  return others ? `${lead}: none of the others` : `${lead}: none of these ${count}`;
}

/** A message with several questions, as it is now. */
export function panelView(scene: PanelScene, asked: AskedPanel): View {
  const { protocol, encounter, current, stands, apart } = scene;
  const panel = index(protocol).panels.get(asked.id);
  const open = openItems(protocol, encounter, asked, apart);
  const title = panel?.title ?? asked.id;
  if (!panel || !stands || open.length === 0) return doneView(scene, asked, title, open);
  const inPatientWords =
    panel.patient_words_when !== undefined &&
    new Evaluation(protocol, current.answers, current.setting).truth(panel.patient_words_when) === true;
  const rows = asked.items.flatMap(({ question: id, rev }, at): Part[] => {
    const question = index(protocol).questions.get(id);
    if (!question) return [];
    if (!open.includes(question)) return [answeredRow(encounter, question, apart.has(id))];
    const words = questionWords(question, encounter.role, inPatientWords);
    return [{ kind: "row", words, number: at + 1, actions: rowActions(panel, question, rev, asked.number) }];
  });
  const measured = open.some(({ answer }) => kindOf(answer).buttons(answer).length === 0);
  return {
    kind: "panel",
    handle: encounter.handle,
    title,
    panel: asked.number,
    parts: rows,
    actions: [
      {
        label: measured ? "Fill in the numbers" : "Fill in a form",
        act: { do: "form", panel: asked.id },
        ...(measured && { style: "primary" as const }),
      },
      { label: "One by one", act: { do: "command", words: "one by one" } },
      {
        label: "Not assessed",
        act: { do: "panel", panel: asked.number, say: "not_assessed" },
        alone: true,
      },
      ...(isDeniable(panel)
        ? [
            {
              label: denialSentence(protocol, encounter, panel, open),
              act: { do: "panel", panel: asked.number, say: "none" },
              alone: true,
            } as const,
          ]
        : []),
    ],
    notification: `Case ${encounter.handle}: ${countWord(open.length)} questions wait (${title}).`,
  };
}

const questionWords = ({ ask, patient_words }: Question, role: Role, inPatientWords: boolean): Words =>
  inPatientWords && patient_words !== undefined
    ? [`Has the patient noticed: ${patient_words}?`]
    : [ask[role]];

/** A bare yes where the others may be denied; else the question's own answers. */
function rowActions(panel: Panel, question: Question, rev: number, number: number): Action[] {
  const { id, answer: spec } = question;
  const kind = kindOf(spec);
  if (!isDeniable(panel))
    return kind.buttons(spec).map(({ label, value }) => ({
      label: shared.has(label) ? `${shortName(question)}: ${label.toLowerCase()}` : label,
      act: { do: "answer", question: id, value, rev, panel: number },
    }));
  const label = `${panel.how === "examined" ? "Abnormal" : "Yes"}: ${shortName(question)}`;
  const value = kind.affirmed(spec);
  return [
    {
      label,
      act:
        typeof value === "string"
          ? { do: "answer", question: id, value, rev, panel: number }
          : { do: "panel", panel: number, say: "yes", question: id },
    },
  ];
}

/** Labels that several questions of one message can have. */
const shared: ReadonlySet<string> = new Set(["Yes", "No", "None", "Normal"]);

/** What became of one question of the message. */
function answeredRow(encounter: Encounter, question: Question, apart: boolean): Part {
  const record = encounter.records.get(question.id);
  const by = encounter.saidYes.get(question.id);
  const words: Words = record
    ? [`${question.label}: `, ...observationWords(question, record.accepted)]
    : by
      ? [`${question.label}: yes, by `, { person: by }, ". It is asked by itself."]
      : [`${question.label}: ${apart ? "asked by itself" : "asked again below"}.`];
  return { kind: "row", words, actions: [] };
}

/** The message once it asks nothing any more. */
function doneView(
  { protocol, encounter }: PanelScene,
  asked: AskedPanel,
  title: string,
  open: readonly Question[],
): View {
  const lines = asked.items.flatMap(({ question: id }): Words[] => {
    const question = index(protocol).questions.get(id);
    if (!question) return [];
    const record = encounter.records.get(id);
    if (record) return [[`${question.label}: `, ...observationWords(question, record.accepted)]];
    return [[`${question.label}: not answered here${open.includes(question) ? ", asked below" : ""}`]];
  });
  return {
    kind: "answered",
    handle: encounter.handle,
    title,
    parts: [{ kind: "list", items: lines.map((words) => ({ words })) }],
    actions: [{ label: "Change", act: { do: "form", panel: asked.id } }],
    notification: `Case ${encounter.handle}: questions were answered.`,
  };
}

/** Replaces a message with several questions by what it is now. */
export const panelUpdate = (scene: PanelScene, asked: AskedPanel): Outbound => ({
  slot: panelSlot(asked.number),
  update: true,
  onlyUpdate: true,
  audience: { kind: "thread" },
  view: panelView(scene, asked),
});

/** Asks whether a bare no denies everything that is open. */
export const panelCheckView = (
  encounter: Encounter,
  number: number,
  panel: number,
  open: readonly Question[],
): View => ({
  kind: "notice",
  handle: encounter.handle,
  title: `No to all ${countWord(open.length)}?`,
  parts: [{ kind: "list", items: open.map(({ label }) => ({ words: [label] })) }],
  check: number,
  actions: [
    { label: "No to all", act: { do: "panel", panel, say: "none", checked: true } },
    { label: "Something else", act: { do: "panel", panel, say: "else" } },
  ],
  notification: `Case ${encounter.handle}: a no waits to be confirmed.`,
});

/** "No: weakness, saddle numbness, retention": what one sentence denied, each by its name. */
export const deniedNames = (questions: readonly Question[]): string =>
  questions.map((question) => shortName(question)).join(", ");

/** The questions whose accepted answer is part of a shared denial, in the protocol's order. */
export const deniedTogether = (
  protocol: Protocol,
  { records }: Encounter,
  answers: CurrentState["answers"],
): Question[] =>
  protocol.questions.filter(({ id, answer: spec }) => {
    const how = records.get(id)?.accepted.how;
    const answer = answers[id];
    return how === "panel" && answer !== undefined && "value" in answer && kindOf(spec).denied(spec) !== null;
  });

/** The line that says what was denied together; none where nothing was. */
export function deniedTogetherParts(
  protocol: Protocol,
  encounter: Encounter,
  answers: CurrentState["answers"],
): Part[] {
  const denied = deniedTogether(protocol, encounter, answers);
  if (denied.length === 0) return [];
  return [{ kind: "text", words: [`Denied together: ${deniedNames(denied)}.`], tone: "subtle" }];
}
