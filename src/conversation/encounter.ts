/**
 * An encounter is its events. What happened is appended and never changed; what is so now is their fold.
 * Everything that a person typed passed the privacy guard before it became part of an event.
 */
import type { Role } from "../protocol/schema.ts";
import type { Assessment } from "../triage/assess.ts";
import type { Answer } from "../triage/finding.ts";

/** A person of the care team, never a patient. The id is unique over platforms ("slack:T1:U1"). */
export interface Actor {
  id: string;
  name?: string;
}

/** The content that a case began with, and keeps. */
export interface ProtocolPin {
  id: string;
  version: string;
  hash: string;
}

/** How an answer reached the record. */
export type How = "tap" | "words" | "form" | "confirmed" | "edited";

export interface ProposedItem {
  question: string;
  answer: Answer;
  /** The words it was read from, already free of identifiers. */
  quote: string;
  uncertain?: boolean;
}

export interface Deadline {
  /** The recommendation that it is for. */
  id: string;
  due: number;
  started: number;
  counted_from: string;
}

export type EventBody =
  | { type: "opened"; handle: string; protocol: ProtocolPin; role: Role }
  | { type: "asked"; question: string; rev: number }
  | {
      type: "answered";
      question: string;
      answer: Answer;
      /** The first answer, a change of the standing one, or another person's differing one kept beside it. */
      as: "first" | "change" | "dissent";
      how: How;
      quote?: string;
      /** The platform's message that it was typed in, so that an edit of it can be recognised. */
      message?: string;
    }
  | { type: "settled"; question: string; answer: Answer }
  | { type: "focused"; question: string | null }
  | { type: "proposed"; proposal: number; items: readonly ProposedItem[]; message?: string }
  | { type: "resolved"; proposal: number; accepted: boolean }
  | { type: "alerted"; rules: readonly string[] }
  | { type: "decided"; assessment: Assessment }
  | { type: "deadline"; deadline: Deadline }
  | { type: "reminded"; deadline: string; stage: "before" | "overdue" }
  | { type: "snoozed"; deadline: string; until: number }
  | { type: "done"; deadline: string; late: boolean }
  /** No longer recommended: its clock stops. */
  | { type: "lifted"; deadline: string }
  | { type: "pointed-out"; contradiction: string }
  | { type: "owner"; owner: Actor }
  | { type: "role"; role: Role }
  | { type: "retracted-message"; message: string }
  | { type: "closed"; reason: "person" | "idle" }
  | { type: "reopened" }
  | { type: "moved"; protocol: ProtocolPin };

/** One thing that happened: what, when (milliseconds since the epoch) and by whom. */
export type EncounterEvent = EventBody & { readonly at: number; readonly actor: Actor };

/** A recorded answer: by whom, when, and how. */
export interface Observation {
  answer: Answer;
  actor: Actor;
  at: number;
  how: How | "settled";
  message?: string;
}

export interface QuestionRecord {
  standing: Observation;
  /** Other people's differing answers, until one of them settles it. */
  dissent: readonly Observation[];
  /** Everything that was ever recorded, in order. */
  history: readonly Observation[];
}

export interface Proposal {
  number: number;
  items: readonly ProposedItem[];
  by: Actor;
  at: number;
  message?: string;
}

export interface DeadlineRecord extends Deadline {
  state: "open" | "done" | "lifted";
  late: boolean;
  /** How far reminding has come. */
  reminded: readonly ("before" | "overdue")[];
  snoozed_until: number | null;
}

/** What is so now: the fold of an encounter's events. */
export interface Encounter {
  id: string;
  handle: string;
  protocol: ProtocolPin;
  role: Role;
  owner: Actor;
  opened: { at: number; by: Actor };
  records: ReadonlyMap<string, QuestionRecord>;
  /** How often each question was posted to be answered. */
  asked: ReadonlyMap<string, number>;
  /** Recorded answers in order, for `back`. */
  trail: readonly string[];
  focus: string | null;
  proposal: Proposal | null;
  proposals: number;
  alerted: ReadonlySet<string>;
  pointedOut: ReadonlySet<string>;
  decision: { assessment: Assessment; at: number } | null;
  decisions: number;
  deadlines: ReadonlyMap<string, DeadlineRecord>;
  closed: boolean;
  events: readonly EncounterEvent[];
}

interface Draft
  extends Omit<Encounter, "records" | "asked" | "alerted" | "pointedOut" | "deadlines" | "trail" | "events"> {
  records: Map<string, QuestionRecord>;
  asked: Map<string, number>;
  alerted: Set<string>;
  pointedOut: Set<string>;
  deadlines: Map<string, DeadlineRecord>;
  trail: string[];
  events: EncounterEvent[];
}

