/** Settings that belong to no case: installations, thread addresses, user preferences. */
import { RecordBroken, SettingInvalid } from "../errors.ts";
import { type Database, instant, transact, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { prepared } from "./prepared.ts";
import { encodeThreadKey } from "./rows.ts";
import { type Key, seal, unseal } from "./seal.ts";
import type {
  AddressStore,
  InstallationStore,
  PeopleStore,
  Person,
  PersonSettings,
  Tenant,
} from "./store.ts";
import type { Tx } from "./tables.ts";

function requireMasterKey(master: Key | undefined): Key {
  if (master) return master;
  throw new SettingInvalid(
    "TRIAGE_MASTER_KEY",
    "Installations hold tokens, and no master key is set to seal them with.",
    "Set TRIAGE_MASTER_KEY; make one with: openssl rand -base64 32",
  );
}

function installationContext({ platform, tenant }: Tenant) {
  return ["installation", platform, tenant] as const;
}

/** The installations of a database, sealed with the master key. */
export function openInstallations(database: Database, keys: Keyring): InstallationStore {
  return {
    put: async (tenant, body, at) => {
      const sealed = seal(requireMasterKey(keys.master), installationContext(tenant), body);
      instant("at", at);
      await transact(database, (tx) =>
        tx
          .insertInto("installations")
          .values({ platform: tenant.platform, tenant: tenant.tenant, sealed, at })
          .onConflict((c) => c.columns(["platform", "tenant"]).doUpdateSet({ sealed, at }))
          .execute(),
      );
    },
    get: (tenant) =>
      withDatabase(database, async (db) => {
        const row = await db
          .selectFrom("installations")
          .select("sealed")
          .where("platform", "=", tenant.platform)
          .where("tenant", "=", tenant.tenant)
          .executeTakeFirst();
        if (!row) return undefined;
        const body = unseal(requireMasterKey(keys.master), installationContext(tenant), row.sealed);
        if (body !== undefined) return body;
        throw new RecordBroken(
          "",
          "An installation's tokens were changed on disk.",
          "Install the app again.",
        );
      }),
    delete: async (tenant) => {
      await transact(database, (tx) =>
        tx
          .deleteFrom("installations")
          .where("platform", "=", tenant.platform)
          .where("tenant", "=", tenant.tenant)
          .execute(),
      );
      await withDatabase(database, () => database.shred());
    },
  };
}

/** What people chose for all their cases. */
export function openPeople(database: Database): PeopleStore {
  return {
    put: (person, settings) => transact(database, (tx) => writePerson(tx, person, settings)),
    get: ({ platform, tenant, user }) =>
      withDatabase(database, (db) =>
        db
          .selectFrom("people")
          .select(["role", "asks"])
          .where("platform", "=", platform)
          .where("tenant", "=", tenant)
          .where("user_id", "=", user)
          .executeTakeFirst(),
      ),
    delete: async ({ platform, tenant, user }) => {
      await transact(database, (tx) =>
        tx
          .deleteFrom("people")
          .where("platform", "=", platform)
          .where("tenant", "=", tenant)
          .where("user_id", "=", user)
          .execute(),
      );
    },
  };
}

const addressIn = prepared((db, { lane }: { lane: string }) =>
  db.selectFrom("addresses").select("body").where("lane", "=", lane),
);

/** How threads are reached. */
export function openAddresses(database: Database): AddressStore {
  return {
    put: async (thread, body) => {
      await transact(database, (tx) =>
        tx
          .insertInto("addresses")
          .values({ lane: encodeThreadKey(thread), body })
          .onConflict((c) => c.column("lane").doUpdateSet({ body }))
          .execute(),
      );
    },
    get: (thread) =>
      withDatabase(
        database,
        async (db) => (await addressIn(db, { lane: encodeThreadKey(thread) })).rows[0]?.body,
      ),
  };
}

/** Stores what a person chose, and leaves the rest of their choices, within a transaction. */
export async function writePerson(
  tx: Tx,
  { platform, tenant, user }: Person,
  { role, asks }: Partial<PersonSettings>,
): Promise<void> {
  const chosen = { ...(role !== undefined && { role }), ...(asks !== undefined && { asks }) };
  await tx
    .insertInto("people")
    .values({ platform, tenant, user_id: user, role: "", asks: null, ...chosen })
    .onConflict((c) => c.columns(["platform", "tenant", "user_id"]).doUpdateSet(chosen))
    .execute();
}
