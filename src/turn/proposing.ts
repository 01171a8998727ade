/** Findings read from free text: shown for confirmation, and without effect until a person confirms them. */

import { isSameAnswer, type Proposal, type ProposedItem, revisionOf } from "../case/encounter.ts";
import { itemOutcome, leftIn, rivalsOf, saysLess } from "../case/proposal.ts";
import { type FreeTextReading, understand } from "../language/understand.ts";
import type { Question } from "../protocol/schema.ts";
import { assess } from "../triage/assess.ts";
import { contradictionsIn } from "../triage/contradict.ts";
import { isHigher } from "../triage/urgency.ts";
import {
  closedProposalView,
  type ProposalContext,
  proposalSlot,
  proposalView,
} from "../views/proposal-card.ts";
import { decide } from "./deciding.ts";
import { recordAnswer } from "./recording.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { leaveUnread } from "./unread-words.ts";

/**
 * The findings in some words; null when there are none.
 * @param asked id of the question that the words may begin by answering; null when their author had no question to see
 */
export function readProposal(
  draft: TurnBuilder,
  words: string,
  asked: string | null,
): FreeTextReading | null {
  if (words.trim() === "") return null;
  const { lists, utcOffsetAt } = draft.context;
  const now = draft.saidAt;
  const reading = understand(draft.protocol, words, {
    lists,
    pending: asked,
    now,
    utcOffsetMinutes: utcOffsetAt(now),
  });
  return reading.items.length + reading.conflicts.length + reading.faults.length > 0 ? reading : null;
}

/**
 * Shows a reading for confirmation. The unconfirmed rest of the previous list moves to the new one, so that nothing
 * typed is lost; of two answers to one question the same person's newer one counts, two people's both.
 */
export function propose(draft: TurnBuilder, reading: FreeTextReading, message?: string): void {
  const read = [...reading.items, ...reading.conflicts.flatMap((conflict) => conflict.items)].filter(
    (item) => draft.question(item.question) !== undefined && !isSaidPlainly(draft, item),
  );
  if (read.length === 0 && reading.faults.length === 0)
    return draft.tell("The list above says that already. It does not count until someone confirms it.");
  if (read.length === 0) {
    const faults = reading.faults.map(({ quote, fault }) => `"${quote}": ${fault}`).join("; ");
    draft.notice(`Not recorded. ${faults}.${draft.pending ? " The question stays." : ""}`);
    leaveUnread(draft, piecesNotTaken(reading), message);
    return;
  }
  const items = [...read, ...carriedOver(draft, read)];
  const { proposal: before } = draft.open;
  if (before) draft.record({ type: "resolved", proposal: before.number, accepted: false });
  const number = draft.open.proposals + 1;
  const from = message ?? draft.message;
  draft.record({ type: "proposed", proposal: number, items, ...(from !== undefined && { message: from }) });
  if (before)
    draft.replace(
      closedProposalView(draft.protocol, draft.open, before, "replaced"),
      proposalSlot(before.number),
    );
  const { faults, unread } = reading;
  leaveUnread(draft, piecesNotTaken(reading), message);
  draft.post(proposalView({ ...proposalContextOf(draft), faults, unread }), proposalSlot(number));
}

const piecesNotTaken = ({ faults, unread }: FreeTextReading): string[] => [
  ...unread,
  ...faults.map(({ quote }) => quote),
];

/** Posts the open list again, as it is now. */
export function postProposalAgain(draft: TurnBuilder): void {
  const { proposal } = draft.open;
  if (proposal) draft.post(proposalView(proposalContextOf(draft)), proposalSlot(proposal.number));
}

/** Whether the open list states plainly what this item only doubts: a doubtful item does not replace a definite one. */
const isSaidPlainly = ({ open }: TurnBuilder, { question, answer, uncertain }: ProposedItem): boolean =>
  uncertain === true &&
  open.proposal !== null &&
  leftIn(open.proposal).some(
    (item) => item.question === question && !item.uncertain && isSameAnswer(item.answer, answer),
  );

/** The rest of the open proposal that its author did not say again. */
function carriedOver(draft: TurnBuilder, read: readonly ProposedItem[]): ProposedItem[] {
  const { proposal } = draft.open;
  if (!proposal) return [];
  return leftIn(proposal).flatMap((item) => {
    const said = read.filter(({ question }) => question === item.question);
    const again = said.some((each) => isSameAnswer(each.answer, item.answer));
    const by = item.by ?? proposal.by.id;
    const plainer = said.some(({ uncertain }) => !uncertain);
    if (again || (plainer && by === draft.actor.id)) return [];
    const from = item.message ?? proposal.message;
    return [{ ...item, by, ...(from !== undefined && { message: from }) }];
  });
}

/** The open proposal as it is shown. */
function proposalContextOf(draft: TurnBuilder): ProposalContext {
  const { protocol, open, current, again } = draft;
  const proposal = open.proposal as Proposal;
  const findings = { ...current.findings };
  for (const { question, answer } of proposal.items)
    if (!proposal.settled.has(question)) findings[question] ??= answer;
  const standing = new Set(contradictionsIn(protocol, current.findings, current.setting).map(({ id }) => id));
  const contradictions = contradictionsIn(protocol, findings, current.setting).filter(
    ({ id }) => !standing.has(id),
  );
  const raised = assess(protocol, findings, current.setting).acts_on;
  return {
    protocol,
    encounter: open,
    proposal,
    again,
    raises: isHigher(raised, current.assessment.urgency) && raised === "EMERGENT" ? raised : null,
    contradictions: contradictions.map(({ say }) => say),
    faults: [],
    unread: [],
  };
}

