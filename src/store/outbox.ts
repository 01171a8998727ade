/** Posts that are due, claimed by one sender at a time and in the order of their thread. */
import { type ExpressionBuilder, sql } from "kysely";
import { type Database, instant, transact, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { moveThread } from "./move-thread.ts";
import { prepared } from "./prepared.ts";
import { decodeThreadKey, encodeThreadKey, laneName, laneStart } from "./rows.ts";
import { type Key, slotDigest, unseal } from "./seal.ts";
import type { ClaimedPost, Outbox, OutboxClaim, PostOutcome, StoredMessage, ThreadPost } from "./store.ts";
import type { Db, Tables, Tx } from "./tables.ts";

const sentLast = prepared((db, { id, slot }: { id: string; slot: string }) =>
  db
    .selectFrom("outbox")
    .select("external_id")
    .where("encounter_id", "=", id)
    .where("slot", "=", slot)
    .where("external_id", "is not", null)
    .orderBy("position", "desc")
    .limit(1),
);

const slotPosts = prepared((db, { id, slots }: { id: string; slots: readonly string[] }) =>
  db
    .selectFrom("outbox")
    .select(["slot", "position", "state", "delivered_at", "repeat"])
    .where("encounter_id", "=", id)
    .where("slot", "in", slots)
    .orderBy("position"),
);

/** The outbox of a database. */
export function outbox(database: Database, keys: Keyring): Outbox {
  return {
    sentIn: (encounterId, slot) =>
      withDatabase(database, async (db) => {
        const key = (await keys.find(db, [encounterId])).get(encounterId);
        if (!key) return undefined;
        const { rows } = await sentLast(db, { id: encounterId, slot: slotDigest(key, slot) });
        return rows[0]?.external_id ?? undefined;
      }),
    inSlots: (encounterId, slots) =>
      withDatabase(database, async (db) => {
        const key = (await keys.find(db, [encounterId])).get(encounterId);
        if (!key || slots.length === 0) return [];
        const names = new Map(slots.map((slot) => [slotDigest(key, slot), slot]));
        const { rows } = await slotPosts(db, { id: encounterId, slots: [...names.keys()] });
        return rows.map(({ slot, position, state, delivered_at, repeat }) => ({
          slot: names.get(slot ?? "") ?? "",
          position,
          state,
          deliveredAt: delivered_at,
          maybeDelivered: state === "sending" || (state === "pending" && repeat === 1),
        }));
      }),
    claim: async (claim) => {
      instant("at", claim.at);
      instant("until", claim.until);
      return transact(database, (tx) => take(tx, database.locksRows, keys, claim));
    },
    settleAndClaim: async (id, attempt, outcome, claim) => {
      instant("at", claim.at);
      instant("until", claim.until);
      return transact(database, async (tx) => {
        const { thread } = claim;
        // with the thread's row locked, a concurrent commit to it is either seen, or sees that this post is sent
        if (thread && database.locksRows) await held(tx, { lane: laneName(encodeThreadKey(thread)) });
        await settle(tx, id, attempt, outcome);
        return thread
          ? takeNext(tx, keys, [encodeThreadKey(thread)], claim)
          : take(tx, database.locksRows, keys, claim);
      });
    },
    release: (by) =>
      transact(database, async (tx) => {
        await tx
          .updateTable("outbox as post")
          .set({ ...FREE, state: "pending" })
          .where("post.state", "=", "sending")
          .where(unsent("post"))
          .where("claimed_by", "=", by)
          .execute();
      }),
    prolong: async (names, at, until) => {
      instant("at", at);
      instant("until", until);
      return transact(database, async (tx) => {
        const rows = await tx
          .updateTable("outbox")
          .set({ claimed_until: until })
          .where("state", "=", "sending")
          .where("claimed_by", "in", [...names])
          .where("claimed_until", ">", at)
          .returning("claimed_by")
          .execute();
        return [...new Set(rows.flatMap(({ claimed_by }) => claimed_by ?? []))];
      });
    },
    settle: (id, attempt, outcome) => transact(database, (tx) => settle(tx, id, attempt, outcome)),
    find: (id) =>
      withDatabase(database, async (db) => {
        const row = await db.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();
        if (!row) return undefined;
        return {
          id: row.id,
          encounterId: row.encounter_id,
          thread: decodeThreadKey(row.lane),
          state: row.state,
          attempts: row.attempts,
          externalId: row.external_id,
          lastErrorCode: row.last_error_code,
        };
      }),
    anySent: async (encounterId, thread) =>
      withDatabase(database, async (db) => {
        const row = await db
          .selectFrom("outbox")
          .select("id")
          .where("encounter_id", "=", encounterId)
          .where("lane", "=", encodeThreadKey(thread))
          .where("state", "=", "sent")
          .limit(1)
          .executeTakeFirst();
        return row !== undefined;
      }),
    ofThread: async (thread, after, at) => {
      instant("at", at);
      return withDatabase(database, (db) => readClaimedPost(db, keys, encodeThreadKey(thread), after, at));
    },
  };
}

async function readClaimedPost(
  db: Db,
  keys: Keyring,
  lane: string,
  after: number,
  at: string,
): Promise<readonly ThreadPost[]> {
  const rows = await db
    .selectFrom("outbox")
    .selectAll()
    .where("lane", "=", lane)
    .where("position", ">", after)
    .orderBy("position")
    .execute();
  const ahead = rows.findIndex((row) => row.state === "pending" && row.not_before > at);
  const due = ahead === -1 ? rows : rows.slice(0, ahead);
  const known = await keys.find(db, [...new Set(due.flatMap((row) => row.encounter_id ?? []))]);
  return due.map((row) => {
    return {
      id: row.id,
      position: row.position,
      encounterId: row.encounter_id,
      at: row.created_at,
      body: unsealBody(known, row) ?? null,
    };
  });
}

async function take(
  tx: Tx,
  locksRows: boolean,
  keys: Keyring,
  claim: OutboxClaim,
): Promise<readonly ClaimedPost[]> {
  // Postgres checks a row again once it has locked it, so a row that another claimer just took is dropped here.
  const due = await tx
    .selectFrom("outbox as post")
    .select("post.id")
    .where((eb) =>
      eb.or([
        eb("post.state", "=", "pending").and("post.not_before", "<=", claim.at),
        eb("post.state", "=", "sending").and("post.claimed_until", "<=", claim.at),
      ]),
    )
    .where(unsent("post"))
    .$if(claim.platforms !== undefined, (q) =>
      q.where((eb) =>
        eb.or((claim.platforms ?? []).map((name) => eb("post.lane", "like", `${laneStart(name)}%`))),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("outbox as earlier")
            .select("earlier.id")
            .whereRef("earlier.lane", "=", "post.lane")
            .whereRef("earlier.position", "<", "post.position")
            .where(unsent("earlier")),
        ),
      ),
    )
    .orderBy("post.not_before")
    .orderBy("post.lane")
    .limit(claim.limit ?? 20)
    .$if(locksRows, (q) => q.forUpdate("post").skipLocked())
    .execute();
  if (due.length === 0) return [];
  const rows = await tx
    .updateTable("outbox")
    .set((eb) => taken(eb, claim))
    .where(
      "id",
      "in",
      due.map((row) => row.id),
    )
    .returningAll()
    .execute();
  return claimed(tx, keys, rows);
}

