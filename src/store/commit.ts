/**
 * One turn, one transaction. Locks are taken in one order everywhere (delivery, encounter, threads, lanes by name), so
 * two turns at most wait for each other, and the later one finds that it lost.
 */
import { ProgrammerError } from "../errors.ts";
import { openInThread, shredRows } from "./cases.ts";
import { GENESIS, linkHash } from "./chain.ts";
import { type Database, instant, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { laneMoved } from "./move-thread.ts";
import { takeNext } from "./outbox.ts";
import { prepared } from "./prepared.ts";
import { changeReminders } from "./reminders.ts";
import { rewriteWords } from "./rewrite-words.ts";
import {
  changedEncounterColumns,
  decodeThreadKey,
  encodeThreadKey,
  laneName,
  newEncounterRow,
  newPostRow,
  sealEvent,
} from "./rows.ts";
import type { Key } from "./seal.ts";
import { writePerson } from "./settings.ts";
import type { CaseWrite, Commit, CommitResult, NewPost, OutboxClaim } from "./store.ts";
import type { Tables, Tx } from "./tables.ts";

/** Thrown inside the transaction to roll it back, and turned into a value outside. */
class Rollback extends Error {
  readonly result: CommitResult;
  constructor(result: CommitResult) {
    super("undone");
    this.result = result;
  }
}

function lostRace(on: Extract<CommitResult, { kind: "conflict" }>["on"]): Rollback {
  return new Rollback({ kind: "conflict", on });
}

/** See `Store.commit`. */
export async function commit(database: Database, keys: Keyring, turn: Commit): Promise<CommitResult> {
  instant("at", turn.at);
  return withDatabase(database, async (db) => {
    try {
      const result = await db.transaction().execute((tx) => writeTurn(tx, keys, turn));
      if (turn.case?.forget) keys.drop(turn.case.id);
      // what was overwritten must not stay in a file either
      if (turn.case?.forget || turn.case?.removeWords) await database.shred();
      database.faults.over();
      return result;
    } catch (error) {
      if (error instanceof Rollback) return error.result;
      const sorted = database.sort(error);
      if (sorted?.kind === "race") return { kind: "conflict", on: "race" };
      // Two creations at once meet here: each saw that the name was free.
      if (sorted?.kind === "taken") {
        if (sorted.what.includes("encounters")) return { kind: "conflict", on: "handle" };
        if (sorted.what.includes("threads")) return { kind: "conflict", on: "thread" };
        if (sorted.what.includes("events")) return { kind: "conflict", on: "seq" };
      }
      throw error;
    }
  });
}

async function writeTurn(tx: Tx, keys: Keyring, turn: Commit): Promise<CommitResult> {
  // In one order, so that two deliveries of the same act wait for each other without a deadlock.
  for (const key of [...new Set(turn.deliveryKeys)].sort()) {
    const { numAffectedRows } = await heard(tx, { key, at: turn.at });
    if (numAffectedRows === 0n) throw new Rollback({ kind: "duplicate" });
  }
  const key = turn.case && (await writeCase(tx, keys, turn.case, turn.at));
  const end = key ? { seq: key.seq, head: key.head } : { seq: 0, head: GENESIS };
  const posts = typeof turn.posts === "function" ? turn.posts(end) : (turn.posts ?? []);
  if (turn.remember) await writePerson(tx, turn.remember.person, turn.remember.settings);
  const forget = turn.case?.forget === true;
  if (turn.case && forget) {
    await shredRows(tx, turn.case.id, turn.at);
  }
  const lanes =
    posts.length === 0
      ? []
      : await writePosts(
          tx,
          posts,
          turn.at,
          forget ? undefined : turn.case?.id,
          forget ? undefined : key?.key,
        );
  const sendable = turn.claim ? mine(lanes, turn.claim) : [];
  const claimed = turn.claim ? await takeNext(tx, keys, sendable, turn.claim) : [];
  return { kind: "committed", ...end, claimed, waits: claimed.length < sendable.length };
}

/** The threads that the claiming process can send to. */
const mine = (lanes: readonly string[], { platforms }: OutboxClaim): readonly string[] =>
  lanes.filter((lane) => platforms?.includes(decodeThreadKey(lane).platform) ?? true);

const heard = prepared((db, { key, at }: { key: string; at: string }) =>
  db
    .insertInto("deliveries")
    .values({ key, at })
    .onConflict((c) => c.column("key").doNothing()),
);

type WrittenCase = { readonly key: Key; readonly seq: number; readonly head: string };

async function writeCase(tx: Tx, keys: Keyring, change: CaseWrite, at: string): Promise<WrittenCase> {
  const start = change.open ? await insertCase(tx, keys, change, at) : await lock(tx, keys, change);
  const { key } = start;
  const events: Tables["events"][] = [];
  let { seq, head } = start;
  if (change.removeWords) head = await rewriteWords(tx, change.id, key, change.removeWords);
  for (const event of change.events) {
    seq += 1;
    const place = { encounterId: change.id, seq, at, prevHash: head };
    const sealed = sealEvent(key, place, event);
    const hash = linkHash(head, { ...place, type: event.type, sealed });
    events.push({ encounter_id: change.id, seq, at, type: event.type, sealed, prev_hash: head, hash });
    head = hash;
  }
  // In batches: both databases limit the number of values in one statement.
  for (let from = 0; from < events.length; from += 500) {
    await appended(tx, { events: events.slice(from, from + 500) });
  }
  await moved(tx, { id: change.id, set: { seq, head, ...changedEncounterColumns(change, at) } });
  await writeThreads(tx, change, at);
  if (change.reminders?.length) await changeReminders(tx, change.id, change.reminders, at);
  return { key, seq, head };
}

const appended = prepared((db, { events }: { events: readonly Tables["events"][] }) =>
  db.insertInto("events").values([...events]),
);

const moved = prepared((db, { id, set }: { id: string; set: Readonly<Partial<Tables["encounters"]>> }) =>
  db
    .updateTable("encounters")
    .set({ ...set })
    .where("id", "=", id),
);

async function insertCase(tx: Tx, keys: Keyring, change: CaseWrite, at: string): Promise<WrittenCase> {
  const { open } = change;
  if (!open || change.expectedSeq !== 0) {
    throw new ProgrammerError("expectedSeq", "A new case begins at 0.");
  }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("encounters")
    .values(newEncounterRow(change.id, open, at))
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) throw lostRace("handle");
  return { key: await keys.create(tx, change.id), seq: 0, head: GENESIS };
}

