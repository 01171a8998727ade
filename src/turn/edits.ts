/** Messages that change after they were read: an edit is proposed like any other words, a deletion deletes no answer. */

import type { Encounter, EncounterEvent } from "../case/encounter.ts";
import { isSameAnswer } from "../case/encounter.ts";
import type { Inbound } from "../case/inbound.ts";
import { plainWords } from "../language/free-text/plain.ts";
import { readOfferAnswer } from "../language/opening.ts";
import type { understand } from "../language/understand.ts";
import { lostView } from "../views/notices.ts";
import { directAnswerTo } from "./direct-reading.ts";
import { propose, readProposal } from "./proposing.ts";
import { sanitizeWords } from "./sanitize-input.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { leaveUnread, settleEditedUnread } from "./unread-words.ts";

/** An edit never records or commands anything: the findings in it are shown to be confirmed. */
export function handleEdited(
  draft: TurnBuilder,
  { words: typed, message }: Extract<Inbound, { kind: "edited" }>,
): void {
  const words = sanitizeWords(draft, typed);
  if (!draft.encounter || draft.encounter.closed) return;
  const read = draft.encounter.events.filter((event) => "message" in event && event.message === message);
  const answered = [...new Set(read.flatMap((event) => (event.type === "answered" ? [event] : [])))];
  if (read.some((event) => isSaid(event, words))) return;
  const [only] = answered;
  const question = only && draft.question(only.question);
  // the answer to one question, in the words of an answer
  if (answered.length === 1 && only?.how === "words" && question) {
    const literal = directAnswerTo(draft, question, words);
    if (literal && "fault" in literal) return draft.notice(`The edit is not recorded. ${literal.fault}.`);
    if (literal && "answer" in literal) {
      const standing = draft.open.records.get(question.id)?.accepted.answer;
      if (standing && isSameAnswer(standing, literal.answer)) return;
      draft.record({ type: "edit-read", message, words: bare(words) });
      const items = [{ question: question.id, answer: literal.answer, quote: plainWords(words) }];
      return propose(draft, { items, conflicts: [], faults: [], unread: [] }, message);
    }
  }
  const reading = readProposal(draft, words, null);
  const unread =
    read.some(({ type }) => type === "left-unread") && readOfferAnswer(draft.context.lists, words) === null;
  const kept = unread || read.some(recorded);
  if (reading || kept) draft.record({ type: "edit-read", message, words: bare(words) });
  if (unread) settleEditedUnread(draft, message);
  if (reading && !saysWhatStands(draft, reading)) propose(draft, reading, message);
  else if (!reading && kept) {
    if (read.some(recorded))
      draft.notice(
        "A message that recorded an answer was edited. Its new words were not understood; the record is as it was.",
      );
    leaveUnread(draft, [words], message);
  }
}

/** A full stop was added, a message came back, an edit is delivered again: nothing new was said. */
function isSaid(event: EncounterEvent, words: string): boolean {
  if (event.type === "answered") return event.quote !== undefined && bare(event.quote) === bare(words);
  if (event.type === "left-unread") return bare(event.words) === bare(words);
  return event.type === "edit-read" && event.words === bare(words);
}

const bare = (words: string): string =>
  plainWords(words)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const recorded = ({ type }: EncounterEvent): boolean => type === "answered";

const saysWhatStands = (
  draft: TurnBuilder,
  { items, conflicts, faults }: ReturnType<typeof understand>,
): boolean =>
  conflicts.length + faults.length === 0 &&
  items.every(({ question, answer }) => {
    const standing = draft.open.records.get(question)?.accepted.answer;
    return standing !== undefined && isSameAnswer(standing, answer);
  });

/** Answers stay: nobody could trust a record that shrinks when a message is deleted. */
export function handleDeleted(
  draft: TurnBuilder,
  { message, root }: Extract<Inbound, { kind: "deleted" }>,
): void {
  const { encounter } = draft;
  if (!encounter) return;
  if (root) return ownerLostThread(draft, encounter, message);
  const labels = encounter.events.flatMap((event) =>
    event.type === "answered" && event.message === message
      ? [draft.question(event.question)?.label ?? event.question]
      : [],
  );
  const proposed = encounter.proposal?.message === message;
  if (labels.length === 0 && !proposed) return;
  draft.record({ type: "retracted-message", message });
  draft.notice(
    labels.length > 0
      ? `A message was deleted. What it recorded stays in the record: ${[...new Set(labels)].join(", ")}. Use change to correct it.`
      : "A message was deleted. What was read from it still waits to be confirmed or discarded.",
  );
}

/** Nothing can be posted in this thread now. Keep the case and tell its owner. */
function ownerLostThread(draft: TurnBuilder, { closed, handle, owner }: Encounter, message: string): void {
  if (closed) return;
  draft.record({ type: "retracted-message", message });
  draft.tell(lostView(handle), owner);
}
