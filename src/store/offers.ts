/**
 * Words that somebody said to the bot where no case was open, kept until they begin one or are declined. Each is sealed
 * with its own key, so that deleting the row forgets it, as with a case.
 */
import { RecordBroken } from "../errors.ts";
import { type Database, instant, transact, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { encodeThreadKey } from "./rows.ts";
import { newKey, seal, unseal, unwrapKey, wrapKey } from "./seal.ts";
import type { Offer, OfferStore } from "./store.ts";
import type { Tables } from "./tables.ts";

/** The offers of a database. */
export function openOffers(database: Database, keys: Keyring): OfferStore {
  const offerOf = ({ id, message, wrapped, sealed, at }: Tables["offers"]): Offer => {
    const key = unwrapKey(keys.master, id, wrapped);
    const words = key && unseal(key, ["offer", id], sealed);
    if (words === undefined)
      throw new RecordBroken("", "Words that were kept do not open.", "Type them again.");
    return { id, words, at, ...(message !== null && { message }) };
  };
  const rowOf = (id: string, words: string) => {
    const key = newKey();
    return { wrapped: wrapKey(keys.master, id, key), sealed: seal(key, ["offer", id], words) };
  };
  const drop = async (id: string) => {
    await transact(database, (tx) => tx.deleteFrom("offers").where("id", "=", id).execute());
    await withDatabase(database, () => database.shred());
  };
  return {
    async put(thread, { id, words, message = null, at }) {
      const row = { id, lane: encodeThreadKey(thread), message, at: instant("at", at), ...rowOf(id, words) };
      await transact(database, (tx) => tx.insertInto("offers").values(row).execute());
    },
    get: (thread, id) =>
      withDatabase(database, async (db) => {
        const row = await db
          .selectFrom("offers")
          .selectAll()
          .where("lane", "=", encodeThreadKey(thread))
          .$if(id !== undefined, (q) => q.where("id", "=", id ?? ""))
          .orderBy("at", "desc")
          .limit(1)
          .executeTakeFirst();
        return row && offerOf(row);
      }),
    async changeMessage(thread, message, words) {
      const found = await withDatabase(database, (db) =>
        db
          .selectFrom("offers")
          .select("id")
          .where("lane", "=", encodeThreadKey(thread))
          .where("message", "=", message)
          .execute(),
      );
      for (const { id } of found)
        if (words === null) await drop(id);
        else
          await transact(database, (tx) =>
            tx.updateTable("offers").set(rowOf(id, words)).where("id", "=", id).execute(),
          );
      return found.length > 0;
    },
    drop,
  };
}
