/** What each command does. */

import type { Actor, AskingMode, Encounter } from "../case/encounter.ts";
import type { StandingPost } from "../case/inbound.ts";
import { type CommandCall, reasonIn, saysMe } from "../language/commands.ts";
import { ROLES, type Role } from "../protocol/schema.ts";
import { citationLine } from "../views/cited-sources.ts";
import { deadlineNamed, deadlinesView, shownDeadlines } from "../views/deadline-list.ts";
import { handoffView } from "../views/handoff.ts";
import { citationView, helpView, noticeView } from "../views/notices.ts";
import { whyView } from "../views/result.ts";
import { timelineView } from "../views/timeline.ts";
import { acknowledge } from "./alerting.ts";
import { confirmByWords, listWasShown, takeAnswerToAny } from "./bare-answers.ts";
import { changeProtocol, close, forget, reopen } from "./case-actions.ts";
import { postStatus } from "./deciding.ts";
import { markDone, snooze } from "./due-deadlines.ts";
import { takeUnknownOfPanel } from "./panel-words.ts";
import { discard } from "./proposing.ts";
import { change, severalView } from "./reopening.ts";
import { resultContextOf } from "./result-context.ts";
import { startCase } from "./start.ts";
import { undoLast } from "./taking-back.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { runUnread } from "./unread-words.ts";

/** The circumstances of a command, besides its words. */
interface CommandOrigin {
  addressed: boolean;
  mentions: readonly Actor[];
  /** The person's choice in an earlier case. */
  role: Role | undefined;
  /** When the platform received the words, by its own clock; milliseconds since the epoch. */
  sentAt: number;
  /** What was on the person's screen, where the adapter knows. */
  standing?: StandingPost | null | undefined;
  /** By a button that named the case, or typed where there are no buttons. */
  tapped: boolean;
}

type OpenCaseCommand = Exclude<
  CommandCall["name"],
  | "help"
  | "list"
  | "triage"
  | "status"
  | "why"
  | "timeline"
  | "handoff"
  | "cite"
  | "close"
  | "reopen"
  | "forget"
>;

/** Returns false when the words turn out not to be the command: they may be an answer. */
export function runCommand(
  draft: TurnBuilder,
  { name, argument }: CommandCall,
  manner: CommandOrigin,
): boolean {
  switch (name) {
    case "help":
      draft.post(helpView());
      return true;
    case "list":
      draft.requestEffect({ do: "cases", actor: draft.actor });
      return true;
    case "triage":
      // followed by findings, it begins a case only where none is open: otherwise they are findings of that case
      if (argument !== "" && ((draft.encounter && !draft.encounter.closed) || !manner.addressed))
        return false;
      startCase(draft, { words: argument, actor: manner.role === undefined ? {} : { role: manner.role } });
      return true;
  }
  const { encounter } = draft;
  if (!encounter) return false;
  switch (name) {
    case "status":
      postStatus(draft);
      return true;
    case "why":
      draft.post(whyView(resultContextOf(draft), draft.pending));
      return true;
    case "timeline":
      draft.post(timelineView(draft.protocol, encounter));
      return true;
    case "handoff":
      draft.post(handoffView(resultContextOf(draft)));
      return true;
    case "cite":
      answerCitation(draft, argument);
      return true;
    case "close":
      close(draft, argument !== "", manner.tapped);
      return true;
    case "reopen":
      reopen(draft);
      return true;
    case "forget":
      return forget(draft, argument, manner.tapped);
  }
  return !encounter.closed && runInOpenCase(draft, encounter, { name, argument }, manner);
}

/** The commands that need an open case. */
function runInOpenCase(
  draft: TurnBuilder,
  encounter: Encounter,
  { name, argument }: { name: OpenCaseCommand; argument: string },
  manner: CommandOrigin,
): boolean {
  switch (name) {
    case "acknowledge":
      acknowledge(draft);
      return true;
    case "unknown": {
      if (!draft.pending) return false;
      const reason = reasonIn(draft.context.lists, argument);
      const sent = { ...manner, words: argument || "not assessed" };
      if (!takeUnknownOfPanel(draft, reason, sent)) takeAnswerToAny(draft, { unknown: reason }, sent);
      return true;
    }
    case "one by one":
    case "panels":
      setAsking(draft, name);
      return true;
    case "several":
      return several(draft, argument);
    case "undo": {
      const why = undoLast(draft);
      if (why !== null) draft.tell(`Nothing is taken back: ${why}.`);
      return true;
    }
    case "unread":
      runUnread(draft, argument);
      return true;
    case "back": {
      const last = [...encounter.answerOrder].reverse().find((id) => id !== encounter.reopenedQuestion);
      const question = last === undefined ? undefined : draft.question(last);
      if (question) draft.reopen(question);
      else draft.notice("Nothing is answered yet.");
      return true;
    }
    case "change":
      // "correct" alone, after a list, agrees with it
      if (argument === "" && encounter.latest === "proposal") return false;
      return change(draft, argument);
    case "confirm":
    case "discard": {
      const { proposal, check } = encounter;
      // it may confirm an answer that was asked for again
      if (name === "confirm" && check !== null && check.check.kind !== "discard") return false;
      if (!proposal || (!manner.addressed && proposal.by.id !== draft.actor.id)) return false;
      if (!listWasShown(draft, proposal.number, { ...manner, words: name })) return true;
      return (name === "confirm" ? confirmByWords : discard)(draft, proposal.number);
    }
    case "done":
    case "snooze":
      return updateNamedDeadline(draft, name, argument);
    case "owner":
      return owner(draft, argument, manner.mentions);
    case "role":
      setRole(draft, argument);
      return true;
    case "upgrade":
      changeProtocol(draft);
      return true;
  }
}

