/**
 * Words that are an answer and nothing else, such as "no" or "38.4": they answer the post that their author saw, or
 * nothing. A person who gets no reply repeats the words, and must not answer the next question by it.
 */

import { answerText } from "../answers/text.ts";
import type { Answer } from "../answers/value.ts";
import { isSameAnswer, revisionOf } from "../case/encounter.ts";
import type { AskingPost, StandingPost } from "../case/inbound.ts";
import { withoutQuotes } from "../language/direct-answer.ts";
import { plainWords } from "../language/free-text/plain.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { Question } from "../protocol/schema.ts";
import { panelSlot } from "../views/panel.ts";
import { questionSlot } from "../views/question.ts";
import { type AskingKind, isOnItsWay, lowestAskingPost, type ShownPost, seenPost } from "./asking-posts.ts";
import { askedOnceMore, askToDiscard } from "./checks.ts";
import { decide } from "./deciding.ts";
import { directAnswerTo } from "./direct-reading.ts";
import { deny, postPanelAgain } from "./panel-acts.ts";
import { confirmProposal, discard, postProposalAgain, propose, readProposal } from "./proposing.ts";
import { recordAndDecide, recordAnswer } from "./recording.ts";
import { undo } from "./taking-back.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** The shortest time in which someone could read a new question and type an answer to it, in ms. */
const MIN_READING_MS = 1000;
/** The same where another person's act put the question in the place of another; milliseconds. */
const MIN_READING_AFTER_OTHERS_MS = 5000;
/** The same for a person who has just given this answer to another question; milliseconds. */
const MIN_READING_OF_REPEAT_MS = 1500;

/** Words as a platform delivered them. */
export interface SentWords {
  words: string;
  /** When the platform received them, by its own clock; milliseconds since the epoch. */
  sentAt: number;
  /** What was on the person's screen, where the adapter knows. */
  standing?: StandingPost | null | undefined;
  /** They were meant for the bot. */
  addressed: boolean;
  /** Their author saw the questions with numbers, and can press nothing. */
  numbered?: boolean;
}

type QuestionPost = ShownPost & { asks: Extract<AskingPost, { question: string }> };

/** The lowest post that asks and was visible when the words were sent. */
export function postShown(
  draft: TurnBuilder,
  { sentAt, standing }: SentWords,
  ...kinds: readonly AskingKind[]
): ShownPost | null {
  const { encounter, context } = draft;
  if (!encounter || standing === null) return null;
  if (standing && (kinds.length === 0 || kinds.some((kind) => kind in standing)))
    return seenPost(encounter, standing);
  return lowestAskingPost(encounter, context.posts, sentAt, kinds);
}

/** The lowest question; none where several are asked together below it. */
function questionShown(draft: TurnBuilder, sent: SentWords): QuestionPost | null {
  const post = postShown(draft, sent, "question", "panel");
  return post && "question" in post.asks ? (post as QuestionPost) : null;
}

/** The question that words may answer by how they begin: visible for long enough, and not answered since. */
export function questionInMind(draft: TurnBuilder, sent: SentWords): Question | undefined {
  const post = questionShown(draft, sent);
  if (!post || post.unsure || isAnswered(draft, post)) return undefined;
  if (whyTooSoon(draft, post, saysAgain(draft, sent.words, null))) return undefined;
  return draft.question(post.asks.question);
}

/** For how long the lowest question, or several together, had been shown when these words came; milliseconds, null when none was. */
export const questionShownFor = (draft: TurnBuilder, sent: SentWords): number | null =>
  postShown(draft, sent, "question", "panel")?.shownMs ?? null;

const isAnswered = (draft: TurnBuilder, { asks }: QuestionPost): boolean =>
  revisionOf(draft.open, asks.question) > asks.rev;

/** Handles words that are no more than an answer. Returns false when they are something else. */
export function takeBareAnswer(draft: TurnBuilder, sent: SentWords): boolean {
  const { words } = sent;
  const { context } = draft;
  const lowest = postShown(draft, sent);
  if (lowest?.unsure && isYesOrNo(context.lists, words)) {
    tellWhatIsAsked(draft, `Not recorded: "${plainWords(words)}".`);
    return true;
  }
  if (lowest && "check" in lowest.asks && isYesOrNo(context.lists, words))
    return replyToCheck(draft, lowest, lowest.asks.check, sent);
  if (lowest && "proposal" in lowest.asks && isYesOrNo(context.lists, words))
    return replyToList(draft, lowest, lowest.asks.proposal, sent);
  const post = questionShown(draft, sent);
  const question = post && draft.question(post.asks.question);
  const answer = question ? directAnswer(draft, question, words) : null;
  if (post && question && answer) {
    const early = !isAnswered(draft, post) && whyTooSoon(draft, post, saysAgain(draft, words, answer));
    // words that name their own finding need no question
    if ((early || post.unsure) && readProposal(draft, words, null)) return false;
    takeAnswer(draft, post, question, answer, sent);
    return true;
  }
  const next = draft.pending?.question;
  if (!next || next.id === question?.id || !directAnswer(draft, next, words)) return false;
  // they may name their own finding; otherwise they answer what nobody could have read yet
  if (readProposal(draft, words, null)) return false;
  tellWhatIsAsked(draft, `Not recorded: "${plainWords(words)}".`);
  return true;
}

