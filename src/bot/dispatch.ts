/**
 * Sends what the outbox holds: in order within a thread, threads in parallel. What could not be delivered is retried;
 * what may have been delivered is sent again as a repeat, which its adapter marks; a message that people must not miss
 * takes a fallback when its thread cannot be posted to.
 */

import type { ChannelAdapter, Delivery, DeliveryResult, ThreadKey } from "../adapter.ts";
import { codeOf, DeliveryError } from "../errors.ts";
import type { ClaimedPost, Commit, CommitResult, OutboxClaim, PostOutcome, Store } from "../store/store.ts";
import type { Log, Observer } from "../telemetry.ts";
import { UNDATED_DELIVERY_MS } from "../turn/asking-posts.ts";
import type { View } from "../views/outbound.ts";
import { goesOnInChat } from "./failure-notices.ts";
import { type HeldClaim, HeldClaims } from "./held-claims.ts";
import { decodeMessageIds, encodeMessageIds } from "./message-ids.ts";
import { isVital, type OutboxMessage, parseOutboxMessage } from "./outbox-message.ts";

export interface DispatchParts {
  store: Pick<Store, "cases" | "commit" | "outbox">;
  /** The adapters that this process has open, by platform. */
  adapters: ReadonlyMap<string, ChannelAdapter>;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
  observer: Observer;
  /** This process's name among those that share the store. */
  processId: string;
  /** Registers this process as a sender, and frees what dead processes had claimed when it is the only one. */
  joinSenders: () => Promise<boolean>;
  /**
   * How long a claim outlives its process, in milliseconds; a live process prolongs its claims. Ten seconds when
   * left out.
   */
  leaseMs?: number | undefined;
  /** Whether a posted decision shows the end of the record's hash chain. It does when this is left out. */
  chainReceipt?: boolean | undefined;
}

/** What to do about a message that does not reach its readers. */
export interface FailureHandler {
  /** A vital message cannot be posted in its thread: reach people another way. */
  undelivered(post: ClaimedPost, message: OutboxMessage, code: string): Promise<void>;
  /** The text of a message can no longer be read: it may have been vital. */
  unreadable(post: ClaimedPost): Promise<void>;
}

const SEND_LEASE_MS = 10_000;
const MAX_CONCURRENT = 20;
/** A message still refused after this many attempts, about a minute, also takes the fallback. */
const FALLBACK_AFTER_ATTEMPTS = 6;
/** About half a day of attempts; after it the thread must not be held up any longer. */
const MAX_SEND_ATTEMPTS = 150;

/** The delay before the next attempt, doubling from one second to five minutes; milliseconds. */
const backoff = (attempt: number): number => Math.min(1000 * 2 ** Math.min(attempt - 1, 20), 300_000);

type FailedOutcome = Exclude<PostOutcome, { kind: "sent" }>;

/** `posted`: it is a new message, and not a change of an earlier one. */
type PostedResult = DeliveryResult & { posted?: true };

