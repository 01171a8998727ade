/** The alert of a case: one message counts at any time; a change is a new message, and the old one shrinks. */

import { answerText } from "../answers/text.ts";
import { type Actor, alertNeedsCall } from "../case/encounter.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import { index } from "../triage/index-of-protocol.ts";
import { trueRules } from "../triage/rule.ts";
import { audienceOf } from "../views/advice.ts";
import { alertView, calledAgainView, supersededView, withdrawnView } from "../views/alert.ts";
import { noticeView, offersTakeOver } from "../views/notices.ts";
import type { View } from "../views/outbound.ts";
import { setDeadlines } from "./due-deadlines.ts";
import { resultContextOf } from "./result-context.ts";
import type { TurnBuilder } from "./turn-builder.ts";

const slotOf = (number: number): string => `alert:${number}`;
const calledAgainSlot = (number: number): string => `called-again:${number}`;

/** The true rules that make a case an emergency, each by itself. */
export function emergentRules({
  protocol,
  current: { findings, assessment, setting },
}: Pick<TurnBuilder, "protocol" | "current">): string[] {
  if (assessment.acts_on !== "EMERGENT") return [];
  return trueRules(protocol, findings, setting).flatMap(({ rule, acts_on }) =>
    acts_on === "EMERGENT" ? [rule.id] : [],
  );
}

/**
 * Brings the alert up to date with the record: a new message when it rises, when an act becomes due now, and when it no
 * longer holds. Returns whether it posted anything.
 */
export function updateAlert(draft: TurnBuilder): boolean {
  const { assessment } = draft.current;
  const before = draft.open.alert;
  const emergent = emergentRules(draft);
  const over = [...draft.open.alerted].filter((rule) => !emergent.includes(rule));
  const raised = emergent.filter((rule) => !draft.open.alerted.has(rule));
  const added = before?.standing && emergent.length > 0 ? actsDueNow(draft) : [];
  if (over.length > 0) draft.record({ type: "stood-down", rules: over });
  if (raised.length + added.length > 0) {
    draft.record({
      type: "alerted",
      rules: raised,
      recommended: assessment.recommendations.map(({ id }) => id),
      ...draft.recordedSetting,
    });
    setDeadlines(draft);
  }
  const { alert } = draft.open;
  if (alert === null || alert.number === before?.number) return false;
  const news = { added, over, recorded: recordedInWords(draft), mentions: called(draft) };
  const scene = resultContextOf(draft);
  post(
    draft,
    slotOf(alert.number),
    alert.standing ? alertView(scene, news) : withdrawnView(scene, draft.actor, news),
  );
  if (before) {
    const superseded = supersededView(draft.open, draft.context.now);
    replace(draft, slotOf(before.number), superseded);
    if (before.calledAgain) replace(draft, calledAgainSlot(before.number), superseded);
  }
  return true;
}

/** Whoever acknowledges the alert is named on it, in the thread and in the channel. */
export function acknowledge(draft: TurnBuilder): void {
  const { alert } = draft.open;
  if (!alert?.standing) return draft.tell("This case has no active emergency.");
  if (alert.acknowledged?.by.id === draft.actor.id) return draft.tell("You have this already.");
  if (alert.acknowledged)
    return draft.tell(
      offersTakeOver(
        noticeView(draft.open.handle, [
          { person: alert.acknowledged.by },
          " has this already. Talk to them, or take the case over: everybody here sees that.",
        ]),
      ),
    );
  draft.record({ type: "acknowledged", alert: alert.number });
  replace(draft, slotOf(alert.number), alertView(resultContextOf(draft)));
  if (alert.calledAgain)
    replace(draft, calledAgainSlot(alert.number), calledAgainView(resultContextOf(draft), []));
  draft.notice([{ person: draft.actor }, ` has the emergency of case ${draft.open.handle}.`]);
}

/** Nobody has acknowledged it in time. */
export function callAgain(draft: TurnBuilder, id: string): void {
  const { encounter, context } = draft;
  const wanted = encounter && alertNeedsCall(encounter);
  if (!wanted || wanted.key !== id || wanted.at > context.now) return;
  draft.record({ type: "called-again", alert: wanted.number });
  post(draft, calledAgainSlot(wanted.number), calledAgainView(resultContextOf(draft), called(draft)));
}

function post(draft: TurnBuilder, slot: string, view: View): void {
  const broadcast = draft.context.site.broadcast_alerts;
  draft.say({ slot, update: false, audience: { kind: "thread" }, broadcast, view });
}

function replace(draft: TurnBuilder, slot: string, view: View): void {
  const broadcast = draft.context.site.broadcast_alerts;
  draft.say({ slot, update: true, onlyUpdate: true, audience: { kind: "thread" }, broadcast, view });
}

/** Recommendations due within the protocol's own "now" that no alert or decision has named yet. */
function actsDueNow(draft: TurnBuilder): string[] {
  const { protocol, current, open } = draft;
  const now = index(protocol).windows.get(protocol.provisional.window)?.id;
  return current.assessment.recommendations.flatMap(({ id, window }) =>
    window?.id === now && !open.since.has(id) && audienceOf(protocol, id) === "everyone" ? [id] : [],
  );
}

/** What this turn recorded: the reader takes it as the cause. */
export function recordedInWords(draft: TurnBuilder): string[] {
  const answers = new Map(
    draft.result.events.flatMap((event) =>
      event.type === "answered" || event.type === "settled" ? [[event.question, event.answer] as const] : [],
    ),
  );
  return [...answers].flatMap(([id, answer]) => {
    const question = draft.question(id);
    return question ? [`${question.label} is now ${answerText(question, answer)}`] : [];
  });
}

/** The owner and the people the hospital names, if they are on the case's platform. */
function called(draft: TurnBuilder): Actor[] {
  const { owner } = draft.open;
  const named = namedHere(draft, draft.context.site.mention_in_alerts);
  return [owner, ...named.filter(({ id }) => id !== owner.id)];
}

/** Of the people whom the hospital names those who are where the case is. */
export function namedHere(draft: TurnBuilder, people: HospitalConfig["mention_in_alerts"]): Actor[] {
  const place = draft.open.owner.id.split(":").slice(0, 2).join(":");
  return people
    .map(({ platform, tenant, user, name }): Actor => ({ id: `${platform}:${tenant}:${user}`, name }))
    .filter(({ id }) => id.startsWith(`${place}:`));
}
