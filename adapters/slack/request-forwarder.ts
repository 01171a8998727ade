/** Hands requests to the bot, and tells their authors at once what the outbox does not say where they are. */
import type { RespondFn } from "@slack/bolt";
import {
  type Bot,
  type CaseQueries,
  directDelivery,
  type Outbound,
  type Receipt,
  type Request,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import type { Ack } from "./acknowledge.ts";
import type { SlackAdapter } from "./adapter.ts";
import type { SlackMessage } from "./render.ts";
import { type ReplyFn, type ReplyTargets, replyEphemeral, wordsMessage } from "./reply-targets.ts";
import { sendDmCopies } from "./send-dm-copies.ts";
import type { SlackLog } from "./slack-log.ts";

export const NOT_RECORDED_TEXT = "That was not recorded. Please try again in a moment.";

export interface RequestForwarderOptions {
  bot: Bot;
  casebook: CaseQueries;
  adapter: SlackAdapter;
  replyTargets: ReplyTargets;
  log: SlackLog;
}

export class RequestForwarder {
  readonly #bot: Bot;
  readonly #casebook: CaseQueries;
  readonly #adapter: SlackAdapter;
  readonly #replyTargets: ReplyTargets;
  readonly #log: SlackLog;

  constructor({ bot, casebook, adapter, replyTargets, log }: RequestForwarderOptions) {
    this.#bot = bot;
    this.#casebook = casebook;
    this.#adapter = adapter;
    this.#replyTargets = replyTargets;
    this.#log = log;
  }

  /**
   * What a person did by a tap or a command.
   * @param ack tells Slack, once it is known what became of it
   * @param actedInChannel the channel that the person acted in, where it may be another than the case's
   */
  async forwardAndReply(
    request: Request,
    say: ReplyFn,
    ack: Ack,
    actedInChannel: string | null = null,
  ): Promise<Receipt | null> {
    this.#replyTargets.add(request.thread, say);
    const receipt = await this.forward(request);
    await ack();
    if (receipt === null || receipt.outcome === "not-recorded")
      await this.replyNotRecorded(request, receipt, say);
    else if (receipt.outcome === "ignored" && receipt.said.length === 0)
      await say(wordsMessage("There is nothing to do here any more. The thread shows how things stand."));
    else await this.copyToDm(request, receipt, actedInChannel);
    return receipt;
  }

  /** Null when the bot failed: then nothing is known to be recorded. */
  async forward(request: Request): Promise<Receipt | null> {
    try {
      return await this.#bot.receive(request);
    } catch (error) {
      this.#log("error", "receive_failed", { kind: request.inbound.kind, fault: errorName(error) });
      return null;
    }
  }

  /** After a message in a thread: only what was not recorded is ours to say, the rest is sent by the outbox. */
  async replyIfNotRecorded(request: Request, receipt: Receipt | null): Promise<void> {
    if (receipt !== null && receipt.outcome !== "not-recorded") return this.copyToDm(request, receipt, null);
    const { thread, inbound } = request;
    const views = receipt?.said.map(({ view }) => view) ?? [];
    for (const view of views.length > 0 ? views : [plainNotice(NOT_RECORDED_TEXT)])
      await this.#adapter.tell(directDelivery(thread, "not-recorded", view), inbound.actor);
  }

  /** Says that nothing was recorded, in the bot's own words where it has them. */
  async replyNotRecorded(request: Request, receipt: Receipt | null, say: ReplyFn): Promise<void> {
    const said: readonly Outbound[] = receipt?.said ?? [];
    if (said.length === 0) return say(wordsMessage(NOT_RECORDED_TEXT));
    for (const { view } of said) await this.sendView(view, request.thread, say);
  }

  /** @param actedInChannel as for `act` */
  copyToDm(request: Request, receipt: Receipt, actedInChannel: string | null): Promise<void> {
    return sendDmCopies(
      { casebook: this.#casebook, adapter: this.#adapter },
      request,
      receipt,
      actedInChannel,
    );
  }

  /** A view to one person. */
  async sendView(view: View, thread: ThreadKey, say: ReplyFn): Promise<void> {
    for (const message of this.#adapter.messages(view, thread)) await say(message);
  }

  /** Says it through the tap's own address; when that is closed, as a message that the person alone sees. */
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

const plainNotice = (words: string): View => ({
  kind: "notice",
  handle: null,
  title: "",
  parts: [{ kind: "text", words: [words] }],
  actions: [],
  notification: words,
});
