/** After anything was recorded: the alert first, then contradictions, the result or its change, and the next question. */

import { deadlineChanges } from "../case/deadlines.ts";
import { nextQuestion } from "../triage/ask.ts";
import type { Assessment } from "../triage/assess.ts";
import { contradictionsIn } from "../triage/contradict.ts";
import { trueRules } from "../triage/rule.ts";
import { audienceOf, type ResultContext } from "../views/advice.ts";
import { noticeView } from "../views/notices.ts";
import type { Action } from "../views/outbound.ts";
import { alertView, differenceView, ownerView, resultView, stoodDownView } from "../views/result.ts";
import type { TurnBuilder } from "./turn-builder.ts";

export const resultContextOf = (draft: TurnBuilder): ResultContext => ({
  protocol: draft.protocol,
  encounter: draft.open,
  current: draft.current,
  site: draft.context.site,
  now: draft.context.now,
});

/**
 * Decides anew on what is recorded.
 * @param again posts the result and the pending question also where they did not change
 */
export function decide(draft: TurnBuilder, again = false): void {
  const before = draft.open.decision?.assessment ?? null;
  const { assessment } = draft.current;
  postAlert(draft, assessment);
  pointOut(draft);
  const changed = before !== null && JSON.stringify(before) !== JSON.stringify(assessment);
  const first = before === null && nextQuestion(draft.protocol, draft.current.answers) === null;
  if (first || changed || (again && before !== null)) {
    draft.record({ type: "decided", assessment });
    setDeadlines(draft);
    if (before && changed) draft.post(differenceView(draft.protocol, draft.open, before, assessment));
    postResult(draft);
    tellOwner(draft, before);
  } else setDeadlines(draft);
  draft.askNext(again);
}

export function postResult(draft: TurnBuilder): void {
  draft.post(resultView(resultContextOf(draft), "result"), `result:${draft.open.decisions}`);
}

/** The true rules that make a case an emergency, each by itself. */
export function emergentRules({
  protocol,
  current: { findings, assessment },
}: Pick<TurnBuilder, "protocol" | "current">): string[] {
  if (assessment.acts_on !== "EMERGENT") return [];
  return trueRules(protocol, findings).flatMap(({ rule, acts_on }) =>
    acts_on === "EMERGENT" ? [rule.id] : [],
  );
}

/** Alerts to every emergency that is newly true, and says when one is true no longer: it may be true again later. */
function postAlert(draft: TurnBuilder, assessment: Assessment): void {
  const emergent = emergentRules(draft);
  const over = [...draft.open.alerted].filter((rule) => !emergent.includes(rule));
  if (over.length > 0) {
    draft.record({ type: "stood-down", rules: over });
    // once there is a result, its difference says so
    if (!draft.open.decision) draft.post(stoodDownView(resultContextOf(draft), over));
  }
  const rules = emergent.filter((rule) => !draft.open.alerted.has(rule));
  if (rules.length === 0) return;
  draft.record({ type: "alerted", rules, recommended: assessment.recommendations.map(({ id }) => id) });
  setDeadlines(draft);
  draft.say({
    slot: `alert:${rules.join("+")}:${draft.open.events.length}`,
    update: false,
    audience: { kind: "thread" },
    broadcast: draft.context.site.broadcast_alerts,
    view: alertView(resultContextOf(draft), rules),
  });
}

function setDeadlines(draft: TurnBuilder): void {
  const { findings, assessment } = draft.current;
  const { protocol, open, context } = draft;
  for (const change of deadlineChanges(protocol, open, findings, assessment, context.now))
    draft.record(change);
}

/** A button for each finding of a contradiction, so that the wrong one can be mended at once. */
function pointOut(draft: TurnBuilder): void {
  for (const { id, say } of contradictionsIn(draft.protocol, draft.current.findings)) {
    if (draft.open.contradictionsShown.has(id)) continue;
    draft.record({ type: "pointed-out", contradiction: id });
    const actions = contradictingQuestions(draft, id).map(
      (question): Action => ({
        label: `Change: ${question.label}`,
        act: { do: "change", question: question.id },
      }),
    );
    const text = `These do not fit together. ${say} The more dangerous one counts; change the one that is wrong.`;
    draft.post({ ...noticeView(draft.open.handle, text), actions });
  }
}

/** The answered questions that a contradiction's condition names. */
function contradictingQuestions(draft: TurnBuilder, contradiction: string) {
  const when = JSON.stringify(
    draft.protocol.contradictions.find(({ id }) => id === contradiction)?.when ?? null,
  );
  return draft.protocol.questions.filter(
    ({ id }) => draft.open.records.has(id) && (when.includes(`"${id}"`) || when.includes(`"${id}.`)),
  );
}

/** What the protocol has for the owner alone goes to the owner alone, when it is new. */
function tellOwner(draft: TurnBuilder, before: Assessment | null): void {
  const earlier = new Set(before?.recommendations.map(({ id }) => id));
  const fresh = draft.current.assessment.recommendations.some(
    ({ id }) => audienceOf(draft.protocol, id) === "owner" && !earlier.has(id),
  );
  if (fresh) draft.tell(ownerView(resultContextOf(draft)), draft.open.owner);
}
