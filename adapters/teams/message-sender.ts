/** Messages to Teams, one call each: every failure is a DeliveryError, and nothing that may have arrived is sent again. */
import { assertClaimValid, type Delivery, DeliveryError, type DeliveryResult } from "../../src/index.ts";
import { messageTime } from "./activity.ts";
import type { ConversationRef } from "./conversation-refs.ts";
import type { TeamsMessage } from "./render.ts";
import { teamsDeliveryError } from "./teams-errors.ts";
import type { LogNote } from "./teams-log.ts";

/** What the SDK does for us. */
export interface Connector {
  /** The id of what was posted; null when Teams gives none. */
  send(reference: ConversationRef, message: TeamsMessage): Promise<string | null>;
  update(reference: ConversationRef, messageId: string, message: TeamsMessage): Promise<void>;
  remove(reference: ConversationRef, messageId: string): Promise<void>;
  /** Opens a private chat with someone who is met in a conversation, and gives its id: the same one every time. */
  openChat(reference: ConversationRef, account: string): Promise<string>;
}

/** Time, so that tests need none. */
export interface RetryTimes {
  wait(ms: number): Promise<void>;
  /** Resolves when a call has taken too long; gives up quietly when the signal comes first. */
  timeLimit(ms: number, signal: AbortSignal): Promise<void>;
}

export interface MessageSenderOptions {
  connector: Connector;
  timing: RetryTimes;
  note: LogNote;
  /** How the bot signs in, to be named when that fails. Never the secret. */
  signIn: Readonly<Record<string, string>>;
}

const SEND_ATTEMPTS = 4;
const MAX_RETRY_WAIT = 20_000;
const CALL_TIMEOUT = 15_000;

export class MessageSender {
  readonly #options: MessageSenderOptions;

  constructor(options: MessageSenderOptions) {
    this.#options = options;
  }

  /** One call. It may have been carried out when it takes too long, so that is never tried again here. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const over = new AbortController();
    const limit = this.#options.timing.timeLimit(CALL_TIMEOUT, over.signal).then(() => {
      throw new DeliveryError("unsure", "timeout");
    });
    // The loser of the race may still fail: nobody waits for it any more.
    limit.catch(() => {});
    const working = work();
    working.catch(() => {});
    try {
      return await Promise.race([working, limit]);
    } catch (error) {
      const fault = teamsDeliveryError(error);
      // The commonest cause is an app of another type or tenant, so the log says which one was tried.
      if (fault.code.startsWith("token_"))
        this.#options.note("teams.token.refused", { code: fault.code, ...this.#options.signIn });
      throw fault;
    } finally {
      over.abort();
    }
  }

  /** Tries again only what was surely not delivered, and only for a while. */
  async #withRetry<T>(work: () => Promise<T>, delivery: Delivery | null): Promise<T> {
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (delivery) assertClaimValid(delivery);
      try {
        return await this.call(work);
      } catch (error) {
        const fault = teamsDeliveryError(error);
        const pause = fault.retryAfterMs ?? 500 * 2 ** attempt;
        if (fault.kind !== "later" || attempt === SEND_ATTEMPTS || waited + pause > MAX_RETRY_WAIT)
          throw fault;
        this.#options.note("teams.send.retry", { code: fault.code, attempt, pause });
        await this.#options.timing.wait(pause);
        waited += pause;
      }
    }
  }

  /** Sends or updates the messages of a view in order. After the first of them, a failure leaves a part behind. */
  async sendAll(
    reference: ConversationRef,
    messages: readonly TeamsMessage[],
    ids: readonly string[],
    delivery: Delivery | null = null,
  ): Promise<DeliveryResult> {
    const { connector, note } = this.#options;
    const sentIds: (string | null)[] = [];
    for (const [at, message] of messages.entries()) {
      const id = ids[at];
      try {
        if (id === undefined)
          sentIds.push(await this.#withRetry(() => connector.send(reference, message), delivery));
        else {
          await this.#withRetry(() => connector.update(reference, id, message), delivery);
          sentIds.push(id);
        }
      } catch (error) {
        const fault = teamsDeliveryError(error);
        throw at === 0 || ids.length > at
          ? fault
          : new DeliveryError("unsure", `partly_${fault.code}`, null, fault);
      }
    }
    // What is left over from a longer version would contradict the new one; Teams may refuse, and then it stays.
    for (const id of ids.slice(messages.length))
      await this.call(() => connector.remove(reference, id)).catch((error) =>
        note("teams.remove.failed", { code: teamsDeliveryError(error).code }),
      );
    const at = messageTime(sentIds.at(-1));
    return {
      messageIds: sentIds.every((id): id is string => Boolean(id)) ? sentIds : [],
      ...(at !== undefined && { at }),
    };
  }

  /** The id of a private chat with someone who is met in a conversation. */
  openChat(met: ConversationRef, account: string): Promise<string> {
    return this.call(() => this.#options.connector.openChat(met, account));
  }

  /** One message, tried once. */
  sendOnce(reference: ConversationRef, message: TeamsMessage): Promise<string | null> {
    return this.call(() => this.#options.connector.send(reference, message));
  }
}
