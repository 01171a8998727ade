/** Retention: removes what is past its time. */
import { shredCase } from "./cases.ts";
import { type Database, instant, transact, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import type { PurgeCount, PurgeLimits } from "./store.ts";
import type { Db } from "./tables.ts";

/** See `Store.purge`. Cases go one by one, so that a large purge never holds up a turn. */
export async function purge(
  database: Database,
  keys: Keyring,
  { limit, ...moments }: PurgeLimits,
  at: string,
): Promise<PurgeCount> {
  for (const [name, moment] of Object.entries({ at, ...moments })) instant(name, moment);
  const { casesClosedBefore, markedBefore, deliveriesBefore, postsBefore, offersBefore } = moments;
  return withDatabase(database, async (db) => {
    let cases = 0;
    let marked = 0;
    if (casesClosedBefore !== undefined) {
      if (markedBefore !== undefined) await unmark(database, casesClosedBefore);
      for (const id of await past(db, casesClosedBefore, markedBefore, limit)) {
        // Reopened since it was listed? Then it is not closed any more, and is kept.
        if (!(await shredCase(db, id, at, casesClosedBefore))) continue;
        keys.drop(id);
        cases += 1;
      }
      if (markedBefore !== undefined) marked = await mark(database, casesClosedBefore, at);
    }
    const deliveries = deliveriesBefore === undefined ? 0 : await dropDeliveries(db, deliveriesBefore);
    const posts = postsBefore === undefined ? 0 : await dropPosts(db, postsBefore);
    const offers = offersBefore === undefined ? 0 : await dropOffers(db, offersBefore);
    if (cases + posts + offers > 0) await database.shred();
    return { cases, marked, deliveries, posts };
  });
}

async function past(
  db: Db,
  closedBefore: string,
  markedBefore: string | undefined,
  limit: number | undefined,
): Promise<string[]> {
  const rows = await db
    .selectFrom("encounters")
    .select("id")
    .where("closed_at", "<", closedBefore)
    .where("forgotten_at", "is", null)
    .$if(markedBefore !== undefined, (q) => q.where("forget_marked_at", "<", markedBefore ?? ""))
    .orderBy("closed_at")
    .orderBy("id")
    .$if(limit !== undefined, (q) => q.limit(limit ?? 0))
    .execute();
  return rows.map(({ id }) => id);
}

/** A mark that a wrong clock made goes as soon as the clock is right again, and that of a reopened case too. */
async function unmark(database: Database, closedBefore: string): Promise<void> {
  await transact(database, (tx) =>
    tx
      .updateTable("encounters")
      .set({ forget_marked_at: null })
      .where("forget_marked_at", "is not", null)
      .where("forgotten_at", "is", null)
      .where((eb) => eb.or([eb("closed_at", "is", null), eb("closed_at", ">=", closedBefore)]))
      .execute(),
  );
}

async function mark(database: Database, closedBefore: string, at: string): Promise<number> {
  const done = await transact(database, (tx) =>
    tx
      .updateTable("encounters")
      .set({ forget_marked_at: at })
      .where("closed_at", "<", closedBefore)
      .where("forgotten_at", "is", null)
      .where("forget_marked_at", "is", null)
      .executeTakeFirst(),
  );
  return Number(done.numUpdatedRows);
}

function dropDeliveries(db: Db, before: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const done = await tx.deleteFrom("deliveries").where("at", "<", before).executeTakeFirst();
    return Number(done.numDeletedRows);
  });
}

function dropOffers(db: Db, before: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const done = await tx.deleteFrom("offers").where("at", "<", before).executeTakeFirst();
    return Number(done.numDeletedRows);
  });
}

function dropPosts(db: Db, before: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const done = await tx
      .deleteFrom("outbox")
      .where("encounter_id", "is", null)
      .where("state", "in", ["sent", "dead"])
      .where("created_at", "<", before)
      .executeTakeFirst();
    return Number(done.numDeletedRows);
  });
}
