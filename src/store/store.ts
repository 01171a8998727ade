/**
 * The store's contract: what it promises, whatever keeps the rows. `open-store.ts` opens one by its URL.
 *
 * - Times are UTC instants as `Date.prototype.toISOString` writes them; the caller supplies the clock and all ids.
 * - Bodies are JSON text that the store does not read.
 * - Expected outcomes are values. An error throws `StoreUnavailable`; then a turn is recorded entirely or not at all.
 * - Several processes may use one store at once; nothing is kept in memory between calls.
 */

/** A UTC instant, exactly as `toISOString` writes it: `2026-11-25T03:04:05.678Z`. */
export type Instant = string;

/** A workspace or organisation on one platform. */
export type Tenant = { readonly platform: string; readonly tenant: string };

/** A conversation. `thread` is "" where a platform has no threads. */
export type StoredThreadKey = Tenant & { readonly channel: string; readonly thread: string };

/** A message, by the platform's id within a channel. */
export type StoredMessage = Omit<StoredThreadKey, "thread"> & { readonly message: string };

/** The protocol an encounter runs under: a version and the hash of its content. */
export type StoredProtocolPin = { readonly id: string; readonly version: string; readonly hash: string };

export type EncounterRow = {
  readonly id: string;
  /** Random and readable, such as amber-falcon-42; unique in the store. */
  readonly handle: string;
  readonly protocol: StoredProtocolPin;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  /** The last commit that was not `quiet`. */
  readonly lastActivityAt: Instant;
  readonly forgottenAt: Instant | null;
  readonly owner: string | null;
  /** Threads it was held in, the latest first. Empty once forgotten. */
  readonly threads: readonly StoredThreadKey[];
};

export type NewEvent = { readonly type: string; readonly actor: string; readonly body: string };

export type StoredEvent = NewEvent & {
  readonly seq: number;
  readonly at: Instant;
  readonly hash: string;
};

/** An encounter with its events in order. `seq` is 0 before the first event; `head` is the hash of the last. */
export type StoredEncounter = {
  readonly encounter: EncounterRow;
  /** Empty when the case was forgotten. */
  readonly events: readonly StoredEvent[];
  readonly seq: number;
  readonly head: string;
};

// === Writing: one turn, one transaction

export type NewPost = {
  readonly id: string;
  readonly thread: StoredThreadKey;
  readonly body: string;
  /** Names the message within its case, so that it can be found to be changed. Kept as a keyed digest. */
  readonly slot?: string;
  /** Not sent before this; at once when absent. */
  readonly notBefore?: Instant;
};

/**
 * - set: creates the reminder, or changes it where anything differs, which makes it due again (neither done nor
 *   snoozed). Setting what is already set changes nothing, so repeating a turn does not undo a snooze.
 * - snooze: due again at `until`. done: never due again. drop: no longer applies.
 */
export type ReminderChange =
  | {
      readonly kind: "set";
      readonly key: string;
      readonly id: string;
      readonly what: string;
      readonly dueAt: Instant;
      readonly stage: string;
    }
  | { readonly kind: "snooze"; readonly key: string; readonly until: Instant }
  | { readonly kind: "done"; readonly key: string }
  | { readonly kind: "drop"; readonly key: string };

/** What a case keeps, without somebody's words: each text as it is to be from now on. */
export type WordsRemoval = {
  /** The body of an event. */
  readonly event: (event: StoredEvent) => string;
  /** The body of a post. */
  readonly post: (body: string) => string;
};

