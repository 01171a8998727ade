/** How an answer gets into the record: one person's answer never replaces another's. */

import type { Answer } from "../answers/value.ts";
import { type How, isSameAnswer, type Observation, revisionOf } from "../case/encounter.ts";
import type { Question } from "../protocol/schema.ts";
import { disputeView } from "../views/question.ts";
import { decide } from "./deciding.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** An answer on its way to the record. */
export interface NewAnswer {
  question: Question;
  answer: Answer;
  how: How;
  /** The words it was read from. */
  quote?: string;
  /** The platform's message that contained them, when it is not the one being read. */
  message?: string;
  /** The person saw the accepted answer and chose this one: it replaces it. */
  knowingly?: boolean;
  /** It comes from a message older than the accepted answer. */
  late?: boolean;
}

/**
 * Records one answer, without deciding. Another person's conflicting answer is kept too until someone settles it,
 * unless the question was reopened or the person chose knowingly.
 */
export function recordAnswer(
  draft: TurnBuilder,
  { question, answer, how, quote, message, knowingly, late }: NewAnswer,
): void {
  const { accepted, conflictingAnswers: others = [] } = draft.open.records.get(question.id) ?? {};
  const byAnother = (said: Observation) =>
    said.actor.id !== draft.actor.id && !isSameAnswer(said.answer, answer);
  const disagrees =
    accepted !== undefined && !isSameAnswer(accepted.answer, answer) && [accepted, ...others].some(byAnother);
  const askedAnew = draft.isAskedAnew(question.id);
  const dissent = disagrees && !knowingly && (late === true || !askedAnew);
  const from = message ?? draft.message;
  draft.record({
    type: "answered",
    question: question.id,
    answer,
    as: dissent ? "dissent" : accepted ? "change" : "first",
    how,
    ...(quote && { quote }),
    ...(from !== undefined && { message: from }),
  });
  draft.update(question);
  if (dissent)
    draft.post(
      disputeView(draft.open, question),
      `dispute:${question.id}:${revisionOf(draft.open, question.id)}`,
    );
}

/** Records one answer, and decides. */
export function recordAndDecide(draft: TurnBuilder, given: NewAnswer): void {
  recordAnswer(draft, given);
  decide(draft);
}
