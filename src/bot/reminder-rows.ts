/** A case's deadlines as rows that wake the bot: when each next wants attention, and of what kind. */
import { nextAttention } from "../case/deadlines.ts";
import { alertNeedsCall, type DeadlineRecord, type Encounter } from "../case/encounter.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { ReminderChange } from "../store/store.ts";
import { WAKE } from "../turn/waking.ts";

/**
 * What a turn changed in the rows. `all` rewrites every deadline, which also frees a row that was claimed.
 * @param before the case before the turn; null for a new one
 */
export function reminderChanges(
  encounter: Encounter,
  before: Encounter | null,
  site: HospitalConfig,
  all: boolean,
  newId: () => string,
): ReminderChange[] {
  const clocks = [...encounter.deadlines.values()].flatMap((deadline): ReminderChange[] => {
    const is = rowOf(encounter, deadline, site);
    const past = before?.deadlines.get(deadline.id);
    const was = before && past ? rowOf(before, past, site) : undefined;
    if (!all && was !== undefined && was?.dueAt === is?.dueAt && was?.stage === is?.stage) return [];
    const key = deadline.id;
    if (is !== null) return [{ kind: "set", key, id: newId(), what: key, ...is }];
    // dropped rather than marked as done: the same deadline may run again, for example when the case is reopened
    return was === undefined && !all ? [] : [{ kind: "drop", key }];
  });
  return [...clocks, ...alertChanges(encounter, before, all, newId)];
}

/** An alert that nobody has acknowledged wakes the bot, too. */
function alertChanges(
  encounter: Encounter,
  before: Encounter | null,
  all: boolean,
  newId: () => string,
): ReminderChange[] {
  const is = alertNeedsCall(encounter);
  const was = before && alertNeedsCall(before);
  if (was?.key === is?.key && !all) return [];
  return [
    ...(was && was.key !== is?.key ? [{ kind: "drop", key: was.key } as const] : []),
    ...(is
      ? [
          {
            kind: "set",
            key: is.key,
            id: newId(),
            what: is.key,
            dueAt: new Date(is.at).toISOString(),
            stage: "due",
          } as const,
        ]
      : []),
  ];
}

/** The row that wakes a case for time alone. */
export function wakeChanges(wakesAt: number | null | undefined, newId: () => string): ReminderChange[] {
  if (wakesAt === undefined) return [];
  if (wakesAt === null) return [{ kind: "drop", key: WAKE }];
  const dueAt = new Date(wakesAt).toISOString();
  return [{ kind: "set", key: WAKE, id: newId(), what: WAKE, dueAt, stage: "due" }];
}

function rowOf(encounter: Encounter, deadline: DeadlineRecord, site: HospitalConfig) {
  const attention = nextAttention(encounter, deadline, site);
  return attention && { dueAt: new Date(attention.at).toISOString(), stage: attention.stage };
}
