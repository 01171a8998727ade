/** A question to answer, and the same message once it is answered. */

import { kindOf } from "../answers/registry.ts";
import { answerText } from "../answers/text.ts";
import type { CurrentState } from "../case/current.ts";
import { type Actor, type Encounter, type Observation, revisionOf } from "../case/encounter.ts";
import type { AskingPost } from "../case/inbound.ts";
import { typed } from "../language/input-hints.ts";
import type { Protocol, Question, Role } from "../protocol/schema.ts";
import { askingOf } from "../triage/ask.ts";
import { cited } from "./cited-sources.ts";
import type { Action, Outbound, Part, View, Words } from "./outbound.ts";

export const questionSlot = (question: string, rev: number): string => `question:${question}:${rev}`;

/** What a question's message says besides the question. */
interface QuestionSurroundings {
  /** It is already an emergency. */
  emergent: boolean;
  /** What was typed and not recorded. */
  typed: string | undefined;
  /** It is asked again, because its answer is too old to rest on. */
  again: boolean;
}

/** The message that asks one question. */
export function questionView(
  protocol: Protocol,
  encounter: Encounter,
  { answers, setting }: Pick<CurrentState, "answers" | "setting">,
  question: Question,
  role: Role,
  { emergent, typed: beside, again }: QuestionSurroundings,
): View {
  const asking = askingOf(protocol, answers, question.id, setting);
  const rev = revisionOf(encounter, question.id);
  const progress = asking ? `${asking.section.title} ${asking.position} of ${asking.total}` : question.label;
  const record = encounter.records.get(question.id);
  const standing = again && record?.conflictingAnswers.length === 0 ? record.accepted : null;
  const parts: Part[] = [
    ...(standing ? [{ kind: "text", words: againWords(question, standing), tone: "strong" } as const] : []),
    ...(beside === undefined
      ? []
      : [{ kind: "text", words: [`You typed "${beside}". It is not recorded: answer here.`] } as const]),
    { kind: "text", words: [question.ask[role]], tone: "strong" },
    {
      kind: "text",
      words: ["Why we ask: ", question.why, " ", cited(protocol, question.citations)],
      tone: "subtle",
    },
  ];
  const statements = kindOf(question.answer).statements(question.answer);
  if (statements.length > 0)
    parts.push({ kind: "list", items: statements.map((statement) => ({ words: [statement] })) });
  if (kindOf(question.answer).isTyped(question.answer))
    parts.push({ kind: "text", words: [`Type it: ${typed(question.answer)}.`], tone: "subtle" });
  if (emergent)
    parts.push({ kind: "text", words: ["This does not delay what is already needed."], tone: "subtle" });
  return {
    kind: "question",
    handle: encounter.handle,
    title: `${progress}: ${question.label}`,
    parts,
    actions: [
      ...(standing
        ? [{ label: "Still so", act: { do: "still", question: question.id, rev }, style: "primary" } as const]
        : []),
      ...(statements.length > 0
        ? [{ label: "Tick each", act: { do: "form", question: question.id } } as const]
        : []),
      ...options(question, rev),
      ...others(question, rev),
      { label: "Answer several", act: { do: "form", section: question.section } },
    ],
    notification: `Case ${encounter.handle}: a question is waiting (${progress}).`,
  };
}

function options({ id, answer: spec }: Question, rev: number): Action[] {
  return kindOf(spec)
    .buttons(spec)
    .map(({ label, value }) => ({ label, act: { do: "answer", question: id, value, rev } }));
}

function others(question: Question, rev: number): Action[] {
  return [
    { label: "Not assessed", act: { do: "answer", question: question.id, value: "not_assessed", rev } },
    { label: "Unable to assess", act: { do: "answer", question: question.id, value: "unable", rev } },
  ];
}

/** The accepted answer, and that it is too old. */
const againWords = (question: Question, standing: Observation): Words => [
  "Asked again: the answer is too old to rest on. It was ",
  ...observationWords(question, standing),
  ".",
];

