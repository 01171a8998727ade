/** Undo: what one act recorded is unanswered again, and is asked. That it was recorded, and taken back, stays. */

import { currentState } from "../case/current.ts";
import {
  type Actor,
  type Encounter,
  type EventBody,
  extendEncounter,
  type Observation,
} from "../case/encounter.ts";
import type { Act } from "../case/inbound.ts";
import type { Question } from "../protocol/schema.ts";
import { checkSlot, undoCheckView } from "../views/check.ts";
import type { ViewKind } from "../views/outbound.ts";
import { questionSlot, takenBackView } from "../views/question.ts";
import { emergentRules } from "./alerting.ts";
import { decide } from "./deciding.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** An answer that one act recorded and that still counts. */
interface StandingItem {
  question: Question;
  observation: Observation;
  /** Its place in the question's history. */
  rev: number;
}

type UndoAct = Omit<Extract<Act, { do: "undo" }>, "do">;

/** Takes back what one act recorded; asks first where some of it is another person's. Returns why it cannot, or null. */
export function undo(draft: TurnBuilder, act: UndoAct): string | null {
  const items = standingItems(draft, act);
  if (items.length === 0) return "what it recorded was changed or taken back already";
  const others = items.filter(({ observation }) => observation.actor.id !== draft.actor.id);
  const ends = endsAnAlert(draft, items);
  if (!act.checked && (others.length > 0 || ends)) {
    askBeforeUndo(draft, act, items, ends);
    draft.requestEffect({ do: "ask-back" });
  } else takeBack(draft, items);
  return null;
}

/** Takes back what this person recorded last; by words, where there is no button. Returns why it cannot, or null. */
export function undoLast(draft: TurnBuilder): string | null {
  const { events } = draft.open;
  const last = events.findLastIndex(({ type, actor }) => type === "answered" && actor.id === draft.actor.id);
  // one act is one moment
  const sameAct = (at: number): boolean =>
    events[at]?.at === events[last]?.at && events[at]?.actor.id === draft.actor.id;
  let from = last;
  while (from > 0 && sameAct(from - 1)) from -= 1;
  return last < 0 ? "you recorded nothing here" : undo(draft, { from, to: last + 1 });
}

function standingItems(draft: TurnBuilder, { from, to }: UndoAct): StandingItem[] {
  const { open } = draft;
  const counts = new Map<string, number>();
  const items = new Map<string, StandingItem>();
  for (const [at, event] of open.events.slice(0, to).entries()) {
    if (event.type !== "answered" && event.type !== "settled") continue;
    const rev = counts.get(event.question) ?? 0;
    counts.set(event.question, rev + 1);
    const record = open.records.get(event.question);
    const observation = record?.history[rev];
    const question = draft.question(event.question);
    const stands =
      record && observation && [record.accepted, ...record.conflictingAnswers].includes(observation);
    if (at >= from && question && stands) items.set(question.id, { question, observation, rev });
  }
  return [...items.values()];
}

const eventOf = ({ question, rev }: StandingItem): EventBody => ({
  type: "taken-back",
  question: question.id,
  rev,
});

/** Whether an emergency that was alerted to would not stand without these. */
function endsAnAlert(draft: TurnBuilder, items: readonly StandingItem[]): boolean {
  const { open, protocol, actor, context } = draft;
  if (open.alerted.size === 0) return false;
  const without = extendEncounter(open);
  for (const item of items) without.add({ ...eventOf(item), at: context.now, actor });
  const left = emergentRules({ protocol, current: currentState(protocol, without.encounter, draft.setting) });
  return [...open.alerted].some((rule) => !left.includes(rule));
}

function askBeforeUndo(
  draft: TurnBuilder,
  { from, to }: UndoAct,
  items: readonly StandingItem[],
  ends: boolean,
): void {
  const { open } = draft;
  const number = open.checks + 1;
  draft.record({ type: "check-asked", number, check: { kind: "undo", from, to } });
  draft.post(undoCheckView(open.handle, number, { from, to, items, ends }), checkSlot(number));
}

function takeBack(draft: TurnBuilder, items: readonly StandingItem[]): void {
  for (const item of items) {
    draft.record(eventOf(item));
    showTakenBack(draft, draft.open, item, draft.actor);
  }
  const [only] = items;
  if (only && items.length === 1 && !draft.open.records.has(only.question.id))
    draft.record({ type: "focused", question: only.question.id });
  decide(draft);
  if (!draft.result.said.some(({ view, update }) => ASKING_VIEWS.has(view.kind) && !update))
    draft.askNext(true);
}

const ASKING_VIEWS: ReadonlySet<ViewKind> = new Set(["question", "panel"]);

/** On the message that had asked for it. */
function showTakenBack(
  draft: TurnBuilder,
  encounter: Encounter,
  { question }: StandingItem,
  by: Actor,
): void {
  const asked = encounter.asked.get(question.id);
  if (asked === undefined) return;
  if (encounter.records.has(question.id)) draft.update(question);
  else
    draft.replace(
      takenBackView(encounter.handle, question, by, draft.context.now),
      questionSlot(question.id, asked),
    );
}
