/** What was understood of free text, for confirmation; and the same message once it is confirmed. */

import { answerText } from "../answers/text.ts";
import { type Encounter, type Proposal, type ProposedItem, revisionOf } from "../case/encounter.ts";
import { itemOutcome, leftIn, proposedText, rivalsOf, saysLess } from "../case/proposal.ts";
import type { FreeTextReading } from "../language/understand.ts";
import type { Protocol, Question, Urgency } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { Action, Item, Part, View, Words } from "./outbound.ts";
import { observationWords } from "./question.ts";

export interface ProposalContext {
  protocol: Protocol;
  encounter: Encounter;
  proposal: Proposal;
  /** Questions that are asked again, because their answers are too old. */
  again: ReadonlySet<string>;
  /** The emergency it would be: the proposal does not count until somebody confirms it. */
  raises: Urgency | null;
  /** What would not fit together if it were confirmed, in sentences. */
  contradictions: readonly string[];
  faults: FreeTextReading["faults"];
  unread: FreeTextReading["unread"];
}

export const proposalSlot = (number: number): string => `proposal:${number}`;

export function proposalView(scene: ProposalContext): View {
  const { protocol, encounter, proposal, again, raises, contradictions, faults, unread } = scene;
  const { questions } = index(protocol);
  const left = leftIn(proposal);
  const fate = (item: ProposedItem) => itemOutcome(encounter, proposal, item, again);
  const picks = [...new Set(left.filter((item) => fate(item) === "pick").map(({ question }) => question))];
  const plain = left.filter((item) => fate(item) !== "pick");
  const parts: Part[] = [];
  if (raises)
    parts.push({
      kind: "text",
      words: [`If this is right it is ${raises}. Confirm it now: it does not count before.`],
      tone: "strong",
    });
  if (contradictions.length > 0)
    parts.push({
      kind: "text",
      words: [`This would not fit together. ${contradictions.join(" ")} Edit the one that is wrong.`],
      tone: "strong",
    });
  if (plain.length > 0)
    parts.push({
      kind: "list",
      items: plain.map((item) => proposalItem(questions.get(item.question), item, fate(item) === "ask")),
    });
  for (const id of picks) {
    const record = encounter.records.get(id);
    const question = questions.get(id);
    if (!question) continue;
    const standing = record ? [record.accepted, ...record.conflictingAnswers] : [];
    parts.push({
      kind: "list",
      title: `${question.label}: which one?`,
      items: [
        ...standing.map(
          (observation): Item => ({ words: ["Recorded: ", ...observationWords(question, observation)] }),
        ),
        ...rivalsOf(proposal, id).map(
          (item): Item => ({
            words: ["Typed: ", ...readAs(question, item)],
            ...(item.uncertain && !saysLess(encounter, item) && { notes: [[DOUBTFUL]] }),
          }),
        ),
      ],
    });
  }
  if (faults.length > 0)
    parts.push({
      kind: "list",
      title: "Not taken",
      items: faults.map(({ quote, fault }) => ({ words: [`"${quote}": ${fault}`] })),
    });
  if (unread.length > 0)
    parts.push({ kind: "text", words: [`Not read: "${unread.join('"; "')}"`], tone: "subtle" });
  return {
    kind: "proposal",
    handle: encounter.handle,
    title: "Understood as follows. It does not count until someone confirms it.",
    parts,
    actions: [
      ...(plain.length > 0
        ? [
            {
              label: plain.every((item) => fate(item) === "ask") ? "Ask about these" : "Confirm",
              act: { do: "confirm", proposal: proposal.number },
              style: "primary",
            } as const,
          ]
        : []),
      ...picks.flatMap((id) => pickActions(questions.get(id), encounter, proposal)),
      { label: "Edit", act: { do: "form", proposal: proposal.number } },
      { label: "Discard", act: { do: "discard", proposal: proposal.number } },
    ],
    notification: `Case ${encounter.handle}: findings that were typed wait to be confirmed.`,
  };
}

function proposalItem(question: Question | undefined, item: ProposedItem, asked: boolean): Item {
  if (!question) return { words: [item.question] };
  return {
    words: [`${question.label}: `, ...readAs(question, item)],
    ...(asked && { notes: [[DOUBTFUL]] }),
  };
}

const DOUBTFUL = "Doubtful: it is not recorded by Confirm, and is asked next.";

const readAs = (question: Question, item: ProposedItem): Words => [
  `${proposedText(question, item)} ("${item.quote}")`,
];

function pickActions(question: Question | undefined, encounter: Encounter, proposal: Proposal): Action[] {
  if (!question) return [];
  const rivals = rivalsOf(proposal, question.id);
  const record = encounter.records.get(question.id);
  const act = (choice: number): Action["act"] => ({
    do: "pick",
    proposal: proposal.number,
    question: question.id,
    choice,
    rev: revisionOf(encounter, question.id),
  });
  return [
    ...rivals.flatMap((item, choice) =>
      saysLess(encounter, item)
        ? []
        : [
            {
              label: `${question.label}: ${proposedText(question, item)}`,
              act: act(choice),
            },
          ],
    ),
    {
      label: record ? `Keep: ${answerText(question, record.accepted.answer)}` : `Neither: ${question.label}`,
      act: act(rivals.length),
    },
  ];
}

const CLOSED = {
  confirmed: "Confirmed and recorded",
  edited: "Edited and recorded",
  discarded: "Discarded: nothing of this is recorded",
  replaced: "Not confirmed, and taken into the newer list",
} as const;

/** The message of a proposal that is no longer open: what counts now for its questions. */
export function closedProposalView(
  protocol: Protocol,
  encounter: Encounter,
  proposal: Proposal,
  how: keyof typeof CLOSED,
): View {
  const { questions } = index(protocol);
  const recorded = how === "confirmed" || how === "edited";
  const shown = recorded ? proposal.items : leftIn(proposal);
  const items = [...new Set(shown.map(({ question }) => question))].flatMap((id): Item[] => {
    const question = questions.get(id);
    const record = encounter.records.get(id);
    if (!question) return [];
    if (!recorded)
      return rivalsOf(proposal, id).map((item) => ({
        words: [`${question.label}: `, ...readAs(question, item)],
      }));
    return [
      {
        words: [
          `${question.label}: `,
          ...(record ? observationWords(question, record.accepted) : ["nothing is recorded"]),
        ],
      },
    ];
  });
  return {
    kind: "proposal",
    handle: encounter.handle,
    title: CLOSED[how],
    parts: [{ kind: "list", items }],
    actions: [],
    notification: `Case ${encounter.handle}: a list of findings was dealt with.`,
  };
}
