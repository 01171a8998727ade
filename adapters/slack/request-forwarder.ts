/** Hands requests to the bot, and tells their authors at once what the outbox does not say where they are. */
import type { RespondFn } from "@slack/bolt";
import {
  type Bot,
  directDelivery,
  type Receipt,
  type Request,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import type { Ack } from "./acknowledge.ts";
import type { SlackAdapter } from "./adapter.ts";
import type { SlackMessage } from "./render.ts";
import { type ReplyFn, type ReplyTargets, replyEphemeral, wordsMessage } from "./reply-targets.ts";
import type { SlackLog } from "./slack-log.ts";

export const NOT_RECORDED_TEXT = "That was not recorded. Please try again in a moment.";

export interface RequestForwarderOptions {
  bot: Bot;
  adapter: SlackAdapter;
  replyTargets: ReplyTargets;
  log: SlackLog;
}

export class RequestForwarder {
  readonly #bot: Bot;
  readonly #adapter: SlackAdapter;
  readonly #replyTargets: ReplyTargets;
  readonly #log: SlackLog;

  constructor({ bot, adapter, replyTargets, log }: RequestForwarderOptions) {
    this.#bot = bot;
    this.#adapter = adapter;
    this.#replyTargets = replyTargets;
    this.#log = log;
  }

  /**
   * A person's tap or command.
   * @param ack acknowledges to Slack, once the outcome is known
   */
  async forwardAndReply(request: Request, say: ReplyFn, ack: Ack): Promise<Receipt | null> {
    this.#replyTargets.add(request.thread, say);
    const receipt = await this.forward(request);
    await ack();
    await this.deliverReply(request, receipt, say);
    return receipt;
  }

  /**
   * Null when the bot failed: then nothing is known to be recorded.
   * @throws when the bot does not know whether the request is for it: the event is then not acknowledged, so that
   * `EventAcks` (acknowledge.ts) makes Slack deliver it again
   */
  async forward(request: Request): Promise<Receipt | null> {
    let receipt: Receipt;
    try {
      receipt = await this.#bot.receive(request);
    } catch (error) {
      this.#log("error", "receive_failed", { kind: request.inbound.kind, fault: errorName(error) });
      return null;
    }
    if (receipt.outcome === "not-recorded" && receipt.reply.length === 0)
      throw new Error("nobody knows whether this is for the bot");
    return receipt;
  }

  /** The bot's reply to the person who acted, or, where the bot failed, that nothing is known to be recorded. */
  async deliverReply(request: Request, receipt: Receipt | null, say: ReplyFn): Promise<void> {
    if (receipt === null) return say(wordsMessage(NOT_RECORDED_TEXT));
    const { thread, inbound, elsewhere = false } = request;
    const { outcome, reply } = receipt;
    if (reply.length === 0) return;
    // a copy of the case's message stays in their private chat, with its buttons
    const copies = outcome === "handled" && (elsewhere || (await this.#adapter.isLost(thread)));
    for (const view of reply)
      if (copies) await this.#adapter.tell(directDelivery(privateChat(thread), "reply", view), inbound.actor);
      else await this.sendView(view, thread, say);
  }

  /** A view to one person. */
  async sendView(view: View, thread: ThreadKey, say: ReplyFn): Promise<void> {
    for (const message of this.#adapter.messages(view, thread)) await say(message);
  }

  /** Uses the tap's own response address; when that is closed, an ephemeral message. */
  replyThrough(respond: RespondFn | undefined, thread: ThreadKey, user: string): ReplyFn {
    return async (message: SlackMessage) => {
      if (respond) {
        try {
          await replyEphemeral(respond, message);
          return;
        } catch {
          this.#log("info", "response_url_closed");
        }
      }
      await this.#adapter.sendEphemeral(thread, user, message);
    };
  }
}

export const errorName = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

/** With no thread at hand a button belongs to its person, and the bot finds the case by name. */
const privateChat = ({ platform, tenant }: ThreadKey): ThreadKey => ({
  platform,
  tenant,
  channel: "",
  thread: "",
});