export class Dispatcher {
  readonly #parts: DispatchParts;
  readonly #running = new Set<Promise<void>>();
  #polling: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #claims = 0;
  #joined = false;
  #failures: FailureHandler | null = null;
  readonly #held: HeldClaims;
  /** Claims of unknown outcome (asked for, answer lost), and when they expire in any case. */
  readonly #uncertainClaims = new Map<string, number>();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
    const { store, now, log, leaseMs = SEND_LEASE_MS } = parts;
    this.#held = new HeldClaims({ outbox: store.outbox, now, log, leaseMs });
  }

  /** Something may be due: polls, and returns at once. Called every second, it also prolongs the claims of slow sends. */
  wake(): void {
    this.#held.prolong();
    this.#again = true;
    if (this.#polling || !this.#hasCapacity()) return;
    this.#polling = this.#poll().finally(() => {
      this.#polling = null;
      if (this.#again) this.wake();
    });
  }

  /** At full capacity, the next sender that is free polls again; without an adapter there is nothing to send. */
  #hasCapacity(): boolean {
    return !this.#stopped && this.#running.size < MAX_CONCURRENT && this.#parts.adapters.size > 0;
  }

  /** Who provides the fallback. Called for each failure before it is settled, and again if that could not be done. */
  onFailure(handler: FailureHandler): void {
    this.#failures = handler;
  }

  /**
   * Writes a commit and sends what is next in its threads. Both are claimed in one transaction, which saves a poll and
   * one wait for the disk.
   */
  async commit(commit: Commit): Promise<CommitResult> {
    const claim = this.#joined && this.#hasCapacity() ? this.#claim(1) : undefined;
    const result = await this.#withClaim(claim, () => this.#parts.store.commit({ ...commit, claim }));
    if (result.kind === "conflict") return result;
    if (claim && result.kind === "committed") this.#start(result.claimed, claim);
    // a post behind an earlier one of its thread is polled for once more: the earlier one may just have gone
    if (!claim || result.kind === "duplicate" || result.waits) this.wake();
    return result;
  }

  /** Resolves when nothing is due and nothing is being sent. */
  async drained(): Promise<void> {
    this.wake();
    while (this.#polling || this.#running.size > 0) {
      await this.#polling;
      await Promise.all(this.#running);
    }
  }

  /** Begins nothing new, and waits for what is being sent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#polling;
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#releaseUncertainClaims().catch(() => {});
  }

  async #poll(): Promise<void> {
    const { store, log } = this.#parts;
    while (this.#again && this.#hasCapacity()) {
      this.#again = false;
      const limit = MAX_CONCURRENT - this.#running.size;
      try {
        if (!this.#joined) await this.#join();
        await this.#releaseUncertainClaims();
        const claim = this.#claim(limit);
        const posts = await this.#withClaim(claim, () => store.outbox.claim(claim));
        this.#beginAll(posts, claim);
        if (posts.length === limit) this.#again = true;
      } catch (error) {
        log("error", "outbox_not_read", { code: codeOf(error) });
        return;
      }
    }
  }

  async #join(): Promise<void> {
    const alone = await this.#parts.joinSenders();
    this.#joined = true;
    if (!alone) this.#parts.log("info", "one_of_several_senders");
  }

  /** We do not know whether a failed claim was granted: until it is given back, its posts would wait for it to expire. */
  async #withClaim<T>(claim: OutboxClaim | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (claim) this.#uncertainClaims.set(claim.by, Date.parse(claim.until));
      throw error;
    }
  }

  /** Gives back what may be claimed and nobody sends; repeated until the claim expires, because it may still take effect. */
  async #releaseUncertainClaims(): Promise<void> {
    for (const [by, until] of this.#uncertainClaims) {
      await this.#parts.store.outbox.release(by);
      if (this.#parts.now() >= until) this.#uncertainClaims.delete(by);
    }
  }

  /** Every claim has its own name. */
  #claim(limit: number): OutboxClaim {
    const { adapters, now, processId, leaseMs = SEND_LEASE_MS } = this.#parts;
    const at = now();
    this.#claims += 1;
    return {
      by: `${processId}#${this.#claims}`,
      at: new Date(at).toISOString(),
      until: new Date(at + leaseMs).toISOString(),
      limit,
      platforms: [...adapters.keys()],
    };
  }

  /** A process that is stopping begins nothing more: what it was granted meanwhile is given back. */
  #start(posts: readonly ClaimedPost[], claim: OutboxClaim): void {
    if (this.#stopped && posts.length > 0) this.#uncertainClaims.set(claim.by, Date.parse(claim.until));
    else this.#beginAll(posts, claim);
  }

  /** Most of the claim's time may have passed before it was granted: sending could outlast it while another process begins. */
  #beginAll(posts: readonly ClaimedPost[], claim: OutboxClaim): void {
    const held = this.#held.hold(claim, posts.length);
    for (const post of posts) this.#begin(post, held);
  }

  #begin(post: ClaimedPost, { inTime, settled }: HeldClaim): void {
    const sending = (inTime() ? this.#send(post, inTime) : this.#giveBack(post))
      .catch((error: unknown) => {
        this.#parts.log("error", "outbox_not_settled", { code: codeOf(error) });
        return false;
      })
      .then((looked) => {
        this.#running.delete(sending);
        settled();
        // the next of the same thread may be due now
        if (!looked || this.#again) this.wake();
      });
    this.#running.add(sending);
  }

  /** Nothing was sent: whoever is next begins with a claim of its own, and needs no repeat mark. */
  async #giveBack({ id, attempt }: ClaimedPost): Promise<boolean> {
    const notBefore = new Date(this.#parts.now()).toISOString();
    await this.#parts.store.outbox.settle(id, attempt, { kind: "retry", notBefore, errorCode: "claim_late" });
    return false;
  }

  /**
   * Settles, and begins what is due then: the next post of the same thread, or, while more posts wait than can be sent
   * at once, whichever is next. Returns whether it polled.
   */
  async #settle({ id, attempt, thread }: ClaimedPost, outcome: PostOutcome): Promise<boolean> {
    const { outbox } = this.#parts.store;
    // this sender is free afterwards
    const limit = MAX_CONCURRENT - this.#running.size + 1;
    if (this.#stopped || limit < 1) {
      await outbox.settle(id, attempt, outcome);
      return false;
    }
    const waiting = this.#again;
    this.#again = false;
    const claim = { ...this.#claim(limit), ...(!waiting && { thread: threadAfter(outcome) ?? thread }) };
    let posts: readonly ClaimedPost[];
    try {
      posts = await this.#withClaim(claim, () => outbox.settleAndClaim(id, attempt, outcome, claim));
    } catch {
      // an obstacle to the claim must not keep the outcome out of the record
      await outbox.settle(id, attempt, outcome);
      return false;
    }
    this.#start(posts, claim);
    if (waiting && posts.length === limit) this.#again = true;
    return true;
  }

  /** Whether it polled for what comes next. */
  async #send(post: ClaimedPost, inTime: () => boolean): Promise<boolean> {
    const { log, observer } = this.#parts;
    const { platform } = post.thread;
    if (post.body === null) {
      const errorCode = "unreadable";
      observer.send(platform, "refused", errorCode);
      log("error", "not_sent", { platform, code: errorCode, attempt: post.attempt });
      await this.#failures?.unreadable(post);
      return this.#settle(post, { kind: "dead", errorCode });
    }
    const message = parseOutboxMessage(post.body);
    let outcome: PostOutcome;
    try {
      const delivered = await this.#deliver(post, message, inTime);
      outcome = this.#sentOutcome(post, delivered);
      observer.send(platform, "sent", "");
    } catch (error) {
      outcome = this.#outcomeOf(error, post.attempt);
      const { errorCode: code } = outcome;
      observer.send(platform, outcome.kind === "dead" ? "refused" : "later", code);
      log(outcome.kind === "dead" ? "error" : "warn", "not_sent", { platform, code, attempt: post.attempt });
      if (outcome.kind === "dead") outcome = (await this.#goOnInChat(post, message, code)) ?? outcome;
      // at every attempt from then on, since the process that should have used the fallback may have died; it is posted once
      const second = outcome.kind === "dead" || post.attempt >= FALLBACK_AFTER_ATTEMPTS;
      if (second && isVital(message)) await this.#failures?.undelivered(post, message, code);
    }
    return this.#settle(post, outcome);
  }

  /** Each message is stored with its case: a reply to it, or a tap on it, is for that case. */
  #sentOutcome(
    { encounterId, thread: { platform, tenant, channel } }: ClaimedPost,
    delivered: PostedResult | null,
  ): PostOutcome {
    const { messageIds = [], channel: elsewhere = channel } = delivered ?? {};
    const externalId = encodeMessageIds(platform, messageIds);
    const messages =
      encounterId === null
        ? []
        : messageIds.map((message) => ({ platform, tenant, channel: elsewhere, message }));
    const { opened } = delivered ?? {};
    const sent = {
      kind: "sent",
      externalId,
      ...(messages.length > 0 && { messages }),
      ...(opened && { opened }),
    } as const;
    if (!delivered?.posted) return sent;
    const at = delivered.at ?? this.#parts.now() + UNDATED_DELIVERY_MS;
    return { ...sent, deliveredAt: new Date(at).toISOString() };
  }

  /**
   * A case of which nothing could ever be posted where it was started goes on in the private chat with its owner, who
   * is told there. Null when it does not.
   */
  async #goOnInChat(
    { id, encounterId, thread, attempt, repeat }: ClaimedPost,
    { audience, view }: OutboxMessage,
    errorCode: string,
  ): Promise<FailedOutcome | null> {
    const { store, adapters, log } = this.#parts;
    const { platform, tenant } = thread;
    const adapter = adapters.get(platform);
    if (encounterId === null || audience.kind !== "thread" || !adapter?.isClosedPlace?.(errorCode))
      return null;
    const row = await store.cases.describe(encounterId);
    if (!row?.owner || (await store.outbox.anySent(encounterId, thread))) return null;
    const delivery: Delivery = {
      key: `${id}:chat`,
      thread: { platform, tenant, channel: "", thread: "" },
      slot: "moved",
      view: goesOnInChat(view.handle ?? row.handle),
      broadcast: false,
      repeat,
    };
    try {
      const { chat } = await adapter.tell(delivery, { id: row.owner });
      if (!chat || chat.channel === thread.channel) return null;
      log("warn", "goes_on_in_chat", { platform, code: errorCode });
      return { kind: "moved", to: chat, errorCode };
    } catch (error) {
      const outcome = this.#outcomeOf(error, attempt);
      return outcome.kind === "dead" ? null : outcome;
    }
  }

  #outcomeOf(error: unknown, attempt: number): FailedOutcome {
    const code = codeOf(error);
    // an unknown error somewhere between us and the platform: the message may have arrived
    const kind = error instanceof DeliveryError ? error.kind : "unsure";
    if (kind === "refused" || attempt >= MAX_SEND_ATTEMPTS) return { kind: "dead", errorCode: code };
    const asked = error instanceof DeliveryError ? (error.retryAfterMs ?? 0) : 0;
    const notBefore = new Date(this.#parts.now() + Math.max(asked, backoff(attempt))).toISOString();
    return { kind: "retry", notBefore, errorCode: code, ...(kind === "unsure" && { maybePosted: true }) };
  }

  /** Null when there was nothing to do. */
  async #deliver(
    post: ClaimedPost,
    message: OutboxMessage,
    inTime: () => boolean,
  ): Promise<PostedResult | null> {
    const adapter = this.#parts.adapters.get(post.thread.platform);
    if (!adapter) throw new DeliveryError("later", "no_adapter");
    const { slot, audience, update, onlyUpdate = false, broadcast = false } = message;
    const delivery: Delivery = {
      key: post.id,
      thread: post.thread,
      slot,
      view: this.#parts.chainReceipt === false ? message.view : withChainReceipt(message),
      broadcast,
      repeat: post.repeat,
      inTime,
    };
    if (audience.kind === "person") return adapter.tell(delivery, audience.person);
    if (audience.kind === "route") {
      const { platform, tenant, user, name } = audience.route;
      if (user !== undefined) return adapter.tell(delivery, { id: `${platform}:${tenant}:${user}`, name });
    }
    if (!update) return { ...(await adapter.post(delivery)), posted: true };
    const stored =
      post.encounterId === null ? undefined : await this.#parts.store.outbox.sentIn(post.encounterId, slot);
    if (stored !== undefined) {
      const earlier = decodeMessageIds(post.thread.platform, stored);
      try {
        const { messageIds } = await adapter.update(delivery, earlier);
        return { messageIds: messageIds.length > 0 ? messageIds : earlier };
      } catch (error) {
        // someone deleted the message that was to be changed: its content must not be lost with it
        if (!(error instanceof DeliveryError) || error.kind !== "refused" || onlyUpdate) throw error;
      }
    }
    return onlyUpdate ? null : { ...(await adapter.post(delivery)), posted: true };
  }
}

/** The thread that a post's case is held in once it ended so; undefined: the same as before. */
const threadAfter = (outcome: PostOutcome): ThreadKey | undefined =>
  outcome.kind === "sent" ? outcome.opened : outcome.kind === "moved" ? outcome.to : undefined;

/** A posted decision names where the record ended, so the channel can prove that the chain was not cut. */
function withChainReceipt({ view, record }: OutboxMessage): View {
  if (!record) return view;
  const words = [`Record ${record.seq}, ${record.head.slice(0, 12)}`];
  return { ...view, parts: [...view.parts, { kind: "text", words, tone: "subtle" }] };
}