/**
 * The compare of compare-and-set: an update that changes nothing locks the row, or waits for its holder. The second to
 * come then finds another seq. (A plain select would not lock on either database.)
 */
async function lock(tx: Tx, keys: Keyring, change: CaseWrite): Promise<WrittenCase> {
  const [row] = (await unmoved(tx, { id: change.id, seq: change.expectedSeq })).rows;
  const key = row && (await keys.find(tx, [change.id])).get(change.id);
  if (!row || !key) throw lostRace("seq");
  return { key, seq: row.seq, head: row.head };
}

const unmoved = prepared((db, { id, seq }: { id: string; seq: number }) =>
  db
    .updateTable("encounters")
    .set({ seq })
    .where("id", "=", id)
    .where("seq", "=", seq)
    .where("forgotten_at", "is", null)
    .returning(["seq", "head"]),
);

async function writeThreads(tx: Tx, change: CaseWrite, at: string): Promise<void> {
  if (change.thread) {
    const { platform, tenant, channel, thread } = change.thread;
    const status = await tx
      .selectFrom("encounters")
      .select("closed_at")
      .where("id", "=", change.id)
      .executeTakeFirstOrThrow();
    const values = { platform, tenant, channel, thread, encounter_id: change.id, attached_at: at };
    const is_open = status.closed_at === null ? 1 : 0;
    // the lane's row is the thread's: two cases that begin there at once wait for each other here
    if (change.beside) {
      await laneMoved(tx, { lane: laneName(encodeThreadKey(change.thread)), by: 0 });
      const { rows } = await openInThread(tx, change.thread);
      if (
        rows.some(({ encounter_id }) => encounter_id !== change.id && !change.beside?.includes(encounter_id))
      )
        throw lostRace("thread");
    }
    await tx
      .insertInto("threads")
      .values({ ...values, is_open })
      .onConflict((c) =>
        c
          .columns(["platform", "tenant", "channel", "thread", "encounter_id"])
          .doUpdateSet({ attached_at: at, is_open }),
      )
      .execute();
  }
  if (change.status) {
    await tx
      .updateTable("threads")
      .set({ is_open: change.status === "open" ? 1 : 0 })
      .where("encounter_id", "=", change.id)
      .execute();
  }
}

const posted = prepared((db, { rows }: { rows: readonly Tables["outbox"][] }) =>
  db.insertInto("outbox").values([...rows]),
);

/** The lanes that it wrote to, ordered by name. */
async function writePosts(
  tx: Tx,
  posts: readonly NewPost[],
  at: string,
  encounterId: string | undefined,
  key: Key | undefined,
): Promise<readonly string[]> {
  const lanes = Map.groupBy(posts, (post) => encodeThreadKey(post.thread));
  const rows: Tables["outbox"][] = [];
  const names = [...lanes.keys()].sort();
  for (const lane of names) {
    const mine = lanes.get(lane) ?? [];
    const [counter] = (await laneMoved(tx, { lane: laneName(lane), by: mine.length })).rows;
    const last_position = counter?.last_position ?? mine.length;
    mine.forEach((post, index) => {
      const position = last_position - mine.length + index + 1;
      rows.push({ ...newPostRow(post, at, key), encounter_id: encounterId ?? null, lane, position });
    });
  }
  await posted(tx, { rows });
  return names;
}
