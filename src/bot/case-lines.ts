/** Open cases as lists show them. One that cannot be read is a line of its own: it must not take the others with it. */
import { current } from "../conversation/current.ts";
import { openDeadlines } from "../conversation/deadlines.ts";
import { byPressure } from "../conversation/view-cases.ts";
import type { CaseLine } from "../door.ts";
import { RecordBroken } from "../errors.ts";
import type { Case, Encounter as Row, Store } from "../store/store.ts";
import { recommendationName } from "../triage/describe.ts";
import type { Content } from "./content.ts";
import { encounterOf } from "./record.ts";

/** More than anybody looks through at once. */
const LISTED = 200;

export type CaseFilter = Parameters<Store["cases"]["listOpen"]>[0];

/** Those that cannot be read first, then the most urgent and the next due. */
export async function openCaseLines(
  filter: CaseFilter,
  { cases }: Pick<Store, "cases">,
  find: Content["find"],
): Promise<CaseLine[]> {
  const { items } = await cases.listOpen(filter, { limit: LISTED });
  const lines: CaseLine[] = [];
  for (const row of items) {
    const line = await lineIn(cases, row, find);
    if (line) lines.push(line);
  }
  return lines.sort(byPressure);
}

/** Null for a case that was forgotten since it was listed. */
async function lineIn(cases: Store["cases"], row: Row, find: Content["find"]): Promise<CaseLine | null> {
  try {
    const found = await cases.load(row.id);
    return found && found.events.length > 0 ? lineOf(found, find) : null;
  } catch (error) {
    if (error instanceof RecordBroken) return faultLine(row, { kind: "broken" });
    throw error;
  }
}

/** @throws when the record is not a case's */
export function lineOf(found: Case, find: Content["find"]): CaseLine {
  const content = find(found.encounter.protocol);
  if (!content)
    return faultLine(found.encounter, { kind: "version-missing", version: found.encounter.protocol.version });
  const encounter = encounterOf(found);
  const { assessment } = current(content.protocol, encounter);
  const [next] = openDeadlines(encounter);
  return {
    handle: encounter.handle,
    thread: found.encounter.threads[0] ?? null,
    fault: null,
    urgency: encounter.records.size > 0 ? assessment.acts_on : null,
    provisional: assessment.provisional,
    closed: encounter.closed,
    openedAt: encounter.opened.at,
    owner: encounter.owner,
    next: next ? { label: recommendationName(content.protocol, next.id), due: next.due } : null,
  };
}

/** A case of which nothing can be relied on. */
export const faultLine = (row: Row, fault: NonNullable<CaseLine["fault"]>): CaseLine => ({
  handle: row.handle,
  thread: row.threads[0] ?? null,
  fault,
  urgency: null,
  provisional: true,
  closed: row.closedAt !== null,
  openedAt: Date.parse(row.openedAt),
  owner: { id: row.owner ?? "" },
  next: null,
});
