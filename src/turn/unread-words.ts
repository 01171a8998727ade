/** No word is lost silently: words neither recorded nor proposed stay as not read until a person says what they are. */

import type { UnreadWords } from "../case/encounter.ts";
import type { Act } from "../case/inbound.ts";
import { commandsThat } from "../language/command-list.ts";
import { readCommand } from "../language/commands.ts";
import { plainWords } from "../language/free-text/plain.ts";
import { nearestQuestions } from "../language/nearest-questions.ts";
import { isChat, readOfferAnswer } from "../language/opening.ts";
import { patientMarks } from "../language/other-patient.ts";
import type { WordLists } from "../language/word-lists.ts";
import { noticeView } from "../views/notices.ts";
import { unreadView, whichFindingView } from "../views/unread-words.ts";
import { decide } from "./deciding.ts";
import { questionNamedIn, severalView } from "./reopening.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** So many findings are offered by name for words that were not read. */
const NEAREST = 4;

/** Words this soon after a question count as an answer to it; milliseconds. */
const RIGHT_AFTER_QUESTION_MS = 60_000;

/**
 * Whether words in a case's thread are a part of its talk: their author has taken part in it, or they come right after a
 * question. Others talk there among themselves.
 * @param shownMs for how long the lowest question had been shown; null when none was
 */
export const isPartOfTalk = ({ open, actor }: TurnBuilder, shownMs: number | null): boolean =>
  open.owner.id === actor.id ||
  open.events.some((event) => event.actor.id === actor.id) ||
  (shownMs !== null && shownMs < RIGHT_AFTER_QUESTION_MS);

/** Keeps pieces of what was typed as not read. Gives those that are new. */
export function leaveUnread(
  draft: TurnBuilder,
  pieces: readonly string[],
  message = draft.message,
): UnreadWords[] {
  const { lists } = draft.context;
  const left: UnreadWords[] = [];
  for (const piece of pieces) {
    const words = plainWords(piece).trim();
    const stands = [...draft.open.unread.values()].some(
      (each) => each.words === words && each.message === message,
    );
    if (
      words === "" ||
      stands ||
      isChat(lists, words) ||
      isBareAnswer(lists, words) ||
      isOnlyMarks(lists, words)
    )
      continue;
    const unread = draft.open.unreads + 1;
    draft.record({ type: "left-unread", unread, words, ...(message !== undefined && { message }) });
    const kept = draft.open.unread.get(unread);
    if (kept) left.push(kept);
  }
  return left;
}

/** Words that only answer what was shown: that they did not count is said at once. */
const isBareAnswer = (lists: WordLists, words: string): boolean =>
  readOfferAnswer(lists, words) !== null || BARE_COMMANDS.has(readCommand(lists, words)?.name ?? "");

/** Commands that answer what was shown last, whatever that is. */
export const BARE_COMMANDS = commandsThat(({ answersOnly }) => answersOnly === true);

/** What names the patient's age, sex or place is remembered as that. */
function isOnlyMarks(lists: WordLists, words: string): boolean {
  const { ages, sexes, labels } = patientMarks(lists, words);
  return ages.length + sexes.length + labels.length > 0 && words.split(/\s+/).length <= 4;
}

/** The same, with a notice to their author only; where no question comes after them, the thread shows them now. */
export function leaveUnreadAndTell(draft: TurnBuilder, pieces: readonly string[]): void {
  const left = leaveUnread(draft, pieces);
  if (left.length === 0) return;
  draft.tell(
    `Not read: ${left.map(({ words }) => `"${words}"`).join("; ")}. Nothing of it is recorded: it is shown with the next message until someone says what it is.`,
  );
  if (!draft.pending) showUnread(draft);
}

/** Shows everything that is not read, with what can be done about it. */
export function showUnread(draft: TurnBuilder): void {
  const unread = [...draft.open.unread.values()];
  if (unread.length === 0) return draft.notice("Everything that was typed here was read.");
  draft.post(
    unreadView(
      draft.open.handle,
      unread,
      "Nothing of this is recorded. Type unread, its number and the finding, recorded, or other.",
    ),
    `unread:${draft.open.unreads}:${draft.open.events.length}`,
  );
}

/** A message that says something else now: what was not read of it before is not what it says. */
export function settleEditedUnread(draft: TurnBuilder, message: string): void {
  for (const each of [...draft.open.unread.values()])
    if (each.message === message) draft.record({ type: "unread-settled", unread: each.number, as: "edited" });
}

type UnreadAct = Omit<Extract<Act, { do: "unread" }>, "do">;

/** A person says what words are that were not read. Returns why that is out of date, or null. */
export function settleUnread(draft: TurnBuilder, { unread, as, question: id }: UnreadAct): string | null {
  const words = draft.open.unread.get(unread);
  if (!words) return "somebody has said what those words are";
  if (as !== "finding") {
    draft.record({ type: "unread-settled", unread, as });
    draft.post(
      noticeView(draft.open.handle, [
        `"${words.words}": ${as === "other" ? "not about this patient" : "recorded already"}, said by `,
        { person: draft.actor },
        ".",
      ]),
    );
    if (draft.open.decision) decide(draft);
    return null;
  }
  const question = id === undefined ? undefined : draft.question(id);
  if (question) {
    draft.record({ type: "unread-named", unread, question: question.id });
    if (draft.open.reopenedQuestion !== question.id) draft.record({ type: "focused", question: question.id });
    draft.ask(question, true, words.words);
    return null;
  }
  const { protocol, open, pending } = draft;
  const [first] = protocol.sections;
  const section = pending?.section ?? first;
  const forms = section ? severalView(open.handle, section, protocol.sections).actions : [];
  draft.post(whichFindingView(open, words, nearestQuestions(protocol, words.words, NEAREST), forms));
  return null;
}

/** "unread", and "unread 2 saddle", "unread 2 other", "unread 2 recorded". */
export function runUnread(draft: TurnBuilder, argument: string): void {
  const [, number = "", rest = ""] = /^(\d{1,4})\s*(.*)$/.exec(argument) ?? [];
  if (number === "") return showUnread(draft);
  const said = rest.toLowerCase();
  const as = said === "other" || said === "recorded" ? said : "finding";
  const question = as === "finding" && said !== "" ? questionNamedIn(draft.protocol, said) : undefined;
  const why = settleUnread(draft, {
    unread: Number(number),
    as,
    ...(question && { question: question.id }),
  });
  if (why !== null) draft.tell(`Nothing is changed: ${why}.`);
}
