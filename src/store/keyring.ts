/** The keys of a store: the configured master key, and the case keys, stored wrapped by it. */
import { RecordBroken, SettingInvalid } from "../errors.ts";
import { prepared } from "./prepared.ts";
import { type Key, newKey, seal, unseal, unwrapKey, wrapKey } from "./seal.ts";
import type { Db, Tables, Tx } from "./tables.ts";

export interface Keyring {
  readonly master: Key | undefined;
  /** Makes and stores the key of a new case. */
  create(tx: Tx, encounterId: string): Promise<Key>;
  /** Keys of those cases that were not forgotten. @throws RecordBroken when one was wrapped with another master key. */
  find(db: Db | Tx, encounterIds: readonly string[]): Promise<ReadonlyMap<string, Key>>;
  /** The same without those that cannot be unwrapped: for work that must not stop because of one case. */
  findSound(db: Db | Tx, encounterIds: readonly string[]): Promise<ReadonlyMap<string, Key>>;
  /** The case is forgotten: its key is not kept in memory either. */
  drop(encounterId: string): void;
}

const FACT = "master-key";
const WITNESS = "this store's master key";

/** How many keys are kept unwrapped: those of the cases active just now. */
const KEPT = 100;

const wrappedOf = prepared((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom("case_keys")
    .selectAll()
    .where("encounter_id", "in", [...ids]),
);

/** The keyring for a store that was opened with this master key, or with none. */
export function keyring(master: Key | undefined): Keyring {
  // the store is asked each time whether a case still has its key: only the unwrapping is saved
  const opened = new Map<string, { wrapped: string; key: Key }>();
  const open = ({ encounter_id: id, wrapped }: Tables["case_keys"]): Key | undefined => {
    const known = opened.get(id);
    if (known?.wrapped === wrapped) return known.key;
    const key = unwrapKey(master, id, wrapped);
    if (!key) return undefined;
    opened.delete(id);
    opened.set(id, { wrapped, key });
    for (const oldest of opened.keys()) {
      if (opened.size <= KEPT) break;
      opened.delete(oldest);
    }
    return key;
  };
  const finding =
    (damaged: (id: string) => void): Keyring["find"] =>
    async (db, ids) => {
      const found = new Map<string, Key>();
      if (ids.length === 0) return found;
      for (const row of (await wrappedOf(db, { ids })).rows) {
        const key = open(row);
        if (key) found.set(row.encounter_id, key);
        else damaged(row.encounter_id);
      }
      return found;
    };
  return {
    master,
    find: finding((id) => {
      throw unopened(id);
    }),
    findSound: finding(() => {}),
    drop: (encounterId) => void opened.delete(encounterId),
    create: async (tx, encounterId) => {
      const key = newKey();
      await tx
        .insertInto("case_keys")
        .values({ encounter_id: encounterId, wrapped: wrapKey(master, encounterId, key) })
        .execute();
      return key;
    },
  };
}

/**
 * Refuses a store sealed with another master key, before anyone is asked anything. The first master key that a store
 * sees is remembered by a text that only it decrypts.
 * @throws SettingInvalid
 */
export async function checkMasterKey(db: Db, master: Key | undefined): Promise<void> {
  const read = () => db.selectFrom("facts").select("value").where("name", "=", FACT).executeTakeFirst();
  let row = await read();
  if (!row && master) {
    const witness = { name: FACT, value: seal(master, [FACT], WITNESS) };
    await db.transaction().execute((tx) =>
      tx
        .insertInto("facts")
        .values(witness)
        .onConflict((c) => c.column("name").doNothing())
        .execute(),
    );
    row = await read();
  }
  if (!row || (master && unseal(master, [FACT], row.value) === WITNESS)) return;
  throw new SettingInvalid(
    "TRIAGE_MASTER_KEY",
    master
      ? "The store is sealed with another master key."
      : "The store is sealed with a master key, and none is set.",
    "Set TRIAGE_MASTER_KEY to the key this store was first opened with.",
  );
}

function unopened(encounterId: string): RecordBroken {
  return new RecordBroken(
    encounterId,
    "A case's key does not open with the master key.",
    "Set TRIAGE_MASTER_KEY to the key this store was first opened with.",
  );
}
