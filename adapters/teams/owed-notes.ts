/**
 * Notes to one person that only called them by name in a thread, because their private chat was closed: they are said whole
 * once that person opens it. What is kept is where a note stands on record, and nothing that it says.
 */
import {
  type Actor,
  type AddressStore,
  type CaseQueries,
  type Delivery,
  directDelivery,
  type ThreadKey,
} from "../../src/index.ts";
import { LruMap } from "./lru-map.ts";
import { TEAMS_PLATFORM } from "./parse.ts";

/** More than anybody is owed; the oldest are forgotten. */
const MAX_OWED = 20;

interface OwedNote {
  thread: ThreadKey;
  slot: string;
}

export class OwedNotes {
  readonly #addresses: AddressStore;
  readonly #casebook: Pick<CaseQueries, "posted"> | null;
  /** What was said to a person at once is on no record: it is owed for as long as the process lives. */
  readonly #unrecorded = new LruMap<readonly Delivery[]>(1000);

  constructor(addresses: AddressStore, casebook: Pick<CaseQueries, "posted"> | null) {
    this.#addresses = addresses;
    this.#casebook = casebook;
  }

  /** The person was called by name, and has not read this. */
  async add(delivery: Delivery, person: Actor): Promise<void> {
    if (delivery.key === directDelivery(delivery.thread, delivery.slot, delivery.view).key) {
      const before = this.#unrecorded.get(person.id) ?? [];
      this.#unrecorded.set(person.id, [...before, delivery].slice(-MAX_OWED));
      return;
    }
    const { thread, slot } = delivery;
    const key = owedTo(thread.tenant, person);
    await this.#put(key, [...(await this.#get(key)), { thread, slot }].slice(-MAX_OWED));
  }

  /** What a person is owed, in the order in which it was said. From now on they are owed nothing. */
  async take(tenant: string, person: Actor): Promise<Delivery[]> {
    const key = owedTo(tenant, person);
    const recorded = await this.#get(key);
    const unrecorded = this.#unrecorded.get(person.id) ?? [];
    this.#unrecorded.delete(person.id);
    if (recorded.length > 0) await this.#put(key, []);
    const read = await Promise.all(recorded.map((note) => this.#read(note, person)));
    return [...read.flat(), ...unrecorded];
  }

  async #read({ thread, slot }: OwedNote, person: Actor): Promise<Delivery[]> {
    const posted = (await this.#casebook?.posted(thread, 0)) ?? [];
    return posted.flatMap(({ outbound: { audience, view, slot: at } }) =>
      at === slot && audience.kind === "person" && audience.person.id === person.id
        ? [directDelivery(thread, slot, view)]
        : [],
    );
  }

  async #get(key: ThreadKey): Promise<OwedNote[]> {
    const kept = await this.#addresses.get(key);
    return kept === undefined ? [] : (JSON.parse(kept) as OwedNote[]);
  }

  #put(key: ThreadKey, notes: readonly OwedNote[]): Promise<void> {
    return this.#addresses.put(key, JSON.stringify(notes));
  }
}

const owedTo = (tenant: string, person: Actor): ThreadKey => ({
  platform: TEAMS_PLATFORM,
  tenant,
  channel: "owed-notes",
  thread: person.id,
});
