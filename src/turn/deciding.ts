/** After anything was recorded: the alert first, then contradictions, the result or its change, and the next question. */

import type { Assessment } from "../triage/assess.ts";
import { contradictionsIn, contradictionsOf } from "../triage/contradict.ts";
import { audienceOf } from "../views/advice.ts";
import { goToCase } from "../views/kept-words.ts";
import { noticeView, TAKE_OVER } from "../views/notices.ts";
import type { Action } from "../views/outbound.ts";
import { differenceView, ownerView, resultView } from "../views/result.ts";
import { updateAlert } from "./alerting.ts";
import { setDeadlines } from "./due-deadlines.ts";
import { mayDecide } from "./pending.ts";
import { resultContextOf } from "./result-context.ts";
import type { TurnBuilder } from "./turn-builder.ts";
import { updateUrgent } from "./urgent.ts";

/**
 * Decides again on the present record.
 * @param again posts the result and the pending question even when they did not change
 */
export function decide(draft: TurnBuilder, again = false): void {
  const before = draft.open.decision?.assessment ?? null;
  const { assessment } = draft.current;
  const alertPosted = updateAlert(draft);
  pointOut(draft);
  const changed = before !== null && JSON.stringify(before) !== JSON.stringify(assessment);
  const first = before === null && mayDecide(draft);
  const decides = first || changed || (again && before !== null);
  updateUrgent(draft, alertPosted || decides);
  if (decides) {
    draft.record({ type: "decided", assessment, ...draft.recordedSetting });
    setDeadlines(draft);
    // the alert's message already says what rose or fell; a newer protocol may change more than that
    const { events } = draft.result;
    const moved = events.some(({ type }) => type === "moved");
    const recorded = moved || events.some(({ type }) => type === "answered" || type === "settled");
    const fewerWaited = before !== null && recorded && onlyFewerWaited(before, assessment);
    if (before && changed && (!alertPosted || moved) && !fewerWaited)
      draft.post(
        differenceView(
          { protocol: draft.protocol, before: draft.context.protocol, encounter: draft.open },
          before,
          assessment,
          recorded ? "record" : "time",
        ),
      );
    if (!fewerWaited || again) postResult(draft);
    tellOwner(draft, before);
  } else setDeadlines(draft);
  draft.askNext(again);
}

/** Whether the only news is that a gate waits for less than before: the questions it waits for continue, and say so. */
function onlyFewerWaited(before: Assessment, after: Assessment): boolean {
  const apart = (one: Assessment) =>
    JSON.stringify({ ...one, withheld: one.withheld.map(({ id, because }) => ({ id, because })) });
  const waited = ({ withheld }: Assessment) =>
    withheld.flatMap(({ id, release = [] }) => release.map(({ say }) => `${id} ${say}`));
  const was = new Set(waited(before));
  return apart(before) === apart(after) && waited(after).every((step) => was.has(step));
}

export function postResult(draft: TurnBuilder): void {
  draft.post(resultView(resultContextOf(draft), "result"), `result:${draft.open.decisions}`);
}

/** A button for each finding of a contradiction, so that the wrong one can be corrected at once. */
function pointOut(draft: TurnBuilder): void {
  const answered = new Set(
    draft.result.events.flatMap((event) => (event.type === "answered" ? [event.question] : [])),
  );
  for (const { id, say } of contradictionsIn(draft.protocol, draft.current.findings, draft.current.setting)) {
    const questions = contradictingQuestions(draft, id);
    // once, and again with each answer that leaves it so: none is stored silently
    if (draft.open.contradictionsShown.has(id) && !questions.some((each) => answered.has(each.id))) continue;
    draft.record({ type: "pointed-out", contradiction: id });
    const actions = questions.map(
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
    contradictionsOf(draft.protocol).find(({ id }) => id === contradiction)?.when ?? null,
  );
  return draft.protocol.questions.filter(
    ({ id }) => draft.open.records.has(id) && (when.includes(`"${id}"`) || when.includes(`"${id}.`)),
  );
}

/** What the protocol shows to the owner only goes to the owner only, when it is new. */
function tellOwner(draft: TurnBuilder, before: Assessment | null): void {
  const earlier = new Set(before?.recommendations.map(({ id }) => id));
  const fresh = draft.current.assessment.recommendations.some(
    ({ id }) => audienceOf(draft.protocol, id) === "owner" && !earlier.has(id),
  );
  if (fresh) draft.tell(ownerView(resultContextOf(draft)), draft.open.owner);
}

/** The state of the case; where others are open in the same place, with a button to each. */
export function postStatus(draft: TurnBuilder): void {
  const status = resultView(resultContextOf(draft), "status");
  const others = (draft.context.beside ?? []).map((handle) => goToCase(handle));
  const over = draft.open.closed ? [] : [TAKE_OVER];
  draft.post({ ...status, actions: [...status.actions, ...over, ...others] });
}

/** Somebody switches to this case from another: its state, and its pending question. */
export function resume(draft: TurnBuilder): void {
  if (!draft.encounter || draft.encounter.closed) return;
  postStatus(draft);
  draft.askNext(true);
}
