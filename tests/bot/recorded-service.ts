/** A bot on a real store, whose adapter keeps what it is asked to send. */
import type { ChannelAdapter, Delivery, DeliveryResult, Receipt, ThreadKey } from "../../src/adapter.ts";
import type { Actor } from "../../src/case/encounter.ts";
import type { Act, Inbound } from "../../src/case/inbound.ts";
import type { View } from "../../src/views/outbound.ts";
import { type HarnessOptions, type RestartChanges, ServiceHarness } from "../service-harness.ts";

export const A: Actor = { id: "slack:T1:U1", name: "U1" };
export const B: Actor = { id: "slack:T1:U2", name: "U2" };
export const threadOf = (thread: string): ThreadKey => ({
  platform: "slack",
  tenant: "T1",
  channel: "C1",
  thread,
});

/** Answers what is asked in thread 1 with "not assessed", until the case is decided. */
export async function decide(service: RecordedService): Promise<void> {
  for (let asked = 0; asked < 60 && !(await service.types()).includes("decided"); asked += 1) {
    // the same words count again only for a question that was there to be read
    service.now += 1000;
    await service.say("not assessed");
  }
}

export interface SentPost {
  how: "post" | "update" | "tell";
  delivery: Delivery;
  person?: Actor;
  messageIds?: readonly string[];
}

/** Sends everything, unless `fail` says otherwise. */
export class RecordingAdapter implements ChannelAdapter {
  readonly platform = "slack";
  readonly sent: SentPost[] = [];
  fail: (sent: SentPost) => Error | null = () => null;
  /** The platform's clock: when a post can be read. */
  now: () => number = () => 0;
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
    return { messageIds: sent.messageIds ?? [`m${this.#count}`], at: this.now() };
  }
}

/** One that serves one adapter, which keeps what it sends, and people who act in its threads. */
export class RecordedService extends ServiceHarness {
  readonly adapter = new RecordingAdapter();
  #deliveries = 0;

  static override async open(options: HarnessOptions = {}): Promise<RecordedService> {
    const recorded = new RecordedService({ now: Date.parse("2026-03-28T22:30:00Z"), ...options });
    await recorded.restart();
    return recorded;
  }

  override async restart(changes: RestartChanges = {}): Promise<void> {
    await super.restart(changes);
    this.adapter.now = () => this.now;
    this.serve(this.adapter);
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
}

export const wordsOf = (views: readonly View[]): string => JSON.stringify(views);
