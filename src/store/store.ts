/**
 * The store's contract: what is promised, whatever keeps the rows. `open.ts` gives one of these for a URL.
 *
 * - Times are UTC instants as `Date.prototype.toISOString` writes them; the caller brings the clock and all ids.
 * - Bodies are JSON text that the store does not look into.
 * - Expected outcomes are values. A fault throws `StoreUnavailable`; then a turn is recorded wholly or not at all.
 * - Several processes may use one store at once; nothing is kept in memory between calls.
 */

/** A UTC instant, exactly as `toISOString` writes it: `2026-11-25T03:04:05.678Z`. */
export type Instant = string;

/** A workspace or organisation on one platform. */
export type Tenant = { readonly platform: string; readonly tenant: string };

/** Where talk happens. `thread` is "" where a platform has no threads. */
export type StoredThreadKey = Tenant & { readonly channel: string; readonly thread: string };

/** A message, as its platform names it within a channel. */
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
 * - set: creates the reminder, or changes it where anything differs, which makes it due afresh (neither done nor
 *   snoozed). Setting what already stands changes nothing, so re-running a turn does not undo a snooze.
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

export type CaseWrite = {
  readonly id: string;
  /** The `seq` the turn was computed from. 0 with `open` for a new case. */
  readonly expectedSeq: number;
  /** Present exactly when this commit creates the encounter. */
  readonly open?: { readonly handle: string; readonly protocol: StoredProtocolPin; readonly owner?: string };
  readonly events: readonly NewEvent[];
  /** Holds the case in this thread from now on. */
  readonly thread?: StoredThreadKey;
  /** The open cases that the thread held when this was decided: with another one among them it is a conflict. */
  readonly beside?: readonly string[];
  readonly status?: "open" | "closed";
  readonly owner?: string | null;
  readonly protocol?: StoredProtocolPin;
  readonly reminders?: readonly ReminderChange[];
  /** True when only the bot acted (a reminder): it does not count as activity. */
  readonly quiet?: boolean;
  /** Forgets the case in this transaction, as `Cases.forget` does. The posts of this commit then belong to no case. */
  readonly forget?: boolean;
};

export type Commit = {
  readonly at: Instant;
  /**
   * Every name that the delivery that caused this can arrive under, with its platform and tenant. One that was seen
   * before makes it a duplicate.
   */
  readonly deliveryKeys?: readonly string[];
  readonly case?: CaseWrite;
  /**
   * Sent in this order within a thread. Sealed with the case's key when there is a `case`. As a function they are told
   * where the chain ends after this turn, so that what is posted can witness it.
   */
  readonly posts?: readonly NewPost[] | ((end: { seq: number; head: string }) => readonly NewPost[]);
  /** What a person chose for all their cases. */
  readonly remember?: { readonly person: Person; readonly settings: PersonSettings };
  /** Claims at once what is to be sent next in the threads of these posts: who commits it sends it. */
  readonly claim?: OutboxClaim | undefined;
};

/**
 * - conflict: someone was faster. `seq`: the case moved on (or is not there, or was forgotten); `thread`: a thread that
 *   was to be without an open case has one; `handle`: the handle or id is taken; `race`: the database asked to run it
 *   again. Nothing was written; read again and run the turn again.
 * - duplicate: this delivery was handled before. Nothing was written.
 */
export type CommitResult =
  | {
      readonly kind: "committed";
      readonly seq: number;
      readonly head: string;
      readonly claimed: readonly ClaimedPost[];
      /** In one of its threads nothing could be claimed: an earlier post is on its way, or is to be tried again later. */
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
  /** @throws RecordBroken when an event does not open under the case's key. */
  load(encounterId: string): Promise<StoredEncounter | undefined>;
  /** What is known of a case without its events: also of one whose events do not open. */
  describe(encounterId: string): Promise<EncounterRow | undefined>;
  /** Whether a thread holds or held a case: one look at an index. */
  holds(thread: StoredThreadKey): Promise<boolean>;
  /** The open case of the thread, or else the one it held last. */
  loadByThread(thread: StoredThreadKey): Promise<StoredEncounter | undefined>;
  /** The ids of the open cases of a thread, the last to come there first. */
  openIn(thread: StoredThreadKey): Promise<readonly string[]>;
  /** The id of the case that a message of the bot is about. */
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
   * Destroys the case's key, its posts, reminders, threads and owner, and closes it. What was said is unreadable for
   * ever; the chain of sealed events stays and verifies. False when there is no such case; forgetting twice is fine.
   */
  forget(encounterId: string, at: Instant): Promise<boolean>;
}

// === Outbox

export type ClaimedPost = {
  readonly id: string;
  readonly encounterId: string | null;
  readonly thread: StoredThreadKey;
  /** Null when it does not open under the case's key any more: it was changed on disk. */
  readonly body: string | null;
  /** Counts claims from 1; give it back to `settle`. */
  readonly attempt: number;
  /** An earlier attempt may have been posted: ask the platform first, or mark it as a repeat. */
  readonly repeat: boolean;
};

export type PostOutcome =
  | {
      readonly kind: "sent";
      readonly externalId: string | null;
      /** Since when it can be read, by the platform's clock. Left out for what only changed a message. */
      readonly deliveredAt?: Instant;
      /** Where it stands: whoever answers one of these means its case. */
      readonly messages?: readonly StoredMessage[];
    }
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