/** Folds a case's events. @throws when they do not begin with "opened": the record is not a case's. */
export function fold(id: string, events: readonly EncounterEvent[]): Encounter {
  const [first] = events;
  if (first?.type !== "opened") throw new Error("a case's first event is not its opening");
  const draft: Draft = {
    id,
    handle: first.handle,
    protocol: first.protocol,
    role: first.role,
    owner: first.actor,
    opened: { at: first.at, by: first.actor },
    records: new Map(),
    asked: new Map(),
    trail: [],
    focus: null,
    proposal: null,
    proposals: 0,
    alerted: new Set(),
    pointedOut: new Set(),
    decision: null,
    decisions: 0,
    deadlines: new Map(),
    closed: false,
    events: [],
  };
  for (const event of events) apply(draft, event);
  return draft;
}

/** The same case after more events; the one given is left as it is. */
export function extend(encounter: Encounter, events: readonly EncounterEvent[]): Encounter {
  const draft: Draft = {
    ...encounter,
    records: new Map(encounter.records),
    asked: new Map(encounter.asked),
    alerted: new Set(encounter.alerted),
    pointedOut: new Set(encounter.pointedOut),
    deadlines: new Map(encounter.deadlines),
    trail: [...encounter.trail],
    events: [...encounter.events],
  };
  for (const event of events) apply(draft, event);
  return draft;
}

function apply(draft: Draft, event: EncounterEvent): void {
  draft.events.push(event);
  switch (event.type) {
    case "opened":
      return;
    case "asked":
      draft.asked.set(event.question, (draft.asked.get(event.question) ?? 0) + 1);
      return;
    case "answered":
      record(draft, event);
      return;
    case "settled": {
      const before = draft.records.get(event.question);
      const settled: Observation = { answer: event.answer, actor: event.actor, at: event.at, how: "settled" };
      draft.records.set(event.question, {
        standing: settled,
        dissent: [],
        history: [...(before?.history ?? []), settled],
      });
      return;
    }
    case "focused":
      draft.focus = event.question;
      return;
    case "proposed":
      draft.proposals = event.proposal;
      draft.proposal = {
        number: event.proposal,
        items: event.items,
        by: event.actor,
        at: event.at,
        ...(event.message !== undefined && { message: event.message }),
      };
      return;
    case "resolved":
      if (draft.proposal?.number === event.proposal) draft.proposal = null;
      return;
    case "alerted":
      for (const rule of event.rules) draft.alerted.add(rule);
      return;
    case "decided":
      draft.decision = { assessment: event.assessment, at: event.at };
      draft.decisions += 1;
      return;
    case "deadline":
      draft.deadlines.set(event.deadline.id, {
        ...event.deadline,
        state: "open",
        late: false,
        reminded: [],
        snoozed_until: null,
      });
      return;
    case "reminded":
      onDeadline(draft, event.deadline, (was) => ({
        reminded: [...was.reminded, event.stage],
        snoozed_until: null,
      }));
      return;
    case "snoozed":
      onDeadline(draft, event.deadline, () => ({ snoozed_until: event.until }));
      return;
    case "done":
      onDeadline(draft, event.deadline, () => ({ state: "done", late: event.late }));
      return;
    case "lifted":
      onDeadline(draft, event.deadline, () => ({ state: "lifted" }));
      return;
    case "pointed-out":
      draft.pointedOut.add(event.contradiction);
      return;
    case "owner":
      draft.owner = event.owner;
      return;
    case "role":
      draft.role = event.role;
      return;
    case "retracted-message":
      return;
    case "closed":
      draft.closed = true;
      draft.focus = null;
      draft.proposal = null;
      return;
    case "reopened":
      draft.closed = false;
      return;
    case "moved":
      draft.protocol = event.protocol;
      return;
  }
}

function record(draft: Draft, event: Extract<EncounterEvent, { type: "answered" }>): void {
  const before = draft.records.get(event.question);
  const observation: Observation = {
    answer: event.answer,
    actor: event.actor,
    at: event.at,
    how: event.how,
    ...(event.message !== undefined && { message: event.message }),
  };
  const history = [...(before?.history ?? []), observation];
  draft.records.set(
    event.question,
    event.as === "dissent" && before
      ? { standing: before.standing, dissent: [...before.dissent, observation], history }
      : { standing: observation, dissent: [], history },
  );
  if (draft.focus === event.question) draft.focus = null;
  draft.trail.push(event.question);
}

function onDeadline(
  draft: Draft,
  id: string,
  change: (was: DeadlineRecord) => Partial<DeadlineRecord>,
): void {
  const was = draft.deadlines.get(id);
  if (was) draft.deadlines.set(id, { ...was, ...change(was) });
}

/** How often a question was answered: a tap that carries an older number comes from an outdated message. */
export const revisionOf = (encounter: Encounter, question: string): number =>
  encounter.records.get(question)?.history.length ?? 0;
