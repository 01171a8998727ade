/** Retention: removes what is past its time. */
import { shredCase } from "./cases.ts";
import { type Database, instant, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import type { Store } from "./store.ts";
import type { Db } from "./tables.ts";

/** See `Store.purge`. Cases go one by one, so that a large purge never holds up a turn. */
export async function purge(
  database: Database,
  keys: Keyring,
  limits: Parameters<Store["purge"]>[0],
  at: string,
): ReturnType<Store["purge"]> {
  for (const [name, limit] of Object.entries({ at, ...limits })) instant(name, limit);
  return withDatabase(database, async (db) => {
    let cases = 0;
    let deliveries = 0;
    let posts = 0;
    if (limits.casesClosedBefore !== undefined) {
      const old = await db
        .selectFrom("encounters")
        .select("id")
        .where("closed_at", "<", limits.casesClosedBefore)
        .where("forgotten_at", "is", null)
        .execute();
      for (const { id } of old) {
        // Reopened since it was listed? Then it is not closed any more, and is kept.
        if (!(await shredCase(db, id, at, limits.casesClosedBefore))) continue;
        keys.drop(id);
        cases += 1;
      }
    }
    if (limits.deliveriesBefore !== undefined) {
      deliveries = await dropDeliveries(db, limits.deliveriesBefore);
    }
    if (limits.postsBefore !== undefined) {
      posts = await dropPosts(db, limits.postsBefore);
    }
    const offers = limits.offersBefore === undefined ? 0 : await dropOffers(db, limits.offersBefore);
    if (cases + posts + offers > 0) await database.shred();
    return { cases, deliveries, posts };
  });
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
