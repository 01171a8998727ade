/**
 * Fills a store with cases as if their turns had been run: each with its own id, name, key, sealed events, hash chain,
 * thread and posts, so that any of them can be read, verified and continued. Only the order of writing differs.
 */
import { createHash, randomUUID } from "node:crypto";
import { GENESIS, linkHash } from "../../src/store/chain.ts";
import { decodeThreadKey, encodeThreadKey, sealEvent } from "../../src/store/rows.ts";
import { newKey, seal, slotDigest, wrapKey } from "../../src/store/seal.ts";
import type { Tables } from "../../src/store/tables.ts";
import type { CaseTemplate } from "./template.ts";

/** Rows by table, in the order in which they may be written. */
export type TableRows = { [T in FilledTable]: Tables[T][] };
export const FILLED_TABLES = [
  "encounters",
  "case_keys",
  "events",
  "threads",
  "deliveries",
  "lanes",
  "outbox",
  "reminders",
] as const satisfies readonly (keyof Tables)[];
type FilledTable = (typeof FILLED_TABLES)[number];

/** Takes rows in bulk. */
export type RowSink = (rows: TableRows) => Promise<void> | void;

/** One case in this many is open, with a running deadline; the others are closed. */
export const OPEN_EACH = 50;
/** People who own the cases. */
export const PEOPLE_IN_STORE = 2_000;
const CASES_PER_BATCH = 1_000;

/**
 * Writes the cases numbered from `from` up to (and without) `to`.
 * @param before how long before the template's time a case was made, in milliseconds
 */
export async function fillStore(
  { closed, open }: { closed: CaseTemplate; open: CaseTemplate },
  from: number,
  to: number,
  before: (number: number) => number,
  sink: RowSink,
): Promise<void> {
  let written: Promise<void> | void = Promise.resolve();
  for (let start = from; start < to; start += CASES_PER_BATCH) {
    const rows = emptyRows();
    // ids are random and written in their order: the same rows, and the tree of the index grows at its end
    const ids = Array.from({ length: Math.min(CASES_PER_BATCH, to - start) }, () => randomUUID()).sort();
    ids.forEach((id, place) => {
      const number = start + place;
      addFilledCase(rows, number % OPEN_EACH === 0 ? open : closed, id, number, before(number));
    });
    // the next are made while a database of its own process takes these
    await written;
    written = sink(rows);
  }
  await written;
}

const emptyRows = (): TableRows =>
  Object.fromEntries(FILLED_TABLES.map((table) => [table, []])) as unknown as TableRows;

function addFilledCase(
  rows: TableRows,
  template: CaseTemplate,
  id: string,
  number: number,
  before: number,
): void {
  const moved = new Map<string, string>();
  const then = (time: string): string => {
    let earlier = moved.get(time);
    if (earlier === undefined) {
      earlier = new Date(Date.parse(time) - before).toISOString();
      moved.set(time, earlier);
    }
    return earlier;
  };
  const key = newKey();
  const person = `slack:T1:U${Math.floor(number / OPEN_EACH) % PEOPLE_IN_STORE}`;
  let head = GENESIS;
  for (const event of template.events) {
    const { seq, type } = event;
    const at = then(event.at);
    const actor = event.actor.replaceAll("slack:T1:U1", person);
    const body = event.body.replaceAll(template.encounter.handle, filledCaseHandle(number));
    const sealed = sealEvent(key, { encounterId: id, seq, at, prevHash: head }, { type, actor, body });
    const hash = linkHash(head, { encounterId: id, seq, at, type, sealed });
    rows.events.push({ encounter_id: id, seq, at, type, sealed, prev_hash: head, hash });
    head = hash;
  }
  const { encounter } = template;
  rows.encounters.push({
    ...encounter,
    id,
    handle: filledCaseHandle(number),
    opened_at: then(encounter.opened_at),
    closed_at: encounter.closed_at === null ? null : then(encounter.closed_at),
    last_activity_at: then(encounter.last_activity_at),
    owner: person,
    head,
  });
  rows.case_keys.push({ encounter_id: id, wrapped: wrapKey(undefined, id, key) });
  const thread = `17${String(number).padStart(8, "0")}.000100`;
  for (const held of template.threads)
    rows.threads.push({ ...held, encounter_id: id, thread, attached_at: then(held.attached_at) });
  template.deliveries.forEach(({ at }, place) => {
    rows.deliveries.push({ key: `slack:T1:filled-${number}-${place}`, at: then(at) });
  });
  const [first] = template.posts;
  const lane = first ? encodeThreadKey({ ...decodeThreadKey(first.lane), thread }) : "";
  const digest = createHash("sha256").update(lane).digest("hex");
  rows.lanes.push({ lane: digest, last_position: template.positions });
  for (const { around, slotName, ...post } of template.posts) {
    const postId = randomUUID();
    rows.outbox.push({
      ...post,
      id: postId,
      encounter_id: id,
      lane,
      body: seal(key, ["post", postId], around.join(filledCaseHandle(number))),
      created_at: then(post.created_at),
      not_before: then(post.not_before),
      slot: post.slot === null ? null : slotDigest(key, slotName),
    });
  }
  for (const reminder of template.reminders)
    rows.reminders.push({ ...reminder, id: randomUUID(), encounter_id: id });
}

/** A name as the bot makes them: words and a number. */
export const filledCaseHandle = (number: number): string => `filled-case-${number}`;
