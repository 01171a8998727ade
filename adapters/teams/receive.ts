/** One activity in, one HTTP answer out: who may speak, what the bot is asked, and what an invoke gets back. */
import {
  type Actor,
  type Bot,
  type Casebook,
  directly,
  type Inbound,
  type Outbound,
  type Receipt,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { type Activity, isShared } from "./activity.ts";
import { plainPart } from "./card.ts";
import { sendFaultOf } from "./faults.ts";
import type { Note } from "./log.ts";
import { NOTICES } from "./notices.ts";
import { opening } from "./opening.ts";
import { actorOf, type Parsed, parse, threadOf } from "./parse.ts";
import type { PrivateReplies } from "./private-replies.ts";
import { mayReach, privateChatOf, type Reference, type References, referenceOf } from "./reference.ts";
import { CARD, render, renderCard } from "./render.ts";
import { type TeamsDoor, type Timing, textMessage } from "./send.ts";

export interface Answer {
  status: number;
  body?: unknown;
}

/** An answer that showed a person what the bot said to them alone. */
interface Told extends Answer {
  shown?: View;
}

export interface Receiving {
  bot: Bot;
  door: TeamsDoor;
  references: References;
  replies: PrivateReplies;
  /** What stands in a thread; null where nobody keeps it. */
  casebook: Pick<Casebook, "posted"> | null;
  /** Null when there are no credentials, and so no tenant to keep to. */
  tenants: ReadonlySet<string> | null;
  timing: Timing;
  note: Note;
}

/** Teams gives up, and sends again, after about 15 seconds. */
const IN_TIME = 10_000;

/** Answers activities that are known to come from Teams. `settle` waits for work that outlived its answer. */
export interface Receiver {
  receive(activity: Activity): Promise<Answer>;
  settle(): Promise<void>;
}

type Heard = Extract<Parsed, { kind: "request" }>;

export function createReceiver({
  bot,
  door,
  references,
  replies,
  casebook,
  tenants,
  timing,
  note,
}: Receiving): Receiver {
  const running = new Set<Promise<unknown>>();

  async function receive(activity: Activity): Promise<Answer> {
    if (
      tenants !== null &&
      !(activity.tenants.length > 0 && activity.tenants.every((each) => tenants.has(each.toLowerCase())))
    ) {
      note("teams.refused.tenant");
      return { status: 403 };
    }
    if (!mayReach(activity.serviceUrl, tenants === null)) {
      note("teams.refused.service_host");
      return { status: 403 };
    }
    const isInvoke = activity.type === "invoke";
    const shown = isInvoke ? replies.open(threadOf(activity), actorOf(activity)) : () => {};
    const working = work(activity, isInvoke).catch((error: unknown): Told => {
      note("teams.failed", { type: activity.type, error: error instanceof Error ? error.name : "unknown" });
      return isInvoke ? said(NOTICES.failed) : { status: 500 };
    });
    running.add(working);
    working.finally(() => running.delete(working));
    const over = new AbortController();
    const late = timing.deadline(IN_TIME, over.signal).then((): Told => {
      note("teams.slow", { type: activity.type });
      // A message that is not recorded yet is not acknowledged: it may come again, and is handled once.
      return isInvoke ? said(NOTICES.slow) : { status: 503 };
    });
    late.catch(() => {});
    try {
      const { shown: view = null, ...answer } = await Promise.race([working, late]);
      shown(view);
      return answer;
    } finally {
      over.abort();
    }
  }

  async function work(activity: Activity, isInvoke: boolean): Promise<Told> {
    const parsed = parse(activity);
    if (parsed.kind === "ignore") return { status: 200 };
    if (parsed.kind === "empty") return { status: 200 };
    if (parsed.kind === "unsupported") return { status: 501 };
    if (parsed.kind === "malformed") return refused("BadRequest", "The invoke holds no action of a card.");
    const reference = referenceOf(activity);
    if (reference === null) return { status: 400 };
    if (parsed.kind === "reply") {
      if (isInvoke) return said(NOTICES[parsed.say]);
      await say(reference, NOTICES[parsed.say]);
      return { status: 200 };
    }
    const known = needsCase(parsed) ? await bot.knows(parsed.request.thread) : true;
    if (!known && needsCase(parsed) && !isAddressed(parsed.request.inbound)) return { status: 200 };
    await remember(activity, reference);
    if (parsed.kind === "welcome") {
      await bot.receive(parsed.request);
      return { status: 200 };
    }
    if (parsed.kind === "form") return form(parsed, reference, isInvoke);
    const { inbound, thread } = parsed.request;
    const request =
      inbound.kind === "say" && !known ? { ...parsed.request, inbound: opening(inbound) } : parsed.request;
    const receipt = await bot.receive(request);
    const shared = isShared(activity.conversation);
    if (isInvoke) return (await withoutForm(parsed, receipt, shared)) ?? invoked(parsed, receipt, shared);
    if (receipt.outcome === "not-recorded") await tellAtOnce(thread, receipt.said);
    if (parsed.files && receipt.outcome !== "duplicate") await say(reference, NOTICES["no-files"]);
    return { status: 200 };
  }

  /** Keeps where this thread, and in a private chat this person, can be reached. */
  async function remember(activity: Activity, reference: Reference): Promise<void> {
    const thread = threadOf(activity);
    const keys: ThreadKey[] = [thread];
    if (activity.conversation.type === "personal" && activity.from !== null)
      keys.push(privateChatOf(thread.tenant, actorOf(activity)));
    for (const key of keys) await references.put(key, reference);
  }

  async function form(
    { thread, handle, act, actor, slot }: Extract<Parsed, { kind: "form" }>,
    reference: Reference,
    isInvoke: boolean,
  ): Promise<Answer> {
    const view = await bot.form(thread, handle, act, actor);
    const card = view.form === undefined ? null : renderCard(view, { slot });
    if (isInvoke && card !== null) return replaced(card);
    if (isInvoke && view.form === undefined) return said(sentence(view));
    for (const message of render(view, { slot })) await door.say(reference, message);
    return isInvoke ? said(NOTICES["form-below"]) : { status: 200 };
  }

  /** A form took the place of a message that it did not change: that message comes back, or nobody could go on from it. */
  async function withoutForm(
    { slot, request }: Heard,
    { outcome, said }: Receipt,
    shared: boolean,
  ): Promise<Answer | null> {
    if (request.inbound.kind !== "submit" || outcome !== "handled" || slot === null) return null;
    if (said.some((each) => each.slot === slot || each.audience.kind === "person")) return null;
    const posted = (await casebook?.posted(request.thread, 0)) ?? [];
    const last = posted.findLast(
      ({ outbound }) => outbound.slot === slot && outbound.audience.kind === "thread",
    );
    const card = last && renderCard(last.outbound.view, { slot, shared });
    return card ? replaced(card) : null;
  }

  /** The tapped message as it is now, where the turn has changed it; else a short word. */
  function invoked({ slot, request }: Heard, { outcome, said: outbounds }: Receipt, shared: boolean): Told {
    if (outcome === "duplicate") return said(NOTICES.duplicate);
    if (outcome === "ignored") return said(NOTICES.outdated);
    const own = outbounds.find(
      (each) => each.audience.kind === "thread" && each.update && slot !== null && each.slot === slot,
    );
    const card = own && outcome === "handled" ? renderCard(own.view, { slot, shared }) : null;
    if (card) return replaced(card);
    const mine = outbounds.find(
      ({ audience }) => audience.kind === "person" && audience.person.id === request.inbound.actor.id,
    );
    if (mine) return { ...said(sentence(mine.view)), ...(isShort(mine.view) && { shown: mine.view }) };
    const [first] = outbounds;
    if (first) return said(sentence(first.view));
    return said(outcome === "handled" ? NOTICES.done : NOTICES.failed);
  }

  /** Nothing was stored, so no outbox will say it. */
  async function tellAtOnce(thread: ThreadKey, outbounds: readonly Outbound[]): Promise<void> {
    for (const { slot, view, audience } of outbounds) {
      if (audience.kind === "person") await confide(thread, slot, view, audience.person);
      else await tried(door.post(directly(thread, slot, view)));
    }
  }

  async function confide(thread: ThreadKey, slot: string, view: View, person: Actor): Promise<void> {
    await tried(door.confide(directly(thread, slot, view), person));
  }

  /** What is in no outbox is said once; a failure is for the log, because nothing else can be done. */
  async function tried(saying: Promise<unknown>): Promise<void> {
    try {
      await saying;
    } catch (error) {
      note("teams.reply.failed", { code: sendFaultOf(error).code });
    }
  }

  const say = (reference: Reference, text: string): Promise<void> =>
    tried(door.say(reference, textMessage(text)));

  return {
    receive,
    async settle() {
      await Promise.allSettled([...running]);
    },
  };
}

/** What is said, changed or deleted in a thread; a tap and a filled form name their case themselves. */
const needsCase = (parsed: Parsed): parsed is Heard =>
  parsed.kind === "request" && IN_THREAD.has(parsed.request.inbound.kind);
const IN_THREAD: ReadonlySet<Inbound["kind"]> = new Set(["say", "edited", "deleted"]);
const isAddressed = (inbound: Inbound): boolean => inbound.kind === "say" && inbound.addressed;

const SHORT = 800;
const wholeText = (view: View): string => view.parts.map(plainPart).join(" ");

/** A notice that can be shown whole under a card; only the person who tapped sees it there. */
const isShort = (view: View): boolean =>
  view.kind === "notice" && view.parts.length > 0 && wholeText(view).length <= SHORT;

/** A view as a few words under a card. */
function sentence(view: View): string {
  if (isShort(view)) return wholeText(view);
  return view.notification.includes(view.title) ? view.notification : `${view.title}. ${view.notification}`;
}

const said = (text: string): Answer => ({
  status: 200,
  body: { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: text },
});

const replaced = (card: Readonly<Record<string, unknown>>): Answer => ({
  status: 200,
  body: { statusCode: 200, type: CARD, value: card },
});

const refused = (code: string, message: string): Answer => ({
  status: 400,
  body: { statusCode: 400, type: "application/vnd.microsoft.error", value: { code, message } },
});
