/**
 * Takes words out of what a case keeps. The chain is made again from the first event that changes: what was posted of it
 * before names links that are no more, and the event that records the removal says which these were.
 */
import { linkHash } from "./chain.ts";
import { brokenEvent, openEvent, sealEvent } from "./rows.ts";
import { type Key, seal, unseal } from "./seal.ts";
import type { WordsRemoval } from "./store.ts";
import type { Tables, Tx } from "./tables.ts";

/** Rewrites the events and the posts of a case. Returns the end of its chain. @throws RecordBroken */
export async function rewriteWords(
  tx: Tx,
  id: string,
  key: Key,
  { event: rewrite, post }: WordsRemoval,
): Promise<string> {
  const events = await tx
    .selectFrom("events")
    .selectAll()
    .where("encounter_id", "=", id)
    .orderBy("seq")
    .execute();
  let head = events[0]?.prev_hash ?? "";
  for (const row of events) {
    head = await rewriteEvent(tx, key, row, head, rewrite);
  }
  const posts = await tx.selectFrom("outbox").select(["id", "body"]).where("encounter_id", "=", id).execute();
  for (const row of posts) {
    const context = ["post", row.id] as const;
    const body = unseal(key, context, row.body);
    const left = body === undefined ? undefined : post(body);
    if (left === undefined || left === body) continue;
    await tx
      .updateTable("outbox")
      .set({ body: seal(key, context, left) })
      .where("id", "=", row.id)
      .execute();
  }
  return head;
}

/** Returns the hash of the event as it is now. */
async function rewriteEvent(
  tx: Tx,
  key: Key,
  row: Tables["events"],
  prevHash: string,
  rewrite: WordsRemoval["event"],
): Promise<string> {
  const stored = openEvent(key, row);
  if (!stored) throw brokenEvent(row.encounter_id, row.seq);
  const body = rewrite(stored);
  if (body === stored.body && prevHash === row.prev_hash) return row.hash;
  const place = { encounterId: row.encounter_id, seq: row.seq, at: row.at, prevHash };
  const sealed = sealEvent(key, place, { type: row.type, actor: stored.actor, body });
  const hash = linkHash(prevHash, { ...place, type: row.type, sealed });
  await tx
    .updateTable("events")
    .set({ sealed, prev_hash: prevHash, hash })
    .where("encounter_id", "=", row.encounter_id)
    .where("seq", "=", row.seq)
    .execute();
  return hash;
}
