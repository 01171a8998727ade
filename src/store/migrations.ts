/**
 * How the tables came to be: Kysely migrations, run when a store opens. A released migration is never edited; a new one
 * gets the next number. They run in one transaction under a lock, so processes that start together do not
 * collide.
 */
import { type Kysely, sql } from "kysely";
import { type MigrationProvider, Migrator } from "kysely/migration";
import { StoreUnavailable } from "../errors.ts";
import type { Db } from "./tables.ts";

async function first(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable("encounters")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("handle", "text", (c) => c.notNull().unique())
    .addColumn("protocol_id", "text", (c) => c.notNull())
    .addColumn("protocol_version", "text", (c) => c.notNull())
    .addColumn("protocol_hash", "text", (c) => c.notNull())
    .addColumn("opened_at", "text", (c) => c.notNull())
    .addColumn("closed_at", "text")
    .addColumn("last_activity_at", "text", (c) => c.notNull())
    .addColumn("forgotten_at", "text")
    .addColumn("owner", "text")
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("head", "text", (c) => c.notNull())
    .execute();
  await schema
    .createIndex("encounters_activity")
    .on("encounters")
    .columns(["closed_at", "last_activity_at", "id"])
    .execute();
  await schema.createIndex("encounters_owner").on("encounters").columns(["owner"]).execute();

  await schema
    .createTable("case_keys")
    .addColumn("encounter_id", "text", (c) => c.primaryKey().notNull().references("encounters.id"))
    .addColumn("wrapped", "text", (c) => c.notNull())
    .execute();

  await schema
    .createTable("events")
    .addColumn("encounter_id", "text", (c) => c.notNull().references("encounters.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("sealed", "text", (c) => c.notNull())
    .addColumn("prev_hash", "text", (c) => c.notNull())
    .addColumn("hash", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("events_key", ["encounter_id", "seq"])
    .execute();

  await schema
    .createTable("threads")
    .addColumn("platform", "text", (c) => c.notNull())
    .addColumn("tenant", "text", (c) => c.notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("thread", "text", (c) => c.notNull())
    .addColumn("encounter_id", "text", (c) => c.notNull().references("encounters.id"))
    .addColumn("attached_at", "text", (c) => c.notNull())
    .addColumn("is_open", "integer", (c) => c.notNull())
    .addPrimaryKeyConstraint("threads_key", ["platform", "tenant", "channel", "thread", "encounter_id"])
    .execute();
  await schema
    .createIndex("threads_one_open")
    .unique()
    .on("threads")
    .columns(["platform", "tenant", "channel", "thread"])
    .where(sql<boolean>`is_open = 1`)
    .execute();
  await schema.createIndex("threads_encounter").on("threads").columns(["encounter_id"]).execute();

  await schema
    .createTable("deliveries")
    .addColumn("key", "text", (c) => c.primaryKey().notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .execute();
  await schema.createIndex("deliveries_at").on("deliveries").columns(["at"]).execute();

  await schema
    .createTable("lanes")
    .addColumn("lane", "text", (c) => c.primaryKey().notNull())
    .addColumn("last_position", "integer", (c) => c.notNull())
    .execute();
  await schema
    .createTable("outbox")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("encounter_id", "text", (c) => c.references("encounters.id"))
    .addColumn("lane", "text", (c) => c.notNull())
    .addColumn("position", "integer", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("not_before", "text", (c) => c.notNull())
    .addColumn("last_error_code", "text")
    .addColumn("external_id", "text")
    .addColumn("repeat", "integer", (c) => c.notNull())
    .addColumn("claimed_by", "text")
    .addColumn("claimed_until", "text")
    .addCheckConstraint("outbox_state", sql`state in ('pending', 'sending', 'sent', 'dead')`)
    .addUniqueConstraint("outbox_order", ["lane", "position"])
    .execute();
  // Partial: a claim looks only at unsent posts, however many were sent before.
  await schema
    .createIndex("outbox_unsent")
    .on("outbox")
    .columns(["lane", "position"])
    .where(sql<boolean>`state in ('pending', 'sending')`)
    .execute();
  await schema.createIndex("outbox_encounter").on("outbox").columns(["encounter_id"]).execute();

  await schema
    .createTable("reminders")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("encounter_id", "text", (c) => c.notNull().references("encounters.id"))
    .addColumn("key", "text", (c) => c.notNull())
    .addColumn("what", "text", (c) => c.notNull())
    .addColumn("due_at", "text", (c) => c.notNull())
    .addColumn("stage", "text", (c) => c.notNull())
    .addColumn("done_at", "text")
    .addColumn("snoozed_until", "text")
    .addColumn("claimed_by", "text")
    .addColumn("claimed_until", "text")
    .addUniqueConstraint("reminders_key", ["encounter_id", "key"])
    .execute();
  await schema.createIndex("reminders_due").on("reminders").columns(["done_at", "due_at"]).execute();

  await schema
    .createTable("installations")
    .addColumn("platform", "text", (c) => c.notNull())
    .addColumn("tenant", "text", (c) => c.notNull())
    .addColumn("sealed", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("installations_key", ["platform", "tenant"])
    .execute();
  await schema
    .createTable("people")
    .addColumn("platform", "text", (c) => c.notNull())
    .addColumn("tenant", "text", (c) => c.notNull())
    .addColumn("user_id", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("people_key", ["platform", "tenant", "user_id"])
    .execute();
  await schema
    .createTable("facts")
    .addColumn("name", "text", (c) => c.primaryKey().notNull())
    .addColumn("value", "text", (c) => c.notNull())
    .execute();
}

async function addAddresses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("addresses")
    .addColumn("lane", "text", (c) => c.primaryKey().notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .execute();
}

async function addSlots(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("outbox").addColumn("slot", "text").execute();
  await db.schema.createIndex("outbox_slot").on("outbox").columns(["encounter_id", "slot"]).execute();
  await db.schema.dropIndex("outbox_encounter").execute();
}

/** For posts sent before this, the time of the commit is the nearest that is known. */
async function addDeliveredAt(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("outbox").addColumn("delivered_at", "text").execute();
  await sql`update outbox set delivered_at = created_at where state = 'sent'`.execute(db);
}

async function addOffers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("offers")
    .addColumn("id", "text", (c) => c.primaryKey().notNull())
    .addColumn("lane", "text", (c) => c.notNull())
    .addColumn("message", "text")
    .addColumn("wrapped", "text", (c) => c.notNull())
    .addColumn("sealed", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("offers_lane").on("offers").columns(["lane", "at"]).execute();
}

/** A place may hold several open cases, and each message of the bot names its own. */
async function addPostedMessages(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema.dropIndex("threads_one_open").execute();
  await schema
    .createIndex("threads_open")
    .on("threads")
    .columns(["platform", "tenant", "channel", "thread"])
    .where(sql<boolean>`is_open = 1`)
    .execute();
  await schema
    .createTable("posted_messages")
    .addColumn("platform", "text", (c) => c.notNull())
    .addColumn("tenant", "text", (c) => c.notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("message", "text", (c) => c.notNull())
    .addColumn("encounter_id", "text", (c) => c.notNull().references("encounters.id"))
    .addPrimaryKeyConstraint("posted_messages_key", ["platform", "tenant", "channel", "message"])
    .execute();
  await schema
    .createIndex("posted_messages_encounter")
    .on("posted_messages")
    .columns(["encounter_id"])
    .execute();
}

/** What is to be kept longer, or forgotten in two steps, and a keyed digest of each chain's end. */
async function addKeeping(db: Kysely<unknown>): Promise<void> {
  for (const column of ["forget_marked_at", "held_at", "retention_class", "head_mac"])
    await db.schema.alterTable("encounters").addColumn(column, "text").execute();
}

/** How a person wants to be asked; their role is empty until they choose one. */
async function addAsking(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("people").addColumn("asks", "text").execute();
}

const provider: MigrationProvider = {
  getMigrations: async () => ({
    "0001-first": { up: first },
    "0002-addresses": { up: addAddresses },
    "0003-slots": { up: addSlots },
    "0004-delivered-at": { up: addDeliveredAt },
    "0005-offers": { up: addOffers },
    "0006-posted-messages": { up: addPostedMessages },
    "0007-keeping": { up: addKeeping },
    "0010-asking": { up: addAsking },
  }),
};

/**
 * Brings the tables up to date. `schema` names the Postgres schema to look in: without it Kysely would take a migration
 * table of any schema for this one's.
 * @throws StoreUnavailable("newer") when a newer version wrote the store; otherwise what the driver threw.
 */
export async function migrate(db: Db, schema?: string): Promise<void> {
  const migrator = new Migrator({ db, provider, ...(schema ? { migrationTableSchema: schema } : {}) });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error && error.message.startsWith("corrupted migrations")) {
    throw new StoreUnavailable(
      "newer",
      "The store was written by a newer version of this program.",
      "Run the newer version, or restore the backup that was taken before the upgrade.",
    );
  }
  if (error) throw error;
}
