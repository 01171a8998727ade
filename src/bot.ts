/**
 * The bot: load, turn, append, send, in this order and nowhere else. A turn is one transaction of the store (its
 * delivery keys, events, posts and reminders), so that it is recorded wholly or not at all; what is posted is sent
 * from the outbox afterwards.
 */
import { randomUUID } from "node:crypto";
import { newHandle } from "./bot/handle.ts";
import { Lanes } from "./bot/lanes.ts";
import { postsOf, type Said } from "./bot/message.ts";
import { encounterOf, storedOf } from "./bot/record.ts";
import { reminderChanges } from "./bot/reminder-rows.ts";
import { busy, forgotten, notRecorded, versionMissing } from "./bot/told.ts";
import { utcOffsetMinutes } from "./bot/zone.ts";
import { current } from "./conversation/current.ts";
import type { Actor, Encounter, EncounterEvent } from "./conversation/encounter.ts";
import type { Act, Inbound } from "./conversation/inbound.ts";
import type { Outbound, View } from "./conversation/outbound.ts";
import type { Site } from "./conversation/site.ts";
import { type TurnContext, type Turned, turn, type Wish } from "./conversation/turn.ts";
import { formView } from "./conversation/turn-forms.ts";
import { type CaseLine, casesView, nextDeadlineOf } from "./conversation/view-cases.ts";
import type { Bot, Receipt, Request, ThreadKey } from "./door.ts";
import { RecordBroken, StoreUnavailable } from "./errors.ts";
import type { Protocol, Role } from "./protocol/schema.ts";
import type { Case, CaseWrite, Commit, Store } from "./store/store.ts";
import type { Log, Observer } from "./telemetry.ts";

/** A protocol with the hash of its text. */
export interface Content {
  protocol: Protocol;
  hash: string;
}

export interface BotParts {
  store: Store;
  /** The content that new cases begin with. */
  latest: Content;
  /** The content that an older case is pinned to; undefined when it is not installed. */
  find: (pin: { id: string; version: string; hash: string }) => Content | undefined;
  site: Site;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Called after every commit that has something to post. */
  wake: () => void;
  log: Log;
  observer: Observer;
  newId?: () => string;
  newHandle?: () => string;
}

/** The clock, as it appears in a case's record. */
const CLOCK: Actor = { id: "bot", name: "the bot" };

/** How often a turn that lost a race is run again before its author is told to try again. */
const ATTEMPTS = 60;

/** What the reminders and the outbox ask of the bot beside what doors do. */
export interface Triage extends Bot {
  /** A deadline of a case wants attention: reminds whoever is to be reminded. */
  due(encounterId: string, deadline: string): Promise<void>;
  /** Nobody went on with a case for as long as the site keeps it open. */
  idle(encounterId: string): Promise<void>;
  /** Posts beside the case's talk, such as by a second route. False when the case is not there. */
  say(encounterId: string, said: (encounter: Encounter) => readonly Said[]): Promise<boolean>;
  /** Resolves when no turn is under way. */
  settled(): Promise<void>;
}

/** The bot over a store. */
export function createBot(parts: BotParts): Triage {
  return new Turns(parts);
}

class Turns implements Triage {
  readonly #parts: BotParts;
  readonly #newId: () => string;
  readonly #newHandle: () => string;
  readonly #lanes = new Lanes();

  constructor(parts: BotParts) {
    this.#parts = parts;
    this.#newId = parts.newId ?? randomUUID;
    this.#newHandle = parts.newHandle ?? newHandle;
  }

