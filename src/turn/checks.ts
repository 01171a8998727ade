/** Confirmations: an answer that lowers the urgency, and discarding a list. */

import confirmations from "../../protocols/answer-confirmation.json" with { type: "json" };
import type { Answer } from "../answers/value.ts";
import { revisionOf } from "../case/encounter.ts";
import type { Question } from "../protocol/schema.ts";
import { type AnswerConfirmation, answerCheckView, checkSlot, discardCheckView } from "../views/check.ts";
import type { TurnBuilder } from "./turn-builder.ts";

const ANSWERS: Readonly<Record<string, Readonly<Record<string, AnswerConfirmation>>>> = confirmations.answers;

/** The value of an answer that takes a second tap, and its wording; null for every other answer. */
function confirmationOf(
  question: Question,
  answer: Answer,
): { value: string; says: AnswerConfirmation } | null {
  const value = "value" in answer && typeof answer.value === "string" ? answer.value : null;
  const says = value === null ? undefined : ANSWERS[question.id]?.[value];
  return value !== null && says ? { value, says } : null;
}

/** Asks to confirm an answer in other words, where it needs that. Returns false where it counts as it is. */
export function askedOnceMore(draft: TurnBuilder, question: Question, answer: Answer): boolean {
  const found = confirmationOf(question, answer);
  if (!found) return false;
  const { open } = draft;
  const rev = revisionOf(open, question.id);
  const number = open.checks + 1;
  draft.record({
    type: "check-asked",
    number,
    check: { kind: "answer", question: question.id, rev, answer },
  });
  draft.post(
    answerCheckView(open.handle, number, { question, answer, rev, value: found.value }, found.says),
    checkSlot(number),
  );
  return true;
}

/** Asks whether to discard a list, or whether a bare no was meant for the question above it. */
export function askToDiscard(
  draft: TurnBuilder,
  proposal: number,
  about: { question: Question; answer: Answer } | null,
): void {
  const { open } = draft;
  const number = open.checks + 1;
  draft.record({ type: "check-asked", number, check: { kind: "discard", proposal } });
  const value = about && "value" in about.answer ? String(about.answer.value) : null;
  const answered = about &&
    value !== null && {
      ...about,
      act: {
        do: "answer",
        question: about.question.id,
        value,
        rev: revisionOf(open, about.question.id),
      } as const,
    };
  draft.post(discardCheckView(open.handle, number, proposal, answered || null), checkSlot(number));
}
