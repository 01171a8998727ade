/** The deadlines of a case: what has to be done by when, from what is recommended and since when. Pure. */
import { HOUR_MS } from "../answers/moment-value.ts";
import { kindOf } from "../answers/registry.ts";
import type { Protocol } from "../protocol/schema.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import { assess } from "../triage/assess.ts";
import { Evaluation } from "../triage/evaluate.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { ActiveRecommendation } from "../triage/recommend.ts";
import { findingsBehind } from "../triage/true-findings.ts";
import type { CurrentState } from "./current.ts";
import type { DeadlineRecord, Encounter, EventBody } from "./encounter.ts";

export type ReminderStage = "before" | "overdue";
type DeadlineEvent = Extract<EventBody, { type: "deadline" | "lifted" | "done" }>;

/**
 * What an assessment does to the clocks: those that begin, those that a stricter window moves earlier (none is ever
 * moved later), those that stop, and those that a recorded result has met.
 */
export function deadlineChanges(
  protocol: Protocol,
  encounter: Encounter,
  current: CurrentState,
): DeadlineEvent[] {
  const { assessment } = current;
  const { now } = current.setting;
  const changes: DeadlineEvent[] = [];
  const wanted = new Map(
    assessment.recommendations
      .filter((each) => runs(protocol, encounter, each))
      .map((each) => [each.id, each]),
  );
  const done = (was: DeadlineRecord) => changes.push({ type: "done", deadline: was.id, late: now > was.due });
  for (const was of encounter.deadlines.values())
    if (was.state === "open" && !wanted.has(was.id)) {
      // the result it waited for may be recorded: then it was met, and not dropped
      if (resultAt(protocol, encounter, was.id) > was.recorded) done(was);
      else changes.push({ type: "lifted", deadline: was.id });
    }
  for (const recommended of wanted.values()) {
    const { id, window } = recommended;
    const was = encounter.deadlines.get(id);
    const result = resultAt(protocol, encounter, id);
    const answered = result > (was?.recorded ?? Number.NEGATIVE_INFINITY);
    const again = answered && asksForAnother(protocol, current, recommended);
    if (was?.state === "open" && answered) done(was);
    if (answered && !again) continue;
    // a clock that runs has run without a break: when an alert or a decision first names it does not begin it anew
    const anew = was !== undefined && was.state !== "open" && (encounter.since.get(id) ?? now) > was.recorded;
    const fresh = again || anew;
    if (was?.state === "done" && !fresh) continue;
    const own = startOf(protocol, encounter, current, recommended);
    const started = startedAt(window, was, own, fresh, now);
    if (started === null || window === null) continue;
    const due = started + window.hours * HOUR_MS;
    const before = was !== undefined && !fresh && (was.state === "open" || was.due > now) ? was.due : due;
    if (was?.state === "open" && !fresh && before <= due) continue;
    changes.push({
      type: "deadline",
      deadline: { id, due: Math.min(before, due), started, counted_from: window.from },
    });
  }
  return changes;
}

/**
 * When a clock starts. One that counts from something that happened to the patient starts there, also when that is only
 * told later; every other one keeps its start while it runs.
 */
function startedAt(
  window: ActiveRecommendation["window"],
  was: DeadlineRecord | undefined,
  own: number | null,
  fresh: boolean,
  now: number,
): number | null {
  const open = was?.state === "open" ? was.started : null;
  if (window?.from === "symptom_onset") return own === null ? open : Math.min(own, open ?? own);
  return fresh ? now : (open ?? own);
}

/** Only what the protocol wants to be reminded of; before the first decision, only what an alert, or a message that it is URGENT, asks for. */
function runs(
  protocol: Protocol,
  encounter: Encounter,
  { id, window, because }: ActiveRecommendation,
): boolean {
  return (
    window !== null &&
    index(protocol).recommendations.get(id)?.remind === true &&
    (encounter.decision !== null ||
      because.some((rule) => encounter.alerted.has(rule) || encounter.urgent.rules.has(rule)))
  );
}

