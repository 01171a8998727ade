/** Real turns of one person, in a case at a time. */

import type { BotService } from "../../src/bot/service.ts";
import type { Actor } from "../../src/case/encounter.ts";
import type { Store } from "../../src/store/store.ts";
import { benchThread } from "./quiet-service.ts";

export class TemplateConversation {
  /** How many answers a case takes before one of them is answered again. */
  static readonly ANSWERS = 6;
  readonly #store: Store;
  readonly #service: BotService;
  readonly #person: Actor;
  readonly #name: string;
  #cases = 0;
  #handle = "";
  #answers = 0;

  constructor(store: Store, service: BotService, person: Actor, name: string) {
    this.#store = store;
    this.#service = service;
    this.#person = person;
    this.#name = name;
  }

  get thread() {
    return benchThread(`${this.#name}-${this.#cases}`);
  }

  async open(): Promise<void> {
    this.#cases += 1;
    const inbound = { kind: "start", actor: this.#person, words: "" } as const;
    await this.#service.bot.receive({ deliveries: [], thread: this.thread, inbound });
    await this.#service.settled();
    this.#handle = (await this.#store.cases.loadByThread(this.thread))?.encounter.handle ?? "";
    this.#answers = 0;
  }

  /** Continues where another stopped, as after a restart. */
  goOnWith(other: TemplateConversation): void {
    this.#cases = other.#cases;
    this.#handle = other.#handle;
    this.#answers = other.#answers;
  }

  /** Adds changes of one answer until the case has this many events: what a person does by going back again and again. */
  async lengthen(events: number): Promise<void> {
    const found = await this.#store.cases.loadByThread(this.thread);
    if (!found) throw new Error("there is no case to lengthen");
    const actor = JSON.stringify(this.#person);
    const changes = Array.from({ length: events - found.seq }, (_, at) => ({
      type: "answered",
      actor,
      body: JSON.stringify({
        question: "infection_risk",
        answer: { value: at % 2 === 0 ? "present" : "absent" },
        as: at === 0 ? "first" : "change",
        how: "tap",
      }),
    }));
    const { id } = found.encounter;
    const at = new Date(Date.parse(found.encounter.lastActivityAt) + 1).toISOString();
    await this.#store.commit({ at, case: { id, expectedSeq: found.seq, events: changes } });
  }

  /** One more answer, until its messages were handed over. @throws when it was not accepted */
  async answer(): Promise<void> {
    const [question, value] = TEMPLATE_ANSWERS[
      this.#answers % TEMPLATE_ANSWERS.length
    ] as (typeof TEMPLATE_ANSWERS)[number];
    this.#answers += 1;
    const act = { do: "answer", question, value, rev: 0 } as const;
    const { outcome } = await this.#service.bot.receive({
      deliveries: [`slack:T1:${this.#name}-${this.#cases}-${this.#answers}`],
      thread: this.thread,
      inbound: { kind: "act", actor: this.#person, handle: this.#handle, act },
    });
    if (outcome !== "handled") throw new Error(`a turn was ${outcome}`);
    await this.#service.settled();
  }
}

const TEMPLATE_ANSWERS = [
  ["chest_symptoms_or_collapse", "absent"],
  ["fever", "absent"],
  ["urinary_retention", "absent"],
  ["bilateral_leg_symptoms", "absent"],
  ["infection_signs", "absent"],
  ["new_severe_pain", "absent"],
] as const;
