/** A message that asks for confirmation before something counts. */

import { answerText } from "../answers/text.ts";
import type { Answer } from "../answers/value.ts";
import type { Observation } from "../case/encounter.ts";
import type { Question } from "../protocol/schema.ts";
import { noticeView } from "./notices.ts";
import type { Action, View } from "./outbound.ts";
import { observationWords } from "./question.ts";

export const checkSlot = (number: number): string => `check:${number}`;

/** The other wording for an answer that lowers the urgency, from the files next to the protocols. */
export interface AnswerConfirmation {
  ask: string;
  yes: string;
}

/** Asks for an answer a second time. @param number the check's number, which a typed reply is for */
export const answerCheckView = (
  handle: string,
  number: number,
  { question, answer, rev, value }: { question: Question; answer: Answer; rev: number; value: string },
  { ask, yes }: AnswerConfirmation,
): View => ({
  ...noticeView(handle, ask),
  title: `Not recorded yet: ${question.label}: ${answerText(question, answer)}`,
  check: number,
  actions: [
    { label: yes, act: { do: "answer", question: question.id, value, rev, checked: true } },
    { label: "Ask it again", act: { do: "change", question: question.id } },
  ],
  notification: `Case ${handle}: an answer waits to be confirmed.`,
});

/** Asks whether to take back the accepted answer, and says who recorded it. @param ends an emergency rests on it */
export const undoCheckView = (
  handle: string,
  number: number,
  {
    from,
    to,
    items,
    ends,
  }: {
    from: number;
    to: number;
    items: readonly { question: Question; observation: Observation }[];
    ends: boolean;
  },
): View => ({
  kind: "notice",
  handle,
  title: ends ? "Take this back? An emergency rests on it." : "Take this back?",
  parts: [
    {
      kind: "list",
      items: items.map(({ question, observation }) => ({
        words: [`${question.label}: `, ...observationWords(question, observation)],
      })),
    },
    {
      kind: "text",
      words: ["It stands until you tap. It stays in the record as taken back."],
      tone: "subtle",
    },
  ],
  check: number,
  actions: [
    {
      label: ends ? "Take it back: no emergency" : "Take it back",
      act: { do: "undo", from, to, checked: true },
      style: "danger",
    },
  ],
  notification: `Case ${handle}: somebody wants to take something back.`,
});

/** A bare no below a list. @param about the question it would answer if not the list */
export const discardCheckView = (
  handle: string,
  number: number,
  proposal: number,
  about: { question: Question; answer: Answer; act: Action["act"] } | null,
): View => ({
  ...noticeView(
    handle,
    `The list above is kept until you say so.${
      about
        ? ` Or was it the answer to the question: ${about.question.label}: ${answerText(about.question, about.answer)}?`
        : ""
    }`,
  ),
  title: "Discard the list?",
  check: number,
  actions: [
    { label: "Discard", act: { do: "discard", proposal } },
    ...(about ? [{ label: "It was about the question", act: about.act }] : []),
  ],
  notification: `Case ${handle}: a list waits to be confirmed or discarded.`,
});