/** A result may be asked for before it is known: this option says that it is pending, and is no result. */
const AWAITED = "pending";

/** When the result that a recommendation asks for was recorded; minus infinity while there is none. */
function resultAt(protocol: Protocol, encounter: Encounter, id: string): number {
  const { recommendations, questions } = index(protocol);
  const question = questions.get(recommendations.get(id)?.result ?? "");
  const standing = question && encounter.records.get(question.id)?.accepted;
  if (!question || !standing || !("value" in standing.answer)) return Number.NEGATIVE_INFINITY;
  const { value } = standing.answer;
  return value === question.until_known || value === AWAITED ? Number.NEGATIVE_INFINITY : standing.at;
}

/** Once the result is recorded, it is recommended again because of it, for example to repeat a negative MRI. */
function asksForAnother(
  protocol: Protocol,
  { findings, setting }: CurrentState,
  { id, because }: ActiveRecommendation,
): boolean {
  const question = index(protocol).recommendations.get(id)?.result;
  if (question === undefined) return false;
  const { [question]: _result, ...rest } = findings;
  const without = new Set(assess(protocol, rest, setting).rules.true);
  return because.some((rule) => !without.has(rule));
}

/** When its window begins; null when that is not known and must not be guessed. */
function startOf(
  protocol: Protocol,
  encounter: Encounter,
  { findings, setting }: CurrentState,
  { id, window }: ActiveRecommendation,
): number | null {
  const since = encounter.since.get(id) ?? setting.now;
  switch (window?.from) {
    case "result": {
      const results = new Set(
        protocol.sections.filter(({ phase }) => phase === "results").map((each) => each.id),
      );
      const times = protocol.questions
        .filter(({ section }) => results.has(section))
        .flatMap((question) => encounter.records.get(question.id)?.accepted.at ?? []);
      return times.length > 0 ? Math.min(since, Math.max(...times)) : since;
    }
    case "injection": {
      const question = protocol.questions.find(({ answer: spec }) => kindOf(spec).isTime(spec));
      const answer = question && findings[question.id];
      const at = question && encounter.records.get(question.id)?.accepted.at;
      if (!answer || !("value" in answer) || at === undefined) return since;
      return kindOf(question.answer).timeOf(question.answer, answer.value, at) ?? since;
    }
    case "symptom_onset": {
      const of = index(protocol).derived.get(index(protocol).windows.get(window.id)?.of ?? "");
      if (!of) return null;
      const evaluation = new Evaluation(protocol, findings, setting);
      return evaluation.firstOnset(findingsBehind(of.when, evaluation))?.earliest ?? null;
    }
    default:
      return since;
  }
}

/**
 * When a deadline next needs a reminder, and which kind; null when none is left. A window shorter than the lead time
 * for reminders gets its reminder halfway.
 */
export function nextAttention(
  encounter: Encounter,
  deadline: DeadlineRecord,
  site: Pick<HospitalConfig, "remind_before">,
): { at: number; stage: ReminderStage } | null {
  const { state, due, started, reminded, snoozed_until } = deadline;
  if (encounter.closed || state !== "open") return null;
  if (snoozed_until !== null) return { at: snoozed_until, stage: snoozed_until < due ? "before" : "overdue" };
  if (reminded.includes("overdue")) return null;
  if (reminded.includes("before")) return { at: due, stage: "overdue" };
  return { at: due - Math.min(site.remind_before, Math.max(0, due - started) / 2), stage: "before" };
}

/** When a snooze ends: a snooze begun before the deadline never lasts beyond it. */
export const snoozeUntil = (
  deadline: DeadlineRecord,
  site: Pick<HospitalConfig, "snooze">,
  now: number,
): number => (now < deadline.due ? Math.min(now + site.snooze, deadline.due) : now + site.snooze);

/** The running deadlines, the next due first. */
export const openDeadlines = (encounter: Encounter): DeadlineRecord[] =>
  [...encounter.deadlines.values()]
    .filter(({ state }) => state === "open")
    .sort((a, b) => a.due - b.due || a.id.localeCompare(b.id));
