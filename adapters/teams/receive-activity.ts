/** One activity in, one HTTP response out: who may speak, what the bot is asked, and what an invoke gets back. */
import {
  type Actor,
  type Bot,
  type CaseQueries,
  directDelivery,
  type Inbound,
  type Receipt,
  type ThreadKey,
} from "../../src/index.ts";
import { type Activity, isShared } from "./activity.ts";
import { type TeamsAdapter, textMessage } from "./adapter.ts";
import {
  type ConversationRef,
  type ConversationRefs,
  mayReach,
  privateChatOf,
  referenceOf,
} from "./conversation-refs.ts";
import {
  type ActivityResponse,
  cardResponse,
  invokeError,
  messageResponse,
  type ParsedRequest,
  type PrivateViewResponse,
  shortText,
  tapResponse,
} from "./invoke-response.ts";
import type { RetryTimes } from "./message-sender.ts";
import { activityActor, activityThread, type ParsedActivity, parse } from "./parse.ts";
import type { PrivateReplies } from "./private-replies.ts";
import { render, renderCard } from "./render.ts";
import { teamsDeliveryError } from "./teams-errors.ts";
import type { LogNote } from "./teams-log.ts";
import { NOTICES } from "./teams-notices.ts";

export interface ReceiverOptions {
  bot: Bot;
  adapter: TeamsAdapter;
  references: ConversationRefs;
  replies: PrivateReplies;
  /** What stands in a thread; null where nobody keeps it. */
  casebook: Pick<CaseQueries, "posted"> | null;
  /** Null when there are no credentials, and so no tenant to keep to. */
  tenants: ReadonlySet<string> | null;
  timing: RetryTimes;
  note: LogNote;
}

/** Teams gives up, and sends again, after about 15 seconds. */
const ANSWER_WITHIN = 10_000;

/** Answers activities that are known to come from Teams. `settle` waits for work that outlived its answer. */
export interface ActivityReceiver {
  receive(activity: Activity): Promise<ActivityResponse>;
  settle(): Promise<void>;
}

export const createReceiver = (options: ReceiverOptions): ActivityReceiver => new TeamsReceiver(options);

class TeamsReceiver implements ActivityReceiver {
  readonly #options: ReceiverOptions;
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  async receive(activity: Activity): Promise<ActivityResponse> {
    const { replies } = this.#options;
    if (!this.#isAdmitted(activity)) return { status: 403 };
    const isInvoke = activity.type === "invoke";
    const shown = isInvoke ? replies.open(activityThread(activity), activityActor(activity)) : () => {};
    const { shownSlot = null, ...answer } = await this.#inTime(activity, isInvoke);
    shown(shownSlot);
    return answer;
  }

  async settle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  /** Whether it is of a tenant that is served, and wants to be answered at one of Microsoft's addresses. */
  #isAdmitted({ tenants, serviceUrl }: Activity): boolean {
    const { tenants: served, note } = this.#options;
    if (served !== null && !(tenants.length > 0 && tenants.every((each) => served.has(each.toLowerCase())))) {
      note("teams.refused.tenant");
      return false;
    }
    if (mayReach(serviceUrl, served === null)) return true;
    note("teams.refused.service_host");
    return false;
  }