const FREE = { claimed_by: null, claimed_until: null };

/** Frees what dead processes had claimed. Nobody knows whether it was sent: it comes again as a repeat. */
export async function freePosts(tx: Tx): Promise<void> {
  await tx
    .updateTable("outbox as post")
    .set({ ...FREE, state: "pending", repeat: 1 })
    .where("post.state", "=", "sending")
    .where(unsent("post"))
    .execute();
}

/** How a claim changes a row: one that somebody else was sending may have been posted already. */
const taken = (
  eb: ExpressionBuilder<Tables, "outbox">,
  { by, until }: Pick<OutboxClaim, "by" | "until">,
) => ({
  repeat: eb.case().when("state", "=", "sending").then(1).else(eb.ref("repeat")).end(),
  state: "sending" as const,
  attempts: eb("attempts", "+", 1),
  claimed_by: by,
  claimed_until: until,
});

const nextPosts = prepared(
  (db, { lane, at, by, until }: { lane: string; at: string; by: string; until: string }) =>
    db
      .updateTable("outbox")
      .set((eb) => taken(eb, { by, until }))
      .where("id", "=", (eb) =>
        eb
          .selectFrom("outbox as post")
          .select("post.id")
          .where("post.lane", "=", lane)
          .where(unsent("post"))
          .orderBy("post.position")
          .limit(1),
      )
      .where((eb) =>
        eb.or([
          eb("state", "=", "pending").and("not_before", "<=", at),
          eb("state", "=", "sending").and("claimed_until", "<=", at),
        ]),
      )
      .returningAll(),
);

const held = prepared((db, { lane }: { lane: string }) =>
  db
    .updateTable("lanes")
    .set((eb) => ({ last_position: eb.ref("last_position") }))
    .where("lane", "=", lane),
);

