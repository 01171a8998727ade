/** Converts rows to the types of the contract, and back: threads, encounters, events, pages. */
import { createHash } from "node:crypto";
import { ProgrammerError, RecordBroken } from "../errors.ts";
import { GENESIS } from "./chain.ts";
import { instant } from "./database.ts";
import { prepared } from "./prepared.ts";
import { type Key, seal, slotDigest, unseal } from "./seal.ts";
import type {
  CaseWrite,
  EncounterRow,
  NewEvent,
  NewPost,
  PageRequest,
  ResultPage,
  StoredEvent,
  StoredProtocolPin,
  StoredThreadKey,
} from "./store.ts";
import type { Db, Tables, Tx } from "./tables.ts";

/** A thread as one text, for the order of its posts. */
export function encodeThreadKey(thread: StoredThreadKey): string {
  return JSON.stringify([thread.platform, thread.tenant, thread.channel, thread.thread]);
}

/** The key of a thread's row in `lanes`: a hash, so that it names no thread. */
export const laneName = (lane: string): string => createHash("sha256").update(lane).digest("hex");

/** The common prefix of a platform's lanes. Its name holds no character with a meaning in a LIKE pattern. */
export const laneStart = (platform: string): string => `["${platform.replace(/[^a-z0-9]/g, "")}",`;

export function decodeThreadKey(lane: string): StoredThreadKey {
  const [platform = "", tenant = "", channel = "", thread = ""] = JSON.parse(lane) as string[];
  return { platform, tenant, channel, thread };
}

/** Everything that must not move: who, which place in the chain, when, what kind, after what. */
function eventContext(encounterId: string, seq: number, at: string, type: string, prevHash: string) {
  return ["event", encounterId, seq, at, type, prevHash] as const;
}

/** Seals what an event says together with its author: an actor can identify a person, too. */
export function sealEvent(
  key: Key,
  place: { encounterId: string; seq: number; at: string; prevHash: string },
  event: NewEvent,
): string {
  const context = eventContext(place.encounterId, place.seq, place.at, event.type, place.prevHash);
  return seal(key, context, JSON.stringify([event.actor, event.body]));
}

/** Decrypts an event, or returns undefined when it does not open in this place with this key. */
export function openEvent(key: Key, row: Tables["events"]): StoredEvent | undefined {
  const context = eventContext(row.encounter_id, row.seq, row.at, row.type, row.prev_hash);
  const text = unseal(key, context, row.sealed);
  if (text === undefined) return undefined;
  const [actor, body] = JSON.parse(text) as [string, string];
  return { seq: row.seq, at: row.at, type: row.type, actor, body, hash: row.hash };
}

export function brokenEvent(encounterId: string, seq: number): RecordBroken {
  return new RecordBroken(
    encounterId,
    `Event ${seq} of a case was changed after it was recorded, or an event before it was.`,
    "Do not act on this case. Run npm run audit, and compare with a backup.",
  );
}

const threadsOf = prepared((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom("threads")
    .selectAll()
    .where("encounter_id", "in", [...ids])
    .orderBy("attached_at", "desc"),
);

/** Adds to encounter rows the threads they were held in. */
export async function encountersOf(
  db: Db | Tx,
  rows: readonly Tables["encounters"][],
): Promise<readonly EncounterRow[]> {
  if (rows.length === 0) return [];
  const { rows: threads } = await threadsOf(db, { ids: rows.map((row) => row.id) });
  return rows.map((row) => ({
    id: row.id,
    handle: row.handle,
    protocol: { id: row.protocol_id, version: row.protocol_version, hash: row.protocol_hash },
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    lastActivityAt: row.last_activity_at,
    forgottenAt: row.forgotten_at,
    owner: row.owner,
    threads: threads
      .filter((thread) => thread.encounter_id === row.id)
      .map(({ platform, tenant, channel, thread }) => ({ platform, tenant, channel, thread })),
  }));
}

/** The row of a case that begins now. */
export const newEncounterRow = (
  id: string,
  open: NonNullable<CaseWrite["open"]>,
  at: string,
): Tables["encounters"] => ({
  id,
  handle: open.handle,
  ...protocolColumns(open.protocol),
  opened_at: at,
  closed_at: null,
  last_activity_at: at,
  forgotten_at: null,
  forget_marked_at: null,
  held_at: null,
  retention_class: null,
  head_mac: null,
  owner: open.owner ?? null,
  seq: 0,
  head: GENESIS,
});

/** The columns of a case that a turn changes, besides the end of its chain. */
export const changedEncounterColumns = (
  { quiet, owner, status, protocol }: CaseWrite,
  at: string,
): Partial<Tables["encounters"]> => ({
  ...(quiet ? {} : { last_activity_at: at }),
  ...(owner === undefined ? {} : { owner }),
  ...(status === undefined ? {} : { closed_at: status === "closed" ? at : null }),
  ...(protocol === undefined ? {} : protocolColumns(protocol)),
});

const protocolColumns = ({ id, version, hash }: StoredProtocolPin) => ({
  protocol_id: id,
  protocol_version: version,
  protocol_hash: hash,
});

/** The row of a post that is to be sent, apart from its case and its place in the thread. */
export const newPostRow = (
  post: NewPost,
  at: string,
  key: Key | undefined,
): Omit<Tables["outbox"], "encounter_id" | "lane" | "position"> => ({
  id: post.id,
  body: key ? seal(key, ["post", post.id], post.body) : post.body,
  created_at: at,
  state: "pending",
  attempts: 0,
  not_before: post.notBefore === undefined ? at : instant("notBefore", post.notBefore),
  last_error_code: null,
  external_id: null,
  delivered_at: null,
  slot: key && post.slot !== undefined ? slotDigest(key, post.slot) : null,
  repeat: 0,
  claimed_by: null,
  claimed_until: null,
});

/** How many rows to read: one more than the page holds shows whether another page follows. */
export function pageSize(paging: PageRequest | undefined): number {
  const limit = paging?.limit ?? 50;
  if (Number.isInteger(limit) && limit >= 1 && limit <= 200) return limit;
  throw new ProgrammerError("limit", "A page holds 1 to 200 items.");
}

export function pageOf<Row, T>(
  rows: readonly Row[],
  size: number,
  items: readonly T[],
  cursor: (row: Row) => string,
): ResultPage<T> {
  const last = rows.length > size ? rows[size - 1] : undefined;
  return { items: items.slice(0, size), ...(last === undefined ? {} : { next: cursor(last) }) };
}