/** The same for words that fit every question, such as "not assessed". */
export function takeAnswerToAny(draft: TurnBuilder, answer: Answer, sent: SentWords): void {
  const post = questionShown(draft, sent);
  const question = post && draft.question(post.asks.question);
  if (post && question) takeAnswer(draft, post, question, answer, sent);
  else tellWhatIsAsked(draft, `Not recorded: "${plainWords(sent.words)}".`);
}

function directAnswer(draft: TurnBuilder, question: Question, words: string): Answer | null {
  const read = directAnswerTo(draft, question, words);
  return read && "answer" in read ? read.answer : null;
}

function takeAnswer(
  draft: TurnBuilder,
  post: QuestionPost,
  question: Question,
  answer: Answer,
  { words, sentAt }: SentWords,
): void {
  if (post.unsure) return tellWhatIsAsked(draft, `Not recorded: "${plainWords(words)}".`);
  if (isAnswered(draft, post)) return repeatOrContradict(draft, post, question, answer, { words, sentAt });
  const reason = whyTooSoon(draft, post, saysAgain(draft, words, answer));
  if (reason) draft.tell(`Not recorded: ${reason}: ${question.label}. Answer it again.`);
  else if (!askedOnceMore(draft, question, answer))
    recordAndDecide(draft, { question, answer, how: "words", quote: words });
}

/** Why a post was not visible for long enough for this person to answer it; null when it was. */
export function whyTooSoon(draft: TurnBuilder, { after, shownMs }: ShownPost, again: boolean): string | null {
  if (after !== draft.actor.id && shownMs < MIN_READING_AFTER_OTHERS_MS)
    return "someone else answered just then, and the question is another one now";
  if (shownMs < MIN_READING_MS) return "the question had only just appeared";
  return again && shownMs < MIN_READING_OF_REPEAT_MS ? "the question had only just changed" : null;
}

/** Whether this person's latest answer was the same, in words or in meaning. */
function saysAgain(draft: TurnBuilder, words: string, answer: Answer | null): boolean {
  const last = draft.open.events.findLast(
    (event) => event.type === "answered" && event.actor.id === draft.actor.id,
  );
  if (last?.type !== "answered") return false;
  return last.quote === words || (answer !== null && isSameAnswer(last.answer, answer));
}

/** The question was answered before these words came: they repeat the answer, or contradict it. */
function repeatOrContradict(
  draft: TurnBuilder,
  post: QuestionPost,
  question: Question,
  answer: Answer,
  { words, sentAt }: Pick<SentWords, "words" | "sentAt">,
): void {
  const record = draft.open.records.get(question.id);
  const known = record && [record.accepted, ...record.conflictingAnswers];
  const same = known?.find((observation) => isSameAnswer(observation.answer, answer));
  // that it was not assessed does not contradict what somebody has found
  const stays = same ?? ("unknown" in answer ? record?.accepted : undefined);
  if (stays) {
    tellWhatIsAsked(draft, `Recorded already: ${question.label}: ${answerText(question, stays.answer)}.`);
    return;
  }
  const byAnother = record !== undefined && record.accepted.actor.id !== draft.actor.id;
  // someone who had time to see the answer, or no time to read the question, is not answering it
  const seenAnswered =
    post.changed && byAnother && sentAt - record.accepted.at >= MIN_READING_AFTER_OTHERS_MS;
  if (byAnother && (seenAnswered || whyTooSoon(draft, post, false))) {
    const standing = answerText(question, record.accepted.answer);
    tellWhatIsAsked(
      draft,
      `Not recorded: "${plainWords(words)}". ${question.label} is answered already: ${standing}. Use Change to answer it anew.`,
    );
    return;
  }
  // another person's answer is kept as conflicting; a person who gave both is asked which one holds
  if (byAnother) {
    recordAnswer(draft, { question, answer, how: "words", quote: words, late: true });
    decide(draft);
  } else {
    const items = [{ question: question.id, answer, quote: plainWords(words) }];
    propose(draft, { items, conflicts: [], faults: [], unread: [] });
  }
}

/** Tells a person what happened to their words and which question is pending. One that was never posted is posted now. */
export function tellWhatIsAsked(draft: TurnBuilder, outcome: string): void {
  draft.tell(`${outcome} ${nowAsked(draft)}`);
  draft.askNext(false);
}

