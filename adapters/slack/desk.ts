/** Hands what people did to the bot, and tells them at once what nobody else will. */
import type { RespondFn } from "@slack/bolt";
import {
  type Actor,
  type Bot,
  type Casebook,
  directly,
  type Request,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { aboutView } from "./about.ts";
import { type Say, type Waiting, wordsMessage } from "./answers.ts";
import type { Opened, SlackDoor } from "./door.ts";
import { adviceFor, faultOf } from "./faults.ts";
import { type FormAnswer, Forms } from "./forms.ts";
import type { Log } from "./log.ts";
import { Lookup } from "./lookup.ts";
import type { LostThreads } from "./lost-threads.ts";
import type { Asked, Heard, Submitted, Tapped } from "./parse.ts";
import { requestOf, verbOf } from "./parse.ts";
import { threadOf, userOf } from "./place.ts";
import { home, type Offers, whereabouts } from "./render.ts";
import type { Taken } from "./taken.ts";
import { Turns } from "./turns.ts";

/** The slash command, as the manifest names it. */
export const COMMAND = "/triage";

const BOT_NAME = "@triage";

export interface DeskOptions {
  bot: Bot;
  casebook: Casebook;
  door: SlackDoor;
  lost: LostThreads;
  offers: Offers;
  waiting: Waiting;
  log: Log;
  wait: (ms: number) => Promise<void>;
}

/** A case that somebody asks for where there is no thread yet. */
interface Beginning {
  tenant: string;
  channel: string;
  user: string;
  actor: Actor;
  words: string;
  deliveries: readonly string[];
  taken: Taken;
}

export class Desk {
  readonly #bot: Bot;
  readonly #casebook: Casebook;
  readonly #door: SlackDoor;
  readonly #lost: LostThreads;
  readonly #lookup: Lookup;
  readonly #offers: Offers;
  readonly #waiting: Waiting;
  readonly #turns: Turns;
  readonly #forms: Forms;
  readonly #log: Log;

  constructor({ bot, casebook, door, lost, offers, waiting, log, wait }: DeskOptions) {
    this.#bot = bot;
    this.#casebook = casebook;
    this.#door = door;
    this.#lost = lost;
    this.#lookup = new Lookup({ casebook, door, log });
    this.#offers = offers;
    this.#waiting = waiting;
    this.#turns = new Turns({ bot, casebook, door, waiting, log });
    this.#forms = new Forms({ bot, door, turns: this.#turns, log, wait });
    this.#log = log;
  }

  /** A message: it goes to the case of its thread, opens one, or is not for the bot. */
  async heard(heard: Heard, taken: Taken): Promise<void> {
    const known = await this.#bot.knows(heard.thread);
    const request = requestOf(heard, known);
    if (!request) return;
    if (!known && (await this.#asked(heard, taken))) return;
    if (known && this.#offers.pictures && /^picture$/i.test(heard.words)) {
      await taken();
      return this.#draw(heard);
    }
    const receipt = await this.#turns.receive(request);
    await taken();
    await this.#turns.tell(request, receipt);
  }

  /** A change or a deletion of an earlier message: it matters only where there is a case. */
  async afterwards(request: Request, taken: Taken): Promise<void> {
    if (!(await this.#bot.knows(request.thread))) return;
    const { inbound, thread } = request;
    // first: what the case says to this must not be posted there
    if (inbound.kind === "deleted" && inbound.root) await this.#lose(thread);
    const receipt = await this.#turns.receive(request);
    await taken();
    await this.#turns.tell(request, receipt);
  }

  async #lose(thread: ThreadKey): Promise<void> {
    try {
      await this.#lost.add(thread);
    } catch (error) {
      this.#log("error", "thread_not_given_up", { code: faultOf(error).code });
    }
  }

  /** The picture, asked for in words. */
  async #draw({ thread, actor }: Heard): Promise<void> {
    const say = this.#turns.sayBy(undefined, thread, userOf(actor) ?? "");
    const line = await this.#casebook.inThread(thread);
    if (line) await this.#lookup.draw(thread, thread, line.handle, actor.id, say);
  }

  /** The slash command. */
  async command(asked: Asked, respond: RespondFn, taken: Taken): Promise<void> {
    const { tenant, channel, actor, user, verb } = asked;
    if (verb !== "start") await taken();
    const say = this.#turns.sayBy(respond, threadOf(tenant, channel, ""), user);
    if (verb === "help") return this.#turns.show(aboutView(COMMAND), threadOf(tenant, channel, "0"), say);
    if (verb === "cases") {
      await this.#turns.show(await this.#bot.cases(actor), threadOf(tenant, channel, "0"), say);
      const where = whereabouts(await this.#lookup.whereabouts(tenant, actor.id));
      return where ? say({ text: "Where your open cases are.", blocks: [where] }) : undefined;
    }
    await this.#begin(
      { tenant, channel, user, actor, words: asked.words, deliveries: asked.deliveries, taken },
      say,
    );
  }

  /** Opens a thread and a case in it; where there is no case in the end, the thread is taken back. */
  async #begin(
    { tenant, channel, user, actor, words, deliveries, taken }: Beginning,
    say: Say,
  ): Promise<void> {
    let opened: Opened;
    try {
      opened = await this.#door.open(tenant, channel, user);
    } catch (error) {
      await taken();
      return say(wordsMessage(adviceFor(faultOf(error).code, BOT_NAME)));
    }
    const { thread } = opened;
    const receipt = await this.#turns.act(
      { deliveries, thread, inbound: { kind: "start", actor, words } },
      say,
      taken,
    );
    if (receipt?.outcome !== "handled") await this.#door.close(opened);
  }

  /** A start by the message shortcut. */
  async start(request: Request, user: string, respond: RespondFn | undefined, taken: Taken): Promise<void> {
    await this.#turns.act(request, this.#turns.sayBy(respond, request.thread, user), taken);
  }

  /** A tap on a button or a choice in a menu. */
  async tapped(
    tap: Exclude<Tapped, { kind: "ignored" }>,
    respond: RespondFn | undefined,
    taken: Taken,
  ): Promise<void> {
    // what records nothing is taken at once: its trigger is short-lived, and its picture takes long
    if (tap.kind !== "act" && tap.kind !== "start") await taken();
    const { tenant, user, actor, seen } = tap;
    const say = this.#turns.sayBy(respond, seen ?? threadOf(tenant, user, ""), user);
    switch (tap.kind) {
      case "act":
        await this.#turns.act(tap.request, say, taken, tap.channel);
        return;
      case "show":
        return this.#lookup[tap.what](tap, say);
      case "form":
        return this.#forms.open(tap, say);
      case "start":
        return this.#begin(
          { tenant, channel: user, user, actor, words: "", deliveries: tap.deliveries, taken },
          say,
        );
      case "unreadable":
        return say(
          wordsMessage(`This button is no longer in use. Type \`${COMMAND} list\` for your open cases.`),
        );
    }
  }

  /** A filled form. */
  submitted(filled: Submitted, answer: (with_: FormAnswer) => Promise<void>): Promise<void> {
    return this.#forms.submitted(filled, answer);
  }

  /** The Home tab was opened. */
  async homeOpened(tenant: string, actor: Actor, user: string): Promise<void> {
    const thread = threadOf(tenant, user, "0");
    let cases: View | null = null;
    try {
      cases = await this.#bot.cases(actor);
    } catch (error) {
      this.#log("error", "cases_failed", { code: faultOf(error).code });
    }
    const places = cases ? await this.#lookup.whereabouts(tenant, actor.id) : [];
    await this.#door.showHome(tenant, user, home(cases, thread, COMMAND, places));
  }

  /** The outbox could not post in a thread for good: who waits there is told, while there is a way. */
  async refused(thread: ThreadKey, code: string): Promise<void> {
    this.#log("warn", "post_refused", { code });
    await this.#waiting.take(thread)?.(wordsMessage(adviceFor(code, BOT_NAME)));
  }

  /** A workspace that is not served: said once for each person, and nothing is kept of what they did. */
  async notServed(thread: ThreadKey, user: string, respond: RespondFn | undefined): Promise<void> {
    const words =
      "This bot does not serve this workspace, so nothing was recorded. Whoever looks after it can add the workspace.";
    await this.#turns.sayBy(respond, thread, user)(wordsMessage(words));
  }

  /** A question to the bot itself in a thread without a case; false when it is none. */
  async #asked({ thread, actor, words }: Heard, taken: Taken): Promise<boolean> {
    const verb = verbOf(words);
    if (verb === "start") return false;
    await taken();
    const view = verb === "help" ? aboutView(COMMAND) : await this.#bot.cases(actor);
    await this.#door.tell(directly(thread, "asked", view), actor);
    return true;
  }
}
