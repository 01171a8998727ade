/** Cases as lists show them. An unreadable case gets a line of its own, so that it does not hide the others. */

import type { CaseLine } from "../adapter.ts";
import { kindOf } from "../answers/registry.ts";
import { answerText } from "../answers/text.ts";
import { currentState, isAssessed } from "../case/current.ts";
import { openDeadlines } from "../case/deadlines.ts";
import type { Encounter } from "../case/encounter.ts";
import { RecordBroken } from "../errors.ts";
import type { Protocol, RecommendationKind } from "../protocol/schema.ts";
import type { EncounterRow as Row, Store, StoredEncounter } from "../store/store.ts";
import type { Assessment } from "../triage/assess.ts";
import { recommendationName } from "../triage/describe.ts";
import type { Setting } from "../triage/evaluate.ts";
import type { CaseFault } from "../views/outbound.ts";
import type { Content } from "./content.ts";
import { encounterOf } from "./record.ts";

/** More than anybody reads through. */
const MAX_LISTED = 200;
const MS_PER_HOUR = 3_600_000;

export interface LoadedCase {
  line: CaseLine;
  /** Null for an unreadable case: its line says why. */
  readable: { protocol: Protocol; encounter: Encounter } | null;
}

type CaseReader = Pick<Store, "cases">;

/** Open cases, in the order of the store, each as it stands at this moment. */
export async function openCaseLines(
  filter: Parameters<Store["cases"]["listOpen"]>[0],
  store: CaseReader,
  find: Content["find"],
  setting: Setting,
): Promise<CaseLine[]> {
  const { items } = await store.cases.listOpen(filter, { limit: MAX_LISTED });
  const lines: CaseLine[] = [];
  for (const { id } of items) {
    const one = await loadCase(store.cases.load(id), store, find, setting);
    if (one) lines.push(one.line);
  }
  return lines;
}

/** A case as it was loaded; null when there is none, or it was forgotten. */
export async function loadCase(
  load: Promise<StoredEncounter | undefined>,
  { cases }: CaseReader,
  find: Content["find"],
  setting: Setting,
): Promise<LoadedCase | null> {
  try {
    const found = await load;
    return found && found.events.length > 0 ? loadedCase(found, find, setting) : null;
  } catch (error) {
    if (!(error instanceof RecordBroken)) throw error;
    const row = await cases.describe(error.encounterId);
    return row ? unreadableCase(row, { kind: "broken" }) : null;
  }
}

function loadedCase(found: StoredEncounter, find: Content["find"], setting: Setting): LoadedCase {
  const { protocol: pin, threads } = found.encounter;
  const content = find(pin);
  if (!content) return unreadableCase(found.encounter, { kind: "version-missing", version: pin.version });
  const { protocol } = content;
  const encounter = encounterOf(found);
  const { assessment } = currentState(protocol, encounter, setting);
  const line: CaseLine = {
    handle: encounter.handle,
    thread: threads[0] ?? null,
    fault: null,
    urgency: isAssessed(encounter, assessment) ? assessment.acts_on : null,
    provisional: assessment.provisional,
    closed: encounter.closed,
    openedAt: encounter.opened.at,
    owner: encounter.owner,
    about: kindOfCase(protocol, encounter),
    next: nextAct(protocol, encounter, assessment, setting.now),
  };
  return { line, readable: { protocol, encounter } };
}

/** Acts that a person carries out, in the order in which they are named when due together. */
const ACT_KINDS: readonly RecommendationKind[] = ["consult", "treatment", "laboratory", "imaging"];

/**
 * The first act not yet done, from the running deadlines and from the acts that have a time but no deadline, such as a
 * call to make now. Nobody marks the latter as done, so once their time is past the deadlines come first.
 */
function nextAct(
  protocol: Protocol,
  encounter: Encounter,
  { recommendations }: Assessment,
  now: number,
): CaseLine["next"] {
  const withoutClock = recommendations.flatMap(({ id, kind, window }) => {
    const since = encounter.since.get(id);
    if (window === null || since === undefined || encounter.deadlines.has(id)) return [];
    if (window.from !== "recognition" && window.from !== "result") return [];
    const due = since + window.hours * MS_PER_HOUR;
    return due > now && ACT_KINDS.includes(kind) ? [{ id, kind, due }] : [];
  });
  withoutClock.sort((a, b) => a.due - b.due || ACT_KINDS.indexOf(a.kind) - ACT_KINDS.indexOf(b.kind));
  const [act] = encounter.closed ? [] : withoutClock;
  const [clock] = openDeadlines(encounter);
  const next = act && (!clock || act.due < clock.due) ? act : clock;
  return next ? { label: recommendationName(protocol, next.id), due: next.due } : null;
}

/** Two open cases of one evening are easier to tell apart by the procedure than by their names. */
function kindOfCase(protocol: Protocol, { records }: Encounter): string | null {
  const choices = protocol.questions.filter(({ answer }) => {
    const kind = kindOf(answer);
    return kind.choices(answer) !== null && kind.fixedParts(answer) === null;
  });
  const question = choices.find(({ lasting }) => lasting) ?? choices[0];
  const answer = question && records.get(question.id)?.accepted.answer;
  return answer && "value" in answer ? answerText(question, answer) : null;
}

const unreadableCase = (row: Row, fault: CaseFault): LoadedCase => ({
  line: {
    handle: row.handle,
    thread: row.threads[0] ?? null,
    fault,
    urgency: null,
    provisional: true,
    closed: row.closedAt !== null,
    openedAt: Date.parse(row.openedAt),
    owner: { id: row.owner ?? "" },
    about: null,
    next: null,
  },
  readable: null,
});
