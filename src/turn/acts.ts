/** Taps: each travels with a view and comes back with its act; a tap on an outdated message changes nothing. */

import { rawOfTap, readAnswer } from "../answers/read.ts";
import { answerText } from "../answers/text.ts";
import type { Answer } from "../answers/value.ts";
import { isSameAnswer, revisionOf } from "../case/encounter.ts";
import type { Act, Inbound } from "../case/inbound.ts";
import { readCommand } from "../language/commands.ts";
import type { Question } from "../protocol/schema.ts";
import { noticeView } from "../views/notices.ts";
import { panelSlot } from "../views/panel.ts";
import { proposalSlot } from "../views/proposal-card.ts";
import { questionSlot } from "../views/question.ts";
import { knownSince } from "./asking-posts.ts";
import { askedOnceMore } from "./checks.ts";
import { decide } from "./deciding.ts";
import { markDone, snooze } from "./due-deadlines.ts";
import { askFor, pressPanel } from "./panel-acts.ts";
import { confirmProposal, discard, pick } from "./proposing.ts";
import { recordAndDecide, recordAnswer } from "./recording.ts";
import { runCommand } from "./run-command.ts";
import { undo } from "./taking-back.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { settleUnread } from "./unread-words.ts";

export function handleAct(draft: TurnBuilder, inbound: Extract<Inbound, { kind: "act" }>): void {
  const { handle, act, actor, sentAt = draft.context.now } = inbound;
  const { encounter } = draft;
  if (act.do === "begin" || act.do === "decline") {
    if (act.do === "decline") draft.requestEffect({ do: "decline", offer: act.offer });
    draft.reply(
      act.do === "decline"
        ? "Not started. Your words are not kept."
        : "Those words are not kept any more. Type triage and the words to start a case.",
    );
    return;
  }
  const words = act.do === "command" ? readCommand(draft.context.lists, act.words) : null;
  // some commands are for closed cases: the command itself says what it can do
  if (!encounter || encounter.handle !== handle || (encounter.closed && !words))
    draft.tell("That message is out of date: its case is not the open one here. Nothing is changed.");
  else if (act.do === "command") {
    const origin = { addressed: true, mentions: [], role: actor.role, sentAt, tapped: true };
    if (!words || !runCommand(draft, words, origin)) draft.tell("That message is out of date.");
  } else if (tappedTooSoon(draft, inbound)) {
    draft.requestEffect({ do: "ask-back" });
    draft.tell("Not recorded: that tap came just as the message appeared. If you mean it, tap again.");
  } else {
    const outdated = runAct(draft, act, stoodFor(draft, inbound));
    if (outdated) draft.tell(`That message is out of date: ${outdated}. Nothing is changed.`);
  }
}

/** The shortest time in which someone could read a new message and tap in it, in ms: a faster tap was for the one before. */
const MIN_TAP_MS = 700;

/** Acts that record something by one tap. */
const RECORDING_ACTS: ReadonlySet<Act["do"]> = new Set([
  "answer",
  "still",
  "confirm",
  "discard",
  "pick",
  "settle",
  "undo",
  "unread",
  "panel",
]);

function tappedTooSoon(draft: TurnBuilder, inbound: Extract<Inbound, { kind: "act" }>): boolean {
  const stood = RECORDING_ACTS.has(inbound.act.do) ? stoodFor(draft, inbound) : null;
  return stood !== null && stood < MIN_TAP_MS;
}

/**
 * For how long a tapped message had stood, by the platform's own clock or the person's screen: ours does not know when it
 * was tapped. Null where that is not known.
 */
function stoodFor(
  { context }: TurnBuilder,
  { act, sentAt, postedAt, standing }: Extract<Inbound, { kind: "act" }>,
): number | null {
  if (standing) return standing.forMs;
  if (sentAt === undefined) return null;
  const since = postedAt ?? knownSince(context.posts, slotOfAct(act));
  return since === undefined ? null : sentAt - since;
}

/** The message that an act's button stands on. */
function slotOfAct(act: Act): string | null {
  if (act.do === "panel") return act.checked ? null : panelSlot(act.panel);
  if (act.do === "answer" && act.panel !== undefined) return panelSlot(act.panel);
  if (act.do === "answer") return act.checked ? null : questionSlot(act.question, act.rev);
  return "proposal" in act && act.proposal !== undefined ? proposalSlot(act.proposal) : null;
}

