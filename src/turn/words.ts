/** Words: a command, the answer to a question, findings to be confirmed, or a question about the protocol. */

import type { Inbound } from "../case/inbound.ts";
import { type CommandCall, findingsOf, readCommand } from "../language/commands.ts";
import { typed } from "../language/input-hints.ts";
import { knowledgeView } from "../views/notices.ts";
import { isYesOrNo, questionInMind, questionShownFor, takeBareAnswer } from "./bare-answers.ts";
import { asksInWords, readsAsQuestion, searchCitations } from "./citation-search.ts";
import { directAnswerTo } from "./direct-reading.ts";
import { keepWords, noteMarks, speaksOfAnother } from "./keeping-words.ts";
import { takePanelWords } from "./panel-words.ts";
import type { PendingQuestion } from "./pending.ts";
import { propose, readProposal } from "./proposing.ts";
import { answerRecommendationQuestion } from "./recommendation-question.ts";
import { takeReplyWithWords } from "./replies-with-words.ts";
import { resultQuestionIn } from "./result-request.ts";
import { runCommand } from "./run-command.ts";
import { sanitizeWords } from "./sanitize-input.ts";
import { handleWordsWithoutCase } from "./start.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { BARE_COMMANDS, isPartOfTalk, leaveUnread, leaveUnreadAndTell, showUnread } from "./unread-words.ts";

export function handleWords(draft: TurnBuilder, inbound: Extract<Inbound, { kind: "say" }>): void {
  const { addressed, alone = false, mentions = [], actor, sentAt = draft.context.now } = inbound;
  const heard = sanitizeWords(draft, inbound.words);
  const call = readCommand(draft.context.lists, heard);
  const { encounter } = draft;
  const running = encounter !== null && !encounter.closed;
  if (running && inbound.about === "ask") return keepWords(draft, heard, "which");
  if (running && inbound.about !== "this" && speaksOfAnother(draft, heard, call, addressed))
    return keepWords(draft, call?.name === "triage" ? call.argument : heard, "another");
  if (inbound.standing === null && draft.encounter && answersBarely(draft, heard, call)) {
    draft.notice(`Not recorded: "${heard}" answers what was asked, and nothing had been shown when it came.`);
    return;
  }
  const origin = {
    addressed,
    mentions,
    role: actor.role,
    sentAt,
    standing: inbound.standing,
    tapped: inbound.typedOnly === true,
  };
  if (call && draft.encounter && runCommand(draft, call, origin)) return;
  if (!draft.encounter || draft.encounter.closed) {
    if (addressed) handleWordsWithoutCase(draft, { words: heard, role: actor.role, alone });
    return;
  }
  const words = findingsOf(draft.context.lists, heard, call);
  const sent = {
    words,
    sentAt,
    addressed,
    standing: inbound.standing,
    numbered: inbound.typedOnly === true,
  };
  if (
    results(draft, words) ||
    takePanelWords(draft, sent) ||
    takeBareAnswer(draft, sent) ||
    takeReplyWithWords(draft, sent)
  )
    return;
  const asked = questionInMind(draft, sent);
  const literal = asked ? directAnswerTo(draft, asked, words) : null;
  const reading = readProposal(draft, words, asked?.id ?? null);
  if (reading) noteMarks(draft, words);
  const answered = answerRecommendationQuestion(draft, words, addressed);
  if (reading && reading.items.length + reading.conflicts.length > 0) {
    // a question that names a finding only in doubt is answered too
    if (
      !answered &&
      addressed &&
      asksInWords(draft.context.lists, words) &&
      reading.items.every(({ uncertain }) => uncertain)
    ) {
      const lines = searchCitations(draft.protocol, words);
      if (lines.length > 0) draft.post(knowledgeView(draft.open.handle, lines));
    }
    propose(draft, reading);
  } else if (answered) return;
  else if (literal && "fault" in literal) draft.notice(`Not recorded. ${literal.fault}. The question stays.`);
  else if (addressed && reading) propose(draft, reading);
  else if (addressed) notUnderstood(draft, words);
  else if (isPartOfTalk(draft, questionShownFor(draft, sent))) leaveUnreadAndTell(draft, [words]);
}

/** Whether words only make sense as the answer to a question, or to an open list. */
function answersBarely(draft: TurnBuilder, words: string, call: CommandCall | null): boolean {
  if (call) return BARE_COMMANDS.has(call.name);
  const asked = draft.pending?.question;
  const answer = asked && directAnswerTo(draft, asked, words);
  return (answer && "answer" in answer) || isYesOrNo(draft.context.lists, words);
}

/** "MRI back": asks for that result; "results": for the next one. */
function results(draft: TurnBuilder, words: string): boolean {
  const found = resultQuestionIn(draft.context.lists, draft.protocol, draft.current, words);
  if (!found) return false;
  if (found === "none") draft.notice("No result is awaited. Name the study, such as MRI back.");
  else draft.reopen(found);
  return true;
}

function howToAnswer({ question, together }: PendingQuestion): string {
  return together
    ? `The questions stay: ${together.panel.title}. Press, or type a finding or "none of these".`
    : `The question stays: ${question.label}. Type one of these: ${typed(question.answer)}, "not assessed", "unable to assess".`;
}

function notUnderstood(draft: TurnBuilder, words: string): void {
  if (readsAsQuestion(draft.context.lists, words)) {
    const lines = searchCitations(draft.protocol, words);
    if (lines.length === 0) leaveUnread(draft, [words]);
    draft.post(knowledgeView(draft.open.handle, lines));
    return;
  }
  leaveUnread(draft, [words]);
  const { pending } = draft;
  draft.notice(
    pending
      ? `That was not understood as an answer, and nothing is recorded. ${howToAnswer(pending)}`
      : "Nothing is being asked, and nothing is recorded. Type a finding, status, change and a finding, or help.",
  );
  if (!pending && draft.open.unread.size > 0) showUnread(draft);
}
