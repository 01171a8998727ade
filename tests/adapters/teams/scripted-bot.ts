/** A bot of two questions with a memory: enough to drive an adapter with, and to see what reached it. */

import type { Bot, ChannelAdapter, Receipt, Request, ThreadKey } from "../../../src/adapter.ts";
import { duplicateOf, ignored } from "../../../src/bot/reply.ts";
import type { Actor } from "../../../src/case/encounter.ts";
import type { Inbound } from "../../../src/case/inbound.ts";
import { readOpening } from "../../../src/language/opening.ts";
import type { Outbound, View } from "../../../src/views/outbound.ts";
import { wordLists } from "../../word-lists.ts";

export const view = (changes: Partial<View> = {}): View => ({
  kind: "notice",
  handle: "amber-falcon-42",
  title: "A notice",
  parts: [],
  actions: [],
  notification: "Case amber-falcon-42: something to read.",
  ...changes,
});

interface Case {
  handle: string;
  thread: ThreadKey;
  answers: Map<string, { value: string; by: Actor }>;
  revisions: Map<string, number>;
}

const QUESTIONS = ["fever", "weakness"];

/** Keeps its state per thread; says what it says through the adapter, as the outbox would. */
export class ScriptedBot implements Bot {
  readonly requests: Request[] = [];
  readonly readOpening = (words: string) => readOpening(wordLists, words);
  readonly cases = async (actor: Actor): Promise<View> =>
    view({ kind: "cases", handle: null, title: `Cases of ${actor.name}` });
  adapter: ChannelAdapter | null = null;
  /** Set to make the next request fail, or wait. */
  before: (() => Promise<void>) | null = null;
  notRecorded = false;
  readonly delivered = new Set<string>();
  readonly #cases = new Map<string, Case>();
  readonly #messages = new Map<string, readonly string[]>();
  #outbox: Promise<void> = Promise.resolve();
  #key = 0;

  async receive(request: Request): Promise<Receipt> {
    this.requests.push(request);
    const wait = this.before;
    this.before = null;
    if (wait) await wait();
    if (this.notRecorded)
      return {
        outcome: "not-recorded",
        handle: null,
        said: [],
        reply: [view({ title: "Not recorded. Try again." })],
      };
    if (request.deliveries.some((key) => this.delivered.has(key))) return duplicateOf(request, null);
    for (const key of request.deliveries) this.delivered.add(key);
    const { outcome, said, found } = this.#turn(request.thread, request.inbound);
    for (const outbound of said) this.#queue(request.thread, outbound);
    const handle = found?.handle ?? null;
    return outcome === "ignored" ? ignored(request, handle) : { outcome, handle, said, reply: [] };
  }

  async form(_thread: ThreadKey, handle: string): Promise<View> {
    return view({
      kind: "form",
      handle,
      title: "Red flags",
      form: {
        title: "Red flags",
        act: { do: "form", section: "red" },
        groups: [{ title: "Fever", fields: [{ id: "fever", label: "Fever", kind: "text", hint: "in C" }] }],
      },
    });
  }

  /** Until everything that was said has been handed to the adapter. */
  async quiet(): Promise<void> {
    await this.#outbox;
  }