export type CaseWrite = {
  readonly id: string;
  /** The `seq` the turn was computed from. 0 with `open` for a new case. */
  readonly expectedSeq: number;
  /** Present exactly when this commit creates the encounter. */
  readonly open?: { readonly handle: string; readonly protocol: StoredProtocolPin; readonly owner?: string };
  readonly events: readonly NewEvent[];
  /** Moves the case to this thread from now on. */
  readonly thread?: StoredThreadKey;
  /** The open cases in the thread when this was decided: any other one there is a conflict. */
  readonly beside?: readonly string[];
  readonly status?: "open" | "closed";
  readonly owner?: string | null;
  readonly protocol?: StoredProtocolPin;
  readonly reminders?: readonly ReminderChange[];
  /** Takes words out of everything that is kept of the case, before this turn's events follow. */
  readonly removeWords?: WordsRemoval;
  /** True when only the bot acted (a reminder): it does not count as activity. */
  readonly quiet?: boolean;
  /** Forgets the case in this transaction, as `Cases.forget` does. The posts of this commit then belong to no case. */
  readonly forget?: boolean;
};

export type Commit = {
  readonly at: Instant;
  /**
   * Every name under which the delivery that caused this can arrive, with its platform and tenant. If one was seen
   * before, this is a duplicate.
   */
  readonly deliveryKeys?: readonly string[];
  readonly case?: CaseWrite;
  /**
   * Sent in this order within a thread. Sealed with the case's key when there is a `case`. A function receives the end
   * of the chain after this turn, so that what is posted can show it.
   */
  readonly posts?: readonly NewPost[] | ((end: { seq: number; head: string }) => readonly NewPost[]);
  /** A person's choice for all their cases. */
  readonly remember?: { readonly person: Person; readonly settings: Partial<PersonSettings> };
  /** Claims at once what is next in the threads of these posts: the process that commits also sends. */
  readonly claim?: OutboxClaim | undefined;
};

/**
 * - conflict: another turn was faster. `seq`: the case moved on (or is not there, or was forgotten); `thread`: a thread
 *   that should have no open case has one; `handle`: the handle or id is taken; `race`: the database asked for a
 *   retry. Nothing was written; read again and run the turn again.
 * - duplicate: this delivery was handled before. Nothing was written.
 */
export type CommitResult =
  | {
      readonly kind: "committed";
      readonly seq: number;
      readonly head: string;
      readonly claimed: readonly ClaimedPost[];
      /** Nothing could be claimed in one of its threads: an earlier post is on its way, or is to be retried later. */
      readonly waits: boolean;
    }
  | { readonly kind: "conflict"; readonly on: "seq" | "thread" | "handle" | "race" }
  | { readonly kind: "duplicate" };

// === Reading

export type ResultPage<T> = {
  readonly items: readonly T[] /** Give it back for the next page. */;
  readonly next?: string;
};

export type PageRequest = {
  readonly after?: string /** 1 to 200, 50 when absent. */;
  readonly limit?: number;
};

export interface Cases {
  /** @throws RecordBroken when an event cannot be decrypted with the case's key. */
  load(encounterId: string): Promise<StoredEncounter | undefined>;
  /** What is known of a case without its events, even when these cannot be decrypted. */
  describe(encounterId: string): Promise<EncounterRow | undefined>;
  /** Whether a thread holds or held a case: one index lookup. */
  holds(thread: StoredThreadKey): Promise<boolean>;
  /** The open case of the thread, otherwise the last one it held. */
  loadByThread(thread: StoredThreadKey): Promise<StoredEncounter | undefined>;
  /** The ids of the open cases of a thread, the most recent first. */
  openIn(thread: StoredThreadKey): Promise<readonly string[]>;
  /** The id of the case that a message of the bot belongs to. */
  ofMessage(message: StoredMessage): Promise<string | undefined>;
  /** `within` keeps one tenant from reading another's cases by guessing handles. */
  loadByHandle(handle: string, within?: Tenant): Promise<StoredEncounter | undefined>;
  /** Open cases, the latest activity first. */
  listOpen(
    filter: { readonly owner?: string; readonly within?: Tenant },
    paging?: PageRequest,
  ): Promise<ResultPage<EncounterRow>>;
  /** Open cases without activity since `before`, the longest idle first. */
  idle(before: Instant, paging?: PageRequest): Promise<ResultPage<EncounterRow>>;
  /**
   * Destroys the case's key, its posts, reminders, threads and owner, and closes it. What was said can never be read
   * again; the chain of sealed events stays and verifies. False when there is no such case; forgetting twice is fine.
   */
  forget(encounterId: string, at: Instant): Promise<boolean>;
}