/** What became of one post of a slot. */
export type SlotPost = {
  readonly slot: string;
  /** Grows with each post of the thread. */
  readonly position: number;
  readonly state: PostState["state"];
  /** Since when it can be read, by the platform's clock; null when it was not delivered, or only changed a message. */
  readonly deliveredAt: Instant | null;
};

/** A post as it stands in its thread. */
export type ThreadPost = {
  readonly id: string;
  /** Grows with each post of the thread. */
  readonly position: number;
  readonly encounterId: string | null;
  /** When it was committed. */
  readonly at: Instant;
  /** Null when it does not open under the case's key any more: it was changed on disk. */
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
 * A claim of posts. `platforms` names whose threads are looked at: all where it is left out. `thread`: only the next of
 * this one is wanted, which is found without a search.
 */
export type OutboxClaim = LeaseClaim & {
  readonly platforms?: readonly string[];
  readonly thread?: StoredThreadKey;
};

export interface Outbox {
  /**
   * Takes posts that are due: at most one per thread, and never one whose thread has an earlier post that is neither
   * sent nor dead. No two claimers hold the same row. A post whose lease ran out comes again with `repeat`.
   * Only of these platforms, where they are named: a process takes what its own doors can send. One that was changed
   * on disk comes without a body, so that its people are told and its thread is not stopped for ever.
   */
  claim(claim: OutboxClaim): Promise<readonly ClaimedPost[]>;
  /**
   * Says how an attempt ended. `sent` counts whoever says so; `retry` and `dead` only from the latest attempt.
   * False when it did not apply (claimed anew since, sent already, or forgotten).
   */
  settle(id: string, attempt: number, outcome: PostOutcome): Promise<boolean>;
  /**
   * Settles, and claims what is due then, in one transaction: who goes from one post to the next waits for the disk
   * once. When it throws, nothing of it was done, or all of it: to settle again is right in both cases.
   */
  settleAndClaim(
    id: string,
    attempt: number,
    outcome: PostOutcome,
    claim: OutboxClaim,
  ): Promise<readonly ClaimedPost[]>;
  /** Gives back all that is claimed by this name, of which nothing was sent: whoever is next sends it as it is. */
  release(by: string): Promise<void>;
  /**
   * A process that is alive keeps what it is still sending: these claims last until then. Gives the names of those that
   * it applied to: one that was over at `at` is not taken up again.
   */
  prolong(names: readonly string[], at: Instant, until: Instant): Promise<readonly string[]>;
  /** Where a post got to. */
  find(id: string): Promise<PostState | undefined>;
  /** The platform's id of the last message that was sent in a slot of a case: what a change of it needs. */
  sentIn(encounterId: string, slot: string): Promise<string | undefined>;
  /** What became of the posts of these slots of a case, in their order. */
  inSlots(encounterId: string, slots: readonly string[]): Promise<readonly SlotPost[]>;
  /**
   * The posts of a thread after a position (0 for all), in their order, up to the first that is not due at `at`. For a
   * door whose platform keeps no messages; posts of forgotten cases are gone.
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
export type PersonSettings = { readonly role: string };

export interface PeopleStore {
  put(person: Person, settings: PersonSettings): Promise<void>;
  get(person: Person): Promise<PersonSettings | undefined>;
  delete(person: Person): Promise<void>;
}

/**
 * How a platform is reached for a thread, as its door needs it to post after a restart: the platform's own address,
 * which names no patient and holds no secret. The latest stands.
 */
export interface AddressStore {
  put(thread: StoredThreadKey, body: string): Promise<void>;
  get(thread: StoredThreadKey): Promise<string | undefined>;
}

/** Words that were said to the bot where no case was open. */
export type Offer = {
  readonly id: string;
  readonly words: string;
  /** The platform's message that they stood in. */
  readonly message?: string;
  readonly at: Instant;
};

/** Kept sealed until they begin a case, are declined, or are too old. */
export interface OfferStore {
  put(thread: StoredThreadKey, offer: Offer): Promise<void>;
  /** The thread's offer of this id; its latest where none is named. @throws RecordBroken when it does not open */
  get(thread: StoredThreadKey, id?: string): Promise<Offer | undefined>;
  /** The message was edited, or deleted where `words` is null. Whether any words of it were kept. */
  changeMessage(thread: StoredThreadKey, message: string, words: string | null): Promise<boolean>;
  drop(id: string): Promise<void>;
}

// === Audit and upkeep

/**
 * `seq` is the first event that does not fit. missing: a gap or a cut end; relinked: it does not follow the one before;
 * altered: its content is not what was hashed; forged: the hashes fit but it does not open under the case's key.
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
  /** Drops delivery keys older than this: longer ago than any platform redelivers. */
  readonly deliveriesBefore?: Instant;
  /** Drops sent and dead posts without a case, committed before this. */
  readonly postsBefore?: Instant;
  /** Drops words that were kept to begin a case with, and began none, older than this. */
  readonly offersBefore?: Instant;
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
  purge(
    limits: PurgeLimits,
    at: Instant,
  ): Promise<{ readonly cases: number; readonly deliveries: number; readonly posts: number }>;
  /**
   * Counts this process among those that send, until it leaves, closes the store or dies: to be called before the first
   * claim. True when it is the only one; whatever was claimed is a dead one's then, and is free: posts come again as
   * repeats. Calling it again changes nothing.
   */
  joinSenders(): Promise<boolean>;
  leaveSenders(): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
