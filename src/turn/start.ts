/** Where no case is open: words for the bot begin a case, are kept as an offer to begin one, or are small talk. */

import type { Inbound } from "../case/inbound.ts";
import { readOpening } from "../language/opening.ts";
import { ROLES, type Role } from "../protocol/schema.ts";
import {
  chatView,
  helpView,
  noticeView,
  offerView,
  roleView,
  startedView,
  withNothingAbove,
} from "../views/notices.ts";
import type { View } from "../views/outbound.ts";
import { postResult } from "./deciding.ts";
import { keepWords, noteMarks } from "./keeping-words.ts";
import { propose, readProposal } from "./proposing.ts";
import { sanitizeWords } from "./sanitize-input.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { leaveUnread } from "./unread-words.ts";

type StartInbound = Extract<Inbound, { kind: "start" }>;

/** A case was asked for: it begins with the words, unless they are small talk or another command. */
export function startCase(
  draft: TurnBuilder,
  {
    words: typed,
    actor: { role },
    opens,
  }: Pick<StartInbound, "words" | "opens"> & { actor: { role?: Role } },
): void {
  const here = draft.encounter;
  if (here && !here.closed) {
    const words = sanitizeWords(draft, typed).trim();
    keepWords(draft, words, "another");
    if (words !== "") return;
    // a person coming back to their case types the same
    if (here.decision && !draft.pending) postResult(draft);
    else draft.askNext(true);
    return;
  }
  const words = sanitizeWords(draft, typed);
  const opening = readOpening(draft.context.lists, words);
  if (opening.kind === "start") begin(draft, { words: opening.findings, role, opens: opens === true });
  else if (opening.kind === "words" || words.trim() === "")
    begin(draft, { words, role, opens: opens === true });
  else answerWithoutCase(draft, opening, (view) => draft.post(view));
}

export interface WordsWithoutCase {
  /** The storable words. */
  words: string;
  role: Role | undefined;
  /** A reply is for their author only. */
  alone: boolean;
}

/** Words for the bot where no case is open. None is lost: all but small talk is kept, and a case is offered. */
export function handleWordsWithoutCase(draft: TurnBuilder, { words, role, alone }: WordsWithoutCase): void {
  const show = (view: View) => (alone ? draft.reply(view) : draft.post(view));
  const opening = readOpening(draft.context.lists, words);
  if (opening.kind === "start") return begin(draft, { words: opening.findings, role, opens: false });
  if (opening.kind !== "words") return answerWithoutCase(draft, opening, show);
  const offer = draft.context.newCase.id;
  draft.requestEffect({ do: "offer", offer, words, message: draft.message });
  show(offerView(offer, draft.encounter !== null));
}

type OpeningWithoutCase = Extract<ReturnType<typeof readOpening>, { kind: "chat" | "command" }>;

function answerWithoutCase(
  draft: TurnBuilder,
  opening: OpeningWithoutCase,
  show: (view: View) => void,
): void {
  if (opening.kind === "chat") return show(chatView(draft.protocol));
  const { name } = opening.call;
  if (name === "help") show(helpView());
  else if (name === "list") draft.requestEffect({ do: "cases", actor: draft.actor });
  else if (draft.encounter)
    show(noticeView(draft.encounter.handle, "This case is closed. Type reopen, or triage to start another."));
  // nobody else should wonder about a case that is not there
  else draft.reply("No case is open here. Type triage to start one.");
}

/** The first post of a case that was begun below other people's words says that these are not in it. */
export function sayWhatIsNotRead(draft: TurnBuilder): void {
  const { said, events } = draft.result;
  const first = said.findIndex(({ audience }) => audience.kind === "thread");
  const view = said[first]?.view;
  if (events[0]?.type === "opened" && view) draft.amend(first, withNothingAbove(view));
}

interface CaseStart {
  words: string;
  /** The opener's choice in an earlier case; a new opener is offered the choice. */
  role: Role | undefined;
  /** There is no thread yet: the first post opens it. */
  opens: boolean;
}

function begin(draft: TurnBuilder, { words, role, opens }: CaseStart): void {
  draft.begin(role ?? "physician");
  if (opens) draft.post(startedView(draft.open), "started");
  if (role === undefined) draft.post(roleView(draft.open.handle, ROLES), "role");
  noteMarks(draft, words);
  const reading = readProposal(draft, words, null);
  if (!reading) leaveUnread(draft, [words]);
  if (reading) propose(draft, reading);
  else draft.askNext(false);
}
