/** The bot with everything it needs to run: the outbox, the reminders, and the queries that adapters read. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { CaseQueries, ChannelAdapter, ChannelOfThread, ThreadKey } from "../adapter.ts";
import type { Actor, Encounter } from "../case/encounter.ts";
import { RecordBroken } from "../errors.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { ClaimedPost } from "../store/store.ts";
import type { Log } from "../telemetry.ts";
import type { View } from "../views/outbound.ts";
import { type BotParts, createBot, type Triage } from "./bot.ts";
import { createCasebook } from "./case-queries.ts";
import { ClockWatch } from "./clock-watch.ts";
import { Dispatcher, type DispatchParts } from "./dispatch.ts";
import { toOwnerInstead, undeliveredNotice, unreadableMessageNotice } from "./failure-notices.ts";
import { forChannel, type OutboxMessage, type OutgoingMessage } from "./outbox-message.ts";
import { ReminderScheduler } from "./reminder-scheduler.ts";

export type ServiceParts = Omit<BotParts, "commit" | "isLost" | "channelOf"> &
  Pick<DispatchParts, "leaseMs" | "chainReceipt"> & {
    /** Milliseconds of a clock that nobody sets; the process's own when left out. */
    steady?: () => number;
  };

/** How often the outbox is polled for posts to retry; milliseconds. */
const RETRY_EVERY = 1000;

export interface BotService {
  readonly bot: Triage;
  readonly casebook: CaseQueries;
  /** From now on this process sends this platform's messages. */
  open(adapter: ChannelAdapter): void;
  /** Sends what an earlier run left behind, and watches the deadlines from now on. */
  start(): Promise<void>;
  /** False after the clock has jumped: nothing is closed or forgotten then, and no time that is shown is right. */
  isClockSound(): boolean;
  /** Checks every due deadline once. */
  sweep(): Promise<void>;
  /** Resolves when no turn is running and everything due was sent. */
  settled(): Promise<void>;
  /** Accepts nothing new, and finishes what was begun. The rest stays in the store. */
  stop(): Promise<void>;
}

export function createService(parts: ServiceParts): BotService {
  const { store, site, now, log, observer } = parts;
  // a restarted container has the same host and process id: what its predecessor claimed is not its own
  const by = `${hostname()}:${process.pid}:${randomUUID()}`;
  const adapters = new Map<string, ChannelAdapter>();
  const channelOf = (thread: ThreadKey) => adapters.get(thread.platform)?.channelOf?.(thread) ?? null;
  const dispatcher = new Dispatcher({
    store,
    adapters,
    now,
    log,
    observer,
    processId: by,
    joinSenders: () => store.joinSenders(),
    leaseMs: parts.leaseMs,
    chainReceipt: parts.chainReceipt,
  });
  const bot = createBot({
    ...parts,
    channelOf,
    commit: (commit) => dispatcher.commit(commit),
    isLost: async (thread) => (await adapters.get(thread.platform)?.isLost?.(thread)) ?? false,
  });
  dispatcher.onFailure({
    undelivered: secondRoute(bot, parts, channelOf),
    unreadable: unreadableRoute(bot, parts),
  });
  const clock = new ClockWatch({ now, steady: parts.steady ?? (() => performance.now()), log });
  const reminders = new ReminderScheduler({ store, bot, site, now, clock, log, processId: by });
  let retries: NodeJS.Timeout | null = null;
  return {
    bot,
    casebook: createCasebook(parts),
    open(adapter) {
      adapters.set(adapter.platform, adapter);
      dispatcher.wake();
    },
    async start() {
      retries ??= setInterval(() => dispatcher.wake(), RETRY_EVERY);
      dispatcher.wake();
      await reminders.start();
    },
    sweep: () => reminders.sweep(),
    isClockSound: () => clock.isSound(),
    async settled() {
      await bot.settled();
      await dispatcher.drained();
    },
    async stop() {
      if (retries) clearInterval(retries);
      await reminders.stop();
      await bot.settled();
      await dispatcher.stop();
    },
  };
}

/** The message cannot be decrypted: notify the thread and everyone it was for. */
function unreadableRoute(bot: Triage, { site, log }: ServiceParts) {
  return (post: ClaimedPost) =>
    sayBeside(bot, log, post, ({ handle, owner }) => [
      {
        slot: `unreadable:${post.id}`,
        update: false,
        audience: { kind: "thread" },
        view: unreadableMessageNotice(handle),
      },
      { ...toOwner(owner, unreadableMessageNotice(handle)), slot: `privately:${post.id}` },
      ...toRoutes(site, post.id, undeliveredNotice(handle)),
    ]);
}

/**
 * Sends the owner a private copy, and tells everyone the hospital named where to look. What was for the whole channel
 * goes to the channel.
 */
function secondRoute(
  bot: Triage,
  { site, log }: ServiceParts,
  channelOf: (thread: ThreadKey) => ChannelOfThread | null,
) {
  return async (post: ClaimedPost, message: OutboxMessage, code: string) => {
    const { view, slot } = message;
    log("error", "second_route", { handle: view.handle ?? "", code });
    const alone = message.broadcast === true && channelOf(post.thread)?.when === "thread-refused";
    await sayBeside(bot, log, post, ({ handle, owner }) => [
      ...(alone ? [{ ...forChannel(message), secondRoute: true } as const] : []),
      { ...toOwner(owner, toOwnerInstead(view)), slot: `privately:${slot}` },
      ...toRoutes(site, slot, undeliveredNotice(handle)),
    ]);
  };
}

/**
 * Notifies people once for each post. A case whose record is damaged does not say whom to notify: the next person who
 * acts on it is told. While the store cannot record it, the post stays unsettled, and this is retried with it.
 */
async function sayBeside(
  bot: Triage,
  log: Log,
  { id, encounterId }: ClaimedPost,
  said: (encounter: Encounter) => readonly OutgoingMessage[],
): Promise<void> {
  if (encounterId === null) return;
  try {
    await bot.say(encounterId, `second:${id}`, said);
  } catch (error) {
    if (!(error instanceof RecordBroken)) throw error;
    log("error", "second_route_failed", { code: error.code });
  }
}

const toOwner = (person: Actor, view: View) =>
  ({ update: false, audience: { kind: "person", person }, view, secondRoute: true }) as const;

const toRoutes = (site: HospitalConfig, slot: string, view: View): OutgoingMessage[] =>
  site.escalation.map((route) => ({
    slot: `undelivered:${slot}:${route.name}`,
    update: false,
    audience: { kind: "route", route },
    view,
    secondRoute: true,
  }));