// === Outbox

export type ClaimedPost = {
  readonly id: string;
  readonly encounterId: string | null;
  readonly thread: StoredThreadKey;
  /** Null when it can no longer be decrypted with the case's key: it was changed on disk. */
  readonly body: string | null;
  /** Counts claims from 1; pass it back to `settle`. */
  readonly attempt: number;
  /** An earlier attempt may have been posted: ask the platform first, or mark it as a repeat. */
  readonly repeat: boolean;
};

export type PostOutcome =
  | {
      readonly kind: "sent";
      readonly externalId: string | null;
      /** When it became visible, by the platform's clock. Left out for a mere change of a message. */
      readonly deliveredAt?: Instant;
      /** Its messages on the platform: a reply to one of these is for its case. */
      readonly messages?: readonly StoredMessage[];
      /** The thread that it opened: its case is held there from now on, and what is still to be sent goes there. */
      readonly opened?: StoredThreadKey;
    }
  /** Nothing can be posted in its thread: the case is held in this one from now on, and this post is sent there, too. */
  | { readonly kind: "moved"; readonly to: StoredThreadKey; readonly errorCode: string }
  | {
      readonly kind: "retry";
      readonly notBefore: Instant;
      readonly errorCode: string;
      /** The platform did not say whether it was posted. */
      readonly maybePosted?: boolean;
    }
  | { readonly kind: "dead"; readonly errorCode: string };

export type PostState = {
  readonly id: string;
  readonly encounterId: string | null;
  readonly thread: StoredThreadKey;
  readonly state: "pending" | "sending" | "sent" | "dead";
  readonly attempts: number;
  readonly externalId: string | null;
  readonly lastErrorCode: string | null;
};

/** The outcome of one post of a slot. */
export type SlotPost = {
  readonly slot: string;
  /** Grows with each post of the thread. */
  readonly position: number;
  readonly state: PostState["state"];
  /** When it became visible, by the platform's clock; null when it was not delivered, or only changed a message. */
  readonly deliveredAt: Instant | null;
  /** It is being sent, or an attempt ended unseen: people may be reading it. */
  readonly maybeDelivered: boolean;
};

/** A post of a thread. */
export type ThreadPost = {
  readonly id: string;
  /** Grows with each post of the thread. */
  readonly position: number;
  readonly encounterId: string | null;
  /** When it was committed. */
  readonly at: Instant;
  /** Null when it can no longer be decrypted with the case's key: it was changed on disk. */
  readonly body: string | null;
};

/** A claim is a lease: until `until` nobody else gets the row, afterwards it may be claimed again. */
export type LeaseClaim = {
  readonly by: string;
  readonly at: Instant;
  readonly until: Instant;
  readonly limit?: number;
};

/**
 * A claim of posts. `platforms` names whose threads are searched: all when left out. `thread`: only the next post of
 * this one is wanted, which needs no search.
 */
export type OutboxClaim = LeaseClaim & {
  readonly platforms?: readonly string[];
  readonly thread?: StoredThreadKey;
};