  receive(request: Request): Promise<Receipt> {
    const { thread, inbound, deliveries } = request;
    const began = performance.now();
    return this.#lanes.run(laneOf(thread), async () => {
      const receipt = await this.#guarded(
        () => this.#turn(thread, inbound, deliveries, () => this.#parts.store.cases.loadByThread(thread)),
        inbound.actor,
      );
      const took = (performance.now() - began) / 1000;
      this.#parts.observer.turn(thread.platform, inbound.kind, receipt.outcome, took);
      return receipt;
    });
  }

  async form(
    thread: ThreadKey,
    handle: string,
    act: Extract<Act, { do: "form" }>,
    actor: Actor,
  ): Promise<View> {
    try {
      const found = await this.#parts.store.cases.loadByThread(thread);
      const context = found && this.#context(found);
      if (found && !context) return versionMissing(found.encounter.handle, found.encounter.protocol.version);
      const encounter = found && found.events.length > 0 ? encounterOf(found) : null;
      return formView(context ?? this.#fresh(), encounter, handle, act, actor);
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof RecordBroken) return notRecorded(error);
      throw error;
    }
  }

  async cases(actor: Actor): Promise<View> {
    try {
      return casesView(await this.#open(actor), this.#parts.now());
    } catch (error) {
      if (error instanceof StoreUnavailable) return notRecorded(error);
      throw error;
    }
  }

  knows(thread: ThreadKey): Promise<boolean> {
    return this.#parts.store.cases.holds(thread);
  }

  due(encounterId: string, deadline: string): Promise<void> {
    return this.#onCase(encounterId, { kind: "due", actor: CLOCK, deadline });
  }

  idle(encounterId: string): Promise<void> {
    return this.#onCase(encounterId, { kind: "idle", actor: CLOCK });
  }

  async say(encounterId: string, said: (encounter: Encounter) => readonly Said[]): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await this.#parts.store.cases.load(encounterId);
      const [thread] = found?.encounter.threads ?? [];
      if (!found || !thread || found.events.length === 0) return false;
      const posts = postsOf(said(encounterOf(found)), thread, null, this.#newId);
      const at = new Date(this.#parts.now()).toISOString();
      const write = { id: encounterId, expectedSeq: found.seq, events: [], quiet: true };
      const result = await this.#parts.store.commit({ at, case: write, posts });
      if (result.kind === "conflict") continue;
      this.#parts.wake();
      return true;
    }
    return false;
  }

  settled(): Promise<void> {
    return this.#lanes.idle();
  }

  async #onCase(encounterId: string, inbound: Inbound): Promise<void> {
    const { cases } = this.#parts.store;
    const [thread] = (await cases.load(encounterId))?.encounter.threads ?? [];
    if (!thread) return;
    await this.#lanes.run(laneOf(thread), () =>
      this.#turn(thread, inbound, [], () => cases.load(encounterId)),
    );
  }

  /** What the store could not do is told to whoever asked, and never half done. */
  async #guarded(work: () => Promise<Receipt>, actor: Actor): Promise<Receipt> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof RecordBroken)) throw error;
      this.#parts.log("error", "not_recorded", { code: error.code });
      return this.#unrecorded(notRecorded(error), actor);
    }
  }

  #unrecorded(view: View, person: Actor): Receipt {
    const said: Outbound = {
      slot: "not-recorded",
      update: false,
      audience: { kind: "person", person: { id: person.id } },
      view,
    };
    return { outcome: "not-recorded", handle: view.handle, said: [said] };
  }

  /** One turn, run again from a fresh reading for as long as someone else is faster. */
  async #turn(
    thread: ThreadKey,
    given: Inbound,
    deliveries: readonly string[],
    load: () => Promise<Case | undefined>,
  ): Promise<Receipt> {
    const { store } = this.#parts;
    const inbound = await this.#withRole(thread, given);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await load();
      const alive = found && found.events.length > 0 ? found : undefined;
      const before = alive ? encounterOf(alive) : null;
      const context = alive ? this.#context(alive) : this.#fresh();
      // a case that is over does not keep a new one from beginning on the content of today
      const usable = context ?? (before?.closed && given.kind === "start" ? this.#fresh() : null);
      if (!usable)
        return this.#unrecorded(
          versionMissing(alive?.encounter.handle ?? "", alive?.encounter.protocol.version ?? ""),
          given.actor,
        );
      const begins = given.kind === "start" && (before === null || before.closed);
      const turned = turn(begins ? this.#fresh() : usable, before, inbound);
      if (turned.events.length + turned.said.length + turned.wishes.length === 0)
        return { outcome: "ignored", handle: before?.handle ?? null, said: [] };
      const extra = await this.#wished(turned, given);
      const said = [...turned.said, ...extra];
      const commit = this.#commit(thread, given, deliveries, alive, before, { ...turned, said });
      const result = await store.commit(commit);
      if (result.kind === "duplicate")
        return { outcome: "duplicate", handle: before?.handle ?? null, said: [] };
      if (result.kind === "conflict") continue;
      await this.#after(thread, turned);
      if (said.length > 0) this.#parts.wake();
      return { outcome: "handled", handle: turned.encounter?.handle ?? null, said };
    }
    return this.#unrecorded(busy(), given.actor);
  }

  #commit(
    thread: ThreadKey,
    { kind }: Inbound,
    deliveryKeys: readonly string[],
    found: Case | undefined,
    before: Encounter | null,
    { events, said, encounter }: Turned,
  ): Commit {
    const at = new Date(this.#parts.now()).toISOString();
    const posts = (end: { seq: number; head: string }) =>
      postsOf(said, thread, encounter && end, this.#newId);
    if (!encounter) return { at, deliveryKeys, posts };
    const opens = events[0]?.type === "opened";
    const earlier = opens ? null : before;
    const write: CaseWrite = {
      id: encounter.id,
      expectedSeq: opens ? 0 : (found?.seq ?? 0),
      events: events.map(storedOf),
      reminders: reminderChanges(encounter, earlier, this.#parts.site, kind === "due", this.#newId),
      ...(opens && {
        open: { handle: encounter.handle, protocol: encounter.protocol, owner: encounter.owner.id },
        thread,
      }),
      ...(earlier && earlier.closed !== encounter.closed && { status: encounter.closed ? "closed" : "open" }),
      ...(earlier && earlier.owner.id !== encounter.owner.id && { owner: encounter.owner.id }),
      ...(earlier && earlier.protocol.hash !== encounter.protocol.hash && { protocol: encounter.protocol }),
      quiet: kind === "due" || kind === "idle",
    };
    return { at, deliveryKeys, case: write, posts };
  }

  /** What a turn wishes to be shown, beside its own words. */
  async #wished({ wishes }: Turned, { actor }: Inbound): Promise<Outbound[]> {
    if (!wishes.some((wish) => wish.do === "cases")) return [];
    const view = casesView(await this.#open(actor), this.#parts.now());
    const person = { id: actor.id, ...(actor.name !== undefined && { name: actor.name }) };
    return [{ slot: `cases:${this.#newId()}`, update: false, audience: { kind: "person", person }, view }];
  }

  /** What lies outside the case's events: done after they are durable, and harmless when done twice. */
  async #after(thread: ThreadKey, { events, wishes, encounter }: Turned): Promise<void> {
    for (const event of events) this.#observe(event);
    for (const wish of wishes) await this.#grant(thread, wish, encounter);
  }

  async #grant(thread: ThreadKey, wish: Wish, encounter: Encounter | null): Promise<void> {
    const { store } = this.#parts;
    const at = new Date(this.#parts.now()).toISOString();
    if (wish.do === "remember") {
      const { platform, tenant } = thread;
      await store.people.put({ platform, tenant, user: wish.actor.id }, { role: wish.role });
    }
    if (wish.do !== "forget" || !encounter) return;
    await store.cases.forget(encounter.id, at);
    const notice: Outbound = {
      slot: "forgotten",
      update: false,
      audience: { kind: "thread" },
      view: forgotten(encounter.handle),
    };
    await store.commit({ at, posts: postsOf([notice], thread, null, this.#newId) });
    this.#parts.wake();
  }

  #observe(event: EncounterEvent): void {
    if (event.type === "decided")
      this.#parts.observer.decided(event.assessment.acts_on, event.assessment.provisional);
    if (event.type === "reminded" && event.stage === "overdue") this.#parts.observer.overdue();
  }

  async #withRole({ platform, tenant }: ThreadKey, inbound: Inbound): Promise<Inbound> {
    const needsRole = inbound.kind === "start" || inbound.kind === "say";
    if (!needsRole || inbound.actor.role !== undefined) return inbound;
    const kept = await this.#parts.store.people.get({ platform, tenant, user: inbound.actor.id });
    return kept ? { ...inbound, actor: { ...inbound.actor, role: kept.role as Role } } : inbound;
  }

  async #open({ id }: Actor): Promise<CaseLine[]> {
    const { cases } = this.#parts.store;
    const { items } = await cases.listOpen({ owner: id }, { limit: 100 });
    const lines: CaseLine[] = [];
    for (const each of items) {
      const found = await cases.load(each.id);
      const content = found && this.#parts.find(found.encounter.protocol);
      if (!found || !content || found.events.length === 0) continue;
      const encounter = encounterOf(found);
      const { assessment } = current(content.protocol, encounter);
      lines.push({
        encounter,
        acts_on: assessment.acts_on,
        provisional: assessment.provisional,
        nextDeadline: nextDeadlineOf(encounter),
      });
    }
    return lines;
  }

  #fresh(): TurnContext {
    const { latest, site, now } = this.#parts;
    const at = now();
    return {
      ...latest,
      latest,
      site,
      now: at,
      utcOffsetMinutes: utcOffsetMinutes(site.time_zone, at),
      newCase: { id: this.#newId(), handle: this.#newHandle() },
    };
  }

  /** Null when the content that the case is pinned to is not installed. */
  #context({ encounter }: Case): TurnContext | null {
    const pinned = this.#parts.find(encounter.protocol);
    return pinned ? { ...this.#fresh(), protocol: pinned.protocol, hash: pinned.hash } : null;
  }
}

const laneOf = ({ platform, tenant, channel, thread }: ThreadKey): string =>
  JSON.stringify([platform, tenant, channel, thread]);
