/** The real conversation without a store, and its record: what the page shows, before a store is in play. */
import { current } from "../../../src/conversation/current.ts";
import { formOf } from "../../../src/conversation/form.ts";
import {
  type Actor,
  type Bot,
  type Casebook,
  type CaseLine,
  type CasePage,
  type Door,
  type Encounter,
  loadProtocol,
  NO_SITE,
  type Posted,
  type Receipt,
  type Request,
  type ThreadKey,
  turn,
  type View,
} from "../../../src/index.ts";

const { protocol, hash } = loadProtocol();

export class TurnBot implements Bot, Casebook {
  door: Door | null = null;
  readonly requests: Request[] = [];
  /** Set to have the next request not recorded. */
  notRecorded = false;
  readonly #now: () => number;
  readonly #threads = new Map<string, { thread: ThreadKey; encounter: Encounter | null; posted: Posted[] }>();
  readonly #seen = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async receive(request: Request): Promise<Receipt> {
    const { deliveries, thread, inbound } = request;
    this.requests.push(request);
    if (this.notRecorded) {
      this.notRecorded = false;
      const view: View = {
        kind: "notice",
        handle: null,
        title: "Not recorded",
        parts: [{ kind: "text", words: ["Nothing was stored. Please try again."] }],
        actions: [],
        notification: "Not recorded.",
      };
      const audience = { kind: "person", person: inbound.actor } as const;
      return {
        outcome: "not-recorded",
        handle: null,
        said: [{ slot: "fault", update: false, audience, view }],
      };
    }
    if (deliveries.some((key) => this.#seen.has(key)))
      return { outcome: "duplicate", handle: null, said: [] };
    for (const key of deliveries) this.#seen.add(key);
    const at = this.#at(thread);
    const count = this.#threads.size;
    const context = {
      protocol,
      hash,
      now: this.#now(),
      utcOffsetMinutes: 0,
      latest: { protocol, hash },
      site: NO_SITE,
      newCase: { id: `e${count}`, handle: `amber-falcon-${41 + count}` },
    };
    const turned = turn(context, at.encounter, inbound);
    at.encounter = turned.encounter;
    for (const outbound of turned.said) {
      const position = at.posted.length + 1;
      at.posted.push({ key: `${count}-${position}`, position, at: this.#now(), outbound });
    }
    const [first] = turned.said;
    if (first)
      await this.door?.post({ key: "", thread, slot: "", view: first.view, broadcast: false, repeat: false });
    return { outcome: "handled", handle: turned.encounter?.handle ?? null, said: turned.said };
  }

  async form(thread: ThreadKey, handle: string, act: { do: "form"; section?: string }): Promise<View> {
    const { encounter } = this.#at(thread);
    const questions = protocol.questions.filter(({ section }) => section === act.section);
    const answers = encounter ? current(protocol, encounter).answers : {};
    const title = protocol.sections.find(({ id }) => id === act.section)?.title ?? "Form";
    return {
      kind: "form",
      handle,
      title,
      parts: [],
      actions: [],
      form: formOf(questions, answers, title, act),
      notification: "A form.",
    };
  }

  async cases(_actor: Actor): Promise<View> {
    throw new Error("the page lists cases by its casebook");
  }

  async knows(thread: ThreadKey): Promise<boolean> {
    return this.#at(thread).encounter !== null;
  }

  async posted(thread: ThreadKey, after: number): Promise<readonly Posted[]> {
    return this.#at(thread).posted.filter(({ position }) => position > after);
  }

  async list(): Promise<readonly CaseLine[]> {
    return [...this.#threads.values()].flatMap((each) => {
      const line = this.#line(each);
      return line === null || line.closed ? [] : [line];
    });
  }

  async inThread(thread: ThreadKey): Promise<CaseLine | null> {
    return this.#line(this.#at(thread));
  }

  async page(handle: string): Promise<CasePage | null> {
    const found = [...this.#threads.values()].find(({ encounter }) => encounter?.handle === handle);
    const line = found ? this.#line(found) : null;
    if (!found || line === null) return null;
    const views = found.posted.map(({ outbound }) => outbound.view).filter(({ kind }) => kind === "result");
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>';
    return { line, views, pictures: [{ name: "timeline", svg, words: "A square." }] };
  }

  #at(thread: ThreadKey) {
    const key = JSON.stringify(thread);
    const found = this.#threads.get(key) ?? { thread, encounter: null, posted: [] };
    this.#threads.set(key, found);
    return found;
  }

  #line({ thread, encounter }: { thread: ThreadKey; encounter: Encounter | null }): CaseLine | null {
    if (encounter === null) return null;
    const { acts_on, provisional } = current(protocol, encounter).assessment;
    const due = [...encounter.deadlines.values()].filter(({ state }) => state === "open");
    const [next] = due.sort((a, b) => a.due - b.due);
    return {
      handle: encounter.handle,
      thread,
      urgency: encounter.records.size === 0 ? null : acts_on,
      provisional,
      closed: encounter.closed,
      openedAt: encounter.opened.at,
      owner: encounter.owner,
      next: next ? { label: next.id, due: next.due } : null,
    };
  }
}