/** Records every plain item, and leaves doubtful ones to be asked. Returns false when it is not the open proposal. */
export function confirmProposal(draft: TurnBuilder, number: number): boolean {
  const { proposal } = draft.open;
  if (proposal?.number !== number) return false;
  const settled: string[] = [];
  const doubtful: string[] = [];
  for (const item of leftIn(proposal)) {
    const fate = itemOutcome(draft.open, proposal, item, draft.again);
    const question = draft.question(item.question);
    if (fate === "pick" || !question) continue;
    settled.push(item.question);
    if (fate === "ask") doubtful.push(item.question);
    if (fate === "record") recordItem(draft, proposal, question, item);
  }
  if (settled.length > 0)
    draft.record({
      type: "resolved",
      proposal: number,
      accepted: true,
      questions: settled,
      ...(doubtful.length > 0 && { doubtful }),
    });
  showResolved(draft, proposal, "confirmed");
  decide(draft);
  return true;
}

const recordItem = (draft: TurnBuilder, proposal: Proposal, question: Question, item: ProposedItem): void =>
  recordAnswer(draft, {
    question,
    answer: item.answer,
    how: "confirmed",
    quote: item.quote,
    knowingly: true,
    ...sourceMessage(proposal, item),
  });

function sourceMessage(proposal: Proposal, item: ProposedItem): { message?: string } {
  const message = item.message ?? proposal.message;
  return message === undefined ? {} : { message };
}

/** Whether the case would be less urgent without the accepted answer: a doubt does not take that away. */
function restsOn({ protocol, current, open }: TurnBuilder, question: string): boolean {
  if (!open.records.has(question)) return true;
  const { [question]: _standing, ...rest } = current.findings;
  return isHigher(current.assessment.acts_on, assess(protocol, rest, current.setting).acts_on);
}

/** Records one of several answers to a question, or none of them. Returns false when it is out of date. */
export function pick(
  draft: TurnBuilder,
  number: number,
  questionId: string,
  choice: number,
  rev: number,
): boolean {
  const { proposal } = draft.open;
  const question = draft.question(questionId);
  if (proposal?.number !== number || !question || proposal.settled.has(questionId)) return false;
  if (rev !== revisionOf(draft.open, questionId)) return false;
  const rivals = rivalsOf(proposal, questionId);
  const item = rivals[choice];
  if (!item && choice !== rivals.length) return false;
  const asked = item?.uncertain === true && !saysLess(draft.open, item);
  if (item && !item.uncertain) recordItem(draft, proposal, question, item);
  if (item && asked && !restsOn(draft, questionId))
    recordItem(draft, proposal, question, { ...item, answer: { unknown: "not_assessed" } });
  draft.record({
    type: "resolved",
    proposal: number,
    accepted: item !== undefined,
    questions: [questionId],
    ...(asked && { doubtful: [questionId] }),
  });
  showResolved(draft, proposal, "confirmed");
  if (item) decide(draft);
  else if (!draft.open.proposal) draft.askNext(true);
  return true;
}

/** Discards a proposal. Returns false when it is not the open one. */
export function discard(draft: TurnBuilder, number: number): boolean {
  const { proposal } = draft.open;
  if (proposal?.number !== number) return false;
  draft.record({ type: "resolved", proposal: number, accepted: false });
  showResolved(draft, proposal, "discarded");
  draft.askNext(true);
  return true;
}

/**
 * A proposal was edited in a form, and the form was submitted: the form recorded what it held. An item that contradicts
 * something and was not `given` in the form still waits for a choice.
 */
export function settleEdited(draft: TurnBuilder, number: number, given: ReadonlySet<string>): void {
  const { proposal } = draft.open;
  if (proposal?.number !== number) return;
  const waits = leftIn(proposal).filter(
    (item) => !given.has(item.question) && itemOutcome(draft.open, proposal, item, draft.again) === "pick",
  );
  const questions = leftIn(proposal)
    .map(({ question }) => question)
    .filter((id) => !waits.some(({ question }) => question === id));
  const doubtful = leftIn(proposal).flatMap((item) =>
    !given.has(item.question) && itemOutcome(draft.open, proposal, item, draft.again) === "ask"
      ? [item.question]
      : [],
  );
  draft.record({
    type: "resolved",
    proposal: number,
    accepted: true,
    ...(waits.length > 0 && { questions: [...new Set(questions)] }),
    ...(doubtful.length > 0 && { doubtful }),
  });
  showResolved(draft, proposal, "edited");
}

function showResolved(
  draft: TurnBuilder,
  proposal: Proposal,
  how: "confirmed" | "edited" | "discarded",
): void {
  const view = draft.open.proposal
    ? proposalView(proposalContextOf(draft))
    : closedProposalView(draft.protocol, draft.open, proposal, how);
  draft.replace(view, proposalSlot(proposal.number));
}
