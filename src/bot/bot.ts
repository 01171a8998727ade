/**
 * The bot: load, turn, append, send, in this order and nowhere else. A turn is one transaction of the store (its
 * delivery keys, events, posts and reminders), so it is recorded entirely or not at all; its posts are sent
 * from the outbox afterwards.
 */
import { randomUUID } from "node:crypto";
import {
  type Bot,
  type CaseLine,
  type ChannelOfThread,
  isToOpen,
  type Receipt,
  type Request,
  type ThreadKey,
} from "../adapter.ts";
import type { Actor, AskingMode, Encounter, EncounterEvent } from "../case/encounter.ts";
import type { Act, Inbound } from "../case/inbound.ts";
import { RecordBroken, StoreUnavailable } from "../errors.ts";
import { type OpeningRequest, readOpening } from "../language/opening.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { Role } from "../protocol/schema.ts";
import { type HospitalConfig, signedOn } from "../site/hospital-config.ts";
import type { Commit, CommitResult, Store, StoredEncounter } from "../store/store.ts";
import type { Log, Observer } from "../telemetry.ts";
import { askingSlots, type PostedSlot } from "../turn/asking-posts.ts";
import { formView } from "../turn/forms.ts";
import { type TurnContext, type TurnResult, turn } from "../turn/turn.ts";
import { casesView } from "../views/case-list.ts";
import { readMove } from "../views/echo.ts";
import { goToCase, readGoTo, readKeptChoice } from "../views/kept-words.ts";
import { noticeView } from "../views/notices.ts";
import type { Action, Outbound, View } from "../views/outbound.ts";
import { commitOf } from "./build-commit.ts";
import { openCaseLines } from "./case-lines.ts";
import { CaseOffers } from "./case-offers.ts";
import type { Content } from "./content.ts";
import { noAnswerNotice, notRecordedNotice, tooBusyNotice, versionMissingNotice } from "./failure-notices.ts";
import { newHandle } from "./handle.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { type OutgoingMessage, postsOf } from "./outbox-message.ts";
import { encounterOf, eventsOf } from "./record.ts";
import { shownWithoutWords } from "./remove-words.ts";
import { copiesForActor, duplicateOf, ignored, notRecorded, undecided } from "./reply.ts";
import { utcOffsetMinutes } from "./time-zone.ts";
import { startDeadline, TURN_DEADLINE_MS } from "./turn-deadline.ts";
import { type FoundCase, placeOf, WhichCase } from "./which-case.ts";

export interface BotParts extends Content {
  store: Store;
  /** The words that what people type is read with. */
  lists: WordLists;
  site: HospitalConfig;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Writes a commit and sends its posts. */
  commit: (commit: Commit) => Promise<CommitResult>;
  /** Whether a thread can no longer be posted to. Never, when left out. */
  isLost?: (thread: ThreadKey) => Promise<boolean>;
  /** The channel that a thread belongs to. */
  channelOf: (thread: ThreadKey) => ChannelOfThread | null;
  log: Log;
  observer: Observer;
  newId?: () => string;
  newHandle?: () => string;
  /** How long a turn may take; milliseconds. */
  turnDeadlineMs?: number;
}

/** The bot itself, as an actor in a case's record. */
const BOT_ACTOR: Actor = { id: "bot", name: "the bot" };

/** How often a turn that lost a race is retried before its author is asked to try again. */
const MAX_ATTEMPTS = 60;

/** What the reminders and the outbox ask of the bot, besides what adapters ask. */
export interface Triage extends Bot {
  /** A deadline of a case is due for attention: reminds the people it concerns. */
  due(encounterId: string, deadline: string): Promise<void>;
  /** A case was idle for as long as the site keeps it open. */
  idle(encounterId: string): Promise<void>;
  /**
   * Posts outside the conversation (for example as a fallback). At most once per `key`; does nothing if the case is gone.
   * @throws StoreUnavailable, also when every attempt lost its race; RecordBroken
   */
  say(
    encounterId: string,
    key: string,
    said: (encounter: Encounter) => readonly OutgoingMessage[],
  ): Promise<void>;
  /** Resolves when no turn is running. */
  settled(): Promise<void>;
}

