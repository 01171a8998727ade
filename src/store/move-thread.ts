/** A case goes on in another thread: it is held there, and what is still to be sent goes there, in the same order. */
import { prepared } from "./prepared.ts";
import { decodeThreadKey, encodeThreadKey, laneName } from "./rows.ts";
import type { StoredThreadKey } from "./store.ts";
import type { Tx } from "./tables.ts";

const laneOfPost = prepared((db, { id }: { id: string }) =>
  db.selectFrom("outbox").select(["encounter_id", "lane"]).where("id", "=", id),
);

/** The last position of a lane, after so many more were given. */
export const laneMoved = prepared((db, { lane, by }: { lane: string; by: number }) =>
  db
    .insertInto("lanes")
    .values({ lane, last_position: by })
    .onConflict((c) =>
      c.column("lane").doUpdateSet((eb) => ({ last_position: eb("lanes.last_position", "+", by) })),
    )
    .returning("last_position"),
);

/**
 * Moves the case of a post from the post's thread to another. Nothing happens to a post of no case, or where the post
 * is in that thread already.
 */
export async function moveThread(tx: Tx, post: string, to: StoredThreadKey): Promise<void> {
  const [row] = (await laneOfPost(tx, { id: post })).rows;
  const lane = encodeThreadKey(to);
  if (!row?.encounter_id || row.lane === lane) return;
  await moveCase(tx, row.encounter_id, decodeThreadKey(row.lane), to);
  const waiting = await tx
    .selectFrom("outbox")
    .select("id")
    .where("lane", "=", row.lane)
    .where("encounter_id", "=", row.encounter_id)
    .where((eb) => eb.or([eb("state", "in", ["pending", "sending"]), eb("id", "=", post)]))
    .orderBy("position")
    .execute();
  const [counter] = (await laneMoved(tx, { lane: laneName(lane), by: waiting.length })).rows;
  const before = (counter?.last_position ?? waiting.length) - waiting.length;
  for (const [at, { id }] of waiting.entries())
    await tx
      .updateTable("outbox")
      .set({ lane, position: before + at + 1 })
      .where("id", "=", id)
      .execute();
}

async function moveCase(
  tx: Tx,
  encounter: string,
  from: StoredThreadKey,
  { platform, tenant, channel, thread }: StoredThreadKey,
): Promise<void> {
  const left = await tx
    .deleteFrom("threads")
    .where("encounter_id", "=", encounter)
    .where("platform", "=", from.platform)
    .where("tenant", "=", from.tenant)
    .where("channel", "=", from.channel)
    .where("thread", "=", from.thread)
    .returning(["attached_at", "is_open"])
    .executeTakeFirst();
  if (!left) return;
  await tx
    .insertInto("threads")
    .values({ platform, tenant, channel, thread, encounter_id: encounter, ...left })
    .onConflict((c) => c.doNothing())
    .execute();
}