export interface Outbox {
  /**
   * Takes posts that are due: at most one per thread, and never one whose thread has an earlier post that is neither
   * sent nor dead. No two claimers hold the same row. A post whose lease expired comes again with `repeat`.
   * Limited to these platforms, where they are named: a process takes what its own adapters can send. A post that was
   * changed on disk comes without a body, so that its readers are notified and its thread is not blocked forever.
   */
  claim(claim: OutboxClaim): Promise<readonly ClaimedPost[]>;
  /**
   * Records how an attempt ended. `sent` counts from any attempt; `retry` and `dead` only from the latest.
   * False when it did not apply (claimed again since, sent already, or forgotten).
   */
  settle(id: string, attempt: number, outcome: PostOutcome): Promise<boolean>;
  /**
   * Settles, and claims what is due then, in one transaction: going from one post to the next waits for the disk only
   * once. When it throws, none or all of it was done: settling again is right in both cases.
   */
  settleAndClaim(
    id: string,
    attempt: number,
    outcome: PostOutcome,
    claim: OutboxClaim,
  ): Promise<readonly ClaimedPost[]>;
  /** Gives back everything claimed under this name that was not sent: the next claimer sends it without a repeat mark. */
  release(by: string): Promise<void>;
  /**
   * A live process keeps what it is still sending: these claims last until then. Returns the names it applied to: a
   * claim that had expired at `at` is not revived.
   */
  prolong(names: readonly string[], at: Instant, until: Instant): Promise<readonly string[]>;
  /** The state of a post. */
  find(id: string): Promise<PostState | undefined>;
  /** The platform's id of the last message that was sent in a slot of a case, with which it can be updated. */
  sentIn(encounterId: string, slot: string): Promise<string | undefined>;
  /** Whether anything of a case was ever delivered in a thread. */
  anySent(encounterId: string, thread: StoredThreadKey): Promise<boolean>;
  /** The outcomes of the posts in these slots of a case, in order. */
  inSlots(encounterId: string, slots: readonly string[]): Promise<readonly SlotPost[]>;
  /**
   * The posts of a thread after a position (0 for all), in order, up to the first that is not due at `at`. For an
   * adapter whose platform keeps no messages; posts of forgotten cases are gone.
   */
  ofThread(thread: StoredThreadKey, after: number, at: Instant): Promise<readonly ThreadPost[]>;
}

// === Reminders

export type Reminder = {
  readonly id: string;
  readonly encounterId: string;
  readonly key: string;
  readonly what: string;
  readonly dueAt: Instant;
  readonly stage: string;
  readonly doneAt: Instant | null;
  readonly snoozedUntil: Instant | null;
};

export interface ReminderStore {
  /**
   * Takes reminders that are due. The claimer runs a turn and commits a ReminderChange; without one the reminder is due
   * again when the lease ends. Changes of the same reminder release the claim.
   */
  claimDue(claim: LeaseClaim): Promise<readonly Reminder[]>;
  /** Those not done, the next due first. */
  listOpen(encounterId: string): Promise<readonly Reminder[]>;
}

// === What belongs to no case

export interface InstallationStore {
  /** @throws SettingInvalid without a master key: tokens are not stored in the clear. */
  put(tenant: Tenant, body: string, at: Instant): Promise<void>;
  get(tenant: Tenant): Promise<string | undefined>;
  delete(tenant: Tenant): Promise<void>;
}

export type Person = Tenant & { readonly user: string };
/** `role`: empty until it is chosen. `asks`: how they want to be asked; null until it is chosen. */
export type PersonSettings = { readonly role: string; readonly asks: string | null };

export interface PeopleStore {
  put(person: Person, settings: Partial<PersonSettings>): Promise<void>;
  get(person: Person): Promise<PersonSettings | undefined>;
  delete(person: Person): Promise<void>;
}

/**
 * How a platform is reached for a thread, as its adapter needs it to post after a restart: the platform's own address,
 * which names no patient and holds no secret. The latest counts.
 */
export interface AddressStore {
  put(thread: StoredThreadKey, body: string): Promise<void>;
  get(thread: StoredThreadKey): Promise<string | undefined>;
}

/** Words that were said to the bot where no case was open. */
export type Offer = {
  readonly id: string;
  readonly words: string;
  /** The platform's message that contained them. */
  readonly message?: string;
  readonly at: Instant;
};

