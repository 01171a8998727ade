/** A bot over a real store, with a door that keeps what it is asked to send, and a clock that is moved by hand. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChannelAdapter, Delivery, DeliveryResult, Receipt, ThreadKey } from "../../src/adapter.ts";
import { type BotService, createService, type ServiceParts } from "../../src/bot/service.ts";
import type { Actor } from "../../src/case/encounter.ts";
import type { Act, Inbound } from "../../src/case/inbound.ts";
import { loadProtocol } from "../../src/protocol-store.ts";
import { type HospitalConfig, NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { View } from "../../src/views/outbound.ts";

export const A: Actor = { id: "slack:T1:U1", name: "U1" };
export const B: Actor = { id: "slack:T1:U2", name: "U2" };
export const CONTENT = loadProtocol();
export const threadOf = (thread: string): ThreadKey => ({
  platform: "slack",
  tenant: "T1",
  channel: "C1",
  thread,
});

/** The bot with its outbox and reminders, on a store that is open. */
export const serviceOn = (store: Store, now: () => number, more: Partial<ServiceParts> = {}): BotService =>
  createService({
    store,
    latest: CONTENT,
    find: (pin) => (pin.hash === CONTENT.hash ? CONTENT : undefined),
    site: NO_HOSPITAL_CONFIG,
    now,
    log: () => {},
    observer: { turn() {}, decided() {}, overdue() {}, send() {} },
    ...more,
  });

/** Answers what is asked in thread 1 with "not assessed", until the case is decided. */
export async function decide(ward: ServiceHarness): Promise<void> {
  for (let asked = 0; asked < 60 && !(await ward.types()).includes("decided"); asked += 1)
    await ward.say("not assessed");
}

export interface SentPost {
  how: "post" | "update" | "tell";
  delivery: Delivery;
  person?: Actor;
  messageIds?: readonly string[];
}

/** Takes everything, unless `fail` says otherwise. */
export class RecordingAdapter implements ChannelAdapter {
  readonly platform = "slack";
  readonly sent: SentPost[] = [];
  fail: (sent: SentPost) => Error | null = () => null;
  #count = 0;

  post = (delivery: Delivery) => this.#take({ how: "post", delivery });
  update = (delivery: Delivery, messageIds: readonly string[]) =>
    this.#take({ how: "update", delivery, messageIds });
  tell = (delivery: Delivery, person: Actor) => this.#take({ how: "tell", delivery, person });

  get views(): View[] {
    return this.sent.map(({ delivery }) => delivery.view);
  }

  async #take(sent: SentPost): Promise<DeliveryResult> {
    const error = this.fail(sent);
    if (error) throw error;
    this.sent.push(sent);
    this.#count += 1;
    return { messageIds: sent.messageIds ?? [`m${this.#count}`] };
  }
}

export class ServiceHarness {
  readonly folder = mkdtempSync(join(tmpdir(), "ward-"));
  readonly path = join(this.folder, "triage.db");
  readonly door = new RecordingAdapter();
  readonly logged: { event: string; code: unknown }[] = [];
  now = Date.parse("2026-03-28T22:30:00Z");
  store!: Store;
  service!: BotService;
  #open = () => openStore(`sqlite:${this.path}`);
  #deliveries = 0;

  static async open(
    site: Partial<HospitalConfig> = {},
    open?: (path: string) => Promise<Store>,
  ): Promise<ServiceHarness> {
    const ward = new ServiceHarness();
    if (open) ward.#open = () => open(ward.path);
    await ward.restart(site);
    return ward;
  }

  /** As after a crash: nothing is kept but what is in the store. */
  async restart(site: Partial<HospitalConfig> = {}, more: Partial<ServiceParts> = {}) {
    await this.store?.close();
    this.store = await this.#open();
    this.service = serviceOn(this.store, () => this.now, {
      site: { ...NO_HOSPITAL_CONFIG, ...site },
      log: (_level, event, fields = {}) => this.logged.push({ event, code: fields.code }),
      ...more,
    });
    this.service.open(this.door);
  }

  async do(inbound: Inbound, thread = threadOf("1"), deliveries?: readonly string[]): Promise<Receipt> {
    this.now += 1000;
    this.#deliveries += 1;
    const request = { deliveries: deliveries ?? [`slack:T1:Ev${this.#deliveries}`], thread, inbound };
    const receipt = await this.service.bot.receive(request);
    await this.service.settled();
    return receipt;
  }

  start = (words = "", actor = A, thread = threadOf("1")) => this.do({ kind: "start", actor, words }, thread);
  say = (words: string, actor = A, thread = threadOf("1")) =>
    this.do({ kind: "say", actor, words, addressed: true }, thread);
  act = async (act: Act, actor = A, thread = threadOf("1")) =>
    this.do({ kind: "act", actor, act, handle: await this.handle(thread) }, thread);
  tap = (question: string, value: string, actor = A, thread = threadOf("1"), rev = 0) =>
    this.act({ do: "answer", question, value, rev }, actor, thread);

  async handle(thread = threadOf("1")): Promise<string> {
    return (await this.store.cases.loadByThread(thread))?.encounter.handle ?? "";
  }

  async types(thread = threadOf("1")): Promise<string[]> {
    return (await this.store.cases.loadByThread(thread))?.events.map(({ type }) => type) ?? [];
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const wordsOf = (views: readonly View[]): string => JSON.stringify(views);
