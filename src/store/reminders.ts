/** Deadlines that outlive a restart. Only the turn that acts on a reminder changes it, in that turn's transaction. */
import { type Database, instant, transact, withDatabase } from "./database.ts";
import type { Reminder, ReminderChange, ReminderStore } from "./store.ts";
import type { Tables, Tx } from "./tables.ts";

function reminderOf(row: Tables["reminders"]): Reminder {
  return {
    id: row.id,
    encounterId: row.encounter_id,
    key: row.key,
    what: row.what,
    dueAt: row.due_at,
    stage: row.stage,
    doneAt: row.done_at,
    snoozedUntil: row.snoozed_until,
  };
}

const RELEASED = { claimed_by: null, claimed_until: null };

/** Frees what dead processes had claimed. */
export async function freeReminders(tx: Tx): Promise<void> {
  await tx.updateTable("reminders").set(RELEASED).where("claimed_by", "is not", null).execute();
}

/** Applies a turn's changes to the reminders of its case. */
export async function changeReminders(
  tx: Tx,
  encounterId: string,
  changes: readonly ReminderChange[],
  at: string,
): Promise<void> {
  for (const change of changes) {
    const mine = tx
      .updateTable("reminders")
      .where("encounter_id", "=", encounterId)
      .where("key", "=", change.key);
    switch (change.kind) {
      case "set":
        await set(tx, encounterId, change);
        break;
      case "snooze":
        await mine.set({ snoozed_until: instant("until", change.until), ...RELEASED }).execute();
        break;
      case "done":
        await mine.set({ done_at: at, ...RELEASED }).execute();
        break;
      case "drop":
        await tx
          .deleteFrom("reminders")
          .where("encounter_id", "=", encounterId)
          .where("key", "=", change.key)
          .execute();
        break;
    }
  }
}

async function set(
  tx: Tx,
  encounterId: string,
  change: Extract<ReminderChange, { kind: "set" }>,
): Promise<void> {
  const says = { what: change.what, due_at: instant("dueAt", change.dueAt), stage: change.stage };
  const fresh = { ...says, done_at: null, snoozed_until: null, ...RELEASED };
  await tx
    .insertInto("reminders")
    .values({ id: change.id, encounter_id: encounterId, key: change.key, ...fresh })
    .onConflict((c) =>
      c
        .columns(["encounter_id", "key"])
        .doUpdateSet(fresh)
        .where((eb) =>
          eb.or([
            eb("reminders.what", "!=", says.what),
            eb("reminders.due_at", "!=", says.due_at),
            eb("reminders.stage", "!=", says.stage),
          ]),
        ),
    )
    .execute();
}

/** The reminders of a database. */
export function reminders(database: Database): ReminderStore {
  return {
    claimDue: async (claim) => {
      instant("at", claim.at);
      instant("until", claim.until);
      return transact(database, async (tx) => {
        const due = await tx
          .selectFrom("reminders")
          .select("id")
          .where("done_at", "is", null)
          .where((eb) => eb(eb.fn.coalesce("snoozed_until", "due_at"), "<=", claim.at))
          .where((eb) => eb.or([eb("claimed_until", "is", null), eb("claimed_until", "<=", claim.at)]))
          .orderBy("due_at")
          .orderBy("id")
          .limit(claim.limit ?? 20)
          .$if(database.locksRows, (q) => q.forUpdate().skipLocked())
          .execute();
        if (due.length === 0) return [];
        const rows = await tx
          .updateTable("reminders")
          .set({ claimed_by: claim.by, claimed_until: claim.until })
          .where(
            "id",
            "in",
            due.map((row) => row.id),
          )
          .returningAll()
          .execute();
        return rows.map(reminderOf).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
      });
    },
    listOpen: (encounterId) =>
      withDatabase(database, async (db) => {
        const rows = await db
          .selectFrom("reminders")
          .selectAll()
          .where("encounter_id", "=", encounterId)
          .where("done_at", "is", null)
          .orderBy((eb) => eb.fn.coalesce("snoozed_until", "due_at"))
          .orderBy("id")
          .execute();
        return rows.map(reminderOf);
      }),
  };
}
