/** Opens a store by its URL. */
import { sql } from "kysely";
import { SettingInvalid } from "../errors.ts";
import { audit } from "./audit.ts";
import { cases } from "./cases.ts";
import { commit } from "./commit.ts";
import { type Database, transact, withDatabase } from "./database.ts";
import { checkMasterKey, keyring } from "./keyring.ts";
import { openOffers } from "./offers.ts";
import { freePosts, outbox } from "./outbox.ts";
import { openPostgres, type PostgresOptions } from "./postgres.ts";
import { purge } from "./purge.ts";
import { freeReminders, reminders } from "./reminders.ts";
import { readMasterKey } from "./seal.ts";
import { openAddresses, openInstallations, openPeople } from "./settings.ts";
import { openSqlite, type SqliteOptions } from "./sqlite.ts";
import type { Store } from "./store.ts";
import type { Tx } from "./tables.ts";
import { upkeepOf } from "./upkeep.ts";

export type StoreOptions = {
  /** TRIAGE_MASTER_KEY as configured: 32 bytes in base64 or hex. Without it, case keys are stored in plain text. */
  readonly masterKey?: string | undefined;
  readonly sqlite?: SqliteOptions;
  readonly postgres?: PostgresOptions;
};

/**
 * Opens the store a URL names and brings its tables up to date.
 * @throws SettingInvalid for a URL of no known form, and for a master key that is not this store's.
 * @throws StoreUnavailable when the store does not answer.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const master = readMasterKey(options.masterKey);
  const database = await openDatabase(url, options);
  try {
    await withDatabase(database, (db) => checkMasterKey(db, master));
  } catch (error) {
    await database.db.destroy();
    throw error;
  }
  const keys = keyring(master);
  let joined: Promise<boolean> | undefined;
  return {
    commit: (turn) => commit(database, keys, turn),
    cases: cases(database, keys),
    outbox: outbox(database, keys),
    reminders: reminders(database),
    installations: openInstallations(database, keys),
    people: openPeople(database),
    addresses: openAddresses(database),
    offers: openOffers(database, keys),
    audit: audit(database, keys),
    purge: (limits, at) => purge(database, keys, limits, at),
    ...upkeepOf(database),
    ping: () =>
      withDatabase(database, async (db) => {
        await sql`select 1`.execute(db);
      }),
    joinSenders: () => {
      joined ??= withDatabase(database, () =>
        database.senders.hold(() => transact(database, freeClaims)),
      ).catch((error: unknown) => {
        joined = undefined;
        throw error;
      });
      return joined;
    },
    leaveSenders: async () => {
      joined = undefined;
      await database.senders.giveBack();
    },
    close: async () => {
      await database.senders.giveBack();
      await database.db.destroy();
    },
  };
}

async function freeClaims(tx: Tx): Promise<void> {
  await freePosts(tx);
  await freeReminders(tx);
}

function openDatabase(url: string, options: StoreOptions): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, options.postgres);
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (path !== undefined) return openSqlite(path, options.sqlite);
  // The URL itself is left out of the message: it may hold a password.
  throw new SettingInvalid(
    "TRIAGE_STORE",
    "The store URL has none of the known forms.",
    "Use sqlite:./data/triage.db, sqlite::memory: or postgres://user:password@host:5432/database.",
  );
}