/** The bot on top of a store. */
export function createBot(parts: BotParts): Triage {
  return new TriageBot(parts);
}

class TriageBot implements Triage {
  readonly #parts: BotParts;
  readonly #newId: () => string;
  readonly #newHandle: () => string;
  readonly #offers: CaseOffers;
  readonly #queue = new KeyedQueue();
  readonly #whichCase: WhichCase;

  constructor(parts: BotParts) {
    this.#parts = parts;
    this.#offers = new CaseOffers(parts);
    this.#whichCase = new WhichCase(parts.store.cases);
    this.#newId = parts.newId ?? randomUUID;
    this.#newHandle = parts.newHandle ?? newHandle;
  }

  readOpening(words: string): OpeningRequest {
    return readOpening(this.#parts.lists, words);
  }

  async receive(request: Request): Promise<Receipt> {
    const deadline = startDeadline(this.#parts.turnDeadlineMs ?? TURN_DEADLINE_MS);
    const state: TurnState = { begun: false, forBot: !isTalk(request.inbound), late: false };
    const began = performance.now();
    const late = (): Receipt => {
      state.late = true;
      this.#parts.log("error", "turn_late", { begun: state.begun });
      const { thread, inbound } = request;
      this.#parts.observer.turn(thread.platform, inbound.kind, "not-recorded", seconds(began));
      if (!state.forBot) return undecided();
      return notRecorded(state.begun ? noAnswerNotice() : tooBusyNotice());
    };
    try {
      const queued = this.#queue.run(placeOf(request.thread), async () => {
        if (deadline.isOver) return undecided();
        state.begun = true;
        // the thread goes on at the deadline, too: a turn that ends after it finds in the store that it lost, or has won
        return deadline.orLate(this.#receive(request, state, began), undecided);
      });
      return await deadline.orLate(queued, late);
    } finally {
      deadline.clear();
    }
  }

  async #receive(request: Request, state: TurnState, began: number): Promise<Receipt> {
    const { thread, inbound } = request;
    const talk = await this.#receiptOfTalk(request);
    if (talk) return talk;
    state.forBot = true;
    const receipt = await this.#orNotRecorded(
      async () =>
        (await this.#whoseWords(request)) ??
        (await this.#goTo(request)) ??
        (await this.#moveWords(request)) ??
        this.#turn(request, () => this.#whichCase.of(request)),
    );
    if (!state.late)
      this.#parts.observer.turn(thread.platform, inbound.kind, receipt.outcome, seconds(began));
    return receipt;
  }

  /**
   * A person says which case the kept words belong to. They are read there once, as if typed there, and the
   * question is closed. Null when the request is nothing of the kind.
   */
  async #whoseWords(request: Request): Promise<Receipt | null> {
    const { thread, inbound } = request;
    if (inbound.kind !== "act" || inbound.act.do !== "command") return null;
    const choice = readKeptChoice(inbound.act.words);
    const holder = choice && (await this.#whichCase.of(request)).found;
    if (!choice || !holder || holder.encounter.handle !== inbound.handle) return null;
    const home = holder.encounter.threads[0] ?? thread;
    const kept = encounterOf(holder).keptWords.get(choice.kept);
    if (!kept || kept.given) return null;
    const { words, by, message } = kept;
    const deliveries = [`kept:${holder.encounter.id}:${choice.kept}`];
    const said = { words, ...(message !== undefined && { message }) };
    const begins = choice.to === "start";
    const beside = [holder.encounter.handle];
    const receipt = begins
      ? await this.#turn(
          { thread: home, inbound: { kind: "start", actor: by, ...said }, deliveries },
          async () => ({ found: undefined, beside, ask: false }),
        )
      : await this.#turn(
          {
            thread: home,
            inbound: { kind: "say", actor: by, addressed: true, about: "this", ...said },
            deliveries,
          },
          async () => ({
            found: await this.#whichCase.named(home, choice.to, by),
            beside: [],
            ask: false,
          }),
        );
    if (receipt.outcome === "not-recorded") return receipt;
    const to = begins ? (receipt.handle ?? "another") : choice.to;
    const given: Inbound = { kind: "given", actor: inbound.actor, kept: choice.kept, to };
    const closed = await this.#turn({ ...request, thread: home, inbound: given }, async () => ({
      found: await this.#parts.store.cases.load(holder.encounter.id),
      beside: [],
      ask: false,
    }));
    return { ...closed, said: [...receipt.said, ...closed.said], reply: [...receipt.reply, ...closed.reply] };
  }

  /**
   * A person says that what was read from some words is about another open case: the words are read there, and what
   * they recorded here is taken back as by Undo. Null when the request is nothing of the kind.
   */
  async #moveWords(request: Request): Promise<Receipt | null> {
    const { thread, inbound } = request;
    if (inbound.kind !== "act" || inbound.act.do !== "command") return null;
    const move = readMove(inbound.act.words);
    const holder = move && (await this.#whichCase.of(request)).found;
    if (!move || !holder || holder.encounter.handle !== inbound.handle) return null;
    const home = holder.encounter.threads[0] ?? thread;
    const target = await this.#whichCase.named(home, move.handle, inbound.actor);
    const said = eventsOf(holder)
      .slice(move.from, move.to)
      .flatMap((event) => (event.type === "answered" && event.quote ? [event] : []));
    const [first] = said;
    if (!first || target?.encounter.handle !== move.handle) return null;
    // there first: nothing is lost where taking it back has to be asked for
    const words = [...new Set(said.map(({ quote }) => quote))].join(", ");
    const there = await this.#turn(
      {
        thread: home,
        inbound: { kind: "say", actor: first.actor, words, addressed: true, about: "this" },
        deliveries: [`moved:${holder.encounter.id}:${move.from}:${move.to}`],
      },
      async () => ({
        found: await this.#parts.store.cases.load(target.encounter.id),
        beside: [],
        ask: false,
      }),
    );
    if (there.outcome === "not-recorded") return there;
    const { from, to } = move;
    const undone: Inbound = { ...inbound, act: { do: "undo", from, to } };
    const here = await this.#turn({ ...request, inbound: undone }, async () => ({
      found: await this.#parts.store.cases.load(holder.encounter.id),
      beside: [],
      ask: false,
    }));
    return { ...here, said: [...there.said, ...here.said], reply: [...there.reply, ...here.reply] };
  }

  /** A person switches to another open case of the same channel. Null when the request is nothing of the kind. */
  async #goTo(request: Request): Promise<Receipt | null> {
    const { thread, inbound } = request;
    if (inbound.kind !== "act" || inbound.act.do !== "command") return null;
    const handle = readGoTo(inbound.act.words);
    if (handle === null) return null;
    return this.#turn({ ...request, inbound: { kind: "resumed", actor: inbound.actor } }, async () => {
      const { beside } = await this.#whichCase.of(request);
      return {
        found: await this.#whichCase.named(thread, handle, inbound.actor),
        beside: [...new Set([...beside, inbound.handle])].filter((each) => each !== handle && each !== ""),
        ask: false,
      };
    });
  }

  async form(
    thread: ThreadKey,
    handle: string,
    act: Extract<Act, { do: "form" }>,
    actor: Actor,
  ): Promise<View> {
    try {
      const found = await this.#whichCase.named(thread, handle, actor);
      const context = found && this.#context(found);
      if (found && !context)
        return versionMissingNotice(found.encounter.handle, found.encounter.protocol.version);
      const encounter = found && found.events.length > 0 ? encounterOf(found) : null;
      return formView(context ?? this.#fresh(), encounter, handle, act, actor);
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof RecordBroken) return notRecordedNotice(error);
      throw error;
    }
  }

  async cases(actor: Actor): Promise<View> {
    try {
      return await this.#openCases(actor);
    } catch (error) {
      if (error instanceof StoreUnavailable) return notRecordedNotice(error);
      throw error;
    }
  }

  due(encounterId: string, deadline: string): Promise<void> {
    return this.#onCase(encounterId, { kind: "due", actor: BOT_ACTOR, deadline });
  }

  idle(encounterId: string): Promise<void> {
    return this.#onCase(encounterId, { kind: "idle", actor: BOT_ACTOR });
  }

  async say(
    encounterId: string,
    key: string,
    said: (encounter: Encounter) => readonly OutgoingMessage[],
  ): Promise<void> {
    const { store, now, commit, channelOf } = this.#parts;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const found = await store.cases.load(encounterId);
      const [home] = found?.encounter.threads ?? [];
      if (!found || !home || found.events.length === 0) return;
      const posts = postsOf(
        said(encounterOf(found)),
        { actingThread: home, caseThread: home, channel: channelOf(home), actor: BOT_ACTOR },
        null,
        this.#newId,
      );
      const at = new Date(now()).toISOString();
      const write = { id: encounterId, expectedSeq: found.seq, events: [], quiet: true };
      const result = await commit({ at, deliveryKeys: [key], case: write, posts });
      if (result.kind !== "conflict") return;
    }
    throw new StoreUnavailable(
      "locked",
      "the case changed each time before this could be said in it",
      "Try again.",
    );
  }

  settled(): Promise<void> {
    return this.#queue.idle();
  }

  async #onCase(encounterId: string, inbound: Inbound): Promise<void> {
    const { store, log } = this.#parts;
    const [thread] = (await store.cases.load(encounterId))?.encounter.threads ?? [];
    if (!thread) return;
    const receipt = await this.#queue.run(placeOf(thread), () =>
      this.#turn({ thread, inbound, deliveries: [] }, async () => ({
        found: await store.cases.load(encounterId),
        beside: [],
        ask: false,
      })),
    );
    if (receipt.outcome === "not-recorded")
      log("error", "reminder_not_recorded", { kind: inbound.kind, handle: receipt.handle ?? "" });
  }

  /**
   * What people write, edit and delete among themselves in a thread without a case, which is most of a channel's
   * traffic; null for what is for the bot. An edit of a message whose words are kept edits the kept words.
   */
  async #receiptOfTalk(request: Request): Promise<Receipt | null> {
    const { thread, inbound, replyTo } = request;
    if (!isTalk(inbound)) return null;
    const { store, log } = this.#parts;
    try {
      if (inbound.kind !== "say") await this.#offers.changeMessage(thread, inbound);
      const isKnown =
        (await store.cases.holds(thread)) || (await this.#whichCase.ofMessage(thread, replyTo)) !== undefined;
      return isKnown ? null : ignored(request, null);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      log("error", "not_recorded", { code: error.code });
      return undecided();
    }
  }

  /** Whoever asked hears that the store failed; nothing is ever half done. */
  async #orNotRecorded(work: () => Promise<Receipt>): Promise<Receipt> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof RecordBroken)) throw error;
      this.#parts.log("error", "not_recorded", { code: error.code });
      return notRecorded(notRecordedNotice(error));
    }
  }

  /** Runs one turn, again from a fresh read for as long as another turn wins the race. */
  async #turn(request: Request, load: () => Promise<FoundCase>): Promise<Receipt> {
    const { store, site, commit, isLost = async () => false } = this.#parts;
    const { thread: actingThread, inbound: given, deliveries } = request;
    // a unique delivery key lets us tell "committed, reply lost" from "failed"
    const deliveryKeys = deliveries.length > 0 ? deliveries : [`once:${this.#newId()}`];
    let unseen: (() => Promise<Receipt>) | null = null;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const openHere = mayBegin(given) ? await store.cases.openIn(actingThread) : [];
      const { found, beside, ask } = await load();
      const alive = found && found.events.length > 0 ? found : undefined;
      const before = alive ? encounterOf(alive) : null;
      const open = before !== null && !before.closed;
      const resolved = await this.#offers.resolve(actingThread, given, open);
      const { offer } = resolved;
      const person = await this.#withRole(actingThread, resolved.inbound);
      const inbound = inItsPlace(person, { ask, opens: isToOpen(actingThread) });
      const begins = inbound.kind === "start" && !open;
      const running = alive && !begins ? this.#context(alive) : this.#fresh();
      const context = running && { ...running, posts: await this.#askingPosts(before, inbound) };
      if (!context)
        return notRecorded(
          versionMissingNotice(alive?.encounter.handle ?? "", alive?.encounter.protocol.version ?? ""),
        );
      const turned = turn({ ...context, beside }, before, inbound);
      const { events, effects, reply } = turned;
      const nothing = events.length + turned.said.length + effects.length + reply.length === 0;
      // a reminder with nothing to say yet is still rescheduled
      if (nothing && !(given.kind === "due" && turned.encounter))
        return unseen?.() ?? ignored(request, before?.handle ?? null);
      const caseThread = (!begins && alive?.encounter.threads[0]) || actingThread;
      const said = [
        ...turned.said,
        ...(await this.#requestedViews(turned, given)),
        ...(await this.#withoutRemovedWords(turned, caseThread)),
        ...this.#goesOnElsewhere(turned, given, placeOf(actingThread) === placeOf(caseThread)),
      ];
      const occasion = {
        now: context.now,
        inbound,
        actingThread,
        caseThread,
        channel: this.#parts.channelOf(caseThread),
        deliveryKeys: askedBack(turned) ? deliveryKeys.slice(0, 1) : deliveryKeys,
        openHere,
        found: alive,
        before,
      };
      const { encounter } = turned;
      const handled = async (): Promise<Receipt> => ({
        outcome: "handled",
        handle: encounter?.handle ?? null,
        said,
        reply: [...reply, ...(await copiesForActor(request, said, { encounter, caseThread }, isLost))],
      });
      let result: CommitResult;
      try {
        const write = commitOf({ ...turned, said }, occasion, site, this.#newId);
        result = await this.#offers.commit(actingThread, turned, () => commit(write));
      } catch (error) {
        if (unseen || !(error instanceof StoreUnavailable && error.fault === "unreachable")) throw error;
        // the connection may have dropped after the commit: on a second attempt the store answers "duplicate" if it did
        unseen = handled;
        continue;
      }
      if (result.kind === "conflict") continue;
      if (result.kind === "duplicate" && unseen === null) return duplicateOf(request, before?.handle ?? null);
      if (result.kind === "committed") {
        for (const event of events) this.#observe(event);
        if (offer !== null && events[0]?.type === "opened") await this.#offers.drop(offer);
      }
      return result.kind === "duplicate" && unseen ? unseen() : handled();
    }
    return notRecorded(tooBusyNotice());
  }

  /** The delivery state of the posts that ask: an answer belongs to a question its author could read. */
  async #askingPosts(encounter: Encounter | null, { kind }: Inbound): Promise<readonly PostedSlot[]> {
    if (!encounter || encounter.closed || !ANSWERING_INBOUNDS.has(kind)) return [];
    const posts = await this.#parts.store.outbox.inSlots(encounter.id, askingSlots(encounter));
    return posts.map((post) => ({
      ...post,
      deliveredAt: post.deliveredAt === null ? null : Date.parse(post.deliveredAt),
    }));
  }

  /** Whoever answers a message of the bot outside the case's thread does not see what the case posts there. */
  #goesOnElsewhere({ said, encounter }: TurnResult, { kind, actor }: Inbound, here: boolean): Outbound[] {
    if (here || kind !== "say" || !encounter || !said.some(({ audience }) => audience.kind === "thread"))
      return [];
    const words = `This was taken for case ${encounter.handle}. The reply is in the case's own thread.`;
    const view = { ...noticeView(encounter.handle, words), notification: words };
    return [
      {
        slot: `elsewhere:${this.#newId()}`,
        update: false,
        audience: { kind: "person", person: actor },
        view,
      },
    ];
  }

  /** Views that a turn asks the bot to compose, such as the list of open cases. */
  async #requestedViews({ effects }: TurnResult, { actor }: Inbound): Promise<Outbound[]> {
    if (!effects.some((wish) => wish.do === "cases")) return [];
    const view = await this.#openCases(actor);
    const person = { id: actor.id, ...(actor.name !== undefined && { name: actor.name }) };
    return [{ slot: `cases:${this.#newId()}`, update: false, audience: { kind: "person", person }, view }];
  }

  /** What people see of words that their author had removed is shown again without them. */
  async #withoutRemovedWords({ effects, encounter }: TurnResult, thread: ThreadKey): Promise<Outbound[]> {
    const removal = effects.find((wish) => wish.do === "remove-words");
    if (!removal || !encounter) return [];
    const at = new Date(this.#parts.now()).toISOString();
    return shownWithoutWords(this.#parts.store.outbox, {
      thread,
      encounter: encounter.id,
      words: removal.words,
      at,
    });
  }

  #observe(event: EncounterEvent): void {
    if (event.type === "decided")
      this.#parts.observer.decided(event.assessment.acts_on, event.assessment.provisional);
    if (event.type === "reminded" && event.stage === "overdue") this.#parts.observer.overdue();
  }

  async #withRole({ platform, tenant }: ThreadKey, received: Inbound): Promise<Inbound> {
    if (!mayBegin(received)) return received;
    const kept = await this.#parts.store.people.get({ platform, tenant, user: received.actor.id });
    const role = received.actor.role ?? (kept?.role ? (kept.role as Role) : undefined);
    const asks = received.actor.asks ?? (kept?.asks ? (kept.asks as AskingMode) : undefined);
    return { ...received, actor: { ...received.actor, ...(role && { role }), ...(asks && { asks }) } };
  }

  async #openCases({ id }: Actor): Promise<View> {
    const { store, find, now, site } = this.#parts;
    const setting = { now: now(), site: signedOn(site) };
    const lines = await openCaseLines({ owner: id }, store, find, setting);
    return { ...casesView(lines, setting.now), actions: switchesBetween(lines) };
  }

  #fresh(): TurnContext {
    const { latest, site, lists, now } = this.#parts;
    const at = now();
    return {
      ...latest,
      latest,
      site,
      lists,
      now: at,
      utcOffsetAt: (moment) => utcOffsetMinutes(site.time_zone, moment),
      newCase: { id: this.#newId(), handle: this.#newHandle() },
      posts: [],
    };
  }

  /** Null when the protocol that the case is pinned to is not installed. */
  #context({ encounter }: StoredEncounter): TurnContext | null {
    const pinned = this.#parts.find(encounter.protocol);
    return pinned ? { ...this.#fresh(), protocol: pinned.protocol, hash: pinned.hash } : null;
  }
}