  answersIn(thread: string): Record<string, string> {
    const found = [...this.#cases.values()].find((each) => each.thread.thread === thread);
    return Object.fromEntries([...(found?.answers ?? [])].map(([question, { value }]) => [question, value]));
  }

  #turn(
    thread: ThreadKey,
    inbound: Inbound,
  ): { outcome: Receipt["outcome"]; said: Outbound[]; found?: Case } {
    const key = JSON.stringify(thread);
    const found =
      inbound.kind === "act" || inbound.kind === "submit"
        ? [...this.#cases.values()].find(({ handle }) => handle === inbound.handle)
        : this.#cases.get(key);
    switch (inbound.kind) {
      case "start":
      case "say": {
        if (inbound.words === "help" || inbound.words === "hello")
          return { outcome: "handled", said: [toThread("help", help)] };
        if (found) return this.#answer(found, this.#pending(found) ?? "", inbound.words, inbound.actor);
        if (inbound.kind === "say" && !inbound.addressed) return { outcome: "ignored", said: [] };
        if (inbound.kind === "say" && !/^(start )?triage\b/i.test(inbound.words))
          return { outcome: "handled", said: [toThread("none", view())] };
        const handle = `case-${this.#cases.size + 1}`;
        const opened: Case = { handle, thread, answers: new Map(), revisions: new Map() };
        this.#cases.set(key, opened);
        return { outcome: "handled", said: [this.#ask(opened)], found: opened };
      }
      case "act": {
        if (!found) return { outcome: "ignored", said: [] };
        const { act, actor } = inbound;
        if (act.do !== "answer")
          return { outcome: "handled", said: [toThread("notice", view({ title: act.do }))], found };
        const standing = found.answers.get(act.question);
        if ((found.revisions.get(act.question) ?? 0) !== act.rev)
          return {
            outcome: "handled",
            said: [
              toPerson(
                actor,
                view({
                  title: "Note",
                  parts: [{ kind: "text", words: [`Already answered by ${standing?.by.name}.`] }],
                }),
              ),
            ],
            found,
          };
        return this.#answer(found, act.question, act.value, actor);
      }
      case "submit":
        if (!found) return { outcome: "ignored", said: [] };
        return this.#answer(found, "fever", inbound.values.fever ?? "", inbound.actor);
      case "edited":
      case "deleted":
        if (!found) return { outcome: "ignored", said: [] };
        return {
          outcome: "handled",
          said: [toPerson(inbound.actor, view({ title: "An answer is changed by: change" }))],
        };
      default:
        return { outcome: "ignored", said: [] };
    }
  }

  #pending = (found: Case) => QUESTIONS.find((question) => !found.answers.has(question));

  #answer(
    found: Case,
    question: string,
    value: string,
    by: Actor,
  ): { outcome: "handled"; said: Outbound[]; found: Case } {
    if (question === "") return { outcome: "handled", said: [], found };
    const rev = found.revisions.get(question) ?? 0;
    found.answers.set(question, { value, by });
    found.revisions.set(question, rev + 1);
    const answered = view({ kind: "answered", handle: found.handle, title: `${question}: ${value}` });
    const update: Outbound = {
      ...toThread(`question:${question}:${rev}`, answered),
      update: true,
      onlyUpdate: true,
    };
    return { outcome: "handled", said: [update, this.#ask(found)], found };
  }

  #ask(found: Case): Outbound {
    const question = this.#pending(found);
    if (question === undefined) {
      const answers = [...found.answers].map(([id, { value }]) => `${id} ${value}`).join(", ");
      return toThread(
        "result",
        view({ kind: "result", handle: found.handle, title: `Result: ${answers}`, urgency: "URGENT" }),
      );
    }
    const rev = found.revisions.get(question) ?? 0;
    const act = (label: string, value: string) => ({
      label,
      act: { do: "answer", question, value, rev } as const,
    });
    return toThread(
      `question:${question}:${rev}`,
      view({
        kind: "question",
        handle: found.handle,
        title: `Question: ${question}`,
        actions: [
          act("Yes", "present"),
          act("No", "absent"),
          { label: "Answer several", act: { do: "form", section: "red" } },
        ],
      }),
    );
  }

  #queue(thread: ThreadKey, { slot, audience, update, onlyUpdate, view: shown }: Outbound): void {
    const { adapter } = this;
    if (adapter === null) return;
    const place = JSON.stringify([thread, slot]);
    const delivery = {
      key: `row-${++this.#key}`,
      thread,
      slot,
      view: shown,
      broadcast: false,
      repeat: false,
    };
    this.#outbox = this.#outbox.then(async () => {
      const known = this.#messages.get(place);
      if (audience.kind === "person") await adapter.tell(delivery, audience.person);
      else if (update && known !== undefined) await adapter.update(delivery, known);
      else if (onlyUpdate !== true) {
        const { messageIds } = await adapter.post(delivery);
        if (messageIds.length > 0) this.#messages.set(place, messageIds);
      }
    });
    this.#outbox.catch(() => {});
  }
}

const help = view({ kind: "help", handle: null, title: "How to begin", notification: "How to begin." });
const toThread = (slot: string, shown: View): Outbound => ({
  slot,
  update: false,
  audience: { kind: "thread" },
  view: shown,
});
const toPerson = (person: Actor, shown: View): Outbound => ({
  slot: "notice",
  update: false,
  audience: { kind: "person", person },
  view: shown,
});
