/** The bot with what makes it run: the outbox, the reminders, and the record that doors read back. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { createCasebook } from "./bot/casebook.ts";
import { Dispatcher, type DispatchParts } from "./bot/dispatch.ts";
import type { Message, Said } from "./bot/message.ts";
import { privately, undelivered, unreadable } from "./bot/told.ts";
import { type BotParts, createBot, type Triage } from "./bot.ts";
import type { Actor, Encounter } from "./conversation/encounter.ts";
import type { View } from "./conversation/outbound.ts";
import type { Site } from "./conversation/site.ts";
import type { Casebook, Door } from "./door.ts";
import { RecordBroken } from "./errors.ts";
import { type Clock, Reminders, sharedTimer, timer } from "./reminders.ts";
import type { ClaimedPost } from "./store/store.ts";
import type { Log } from "./telemetry.ts";

export type ServiceParts = Omit<BotParts, "committing"> & Pick<DispatchParts, "leaseMs" | "witness">;

/** How often the outbox is looked at for what is to be tried again; milliseconds. */
const RETRY_EVERY = 1000;
/** How often deadlines are looked at where one process has the store to itself; milliseconds. */
const SWEEP_EVERY = 15_000;

export interface Service {
  readonly bot: Triage;
  readonly casebook: Casebook;
  /** Messages for this platform are sent by this process from now on. */
  open(door: Door): void;
  /** @param postgres the store's URL, where several processes share it: one of them at a time minds the deadlines */
  start(postgres?: string): Promise<void>;
  /** Looks once at every deadline that is due. */
  sweep(): Promise<void>;
  /** Resolves when no turn is under way and everything that is due was sent. */
  settled(): Promise<void>;
  /** Takes up nothing new, and finishes what was begun. What is left is in the store. */
  stop(): Promise<void>;
}

export function createService(parts: ServiceParts): Service {
  const { store, site, now, log, observer } = parts;
  // a container that begins again has the same host and process: what its predecessor claimed is not its own
  const by = `${hostname()}:${process.pid}:${randomUUID()}`;
  const doors = new Map<string, Door>();
  const bot = createBot({ ...parts, committing: (write) => dispatcher.commit(write) });
  const dispatcher = new Dispatcher({
    outbox: store.outbox,
    doors,
    now,
    log,
    observer,
    by,
    onUndelivered: secondRoute(bot, parts),
    onUnreadable: unreadableRoute(bot, parts),
    leaseMs: parts.leaseMs,
    witness: parts.witness,
  });
  const reminders = new Reminders({ store, bot, site, now, log, by });
  const clocks: Clock[] = [];
  return {
    bot,
    casebook: createCasebook(parts),
    open(door) {
      doors.set(door.platform, door);
      dispatcher.wake();
    },
    async start(postgres) {
      const sweep = () => reminders.sweep();
      clocks.push(
        timer(RETRY_EVERY, async () => dispatcher.wake()),
        postgres === undefined ? timer(SWEEP_EVERY, sweep) : await sharedTimer(postgres, sweep, log),
      );
      dispatcher.wake();
      await sweep();
    },
    sweep: () => reminders.sweep(),
    async settled() {
      await bot.settled();
      await dispatcher.drained();
    },
    async stop() {
      await Promise.all(clocks.map((clock) => clock.stop()));
      await bot.settled();
      await dispatcher.stop();
    },
  };
}

/** What it said is gone: its thread is told so, and everybody who was to be told of a message that could not be posted. */
function unreadableRoute(bot: Triage, { site, log }: ServiceParts) {
  return (post: ClaimedPost) =>
    sayBeside(bot, log, post, ({ handle, owner }) => [
      {
        slot: `unreadable:${post.id}`,
        update: false,
        audience: { kind: "thread" },
        view: unreadable(handle),
      },
      { ...toOwner(owner, unreadable(handle)), slot: `privately:${post.id}` },
      ...toRoutes(site, post.id, undelivered(handle)),
    ]);
}

/** The owner is told privately, and whoever the hospital named is told where to look. */
function secondRoute(bot: Triage, { site, log }: ServiceParts) {
  return async (post: ClaimedPost, { view, slot }: Message, code: string) => {
    log("error", "second_route", { handle: view.handle ?? "", code });
    await sayBeside(bot, log, post, ({ handle, owner }) => [
      { ...toOwner(owner, privately(view)), slot: `privately:${slot}` },
      ...toRoutes(site, slot, undelivered(handle)),
    ]);
  };
}

/**
 * Says it once for each post. A case whose record is damaged names nobody to be told: whoever goes on with it is told
 * then. While the store cannot take it, the post is not settled, and this is tried with it again.
 */
async function sayBeside(
  bot: Triage,
  log: Log,
  { id, encounterId }: ClaimedPost,
  said: (encounter: Encounter) => readonly Said[],
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

const toRoutes = (site: Site, slot: string, view: View): Said[] =>
  site.escalation.map((route) => ({
    slot: `undelivered:${slot}:${route.name}`,
    update: false,
    audience: { kind: "route", route },
    view,
    secondRoute: true,
  }));
