/** Verifies the chains: what was recorded is what is there. */
import { RecordBroken } from "../errors.ts";
import { GENESIS, walk } from "./chain.ts";
import { type Database, withDatabase } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { openEvent, pageOf, pageSize } from "./rows.ts";
import type { Key } from "./seal.ts";
import type { Audit, AuditVerdict, Head } from "./store.ts";
import type { Db } from "./tables.ts";

/** Events read at a time, so that a long case does not fill memory. */
const STRETCH = 500;

/** The audit of a database. */
export function audit(database: Database, keys: Keyring): Audit {
  return {
    verify: (encounterId) => withDatabase(database, (db) => verify(db, keys, encounterId)),
    verifyAll: () =>
      withDatabase(database, async (db) => {
        const broken: AuditVerdict[] = [];
        let cases = 0;
        let events = 0;
        for (let after: string | undefined; ; ) {
          const page = await heads(db, { limit: 200, ...(after === undefined ? {} : { after }) });
          for (const head of page.items) {
            const verdict = await verify(db, keys, head.encounterId);
            if (!verdict) continue;
            cases += 1;
            events += verdict.seq;
            if (verdict.kind === "broken") broken.push(verdict);
          }
          if (page.next === undefined) return { cases, events, broken };
          after = page.next;
        }
      }),
    heads: (paging) => withDatabase(database, (db) => heads(db, paging)),
  };
}

async function heads(db: Db, paging: Parameters<Audit["heads"]>[0]) {
  const size = pageSize(paging);
  const rows = await db
    .selectFrom("encounters")
    .select(["id", "handle", "seq", "head"])
    .where("id", ">", paging?.after ?? "")
    .orderBy("id")
    .limit(size + 1)
    .execute();
  const items: Head[] = rows.map(({ id, ...row }) => ({ encounterId: id, ...row }));
  return pageOf(rows, size, items, (row) => row.id);
}

async function verify(db: Db, keys: Keyring, encounterId: string): Promise<AuditVerdict | undefined> {
  const row = await db
    .selectFrom("encounters")
    .select(["seq", "head"])
    .where("id", "=", encounterId)
    .executeTakeFirst();
  if (!row) return undefined;
  const broken = (seq: number, fault: Extract<AuditVerdict, { kind: "broken" }>["fault"]): AuditVerdict => ({
    kind: "broken",
    encounterId,
    seq,
    fault,
  });
  let key: Key | undefined;
  try {
    key = (await keys.find(db, [encounterId])).get(encounterId);
  } catch (error) {
    // one case's key was changed on disk: the others still have to be checked
    if (error instanceof RecordBroken) return broken(1, "forged");
    throw error;
  }
  let at = { seq: 0, hash: GENESIS };
  for (;;) {
    const events = await db
      .selectFrom("events")
      .selectAll()
      .where("encounter_id", "=", encounterId)
      .where("seq", ">", at.seq)
      .where("seq", "<=", row.seq)
      .orderBy("seq")
      .limit(STRETCH)
      .execute();
    const step = walk(
      events.map(({ encounter_id, prev_hash, ...event }) => ({
        ...event,
        encounterId: encounter_id,
        prevHash: prev_hash,
      })),
      at,
    );
    // Whichever comes first: an event before the chain's error may not decrypt either.
    const forged = key && events.find((event) => !openEvent(key, event));
    if (forged && (step.ok || forged.seq < step.seq)) return broken(forged.seq, "forged");
    if (!step.ok) return broken(step.seq, step.fault);
    at = { seq: step.seq, hash: step.hash };
    if (events.length < STRETCH) break;
  }
  if (at.seq !== row.seq) return broken(at.seq + 1, "missing");
  if (at.hash !== row.head) return broken(at.seq, "relinked");
  return { kind: "intact", encounterId, seq: at.seq, head: at.hash };
}
