/** A yes or a no with more words: the yes counts at once, a no only where the reader understands every other word. */

import type { UtcOffsetAt } from "../answers/moment-value.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer } from "../answers/value.ts";
import { isSameAnswer } from "../case/encounter.ts";
import { readDirectAnswer } from "../language/direct-answer.ts";
import {
  type ReplyWithWords,
  replyWithWords,
  saysAllIsWell,
  takesBack,
} from "../language/reply-with-words.ts";
import { withSpokenNumbers } from "../language/spoken-numbers.ts";
import { type FreeTextReading, understand } from "../language/understand.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { Question } from "../protocol/schema.ts";
import { questionInMind, type SentWords } from "./bare-answers.ts";
import { decide } from "./deciding.ts";
import { directAnswerTo } from "./direct-reading.ts";
import { propose } from "./proposing.ts";
import { recordAnswer } from "./recording.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { leaveUnread, leaveUnreadAndTell } from "./unread-words.ts";

/** Handles a longer reply to the question that its author could see. Returns false when it is none. */
export function takeReplyWithWords(draft: TurnBuilder, sent: SentWords): boolean {
  const reply = replyWithWords(draft.context.lists, sent.words);
  const question = reply && questionInMind(draft, sent);
  if (!question || !isYesOrNoQuestion(draft, question)) return false;
  const { lists, utcOffsetAt } = draft.context;
  const now = draft.saidAt;
  const reading = understand(draft.protocol, reply.rest, {
    lists,
    pending: null,
    now,
    utcOffsetMinutes: utcOffsetAt(now),
  });
  if (reply.says === "yes") takeYes(draft, question, reply, reading, sent.words);
  else takeNo(draft, question, reply, reading, sent.words);
  return true;
}

function isYesOrNoQuestion({ context }: TurnBuilder, question: Question): boolean {
  const yes = readDirectAnswer(context.lists, question, "yes", context.now);
  return yes !== null && "answer" in yes;
}

const PRESENT = { value: "present" } as const;
const ABSENT = { value: "absent" } as const;

function takeYes(
  draft: TurnBuilder,
  question: Question,
  { rest }: ReplyWithWords,
  reading: FreeTextReading,
  words: string,
): void {
  const { lists, utcOffsetAt } = draft.context;
  const now = draft.saidAt;
  const names = reading.items.some(({ question: id }) => id === question.id);
  if (!names && saysAllIsWell(lists, rest)) {
    // "yes she went fine" may answer another question: which of the two was meant is asked
    const others = reading.items.filter(({ question: id }) => id !== question.id);
    if (others.length + reading.conflicts.length > 0) propose(draft, { ...reading, items: others });
    draft.ask(question, true, words);
    return;
  }
  // "yes, 39.1" says more than yes
  const measured = valueIn(lists, question, rest, now, utcOffsetAt);
  recordAnswer(draft, { question, answer: measured ?? PRESENT, how: "words", quote: words });
  decide(draft);
  const others = reading.items.filter(
    ({ question: id, answer }) => id !== question.id || !isSameAnswer(answer, measured ?? PRESENT),
  );
  const denied = others.some(({ question: id }) => id === question.id);
  // it counts as present meanwhile, and a person says which one holds
  const against =
    takesBack(draft.context.lists, rest) && !denied
      ? [{ question: question.id, answer: ABSENT, quote: rest, uncertain: true }]
      : [];
  const items = [...others, ...against];
  if (items.length + reading.conflicts.length + reading.faults.length > 0)
    propose(draft, { ...reading, items });
  else leaveUnreadAndTell(draft, reading.unread);
}

/** A measured value in the words behind a yes, where it says that the finding is there. */
function valueIn(
  lists: WordLists,
  question: Question,
  rest: string,
  now: number,
  utcOffsetAt: UtcOffsetAt,
): Answer | null {
  const { answer: spec } = question;
  if (kindOf(spec).quantity(spec) === null) return null;
  const [, said = ""] = /(?:^|\s)(\d.*)$/.exec(withSpokenNumbers(lists, rest)) ?? [];
  const read = readDirectAnswer(lists, question, said, now, utcOffsetAt);
  if (!read || !("answer" in read) || !("value" in read.answer)) return null;
  return kindOf(spec).presence(spec, read.answer.value) === "present" ? read.answer : null;
}

function takeNo(
  draft: TurnBuilder,
  question: Question,
  { rest }: ReplyWithWords,
  reading: FreeTextReading,
  words: string,
): void {
  const { items, conflicts, faults, unread } = reading;
  const plain =
    conflicts.length + faults.length + unread.length === 0 && items.every(({ uncertain }) => !uncertain);
  const ownValue = directAnswerTo(draft, question, rest) !== null;
  const spokenOf = ownValue || items.some(({ question: id }) => id === question.id);
  if (plain && items.length > 0 && !spokenOf) {
    recordAnswer(draft, { question, answer: ABSENT, how: "words", quote: words });
    decide(draft);
    propose(draft, reading);
    return;
  }
  const others = items.filter(({ question: id }) => id !== question.id);
  if (others.length + conflicts.length > 0) propose(draft, { ...reading, items: others });
  else leaveUnread(draft, unread);
  draft.ask(question, true, words);
}
