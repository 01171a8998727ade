/** What time brings, and what people do about it: reminders, done, snooze, and idle cases. */

import { deadlineChanges, nextAttention, openDeadlines, snoozeUntil } from "../case/deadlines.ts";
import { audienceOf } from "../views/advice.ts";
import {
  escalationView,
  openLabel,
  remindedView,
  reminderSlot,
  reminderView,
} from "../views/deadline-list.ts";
import type { Words } from "../views/outbound.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Sets, moves and cancels the deadlines as the record requires. */
export function setDeadlines(draft: TurnBuilder): void {
  for (const change of deadlineChanges(draft.protocol, draft.open, draft.current)) draft.record(change);
}

/** A deadline is due for attention. One already met, cancelled or reminded of posts nothing. */
export function due(draft: TurnBuilder, id: string): void {
  const { now, site } = draft.context;
  const deadline = draft.encounter?.deadlines.get(id);
  const attention = deadline && draft.encounter && nextAttention(draft.open, deadline, site);
  if (!deadline || !attention || attention.at > now) return;
  const stage = now >= deadline.due ? "overdue" : "before";
  draft.record({ type: "reminded", deadline: id, stage });
  const view = reminderView(draft, deadline, stage);
  if (audienceOf(draft.protocol, id) === "owner") draft.tell(view, draft.open.owner);
  else draft.post(view, reminderSlot(draft.open, id));
  if (stage === "before") return;
  for (const route of site.escalation)
    draft.say({
      slot: `escalation:${id}:${route.name}:${draft.open.events.length}`,
      update: false,
      audience: { kind: "route", route },
      view: escalationView(draft.open, deadline),
    });
}

/** Marks a deadline as met, even after it has passed. Returns why it cannot be, or null. */
export function markDone(draft: TurnBuilder, id: string): string | null {
  const { now } = draft.context;
  const deadline = draft.open.deadlines.get(id);
  if (deadline?.state !== "open") return "that deadline is not running";
  const late = now > deadline.due;
  draft.record({ type: "done", deadline: id, late });
  showSeenTo(draft, id, [
    late ? "Done, late: it was due by " : "Done. It was due by ",
    { time: deadline.due },
    ", marked by ",
    { person: draft.actor },
    ", ",
    { time: now },
    ".",
  ]);
  return null;
}

/** Puts off a reminder. Returns why it cannot be, or null. */
export function snooze(draft: TurnBuilder, id: string): string | null {
  const { now, site } = draft.context;
  const deadline = draft.open.deadlines.get(id);
  if (deadline?.state !== "open") return "that deadline is not running";
  const until = snoozeUntil(deadline, site, now);
  draft.record({ type: "snoozed", deadline: id, until });
  const overdue = now >= deadline.due;
  showSeenTo(draft, id, [
    overdue ? "STILL OVERDUE since " : "Due by ",
    { time: deadline.due },
    "; reminding again at ",
    { time: until },
    ". Put off by ",
    { person: draft.actor },
    ".",
  ]);
  return null;
}

/** Updates the reminder if there is one, otherwise posts a message of its own. */
function showSeenTo(draft: TurnBuilder, id: string, words: Words): void {
  const view = remindedView(draft, id, words);
  if (audienceOf(draft.protocol, id) === "owner") draft.tell(view);
  else if (draft.open.deadlines.get(id)?.reminded.length) draft.replace(view, reminderSlot(draft.open, id));
  else draft.post(view);
}

/**
 * The case was idle for as long as the hospital keeps it open. It is not closed while a reminder is still to come:
 * that one comes first.
 */
export function idle(draft: TurnBuilder): void {
  const { encounter, context } = draft;
  if (!encounter || encounter.closed) return;
  const open = openDeadlines(encounter);
  if (open.some((deadline) => nextAttention(encounter, deadline, context.site) !== null)) return;
  const left = open.map(({ id }) => openLabel(draft.protocol, encounter, id)).join("; ");
  draft.record({ type: "closed", reason: "idle" });
  draft.notice(
    `Case ${encounter.handle} was closed because of inactivity. ${left === "" ? "" : `Not marked as done: ${left}. `}Type reopen to continue.`,
  );
}
