/** What a case's timeline shows: the moments and the windows, as values and in words. Nothing here is drawn. */
import { kindOf } from "../answers/registry.ts";
import { answerText } from "../answers/text.ts";
import { type CurrentState, currentState } from "../case/current.ts";
import type { DeadlineRecord, Encounter } from "../case/encounter.ts";
import type { Protocol, TimeWindow } from "../protocol/schema.ts";
import { recommendationName } from "../triage/describe.ts";
import type { Setting } from "../triage/evaluate.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { headline } from "../views/advice.ts";

export interface Moment {
  kind: "since" | "opened" | "recognised" | "end";
  /** Milliseconds since the epoch. */
  at: number;
  label: string;
}

export type WindowState = "overdue" | "due" | "done" | "late" | "lifted";

export interface WindowFact {
  id: string;
  label: string;
  state: WindowState;
  /** "Overdue by 20 min: was due 18:00". */
  status: string;
  /** What its deadline is counted from, and any snoozed reminder. */
  note: string;
  started: number;
  due: number;
  /** When it was done or cancelled; until when an open one has run. */
  until: number;
}

export interface TimelineFacts {
  title: string;
  moments: readonly Moment[];
  windows: readonly WindowFact[];
  /** The end of the picture: now, or when the case was closed. */
  end: number;
}

/** Writes a moment in the reader's time zone and language. */
export type WriteTime = (at: number) => string;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WINDOW_START_LABELS: Record<TimeWindow["counted_from"], string> = {
  recognition: "recognition",
  symptom_onset: "the onset of symptoms",
  injection: "the injection",
  result: "the result",
};

/** "3 days 4 h", "2 h 10 min", "less than a minute": whole minutes, never rounded up. */
export function lasting(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  const parts: readonly [number, string][] =
    minutes >= DAY / MINUTE
      ? [
          [Math.floor(minutes / 1440), minutes >= 2880 ? "days" : "day"],
          [Math.floor((minutes % 1440) / 60), "h"],
        ]
      : [
          [Math.floor(minutes / 60), "h"],
          [minutes % 60, "min"],
        ];
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count} ${unit}`)
      .join(" ") || "less than a minute"
  );
}

/** Reads a case at one moment. */
export function stripFacts(
  protocol: Protocol,
  encounter: Encounter,
  { setting, time, forOwner }: { setting: Setting; time: WriteTime; forOwner: boolean },
): TimelineFacts {
  const closedAt = encounter.closed
    ? encounter.events.findLast((event) => event.type === "closed")?.at
    : undefined;
  const end = closedAt ?? setting.now;
  const { recommendations } = index(protocol);
  const windows = [...encounter.deadlines.values()]
    .filter(({ id }) => forOwner || recommendations.get(id)?.audience !== "owner")
    .map((deadline) => windowFact(protocol, encounter, deadline, end, time))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.due - b.due);
  return {
    title: `Case ${encounter.handle}: ${decided(encounter, currentState(protocol, encounter, setting))}`,
    moments: [...moments(protocol, encounter), timelineEnd(end, closedAt !== undefined)].sort(
      (a, b) => a.at - b.at,
    ),
    windows,
    end,
  };
}

/** Overdue ones first. */
const ORDER: readonly WindowState[] = ["overdue", "due", "late", "done", "lifted"];

const decided = (encounter: Encounter, { assessment }: CurrentState): string =>
  encounter.decision || encounter.alerted.size > 0 ? headline(assessment) : "not decided yet";

const timelineEnd = (at: number, closed: boolean): Moment => ({
  kind: "end",
  at,
  label: closed ? "Case closed" : "Now",
});

function moments(protocol: Protocol, encounter: Encounter): Moment[] {
  const since = protocol.questions.flatMap((question): Moment[] => {
    const record = encounter.records.get(question.id);
    if (!record) return [];
    return [record.accepted, ...record.conflictingAnswers].flatMap(({ answer, at: answeredAt }) => {
      const spec = question.answer;
      const at = "value" in answer ? kindOf(spec).timeOf(spec, answer.value, answeredAt) : null;
      if (at === null) return [];
      const disputed = record.conflictingAnswers.length > 0 ? ", disputed" : "";
      return [{ kind: "since", at, label: `${question.label}: ${answerText(question, answer)}${disputed}` }];
    });
  });
  const first = recognised(encounter);
  return [
    ...since,
    { kind: "opened", at: encounter.opened.at, label: "Case opened" },
    ...(first ? [first] : []),
  ];
}

/** The first moment at which the case was called URGENT or EMERGENT: an alert, or a decision. */
function recognised({ events }: Encounter): Moment | null {
  for (const event of events) {
    const urgency =
      event.type === "alerted" ? "EMERGENT" : event.type === "decided" ? event.assessment.acts_on : null;
    if (urgency && isHigher(urgency, "SOON"))
      return { kind: "recognised", at: event.at, label: `Recognised: ${urgency}` };
  }
  return null;
}

function windowFact(
  protocol: Protocol,
  encounter: Encounter,
  deadline: DeadlineRecord,
  end: number,
  time: WriteTime,
): WindowFact {
  const { id, due, started } = deadline;
  const state = windowStateOf(deadline, end);
  const until = state === "due" || state === "overdue" ? end : (finished(encounter, id) ?? end);
  const from =
    WINDOW_START_LABELS[deadline.counted_from as TimeWindow["counted_from"]] ?? deadline.counted_from;
  const put_off =
    deadline.snoozed_until !== null && deadline.state === "open"
      ? `; reminder put off until ${time(deadline.snoozed_until)}`
      : "";
  return {
    id,
    label: recommendationName(protocol, id, encounter.role),
    state,
    status: statusOf(state, { due, until, closed: encounter.closed }, time),
    note: `counted from ${from}, ${time(started)}${put_off}`,
    started,
    due,
    until,
  };
}

function windowStateOf({ state, late, due }: DeadlineRecord, end: number): WindowState {
  if (state === "lifted") return "lifted";
  if (state === "done") return late ? "late" : "done";
  return end > due ? "overdue" : "due";
}

function statusOf(
  state: WindowState,
  { due, until, closed }: { due: number; until: number; closed: boolean },
  time: WriteTime,
): string {
  switch (state) {
    case "overdue":
      return closed
        ? `Still open when the case was closed, ${lasting(until - due)} after ${time(due)}`
        : `Overdue by ${lasting(until - due)}: was due ${time(due)}`;
    case "due":
      return closed
        ? `Still open when the case was closed: was due ${time(due)}`
        : `Due ${time(due)}, in ${lasting(due - until)}`;
    case "late":
      return `Done ${time(until)}, ${lasting(until - due)} late: was due ${time(due)}`;
    case "done":
      return `Done ${time(until)}: was due ${time(due)}`;
    case "lifted":
      return `No longer asked for since ${time(until)}`;
  }
}

const finished = ({ events }: Encounter, id: string): number | undefined =>
  events.findLast((event) => (event.type === "done" || event.type === "lifted") && event.deadline === id)?.at;

/** The facts as sentences. */
export function stripWords({ title, moments: at, windows }: TimelineFacts, time: WriteTime): string[] {
  return [
    `${title}.`,
    ...at.map((moment) => `${moment.label}: ${time(moment.at)}.`),
    ...windows.map(({ label, status, note }) => `${label}. ${status} (${note}).`),
    ...(windows.length === 0 ? ["No window is running."] : []),
  ];
}