/** Does what the tap asks, or says why its message is out of date. */
function runAct(
  draft: TurnBuilder,
  act: Exclude<Act, { do: "command" | "begin" | "decline" }>,
  stood: number | null,
): string | null {
  switch (act.do) {
    case "panel":
      return pressPanel(draft, act, stood);
    case "ask":
      return askFor(draft, act.question);
    case "answer":
      return answered(draft, act);
    case "still":
      return stillSo(draft, act);
    case "change": {
      const question = draft.question(act.question);
      if (!question) return "the question is not in this protocol";
      draft.reopen(question);
      return null;
    }
    case "settle":
      return settleDispute(draft, act);
    case "undo":
      return undo(draft, act);
    case "unread":
      return settleUnread(draft, act);
    case "confirm":
      return confirmProposal(draft, act.proposal) ? null : "that list is not the one that waits";
    case "discard":
      return discard(draft, act.proposal) ? null : "that list is not the one that waits";
    case "pick":
      return pick(draft, act.proposal, act.question, act.choice, act.rev)
        ? null
        : "it has already been settled or answered again";
    case "done":
      return markDone(draft, act.deadline);
    case "snooze":
      return snooze(draft, act.deadline);
    case "form":
      return "its form was not filled in";
  }
}

function answered(draft: TurnBuilder, act: Extract<Act, { do: "answer" }>): string | null {
  const question = draft.question(act.question);
  if (!question) return "the question is not in this protocol";
  const { utcOffsetAt, lists } = draft.context;
  const reading = readAnswer(
    question,
    rawOfTap(question.answer, act.value),
    draft.saidAt,
    utcOffsetAt,
    lists.answers.times,
  );
  if ("faults" in reading) return "the answer is not one of this question";
  // a message from before its answer was taken back is not the one that asks now
  if (!draft.open.records.has(question.id) && act.rev < revisionOf(draft.open, question.id))
    return "its answer was taken back, and the question is asked anew";
  recordTap(draft, question, reading.answer, act);
  return null;
}

/** The accepted answer is confirmed as of now, where it was asked again. */
function stillSo(draft: TurnBuilder, { question: id, rev }: Extract<Act, { do: "still" }>): string | null {
  const question = draft.question(id);
  const record = draft.open.records.get(id);
  if (!question || !record || record.conflictingAnswers.length > 0 || rev !== revisionOf(draft.open, id))
    return "it has been answered again";
  recordTap(draft, question, record.accepted.answer, { rev });
  return null;
}

/** The first answer is accepted; another person's late one is kept as conflicting; a stale one is told what counts now. */
function recordTap(
  draft: TurnBuilder,
  question: Question,
  given: Answer,
  { rev, checked }: Pick<Extract<Act, { do: "answer" }>, "rev" | "checked">,
): void {
  const { open, actor } = draft;
  const standing = open.records.get(question.id)?.accepted;
  const reopened = draft.isAskedAnew(question.id) && rev === revisionOf(open, question.id);
  const counts = !standing || reopened;
  if (counts && !checked && askedOnceMore(draft, question, given)) draft.requestEffect({ do: "ask-back" });
  else if (counts) recordAndDecide(draft, { question, answer: given, how: "tap" });
  else if (isSameAnswer(standing.answer, given))
    draft.tell(
      noticeView(open.handle, [
        "Already answered by ",
        { person: standing.actor },
        `: ${answerText(question, standing.answer)}.`,
      ]),
    );
  else if (standing.actor.id === actor.id)
    draft.tell(`You answered: ${answerText(question, standing.answer)}. Use Change to answer anew.`);
  else {
    recordAnswer(draft, { question, answer: given, how: "tap", late: true });
    decide(draft);
  }
}

function settleDispute(draft: TurnBuilder, act: Extract<Act, { do: "settle" }>): string | null {
  const record = draft.open.records.get(act.question);
  const question = draft.question(act.question);
  const chosen = record && [record.accepted, ...record.conflictingAnswers][act.choice];
  const stale = act.rev !== revisionOf(draft.open, act.question) || record?.conflictingAnswers.length === 0;
  if (!chosen || !question || stale) return "it has already been settled or answered again";
  draft.record({ type: "settled", question: act.question, answer: chosen.answer });
  draft.update(question);
  decide(draft);
  return null;
}