/** From the next question on; remembered for the person's next cases. */
function setAsking(draft: TurnBuilder, asks: AskingMode): void {
  if (asks === "panels" && draft.protocol.panels.length === 0)
    return draft.notice("This case's version of the protocol asks one by one.");
  if (draft.open.asks !== asks) draft.record({ type: "asks", asks });
  draft.requestEffect({ do: "remember", actor: draft.actor, asks });
  draft.askNext(true);
}

function setRole(draft: TurnBuilder, argument: string): void {
  const role = ROLES.find((each) => each === argument.toLowerCase());
  if (!role) return draft.notice(`Type role and one of ${ROLES.join(", ")}.`);
  draft.record({ type: "role", role });
  draft.requestEffect({ do: "remember", actor: draft.actor, role });
  draft.notice(`From now on, and in your next cases, the wording is for a ${role}.`);
}

function answerCitation(draft: TurnBuilder, argument: string): void {
  const line = argument === "" ? null : citationLine(draft.protocol, Number(argument.replace(/[[\]]/g, "")));
  if (line) draft.post(citationView(draft.open, line));
  else
    draft.notice(
      argument === ""
        ? "Which one? Type cite and its number."
        : `There is no source ${argument}. Numbers go from 1 to ${draft.protocol.citations.length}.`,
    );
}

function several(draft: TurnBuilder, argument: string): boolean {
  const wanted = argument.toLowerCase();
  const { sections } = draft.protocol;
  const section =
    wanted === ""
      ? (draft.pending?.section ?? sections[0])
      : sections.find(
          ({ id, title }) => id.replaceAll("_", " ") === wanted || title.toLowerCase() === wanted,
        );
  if (!section) return false;
  draft.post(severalView(draft.open.handle, section, sections));
  return true;
}

/** By its words, or the only one with a reminder. Anything less certain is offered as buttons. */
function updateNamedDeadline(draft: TurnBuilder, name: "done" | "snooze", argument: string): boolean {
  const owns = draft.open.owner.id === draft.actor.id;
  const all = shownDeadlines(resultContextOf(draft));
  // what is for the owner only is neither named to others nor marked by them
  const found = deadlineNamed(draft, argument).filter((each) => owns || all.includes(each));
  if (found.length === 0) {
    if (argument !== "" || draft.open.deadlines.size === 0) return false;
    draft.notice("No deadline is running.");
    return true;
  }
  const [only] = found;
  const certain = argument !== "" || (only?.reminded.length ?? 0) > 0;
  if (only && found.length === 1 && certain) (name === "done" ? markDone : snooze)(draft, only.id);
  else {
    const shown = all.filter((each) => found.includes(each));
    if (shown.length < found.length) draft.tell(deadlinesView(resultContextOf(draft), found));
    else draft.post(deadlinesView(resultContextOf(draft), shown));
  }
  return true;
}

function owner(draft: TurnBuilder, argument: string, mentions: readonly Actor[]): boolean {
  const person = saysMe(draft.context.lists, argument) ? draft.actor : mentions[0];
  if (!person) {
    draft.notice("Who owns this case? Type owner me, or owner and a mention of the person.");
    return true;
  }
  const before = draft.open.owner;
  if (before.id === person.id) {
    draft.tell(noticeView(draft.open.handle, [{ person }, ` owns case ${draft.open.handle} already.`]));
    return true;
  }
  draft.record({
    type: "owner",
    owner: { id: person.id, ...(person.name !== undefined && { name: person.name }) },
  });
  const { handle } = draft.open;
  draft.notice(
    person.id === draft.actor.id
      ? [
          { person },
          ` took case ${handle} over from `,
          { person: before },
          ", and is reminded of its deadlines.",
        ]
      : [
          { person },
          ` owns case ${handle} now, in place of `,
          { person: before },
          ", and is reminded of its deadlines.",
        ],
  );
  return true;
}