/** The message of an answered question: the answer, its author and time, and Change. */
export function answeredView(encounter: Encounter, question: Question, retracted = false): View {
  const record = encounter.records.get(question.id);
  const lines: Words[] = record
    ? [record.accepted, ...record.conflictingAnswers].map((observation) =>
        observationWords(question, observation),
      )
    : [["Not answered."]];
  const parts: Part[] = [{ kind: "list", items: lines.map((words) => ({ words })) }];
  if (record && record.conflictingAnswers.length > 0)
    parts.push({
      kind: "text",
      words: ["Two answers stand. The more dangerous one counts until someone settles it."],
      tone: "strong",
    });
  if (retracted)
    parts.push({ kind: "text", words: ["No longer applies: kept, not scored."], tone: "subtle" });
  return {
    kind: "answered",
    handle: encounter.handle,
    title: question.label,
    parts,
    actions: [{ label: "Change", act: { do: "change", question: question.id } }],
    notification: `Case ${encounter.handle}: a question was answered.`,
  };
}

/** The message of a question whose answer was taken back: it is asked anew below. */
export const takenBackView = (handle: string, question: Question, by: Actor, at: number): View => ({
  kind: "answered",
  handle,
  title: question.label,
  parts: [
    {
      kind: "list",
      items: [{ words: ["Not answered. Its answer was taken back by ", { person: by }, ", ", { time: at }] }],
    },
  ],
  actions: [{ label: "Change", act: { do: "change", question: question.id } }],
  notification: `Case ${handle}: an answer was taken back.`,
});

/** The question, the questions asked together, or the list to confirm, that a bare answer typed below this message would be for. */
export function askedIn({ kind, actions, check, panel }: View): AskingPost | null {
  if (check !== undefined) return { check };
  if (kind === "panel" && panel !== undefined) return { panel };
  for (const { act } of actions) {
    if (kind === "question" && act.do === "answer") return { question: act.question, rev: act.rev };
    if (kind === "proposal" && "proposal" in act && act.proposal !== undefined)
      return { proposal: act.proposal };
  }
  return null;
}

/** What the message of an answered question says was recorded: "Foot pulses: present". Null for any other view. */
export function recordedLine({ kind, title, parts }: View): string | null {
  if (kind !== "answered") return null;
  const answers = parts.flatMap((part) =>
    part.kind === "list" ? part.items.map(({ words: [answer] }) => String(answer)) : [],
  );
  return `${title}: ${answers.join("; ")}`;
}

/** "present, by X, Sat, Nov 28, 10:42". */
export const observationWords = (question: Question, observation: Observation): Words => [
  answerText(question, observation.answer),
  ", by ",
  { person: observation.actor },
  ", ",
  { time: observation.at },
];

/** Two people disagree: both answers, and a button to settle it with either. */
export function disputeView(encounter: Encounter, question: Question): View {
  const record = encounter.records.get(question.id);
  const observations = record ? [record.accepted, ...record.conflictingAnswers] : [];
  const rev = revisionOf(encounter, question.id);
  return {
    kind: "dispute",
    handle: encounter.handle,
    title: `Two answers: ${question.label}`,
    parts: [
      {
        kind: "list",
        items: observations.map((observation) => ({ words: observationWords(question, observation) })),
      },
      { kind: "text", words: ["Both are kept. The more dangerous one counts until someone settles it."] },
    ],
    actions: observations.map((observation, choice) => ({
      label: `It is: ${answerText(question, observation.answer)}`,
      act: { do: "settle", question: question.id, choice, rev },
    })),
    notification: `Case ${encounter.handle}: two answers differ; one of you settles it.`,
  };
}

/** Replaces the question's message by its answer, where the question was posted. */
export function answeredUpdate(
  encounter: Encounter,
  question: Question,
  rev: number,
  retracted = false,
): Outbound {
  return {
    slot: questionSlot(question.id, rev),
    update: true,
    onlyUpdate: true,
    audience: { kind: "thread" },
    view: answeredView(encounter, question, retracted),
  };
}
