/** Reads cases, and forgets them. */
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { type Database, instant, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { prepared } from "./prepared.ts";
import { brokenEvent, encountersOf, openEvent, pageOf, pageSize } from "./rows.ts";
import type { Cases, EncounterRow, PageRequest, ResultPage, StoredEncounter, StoredEvent } from "./store.ts";
import type { Db, Tables, Tx } from "./tables.ts";

const encounterById = prepared((db, { id }: { id: string }) =>
  db.selectFrom("encounters").selectAll().where("id", "=", id),
);

const byThread = prepared((db, { platform, tenant, channel, thread }: ThreadColumns) =>
  db
    .selectFrom("threads")
    .innerJoin("encounters", "encounters.id", "threads.encounter_id")
    .selectAll("encounters")
    .where("threads.platform", "=", platform)
    .where("threads.tenant", "=", tenant)
    .where("threads.channel", "=", channel)
    .where("threads.thread", "=", thread)
    .orderBy("threads.is_open", "desc")
    .orderBy("threads.attached_at", "desc")
    .orderBy("encounters.id")
    .limit(1),
);

export const openInThread = prepared((db, { platform, tenant, channel, thread }: ThreadColumns) =>
  db
    .selectFrom("threads")
    .select("encounter_id")
    .where("platform", "=", platform)
    .where("tenant", "=", tenant)
    .where("channel", "=", channel)
    .where("thread", "=", thread)
    .where("is_open", "=", 1)
    .orderBy("attached_at", "desc")
    .orderBy("encounter_id"),
);

const caseOfMessage = prepared(
  (db, { platform, tenant, channel, message }: Omit<ThreadColumns, "thread"> & { message: string }) =>
    db
      .selectFrom("posted_messages")
      .select("encounter_id")
      .where("platform", "=", platform)
      .where("tenant", "=", tenant)
      .where("channel", "=", channel)
      .where("message", "=", message),
);

const eventsUpTo = prepared((db, { id, seq }: { id: string; seq: number }) =>
  db.selectFrom("events").selectAll().where("encounter_id", "=", id).where("seq", "<=", seq).orderBy("seq"),
);

type ThreadColumns = { platform: string; tenant: string; channel: string; thread: string };

/** The cases of a database. */
export function cases(database: Database, keys: Keyring): Cases {
  return {
    load: (encounterId) =>
      withDatabase(database, async (db) =>
        unsealCase(db, keys, (await encounterById(db, { id: encounterId })).rows[0]),
      ),
    describe: (encounterId) =>
      withDatabase(database, async (db) => {
        const rows = await db.selectFrom("encounters").selectAll().where("id", "=", encounterId).execute();
        return (await encountersOf(db, rows))[0];
      }),
    holds: (key) =>
      withDatabase(database, async (db) => {
        const row = await db
          .selectFrom("threads")
          .select("encounter_id")
          .where("platform", "=", key.platform)
          .where("tenant", "=", key.tenant)
          .where("channel", "=", key.channel)
          .where("thread", "=", key.thread)
          .limit(1)
          .executeTakeFirst();
        return row !== undefined;
      }),
    loadByThread: ({ platform, tenant, channel, thread }) =>
      withDatabase(database, async (db) =>
        unsealCase(db, keys, (await byThread(db, { platform, tenant, channel, thread })).rows[0]),
      ),
    openIn: ({ platform, tenant, channel, thread }) =>
      withDatabase(database, async (db) => {
        const { rows } = await openInThread(db, { platform, tenant, channel, thread });
        return rows.map(({ encounter_id }) => encounter_id);
      }),
    ofMessage: ({ platform, tenant, channel, message }) =>
      withDatabase(
        database,
        async (db) => (await caseOfMessage(db, { platform, tenant, channel, message })).rows[0]?.encounter_id,
      ),
    loadByHandle: (handle, within) =>
      withDatabase(database, async (db) => {
        const row = await db
          .selectFrom("encounters")
          .selectAll()
          .where("handle", "=", handle)
          .$if(within !== undefined, (q) => q.where("id", "in", heldIn(db, within)))
          .executeTakeFirst();
        return unsealCase(db, keys, row);
      }),
    listOpen: ({ owner, within }, paging) =>
      openByActivity(database, "desc", paging, (eb, db) => [
        ...(owner !== undefined ? [eb("owner", "=", owner)] : []),
        ...(within !== undefined ? [eb("id", "in", heldIn(db, within))] : []),
      ]),
    idle: async (before, paging) => {
      instant("before", before);
      return openByActivity(database, "asc", paging, (eb) => [eb("last_activity_at", "<", before)]);
    },
    forget: async (encounterId, at) => {
      instant("at", at);
      return withDatabase(database, async (db) => {
        const found = await shredCase(db, encounterId, at);
        keys.drop(encounterId);
        // Also when it was forgotten before: a process that died half-way has left the log behind.
        if (found) await database.shred();
        return found;
      });
    },
  };
}

/** A page of the open cases that are wanted: `desc` has the latest activity first. */
async function openByActivity(
  database: Database,
  order: "asc" | "desc",
  paging: PageRequest | undefined,
  wanted: (eb: ExpressionBuilder<Tables, "encounters">, db: Db) => Expression<SqlBool>[],
): Promise<ResultPage<EncounterRow>> {
  const size = pageSize(paging);
  return withDatabase(database, async (db) => {
    const [at = "", id = ""] = paging?.after ? (JSON.parse(paging.after) as string[]) : [];
    const rows = await db
      .selectFrom("encounters")
      .selectAll()
      .where((eb) => eb.and([eb("closed_at", "is", null), ...wanted(eb, db)]))
      .$if(at !== "", (q) =>
        q.where((eb) =>
          eb.or([
            eb("last_activity_at", order === "desc" ? "<" : ">", at),
            eb("last_activity_at", "=", at).and("id", ">", id),
          ]),
        ),
      )
      .orderBy("last_activity_at", order)
      .orderBy("id")
      .limit(size + 1)
      .execute();
    return pageOf(rows, size, await encountersOf(db, rows), (row) =>
      JSON.stringify([row.last_activity_at, row.id]),
    );
  });
}

function heldIn(db: Db, within: { readonly platform: string; readonly tenant: string } | undefined) {
  return db
    .selectFrom("threads")
    .select("encounter_id")
    .where("platform", "=", within?.platform ?? "")
    .where("tenant", "=", within?.tenant ?? "");
}

async function unsealCase(
  db: Db,
  keys: Keyring,
  row: Tables["encounters"] | undefined,
): Promise<StoredEncounter | undefined> {
  if (!row) return undefined;
  const [encounter] = await encountersOf(db, [row]);
  if (!encounter) return undefined;
  const key = (await keys.find(db, [row.id])).get(row.id);
  const events: StoredEvent[] = [];
  if (key) {
    // Up to the seq that was read: events added since by a faster turn belong to its own view of the case.
    const { rows } = await eventsUpTo(db, { id: row.id, seq: row.seq });
    for (const [index, stored] of rows.entries()) {
      const event = stored.seq === index + 1 ? openEvent(key, stored) : undefined;
      if (!event) throw brokenEvent(row.id, index + 1);
      events.push(event);
    }
    if (events.length !== row.seq) throw brokenEvent(row.id, events.length + 1);
  }
  return { encounter, events, seq: row.seq, head: row.head };
}

/**
 * Deletes everything of a case but the sealed chain; with `closedBefore` only when it was closed before that. The
 * encounter's row comes first, so that a running turn is waited for.
 */
export async function shredCase(db: Db, id: string, at: string, closedBefore?: string): Promise<boolean> {
  return db.transaction().execute((tx) => shredRows(tx, id, at, closedBefore));
}

/** `shredCase` within a transaction. */
export async function shredRows(tx: Tx, id: string, at: string, closedBefore?: string): Promise<boolean> {
  const row = await tx
    .updateTable("encounters")
    .set((eb) => ({
      forgotten_at: eb.fn.coalesce("forgotten_at", eb.val(at)),
      closed_at: eb.fn.coalesce("closed_at", eb.val(at)),
      owner: null,
    }))
    .where("id", "=", id)
    .$if(closedBefore !== undefined, (q) => q.where("closed_at", "<", closedBefore ?? ""))
    .returning("id")
    .executeTakeFirst();
  if (!row) return false;
  for (const table of ["case_keys", "outbox", "reminders", "threads", "posted_messages"] as const) {
    await tx.deleteFrom(table).where("encounter_id", "=", id).execute();
  }
  return true;
}