/** What a person reads after "not recorded": the pending question, if it is visible. */
function nowAsked(draft: TurnBuilder): string {
  const { pending, context, open } = draft;
  if (!pending) return "Nothing is being asked.";
  const { question, together } = pending;
  const slot = together
    ? panelSlot(open.panels.size)
    : questionSlot(question.id, revisionOf(open, question.id));
  if (isOnItsWay(context.posts, slot)) return "The next question is on its way: answer it when it is shown.";
  return together
    ? `The questions are now: ${together.panel.title}.`
    : `The question is now: ${question.label}.`;
}

export const replyIn = (words: string): string =>
  withoutQuotes(plainWords(words).toLowerCase()).replace(/[.!]+$/, "");

/** Whether words are a bare yes or no. */
export const isYesOrNo = (lists: WordLists, words: string): boolean =>
  confirms(lists, words) || lists.replies.reject.includes(replyIn(words));

export const confirms = ({ replies }: WordLists, words: string): boolean =>
  replies.confirm.includes(replyIn(words));

/** Confirms a list by words. Where all that it holds is to be picked, the list alone would change nothing that is seen. */
export function confirmByWords(draft: TurnBuilder, number: number): boolean {
  if (!confirmProposal(draft, number)) return false;
  if (draft.result.said.every(({ update }) => update))
    draft.tell("Not recorded: of the answers on this list one has to be picked. Tap the one that is right.");
  return true;
}

/** A bare yes or no where a list of findings is the lowest post that asks. */
function replyToList(draft: TurnBuilder, post: ShownPost, number: number, sent: SentWords): boolean {
  const { words, addressed } = sent;
  const { proposal } = draft.open;
  const said = replyIn(words);
  if (proposal?.number !== number) {
    tellWhatIsAsked(draft, `Not recorded: "${said}" is for a list that is closed already.`);
    return true;
  }
  const reason = whyTooSoon(draft, post, false);
  if (reason) {
    draft.tell(`Not recorded: ${reason}. Look at the list, and say it again.`);
    return true;
  }
  const mayConfirm = addressed || proposal.by.id === draft.actor.id;
  if (!mayConfirm)
    draft.notice(
      `"${said}" could answer the list above or the question before it, so nothing is recorded. Use the list's buttons, or type confirm or discard.`,
    );
  else if (confirms(draft.context.lists, words)) confirmByWords(draft, number);
  else {
    const above = questionShown(draft, sent);
    const question = above && !isAnswered(draft, above) ? draft.question(above.asks.question) : undefined;
    const answer = question ? directAnswer(draft, question, words) : null;
    askToDiscard(draft, number, question && answer ? { question, answer } : null);
  }
  return true;
}

/** A bare yes or no where a confirmation is asked for. Repeating the words that it asks about is not enough. */
function replyToCheck(draft: TurnBuilder, post: ShownPost, number: number, { words }: SentWords): boolean {
  const { check } = draft.open;
  const yes = confirms(draft.context.lists, words);
  if (check?.number !== number) {
    tellWhatIsAsked(draft, `Not recorded: "${replyIn(words)}" is for something that is settled already.`);
    return true;
  }
  const reason = whyTooSoon(draft, post, false);
  if (reason) {
    draft.tell(`Not recorded: ${reason}. Look at it, and say it again.`);
    return true;
  }
  if (check.check.kind === "discard") {
    if (yes) discard(draft, check.check.proposal);
    else postProposalAgain(draft);
    return true;
  }
  if (check.check.kind === "undo") {
    if (yes) undo(draft, { ...check.check, checked: true });
    else draft.askNext(true);
    return true;
  }
  if (check.check.kind === "panel") {
    const asked = draft.open.panels.get(check.check.panel);
    if (asked && yes) deny(draft, asked, null, 0);
    else if (asked) postPanelAgain(draft, asked);
    return asked !== undefined;
  }
  const question = draft.question(check.check.question);
  if (!question) return false;
  const { answer } = check.check;
  const sameWords = directAnswer(draft, question, words);
  if (yes && !(sameWords && isSameAnswer(sameWords, answer)))
    recordAndDecide(draft, { question, answer, how: "words", quote: words });
  else if (yes) draft.tell("Not recorded yet: tap the button, or type confirm.");
  else draft.ask(question, true);
  return true;
}

/** Whether the open list was visible for long enough when these words came; if not, their author is told. */
export function listWasShown(draft: TurnBuilder, number: number, sent: SentWords): boolean {
  const post = postShown(draft, sent, "proposal");
  const reason =
    post && "proposal" in post.asks && post.asks.proposal === number
      ? whyTooSoon(draft, post, false)
      : "the list was not shown yet";
  if (reason) draft.tell(`Not recorded: ${reason}. Look at the list, and say it again.`);
  return reason === null;
}
