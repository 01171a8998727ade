/** Hands people's actions to the bot, and shows them at once what the outbox will not. */
import { randomUUID } from "node:crypto";
import type { RespondFn } from "@slack/bolt";
import {
  type Actor,
  type Bot,
  type CaseQueries,
  type DeliveryError,
  FILES_NOT_READ,
  isToOpen,
  type Request,
  type ThreadKey,
  threadToOpen,
  type View,
} from "../../src/index.ts";
import { aboutView } from "./about-bot.ts";
import type { Ack } from "./acknowledge.ts";
import type { SlackAdapter } from "./adapter.ts";
import { CaseDetails } from "./case-details.ts";
import { type FormAnswer, FormHandler } from "./form-handler.ts";
import type { KnownChats } from "./known-chats.ts";
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
import { adviceFor, slackDeliveryError, startAdvice } from "./slack-errors.ts";
import { isPrivateChat, slackThread, slackUserId } from "./slack-ids.ts";
import type { SlackLog } from "./slack-log.ts";

/** The slash command, as the manifest names it. */
export const COMMAND = "/triage";

const BOT_NAME = "@triage";

/** Far more messages with files than come twice at once. */
const MAX_FILES_NOTED = 1_000;

const NOT_POSTED_YET = `Your case is recorded, with what you typed. Slack has not taken its first message yet: it is sent again until it does. \`${COMMAND} list\` names the case.`;

export interface InteractionHandlerOptions {
  bot: Bot;
  casebook: CaseQueries;
  adapter: SlackAdapter;
  lost: LostThreads;
  chats: KnownChats;
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
  readonly #chats: KnownChats;
  readonly #log: SlackLog;
  /** Messages whose author was told that files are not read. */
  readonly #filesNoted = new Set<string>();

  constructor({
    bot,
    casebook,
    adapter,
    lost,
    chats,
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
    this.#chats = chats;
    this.#log = log;
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
   * Begins a case where there is no thread yet: it is recorded first, and its first message then opens the thread. A
   * private chat is one conversation, and has its own.
   */
  async #openCase({ tenant, channel, user, actor, words, deliveries, ack }: CaseRequest, say: ReplyFn) {
    const chat = channel === user ? await this.#chats.of(tenant, user) : channel;
    const thread = isPrivateChat(chat)
      ? slackThread(tenant, chat, "")
      : threadToOpen(slackThread(tenant, chat, ""), deliveries[0] ?? randomUUID());
    await this.#forwarder.forwardAndReply(
      { deliveries, thread, inbound: { kind: "start", actor, words } },
      say,
      ack,
    );
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

  /** The Home tab was opened. `chat`: the private chat that it belongs to. */
  async handleHomeOpened(tenant: string, actor: Actor, user: string, chat: string | null): Promise<void> {
    if (chat !== null) await this.#chats.note(tenant, user, chat);
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

  /** A message was not posted: tells the waiting person, if they can still be reached, what becomes of their case. */
  async handlePostFailed(thread: ThreadKey, { kind, code }: DeliveryError): Promise<void> {
    if (kind === "refused") {
      this.#log("warn", "post_refused", { code });
      const words = isToOpen(thread) ? startAdvice(code) : adviceFor(code, BOT_NAME);
      await this.#replyTargets.take(thread)?.(wordsMessage(words));
    } else if (isToOpen(thread)) await this.#replyTargets.take(thread)?.(wordsMessage(NOT_POSTED_YET));
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