/** Kept sealed until they begin a case, are declined, or are too old. */
export interface OfferStore {
  put(thread: StoredThreadKey, offer: Offer): Promise<void>;
  /** The thread's offer with this id; its latest when none is named. @throws RecordBroken when it cannot be decrypted */
  get(thread: StoredThreadKey, id?: string): Promise<Offer | undefined>;
  /** The message was edited, or deleted when `words` is null. Returns whether any of its words were kept. */
  changeMessage(thread: StoredThreadKey, message: string, words: string | null): Promise<boolean>;
  drop(id: string): Promise<void>;
}

// === Audit and upkeep

/**
 * `seq` is the first event that does not fit. missing: a gap or a cut end; relinked: it does not follow the one before;
 * altered: its content is not what was hashed; forged: the hashes fit but it cannot be decrypted with the case's key.
 */
export type AuditVerdict =
  | { readonly kind: "intact"; readonly encounterId: string; readonly seq: number; readonly head: string }
  | {
      readonly kind: "broken";
      readonly encounterId: string;
      readonly seq: number;
      readonly fault: "missing" | "relinked" | "altered" | "forged";
    };

export type Head = {
  readonly encounterId: string;
  readonly handle: string;
  readonly seq: number;
  readonly head: string;
};

export interface Audit {
  verify(encounterId: string): Promise<AuditVerdict | undefined>;
  verifyAll(): Promise<{
    readonly cases: number;
    readonly events: number;
    readonly broken: readonly AuditVerdict[];
  }>;
  /** The head of every chain, by encounter id: compare it with those that were posted. */
  heads(paging?: PageRequest): Promise<ResultPage<Head>>;
}

export type PurgeLimits = {
  /** Forgets cases closed before this. */
  readonly casesClosedBefore?: Instant;
  /**
   * In two steps: only cases that were marked before this are forgotten, and the others are marked. Without it they are
   * forgotten at once.
   */
  readonly markedBefore?: Instant;
  /** The most cases that are forgotten at once, those closed longest first; all when absent. */
  readonly limit?: number;
  /** Drops delivery keys older than this: longer ago than any platform redelivers. */
  readonly deliveriesBefore?: Instant;
  /** Drops sent and dead posts without a case, committed before this. */
  readonly postsBefore?: Instant;
  /** Drops words that were kept to begin a case but never did, older than this. */
  readonly offersBefore?: Instant;
};

export type PurgeCount = {
  /** Forgotten now. */
  readonly cases: number;
  /** To be forgotten next. */
  readonly marked: number;
  readonly deliveries: number;
  readonly posts: number;
};

export interface Store {
  /** Writes one whole turn in one transaction, durable when it resolves. */
  commit(turn: Commit): Promise<CommitResult>;
  readonly cases: Cases;
  readonly outbox: Outbox;
  readonly reminders: ReminderStore;
  readonly installations: InstallationStore;
  readonly people: PeopleStore;
  readonly addresses: AddressStore;
  readonly offers: OfferStore;
  readonly audit: Audit;
  purge(limits: PurgeLimits, at: Instant): Promise<PurgeCount>;
  /** When a process with a sound clock last looked after this store, or a person last acted; null for a new store. */
  lastSeen(): Promise<Instant | null>;
  /** Notes that the store was looked after. */
  saw(at: Instant): Promise<void>;
  /**
   * Registers this process as a sender, until it leaves, closes the store or dies; call it before the first claim. True
   * when it is the only one: every claim is then a dead process's and is freed, and its posts come again as repeats.
   * Calling it again changes nothing.
   */
  joinSenders(): Promise<boolean>;
  leaveSenders(): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  /**
   * Resolves when the store can record: a write that is rolled back, and after a failure one as large as a turn's that is
   * kept and removed. @throws StoreUnavailable; once damage was met, until the store is opened anew
   */
  checkWritable(): Promise<void>;
  close(): Promise<void>;
}
