/** The real conversation without a store: what the adapter shows in a whole case, before a store is in play. */

import type { Bot, ChannelAdapter, Receipt, Request, ThreadKey } from "../../../src/adapter.ts";
import type { Actor, Encounter } from "../../../src/case/encounter.ts";
import { readOpening } from "../../../src/language/opening.ts";
import { loadProtocol } from "../../../src/protocol-store.ts";
import { NO_HOSPITAL_CONFIG } from "../../../src/site/hospital-config.ts";
import type { PostedSlot } from "../../../src/turn/asking-posts.ts";
import { turn } from "../../../src/turn/turn.ts";
import type { Outbound, View } from "../../../src/views/outbound.ts";
import { VERSION_1_FILE } from "../../protocol-under-test.ts";
import { wordLists } from "../../word-lists.ts";

const { protocol, hash } = loadProtocol(VERSION_1_FILE);

export class TurnBot implements Bot {
  adapter: ChannelAdapter | null = null;
  /** Everything that was said, in order. */
  readonly said: View[] = [];
  readonly #threads = new Map<string, Encounter>();
  readonly #seen = new Set<string>();
  readonly #messages = new Map<string, readonly string[]>();
  readonly #posts: PostedSlot[] = [];
  #outbox: Promise<void> = Promise.resolve();
  #count = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async receive({ deliveries, thread, inbound }: Request): Promise<Receipt> {
    if (deliveries.some((key) => this.#seen.has(key)))
      return { outcome: "duplicate", handle: null, said: [], reply: [] };
    for (const key of deliveries) this.#seen.add(key);
    const key = JSON.stringify(thread);
    const count = this.#threads.size + 1;
    const context = {
      protocol,
      hash,
      now: this.#now(),
      utcOffsetAt: () => 0,
      latest: { protocol, hash },
      site: NO_HOSPITAL_CONFIG,
      lists: wordLists,
      posts: this.#posts,
      newCase: { id: `e${count}`, handle: `amber-falcon-${41 + count}` },
    };
    const turned = turn(context, this.#threads.get(key) ?? null, inbound);
    if (turned.encounter) this.#threads.set(key, turned.encounter);
    for (const outbound of turned.said) this.#say(thread, outbound);
    return { outcome: "handled", handle: turned.encounter?.handle ?? null, said: turned.said, reply: [] };
  }

  async form(): Promise<View> {
    throw new Error("forms come with the real bot");
  }

  readOpening(words: string) {
    return readOpening(wordLists, words);
  }

  async cases(_actor: Actor): Promise<View> {
    throw new Error("lists of cases come with the real bot");
  }

  async knows(thread: ThreadKey): Promise<boolean> {
    return this.#threads.has(JSON.stringify(thread));
  }

  /** Until everything that was said has been handed to the adapter. */
  async quiet(): Promise<void> {
    await this.#outbox;
  }

  #say(thread: ThreadKey, { slot, audience, update, onlyUpdate, broadcast, view }: Outbound): void {
    this.said.push(view);
    const { adapter } = this;
    if (adapter === null) return;
    const delivery = {
      key: `row-${++this.#count}`,
      thread,
      slot,
      view,
      broadcast: broadcast === true,
      repeat: false,
    };
    const place = JSON.stringify([thread, slot]);
    this.#outbox = this.#outbox.then(async () => {
      const known = this.#messages.get(place);
      if (audience.kind === "person") await adapter.tell(delivery, audience.person);
      else if (update && known !== undefined) await adapter.update(delivery, known);
      else if (onlyUpdate !== true) {
        const { messageIds, at = this.#now() } = await adapter.post(delivery);
        this.#posts.push({ slot, position: this.#posts.length, state: "sent", deliveredAt: at });
        if (messageIds.length > 0) this.#messages.set(place, messageIds);
      }
    });
    this.#outbox.catch(() => {});
  }
}
