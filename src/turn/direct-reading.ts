/** Words as the literal answer to one question of the case: what they may name depends on what is found. */

import { kindOf } from "../answers/registry.ts";
import { type DirectAnswer, readDirectAnswer } from "../language/direct-answer.ts";
import { readOnsets } from "../language/onsets-from-words.ts";
import type { Question } from "../protocol/schema.ts";
import { afterRules } from "../triage/ask.ts";
import { findingsBehind } from "../triage/true-findings.ts";
import type { TurnBuilder } from "./turn-builder.ts";

export function directAnswerTo(draft: TurnBuilder, question: Question, words: string): DirectAnswer {
  const { lists, utcOffsetAt } = draft.context;
  const now = draft.saidAt;
  const literal = readDirectAnswer(lists, question, words, now, utcOffsetAt);
  if (literal || !kindOf(question.answer).isPerFinding(question.answer) || !draft.encounter) return literal;
  return readOnsets(lists.answers, question, symptomsAskedFor(draft, question), words, now, utcOffsetAt);
}

/** The symptoms whose onset a question asks for: those for which it is asked. */
export function symptomsAskedFor(draft: TurnBuilder, { ask_when }: Question): Question[] {
  if (!ask_when) return [];
  const { answers, assessment, setting } = draft.current;
  const evaluation = afterRules(draft.protocol, answers, assessment, setting);
  const ids = new Set(findingsBehind(ask_when, evaluation));
  return draft.protocol.questions.filter(({ id }) => ids.has(id));
}
