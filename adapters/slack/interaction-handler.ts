/** Hands people's actions to the bot, and shows them at once what the outbox will not. */
import type { RespondFn } from "@slack/bolt";
import {
  type Actor,
  type Bot,
  type CaseQueries,
  FILES_NOT_READ,
  type Request,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { aboutView } from "./about-bot.ts";
import type { Ack } from "./acknowledge.ts";
import type { OpenedThread, SlackAdapter } from "./adapter.ts";
import { CaseDetails } from "./case-details.ts";
import { type FormAnswer, FormHandler } from "./form-handler.ts";
import type { LostThreads } from "./lost-threads.ts";
import {
  type ButtonTap,
  commandVerb,
  type FormSubmission,
  type IncomingMessage,
  type SlashCommand,
} from "./parse.ts";
import { caseLinksBlock, homeTab, type OptionalFeatures } from "./render.ts";
import { type ReplyFn, type ReplyTargets, wordsMessage } from "./reply-targets.ts";
import { RequestForwarder } from "./request-forwarder.ts";
import { adviceFor, refusalReason, slackDeliveryError } from "./slack-errors.ts";
import { isPrivateChat, slackThread, slackUserId } from "./slack-ids.ts";
import type { SlackLog } from "./slack-log.ts";

/** The slash command, as the manifest names it. */
export const COMMAND = "/triage";

const BOT_NAME = "@triage";

/** Within the three seconds that Slack waits for an acknowledgement. */
const ROOT_RETRY_MS = 1_500;

/** Far more messages with files than come twice at once. */
const MAX_FILES_NOTED = 1_000;

const NO_CASE_OPENED = `No case was opened, and your words were not kept: type \`${COMMAND}\` and them again.`;
const CASE_IN_CHAT =
  "Your case was opened, and goes on in the private chat with me: what you typed is there.";

export interface InteractionHandlerOptions {
  bot: Bot;
  casebook: CaseQueries;
  adapter: SlackAdapter;
  lost: LostThreads;
  features: OptionalFeatures;
  replyTargets: ReplyTargets;
  log: SlackLog;
  wait: (ms: number) => Promise<void>;
}

/** A request for a case where there is no thread yet. */
interface CaseRequest {
  tenant: string;
  channel: string;
  user: string;
  actor: Actor;
  words: string;
  deliveries: readonly string[];
  ack: Ack;
}

export class InteractionHandler {
  readonly #bot: Bot;
  readonly #casebook: CaseQueries;
  readonly #adapter: SlackAdapter;
  readonly #lostThreads: LostThreads;
  readonly #caseDetails: CaseDetails;
  readonly #features: OptionalFeatures;
  readonly #replyTargets: ReplyTargets;
  readonly #forwarder: RequestForwarder;
  readonly #forms: FormHandler;
  readonly #log: SlackLog;
  readonly #wait: (ms: number) => Promise<void>;
  /** Messages whose author was told that files are not read. */
  readonly #filesNoted = new Set<string>();

  constructor({
    bot,
    casebook,
    adapter,
    lost,
    features,
    replyTargets,
    log,
    wait,
  }: InteractionHandlerOptions) {
    this.#bot = bot;
    this.#casebook = casebook;
    this.#adapter = adapter;
    this.#lostThreads = lost;
    this.#caseDetails = new CaseDetails({ casebook, adapter, log });
    this.#features = features;
    this.#replyTargets = replyTargets;
    this.#forwarder = new RequestForwarder({ bot, adapter, replyTargets, log });
    this.#forms = new FormHandler({ bot, adapter, forwarder: this.#forwarder, log, wait });
    this.#log = log;
    this.#wait = wait;
  }

  /** A message: the bot decides whether it belongs to a case, begins one, or is not meant for it. */
  async handleMessage({ request, files }: IncomingMessage, ack: Ack): Promise<void> {
    if (this.#features.pictures && asksForPicture(request) && (await this.#postPicture(request, ack))) return;
    const { words, addressed } = request.inbound;
    if (files && words === "") return this.#handleFilesAlone(request, addressed, ack);
    const receipt = await this.#forwarder.forward(request);
    await ack();
    await this.#forwarder.deliverReply(request, receipt, this.#inThread(request));
    if (files && receipt?.outcome === "handled") await this.#sayFilesAreNotRead(request);
  }

  /** Files without a word: nothing for the bot, and their author may think that they are read. */
  async #handleFilesAlone(request: Request, addressed: boolean, ack: Ack): Promise<void> {
    await ack();
    if (addressed || (await this.#casebook.inThread(request.thread))) await this.#sayFilesAreNotRead(request);
  }

  /** Once for each message, which may come as two events, and again. */
  async #sayFilesAreNotRead(request: Request): Promise<void> {
    const message = request.deliveries.at(-1) ?? "";
    if (this.#filesNoted.has(message)) return;
    if (this.#filesNoted.size >= MAX_FILES_NOTED) this.#filesNoted.clear();
    this.#filesNoted.add(message);
    await this.#inThread(request)(wordsMessage(FILES_NOT_READ));
  }

  /** An edit or a deletion of an earlier message. */
  async handleMessageChange(request: Request, ack: Ack): Promise<void> {
    const { inbound, thread } = request;
    // first: the case's reaction must not be posted there
    if (inbound.kind === "deleted" && inbound.root && (await this.#casebook.inThread(thread)))
      await this.#markThreadLost(thread);
    const receipt = await this.#forwarder.forward(request);
    await ack();
    await this.#forwarder.deliverReply(request, receipt, this.#inThread(request));
  }

  /** To the author of a message only, where they wrote it: they would not see a thread that has no replies yet. */
  #inThread({ thread, inbound }: Request): ReplyFn {
    const first = "message" in inbound && inbound.message === thread.thread;
    const where = first ? slackThread(thread.tenant, thread.channel, "") : thread;
    return this.#forwarder.replyThrough(undefined, where, slackUserId(inbound.actor) ?? "");
  }

  async #markThreadLost(thread: ThreadKey): Promise<void> {
    try {
      await this.#lostThreads.add(thread);
    } catch (error) {
      this.#log("error", "thread_not_given_up", { code: slackDeliveryError(error).code });
    }
  }

  /** The picture, asked for in words. False where there is no case to draw. */
  async #postPicture(request: Request, ack: Ack): Promise<boolean> {
    const { thread, inbound } = request;
    const line = await this.#casebook.inThread(thread);
    if (!line) return false;
    await ack();
    const say = this.#inThread(request);
    await this.#caseDetails.postPicture(thread, thread, line.handle, inbound.actor.id, say);
    return true;
  }

  /** The slash command. */
  async handleCommand(asked: SlashCommand, respond: RespondFn, ack: Ack): Promise<void> {
    const { tenant, channel, actor, user, words, deliveries } = asked;
    const verb = commandVerb(words, this.#bot.readOpening(words));
    if (verb === "help" || verb === "cases") await ack();
    const say = this.#forwarder.replyThrough(respond, slackThread(tenant, channel, ""), user);
    if (verb === "help")
      return this.#forwarder.sendView(aboutView(COMMAND), slackThread(tenant, channel, "0"), say);
    if (verb === "cases") {
      await this.#forwarder.sendView(await this.#bot.cases(actor), slackThread(tenant, channel, "0"), say);
      const where = caseLinksBlock(await this.#caseDetails.caseLinks(tenant, actor.id));
      return where ? say({ text: "Where your open cases are.", blocks: [where] }) : undefined;
    }
    if (verb === "start")
      return this.#openCase({ tenant, channel, user, actor, words, deliveries, ack }, say);
    // without a case, it leaves no message in the channel
    const inbound = { kind: "say", actor, words, addressed: true, alone: true } as const;
    const thread = slackThread(tenant, channel, "");
    await this.#forwarder.forwardAndReply({ deliveries, thread, inbound }, say, ack);
  }

  /**
   * Opens a thread and a case in it; the thread is removed if no case comes about. Where the channel accepts
   * no message, the case continues in the private chat, with everything that was typed.
   */
  async #openCase(asked: CaseRequest, say: ReplyFn): Promise<void> {
    const { tenant, channel, user, actor, words, deliveries, ack } = asked;
    let opened: OpenedThread;
    let privately: string | null = null;
    try {
      opened = await this.#openThread(tenant, channel, user, deliveries);
    } catch (error) {
      const { code } = slackDeliveryError(error);
      privately = refusalReason(code, BOT_NAME);
      try {
        if (channel === user || isPrivateChat(channel)) throw error;
        opened = await this.#openThread(tenant, user, user, deliveries);
      } catch {
        await ack();
        this.#log("warn", "start_refused", { code });
        return say(wordsMessage(`${privately} ${NO_CASE_OPENED}`));
      }
    }
    const { thread } = opened;
    const receipt = await this.#forwarder.forwardAndReply(
      { deliveries, thread, inbound: { kind: "start", actor, words } },
      say,
      ack,
    );
    if (receipt?.outcome !== "handled") await this.#adapter.deleteOpenedThread(opened);
    else if (privately !== null) await say(wordsMessage(`${privately} ${CASE_IN_CHAT}`));
  }

  /** Retries once where Slack may accept it then. */
  async #openThread(
    tenant: string,
    channel: string,
    user: string,
    [delivery = ""]: readonly string[],
  ): Promise<OpenedThread> {
    const key = `start:${delivery}:${channel}`;
    try {
      return await this.#adapter.openThread(tenant, channel, user, { key, again: false });
    } catch (error) {
      const { kind, retryAfterMs } = slackDeliveryError(error);
      if (kind === "refused") throw error;
      if (kind === "later") await this.#wait(Math.min(retryAfterMs ?? ROOT_RETRY_MS, ROOT_RETRY_MS));
      return this.#adapter.openThread(tenant, channel, user, { key, again: true });
    }
  }

  /** A start by the message shortcut. */
  async handleShortcut(
    request: Request,
    user: string,
    respond: RespondFn | undefined,
    ack: Ack,
  ): Promise<void> {
    await this.#forwarder.forwardAndReply(
      request,
      this.#forwarder.replyThrough(respond, request.thread, user),
      ack,
    );
  }

  /** A tap on a button or a choice in a menu. */
  async handleTap(
    tap: Exclude<ButtonTap, { kind: "ignored" }>,
    respond: RespondFn | undefined,
    ack: Ack,
  ): Promise<void> {
    // what records nothing is acknowledged at once: its trigger is short-lived, and its picture takes long
    if (tap.kind !== "act" && tap.kind !== "start") await ack();
    const { tenant, user, actor, seen } = tap;
    const say = this.#forwarder.replyThrough(respond, seen ?? slackThread(tenant, user, ""), user);
    switch (tap.kind) {
      case "act":
        await this.#forwarder.forwardAndReply(tap.request, say, ack);
        return;
      case "show":
        return this.#caseDetails[tap.what](tap, say);
      case "form":
        return this.#forms.open(tap, say);
      case "start":
        return this.#openCase(
          { tenant, channel: user, user, actor, words: "", deliveries: tap.deliveries, ack },
          say,
        );
      case "unreadable":
        return say(
          wordsMessage(`This button is no longer in use. Type \`${COMMAND} list\` for your open cases.`),
        );
    }
  }

  /** A submitted form. */
  handleFormSubmission(filled: FormSubmission, answer: (with_: FormAnswer) => Promise<void>): Promise<void> {
    return this.#forms.handleSubmission(filled, answer);
  }

  /** The Home tab was opened. */
  async handleHomeOpened(tenant: string, actor: Actor, user: string): Promise<void> {
    const thread = slackThread(tenant, user, "0");
    let cases: View | null = null;
    try {
      cases = await this.#bot.cases(actor);
    } catch (error) {
      this.#log("error", "cases_failed", { code: slackDeliveryError(error).code });
    }
    const places = cases ? await this.#caseDetails.caseLinks(tenant, actor.id) : [];
    await this.#adapter.showHome(tenant, user, homeTab(cases, thread, COMMAND, places));
  }

  /** The outbox could not post in a thread for good: tells the waiting person, if they can still be reached. */
  async handlePostRefused(thread: ThreadKey, code: string): Promise<void> {
    this.#log("warn", "post_refused", { code });
    await this.#replyTargets.take(thread)?.(wordsMessage(adviceFor(code, BOT_NAME)));
  }

  /** A workspace that is not served: says so once to each person, and keeps nothing of what they did. */
  async replyNotServed(thread: ThreadKey, user: string, respond: RespondFn | undefined): Promise<void> {
    const words =
      "This bot does not serve this workspace, so nothing was recorded. Whoever looks after it can add the workspace.";
    await this.#forwarder.replyThrough(respond, thread, user)(wordsMessage(words));
  }
}

const asksForPicture = ({ inbound }: Request): boolean =>
  inbound.kind === "say" && /^picture$/i.test(inbound.words);