/** The first post of each of these threads that is neither sent nor dead, if it is due: no search for others. */
export async function takeNext(
  tx: Tx,
  keys: Keyring,
  lanes: readonly string[],
  { at, by, until }: OutboxClaim,
): Promise<readonly ClaimedPost[]> {
  const rows: Tables["outbox"][] = [];
  for (const lane of lanes) rows.push(...(await nextPosts(tx, { lane, at, by, until })).rows);
  return claimed(tx, keys, rows);
}

const inTurn = (a: Tables["outbox"], b: Tables["outbox"]): number =>
  a.not_before === b.not_before ? (a.lane < b.lane ? -1 : 1) : a.not_before < b.not_before ? -1 : 1;

async function claimed(
  tx: Tx,
  keys: Keyring,
  rows: readonly Tables["outbox"][],
): Promise<readonly ClaimedPost[]> {
  // one case's damaged key must stop neither another's turn nor the other posts
  const known = await keys.findSound(tx, [...new Set(rows.flatMap((row) => row.encounter_id ?? []))]);
  // a database returns changed rows in any order
  return rows.toSorted(inTurn).map((row) => ({
    id: row.id,
    encounterId: row.encounter_id,
    thread: decodeThreadKey(row.lane),
    body: unsealBody(known, row) ?? null,
    attempt: row.attempts,
    repeat: row.repeat === 1,
  }));
}

/** In the words of the partial index: SQLite uses a conditional index only where it can see that the condition holds. */
function unsent(table: "post" | "earlier") {
  return sql<boolean>`${sql.ref(`${table}.state`)} in ('pending', 'sending')`;
}

type SealedPost = Pick<Tables["outbox"], "id" | "encounter_id" | "body">;

/** What a post says, or undefined when it cannot be decrypted with its case's key. */
function unsealBody(known: ReadonlyMap<string, Key>, row: SealedPost): string | undefined {
  if (row.encounter_id === null) return row.body;
  const key = known.get(row.encounter_id);
  return key && unseal(key, ["post", row.id], row.body);
}

// Whoever sent it, it was posted: a later attempt still in progress learns this when it settles.
const sent = prepared(
  (
    db,
    { id, externalId, deliveredAt }: { id: string; externalId: string | null; deliveredAt: string | null },
  ) =>
    db
      .updateTable("outbox")
      .set({ ...FREE, state: "sent", external_id: externalId, delivered_at: deliveredAt })
      .where("id", "=", id)
      .where("state", "!=", "sent"),
);

/** Nothing is kept of a case that was forgotten meanwhile. */
async function keepMessage(tx: Tx, id: string, message: StoredMessage): Promise<void> {
  const { platform, tenant, channel } = message;
  const [row] = (await caseOfPost(tx, { id })).rows;
  if (!row || row.encounter_id === null) return;
  await tx
    .insertInto("posted_messages")
    .values({ platform, tenant, channel, message: message.message, encounter_id: row.encounter_id })
    .onConflict((c) => c.doNothing())
    .execute();
}

const caseOfPost = prepared((db, { id }: { id: string }) =>
  db.selectFrom("outbox").select("encounter_id").where("id", "=", id),
);

async function settle(tx: Tx, id: string, attempt: number, outcome: PostOutcome): Promise<boolean> {
  if (outcome.kind === "sent") {
    const { externalId, deliveredAt } = outcome;
    const { numAffectedRows = 0n } = await sent(tx, {
      id,
      externalId,
      deliveredAt: deliveredAt === undefined ? null : instant("deliveredAt", deliveredAt),
    });
    for (const message of outcome.messages ?? []) await keepMessage(tx, id, message);
    if (outcome.opened) await moveThread(tx, id, outcome.opened);
    return numAffectedRows > 0n;
  }
  const latest = tx
    .updateTable("outbox")
    .where("id", "=", id)
    .where("state", "=", "sending")
    .where("attempts", "=", attempt);
  const result = await (() => {
    switch (outcome.kind) {
      case "retry":
        return latest
          .set({
            ...FREE,
            state: "pending",
            not_before: instant("notBefore", outcome.notBefore),
            last_error_code: outcome.errorCode,
            ...(outcome.maybePosted ? { repeat: 1 } : {}),
          })
          .executeTakeFirst();
      case "moved":
        return latest
          .set({ ...FREE, state: "pending", last_error_code: outcome.errorCode })
          .executeTakeFirst();
      case "dead":
        return latest.set({ ...FREE, state: "dead", last_error_code: outcome.errorCode }).executeTakeFirst();
    }
  })();
  const applied = result.numUpdatedRows > 0n;
  if (applied && outcome.kind === "moved") await moveThread(tx, id, outcome.to);
  return applied;
}