  /** The work goes on when its answer has to be given before it is done. */
  async #inTime(activity: Activity, isInvoke: boolean): Promise<PrivateViewResponse> {
    const { note, timing } = this.#options;
    const { type } = activity;
    const working = this.#work(activity, isInvoke).catch((error: unknown): PrivateViewResponse => {
      note("teams.failed", { type, error: error instanceof Error ? error.name : "unknown" });
      return isInvoke ? messageResponse(NOTICES.failed) : { status: 500 };
    });
    this.#running.add(working);
    working.finally(() => this.#running.delete(working));
    const over = new AbortController();
    const late = timing.timeLimit(ANSWER_WITHIN, over.signal).then((): PrivateViewResponse => {
      note("teams.slow", { type });
      // A message that is not recorded yet is not acknowledged: it may come again, and is handled once.
      return isInvoke ? messageResponse(NOTICES.slow) : { status: 503 };
    });
    late.catch(() => {});
    try {
      return await Promise.race([working, late]);
    } finally {
      over.abort();
    }
  }

  async #work(activity: Activity, isInvoke: boolean): Promise<PrivateViewResponse> {
    const { bot } = this.#options;
    const parsed = parse(activity);
    if (parsed.kind === "ignore") return { status: 200 };
    if (parsed.kind === "empty") return { status: 200 };
    if (parsed.kind === "unsupported") return { status: 501 };
    if (parsed.kind === "malformed")
      return invokeError("BadRequest", "The invoke holds no action of a card.");
    const reference = referenceOf(activity);
    if (reference === null) return { status: 400 };
    if (parsed.kind === "reply") {
      if (isInvoke) return messageResponse(NOTICES[parsed.say]);
      await this.#say(reference, NOTICES[parsed.say]);
      return { status: 200 };
    }
    // a thread that people only talk in is not kept: it has an address where the bot was spoken to
    if (parsed.kind !== "request" || isForBot(parsed.request.inbound))
      await this.#remember(activity, reference);
    if (parsed.kind === "welcome") {
      await bot.receive(parsed.request);
      return { status: 200 };
    }
    if (parsed.kind === "form") return this.#form(parsed, reference, isInvoke);
    return this.#request(parsed, reference, activity, isInvoke);
  }

  async #request(
    parsed: ParsedRequest,
    reference: ConversationRef,
    { conversation }: Activity,
    isInvoke: boolean,
  ): Promise<PrivateViewResponse> {
    const { inbound, thread } = parsed.request;
    const receipt = await this.#options.bot.receive(parsed.request);
    const shared = isShared(conversation);
    if (isInvoke)
      return (await this.#withoutForm(parsed, receipt, shared)) ?? tapResponse(parsed, receipt, shared);
    // nobody knows whether it was for the bot: it may come again
    if (receipt.outcome === "not-recorded" && receipt.reply.length === 0) return { status: 503 };
    await this.#deliverReply(thread, receipt, inbound.actor);
    if (parsed.files && receipt.outcome !== "duplicate") await this.#say(reference, NOTICES["no-files"]);
    return { status: 200 };
  }

  /** Keeps where this thread, and in a private chat this person, can be reached; and tells them what they are owed there. */
  async #remember(activity: Activity, reference: ConversationRef): Promise<void> {
    const { references, adapter } = this.#options;
    const thread = activityThread(activity);
    await references.put(thread, reference);
    if (activity.conversation.type !== "personal" || activity.from === null) return;
    const person = activityActor(activity);
    await references.put(privateChatOf(thread.tenant, person), reference);
    await this.#tried(adapter.sendOwed(reference, person));
  }

  async #form(
    { thread, handle, act, actor, slot }: Extract<ParsedActivity, { kind: "form" }>,
    reference: ConversationRef,
    isInvoke: boolean,
  ): Promise<ActivityResponse> {
    const { bot, adapter } = this.#options;
    const view = await bot.form(thread, handle, act, actor);
    const card = view.form === undefined ? null : renderCard(view, { slot });
    if (isInvoke && card !== null) return cardResponse(card);
    if (isInvoke && view.form === undefined) return messageResponse(shortText(view));
    for (const message of render(view, { slot })) await adapter.sendMessage(reference, message);
    return isInvoke ? messageResponse(NOTICES["form-below"]) : { status: 200 };
  }

  /** A form took the place of a message that it did not change: that message comes back, or nobody could go on from it. */
  async #withoutForm(
    { slot, request }: ParsedRequest,
    { outcome, said }: Receipt,
    shared: boolean,
  ): Promise<ActivityResponse | null> {
    if (request.inbound.kind !== "submit" || outcome !== "handled" || slot === null) return null;
    if (said.some((each) => each.slot === slot || each.audience.kind === "person")) return null;
    const posted = (await this.#options.casebook?.posted(request.thread, 0)) ?? [];
    const last = posted.findLast(
      ({ outbound }) => outbound.slot === slot && outbound.audience.kind === "thread",
    );
    const card = last && renderCard(last.outbound.view, { slot, shared });
    return card ? cardResponse(card) : null;
  }

  /** To who wrote a message or used an old client's button: Teams may deliver that twice, and they were told the first time. */
  async #deliverReply(thread: ThreadKey, { outcome, reply }: Receipt, person: Actor): Promise<void> {
    const { adapter } = this.#options;
    if (outcome === "duplicate") return;
    for (const view of reply) {
      const delivery = directDelivery(thread, "reply", view);
      // a private chat may not come about: that nothing was recorded must be seen
      const here = outcome === "not-recorded";
      await this.#tried(here ? adapter.post(delivery) : adapter.sendPrivate(delivery, person));
    }
  }

  /** What is in no outbox is said once; a failure is for the log, because nothing else can be done. */
  async #tried(saying: Promise<unknown>): Promise<void> {
    try {
      await saying;
    } catch (error) {
      this.#options.note("teams.reply.failed", { code: teamsDeliveryError(error).code });
    }
  }

  #say(reference: ConversationRef, text: string): Promise<void> {
    return this.#tried(this.#options.adapter.sendMessage(reference, textMessage(text)));
  }
}

/** Words that were said to the bot, a tap or a form; not what people say, change or delete among themselves. */
const isForBot = (inbound: Inbound): boolean =>
  inbound.kind === "say" ? inbound.addressed : inbound.kind !== "edited" && inbound.kind !== "deleted";
