/** One thread for tests: people act in it, time goes on, and everything that is said and recorded is kept. */
import {
  type Actor,
  type Encounter,
  type EncounterEvent,
  foldEvents,
  revisionOf,
} from "../../src/case/encounter.ts";
import type { Act, FormValues, Inbound } from "../../src/case/inbound.ts";
import type { Protocol } from "../../src/protocol/schema.ts";
import { type HospitalConfig, NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import type { PostedSlot } from "../../src/turn/asking-posts.ts";
import { type TurnContext, type TurnEffect, type TurnResult, turn } from "../../src/turn/turn.ts";
import type { Outbound, View } from "../../src/views/outbound.ts";
import { type Raw, read } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { wordLists } from "../word-lists.ts";

export const A: Actor = { id: "slack:T1:U1", name: "U1" };
export const B: Actor = { id: "slack:T1:U2", name: "U2" };
export const BOT: Actor = { id: "bot", name: "triage" };
export const HANDLE = "amber-falcon-42";
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const HASH = "0".repeat(64);

export class Thread {
  encounter: Encounter | null = null;
  said: Outbound[] = [];
  events: EncounterEvent[] = [];
  wishes: TurnEffect[] = [];
  replies: View[] = [];
  /** What became of each message: it can be read at once, unless a test says otherwise. */
  posts: PostedSlot[] = [];
  deliver: (slot: string) => Omit<PostedSlot, "slot" | "position"> = () => ({
    state: "sent",
    deliveredAt: this.now,
  });
  now = Date.parse("2026-01-31T14:00:00Z");
  site: HospitalConfig;
  latest: { protocol: Protocol; hash: string } = { protocol, hash: HASH };
  #protocol: Protocol = protocol;
  #hash = HASH;

  constructor(site: Partial<HospitalConfig> = {}) {
    this.site = { ...NO_HOSPITAL_CONFIG, ...site };
  }

  get context(): TurnContext {
    return {
      protocol: this.#protocol,
      hash: this.#hash,
      now: this.now,
      utcOffsetAt: () => 0,
      latest: this.latest,
      site: this.site,
      lists: wordLists,
      newCase: { id: "e1", handle: HANDLE },
      posts: this.posts,
    };
  }

  get open(): Encounter {
    if (!this.encounter) throw new Error("no case");
    return this.encounter;
  }

  /** A turn, and what it said. A minute goes by before it. */
  do(inbound: Inbound): readonly Outbound[] {
    this.now += MINUTE;
    const turned = this.run(inbound);
    this.encounter = turned.encounter;
    this.events.push(...turned.events);
    this.said.push(...turned.said);
    this.replies.push(...turned.reply);
    this.wishes.push(...turned.effects);
    for (const { slot, update, audience } of turned.said)
      if (!update && audience.kind === "thread")
        this.posts.push({ slot, position: this.posts.length + 1, ...this.deliver(slot) });
    if (this.encounter?.protocol.hash === this.latest.hash) {
      this.#protocol = this.latest.protocol;
      this.#hash = this.latest.hash;
    }
    return turned.said;
  }

  run(inbound: Inbound): TurnResult {
    return turn(this.context, this.encounter, inbound);
  }

  start(words = "", actor: Inbound["actor"] = { ...A, role: "physician" }) {
    return this.do({ kind: "start", actor, words });
  }

  say(words: string, actor = A, addressed = true, message?: string) {
    return this.do({ kind: "say", actor, words, addressed, ...(message && { message }) });
  }

  act(act: Act, actor = A, handle = HANDLE) {
    return this.do({ kind: "act", actor, handle, act });
  }

  tap(
    question: string,
    value: string,
    actor = A,
    rev = this.encounter ? revisionOf(this.open, question) : 0,
  ) {
    return this.act({ do: "answer", question, value, rev }, actor);
  }

  submit(act: Extract<Act, { do: "form" }>, values: FormValues, actor = A) {
    return this.do({ kind: "submit", actor, handle: HANDLE, act, values });
  }

  due(deadline: string) {
    this.now -= MINUTE;
    return this.do({ kind: "due", actor: BOT, deadline });
  }

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  standing(question: string) {
    return this.open.records.get(question)?.accepted.answer;
  }
}

export function started(site: Partial<HospitalConfig> = {}): Thread {
  const thread = new Thread(site);
  thread.start();
  return thread;
}

/** A case in which these findings are recorded and nothing is asked yet. */
export function recordedCase(raw: Raw, site: Partial<HospitalConfig> = {}): Thread {
  const thread = started(site);
  const events = Object.entries(read(raw)).flatMap(([question, answer]): EncounterEvent[] =>
    answer ? [{ type: "answered", question, answer, as: "first", how: "tap", at: thread.now, actor: A }] : [],
  );
  thread.events.push(...events);
  thread.encounter = foldEvents("e1", [...thread.events]);
  return thread;
}

/** Answers what is still asked with "not assessed", until the case is decided. */
export function decidedCase(raw: Raw, site: Partial<HospitalConfig> = {}): Thread {
  const thread = recordedCase(raw, site);
  for (let asked = 0; asked < 60 && !thread.open.decision; asked += 1) thread.say("not assessed");
  thread.said = [];
  return thread;
}

export const kinds = (said: readonly Outbound[]) => said.map(({ view }) => view.kind);
export const words = (said: readonly Outbound[]) => JSON.stringify(said.map(({ view }) => view));
export const view = (said: readonly Outbound[], kind: View["kind"]): View => {
  const found = said.find((each) => each.view.kind === kind)?.view;
  if (!found) throw new Error(`no ${kind} was said, but ${kinds(said).join(", ")}`);
  return found;
};
export const buttons = ({ actions }: View) => actions.map(({ label }) => label);
export const button = ({ actions, title }: View, label: string): Act => {
  const found = actions.find((each) => each.label === label);
  if (!found) throw new Error(`${title} has no button ${label}, but ${actions.map((each) => each.label)}`);
  return found.act;
};
