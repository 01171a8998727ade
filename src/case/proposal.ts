/** What happens to the items of a proposal when it is confirmed. */
import { answerText } from "../answers/text.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { Encounter, Proposal, ProposedItem } from "./encounter.ts";
import { isSameAnswer } from "./encounter.ts";

/**
 * `pick`: a person chooses between answers. `ask`: it is doubtful, so it stays unanswered and is asked. `drop`: the
 * accepted answer says it already.
 */
export type ItemOutcome = "record" | "pick" | "ask" | "drop";

/**
 * Two answers to one question, or one that differs from the accepted answer, need a choice.
 * @param again the questions that are asked again because their answers are too old: what is said now takes their place
 */
export function itemOutcome(
  encounter: Encounter,
  proposal: Proposal,
  item: ProposedItem,
  again: ReadonlySet<string>,
): ItemOutcome {
  if (rivalsOf(proposal, item.question).length > 1) return "pick";
  const record = encounter.records.get(item.question);
  const known = item.uncertain ? "ask" : "record";
  if (!record) return known;
  if (record.conflictingAnswers.length > 0) return "pick";
  if (again.has(item.question)) return known;
  if (isSameAnswer(record.accepted.answer, item.answer)) return "drop";
  // an unknown may be filled in; an answer is not replaced unless a person chooses
  return "unknown" in record.accepted.answer ? known : "pick";
}

/** Whether an item only doubts the accepted answer: taking it would say less than the answer it agrees with. */
export const saysLess = (encounter: Encounter, { question, answer, uncertain }: ProposedItem): boolean => {
  const standing = encounter.records.get(question)?.accepted.answer;
  return uncertain === true && standing !== undefined && isSameAnswer(standing, answer);
};

/** The proposed answers to one question. */
export const rivalsOf = (proposal: Proposal, question: string): ProposedItem[] =>
  proposal.items.filter((item) => item.question === question);

/** A proposed answer in words; a doubtful one says so. */
export const proposedText = (question: Question, { answer, uncertain }: ProposedItem): string =>
  `${uncertain ? "possibly " : ""}${answerText(question, answer)}`;

/** What is not settled yet. */
export const leftIn = (proposal: Proposal): ProposedItem[] =>
  proposal.items.filter(({ question }) => !proposal.settled.has(question));

/** What waits to be confirmed, in words; it does not count yet. */
export const waitingText = (protocol: Protocol, { proposal }: Encounter): string[] =>
  (proposal ? leftIn(proposal) : []).flatMap((item) => {
    const question = index(protocol).questions.get(item.question);
    return question ? [`${question.label}: ${proposedText(question, item)}`] : [];
  });