/** How far a request has come: whether it left the queue, and whether it is known to be for the bot. */
interface TurnState {
  begun: boolean;
  forBot: boolean;
  /** Its author was told already that there is no answer. */
  late: boolean;
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

type Talk = Extract<Inbound, { kind: "edited" | "deleted" | "say" }>;

/** What people write, edit and delete without addressing the bot. */
const isTalk = (inbound: Inbound): inbound is Talk =>
  inbound.kind === "edited" || inbound.kind === "deleted" || (inbound.kind === "say" && !inbound.addressed);

/** Then only the delivery's own name is recorded: under its other names the same act may come again. */
const askedBack = ({ effects }: TurnResult): boolean => effects.some((wish) => wish.do === "ask-back");

const ANSWERING_INBOUNDS: ReadonlySet<Inbound["kind"]> = new Set(["say", "act", "submit"]);

/** What a person did, with what the place says about it. */
function inItsPlace(inbound: Inbound, { ask, opens }: { ask: boolean; opens: boolean }): Inbound {
  if (inbound.kind === "say" && ask) return { ...inbound, about: "ask" };
  return inbound.kind === "start" && opens ? { ...inbound, opens } : inbound;
}

/**
 * Where several of the cases are open in one place, or nothing could be posted in the place yet, no link leads to a
 * case: a button switches to each.
 */
function switchesBetween(lines: readonly CaseLine[]): Action[] {
  const places = Map.groupBy(lines, ({ thread }) => (thread === null ? "" : placeOf(thread)));
  places.delete("");
  return [...places.values()]
    .filter((here) => here.length > 1 || here.some(({ thread }) => thread && isToOpen(thread)))
    .flatMap((here) => here.map(({ handle }) => goToCase(handle)));
}

/** Whether a case may begin with it. A tap on an answer begins none. */
const mayBegin = (inbound: Inbound): boolean =>
  inbound.kind === "start" ||
  inbound.kind === "say" ||
  (inbound.kind === "act" && inbound.act.do === "command");
