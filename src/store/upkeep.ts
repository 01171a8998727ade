/** What the store is asked about itself: when it was last looked after, and whether it can record. */
import { type Database, instant, transact, withDatabase } from "./database.ts";
import type { Store } from "./store.ts";
import type { Tx } from "./tables.ts";

const SEEN = "last-upkeep";
const TRIAL = "write-check";
/** About what a turn writes, so that a store that is nearly full is found out. */
const TRIAL_SIZE = 65_536;

class TrialOver extends Error {}

/** See `Store.lastSeen`, `Store.saw` and `Store.checkWritable`. */
export function upkeepOf(database: Database): Pick<Store, "lastSeen" | "saw" | "checkWritable"> {
  return {
    lastSeen: () =>
      withDatabase(database, async (db) => {
        const noted = await db
          .selectFrom("facts")
          .select("value")
          .where("name", "=", SEEN)
          .executeTakeFirst();
        const active = await db
          .selectFrom("encounters")
          .select((eb) => eb.fn.max("last_activity_at").as("at"))
          .executeTakeFirst();
        const times = [noted?.value, active?.at].filter((at) => typeof at === "string");
        return times.sort().at(-1) ?? null;
      }),
    saw: (at) => transact(database, (tx) => writeFact(tx, SEEN, instant("at", at))),
    checkWritable: async () => {
      const { worst } = database.faults;
      if (worst?.fault === "corrupt") throw worst;
      if (worst !== undefined) return writeMuch(database);
      await transact(database, async (tx) => {
        await writeFact(tx, TRIAL, "x");
        throw new TrialOver();
      }).catch((error: unknown) => {
        if (!(error instanceof TrialOver)) throw error;
      });
    },
  };
}

/** A disk that is full shows only in what is kept, on SQLite. */
async function writeMuch(database: Database): Promise<void> {
  await transact(database, (tx) => writeFact(tx, TRIAL, "x".repeat(TRIAL_SIZE)));
  await transact(database, (tx) => tx.deleteFrom("facts").where("name", "=", TRIAL).execute());
  database.faults.over();
}

async function writeFact(tx: Tx, name: string, value: string): Promise<void> {
  await tx
    .insertInto("facts")
    .values({ name, value })
    .onConflict((c) => c.column("name").doUpdateSet({ value }))
    .execute();
}
