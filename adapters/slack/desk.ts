/** Hands what people did to the bot, and tells them at once what nobody else will. */
import type { RespondFn } from "@slack/bolt";
import type { Actor, Bot, Outbound, Receipt, Request, ThreadKey, View } from "../../src/index.ts";
import { aboutView } from "./about.ts";
import { privately, type Say, type Waiting, wordsMessage } from "./answers.ts";
import type { Opened, SlackDoor } from "./door.ts";
import { adviceFor, faultOf } from "./faults.ts";
import type { Log } from "./log.ts";
import type { Asked, Heard, Submitted, Tapped } from "./parse.ts";
import { requestOf, verbOf } from "./parse.ts";
import { threadOf } from "./place.ts";
import { formModal, home, loadingModal, type Message, noticeModal, render, wordsModal } from "./render.ts";
import type { Taken } from "./taken.ts";

/** The slash command, as the manifest names it. */
export const COMMAND = "/triage";

/** Slack closes a form when it is not answered within three seconds. */
const ANSWER_FORM_WITHIN_MS = 2_000;

const NOT_RECORDED = "That was not recorded. Please try again in a moment.";
const BOT_NAME = "@triage";

export interface DeskOptions {
  bot: Bot;
  door: SlackDoor;
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

/** What is answered to a filled form: nothing closes it; a fault keeps it open, with what was typed. */
export type FormAnswer = { errors: Record<string, string> } | "saving" | null;

export class Desk {
  readonly #bot: Bot;
  readonly #door: SlackDoor;
  readonly #waiting: Waiting;
  readonly #log: Log;
  readonly #wait: (ms: number) => Promise<void>;

  constructor({ bot, door, waiting, log, wait }: DeskOptions) {
    this.#bot = bot;
    this.#door = door;
    this.#waiting = waiting;
    this.#log = log;
    this.#wait = wait;
  }

  /** A message: it goes to the case of its thread, opens one, or is not for the bot. */
  async heard(heard: Heard, taken: Taken): Promise<void> {
    const known = await this.#bot.knows(heard.thread);
    const request = requestOf(heard, known);
    if (!request) return;
    if (!known && (await this.#asked(heard, taken))) return;
    const receipt = await this.#receive(request);
    await taken();
    await this.#tell(request, receipt);
  }

  /** A change or a deletion of an earlier message: it matters only where there is a case. */
  async afterwards(request: Request, taken: Taken): Promise<void> {
    if (!(await this.#bot.knows(request.thread))) return;
    const receipt = await this.#receive(request);
    await taken();
    await this.#tell(request, receipt);
  }

  /** The slash command. */
  async command(asked: Asked, respond: RespondFn, taken: Taken): Promise<void> {
    const { tenant, channel, actor, user, verb } = asked;
    if (verb !== "start") await taken();
    const say = this.#sayBy(respond, threadOf(tenant, channel, ""), user);
    if (verb === "help") return this.#show(aboutView(COMMAND), threadOf(tenant, channel, "0"), say);
    if (verb === "cases")
      return this.#show(await this.#bot.cases(actor), threadOf(tenant, channel, "0"), say);
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
    const receipt = await this.#act(
      { deliveries, thread, inbound: { kind: "start", actor, words } },
      say,
      taken,
    );
    if (receipt?.outcome !== "handled") await this.#door.close(opened);
  }

  /** A start by the message shortcut. */
  async start(request: Request, user: string, respond: RespondFn | undefined, taken: Taken): Promise<void> {
    await this.#act(request, this.#sayBy(respond, request.thread, user), taken);
  }

  /** A tap on a button or a choice in a menu. */
  async tapped(
    tap: Exclude<Tapped, { kind: "ignored" }>,
    respond: RespondFn | undefined,
    taken: Taken,
  ): Promise<void> {
    const { tenant, user, actor, seen } = tap;
    const say = this.#sayBy(respond, seen ?? threadOf(tenant, user, ""), user);
    switch (tap.kind) {
      case "act":
        await this.#act(tap.request, say, taken);
        return;
      case "form":
        await taken();
        return this.#openForm(tap, say);
      case "start":
        return this.#begin(
          { tenant, channel: user, user, actor, words: "", deliveries: tap.deliveries, taken },
          say,
        );
      case "unreadable":
        await taken();
        return say(
          wordsMessage(`This button is no longer in use. Type \`${COMMAND} list\` for your open cases.`),
        );
    }
  }

  /** A filled form. What it answers goes back to Slack; a slow answer is finished in the open form. */
  async submitted(filled: Submitted, answer: (with_: FormAnswer) => Promise<void>): Promise<void> {
    const { request, user, viewId, firstField } = filled;
    const receiving = this.#receive(request);
    const soon = await Promise.race([
      receiving,
      this.#wait(ANSWER_FORM_WITHIN_MS).then(() => "slow" as const),
    ]);
    if (soon !== "slow") {
      const lost = soon === null || soon.outcome === "not-recorded";
      // a fault beside a field keeps the form open, and what was typed in it
      if (lost && firstField) return answer({ errors: { [firstField]: NOT_RECORDED } });
      await answer(null);
      if (lost) await this.#unrecorded(request, soon, this.#sayBy(undefined, request.thread, user));
      return;
    }
    await answer("saving");
    const late = await receiving;
    const lost = late === null || late.outcome === "not-recorded";
    await this.#door.updateModal(
      request.thread.tenant,
      viewId,
      lost ? wordsModal("Not saved", NOT_RECORDED) : wordsModal("Saved", "What you entered is recorded."),
    );
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
    await this.#door.showHome(tenant, user, home(cases, thread, COMMAND));
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
    await this.#sayBy(respond, thread, user)(wordsMessage(words));
  }

  /** A question to the bot itself in a thread without a case; false when it is none. */
  async #asked({ thread, actor, words }: Heard, taken: Taken): Promise<boolean> {
    const verb = verbOf(words);
    if (verb === "start") return false;
    await taken();
    const view = verb === "help" ? aboutView(COMMAND) : await this.#bot.cases(actor);
    await this.#door.tell(deliveryOf(thread, "asked", view), actor);
    return true;
  }

  async #act(request: Request, say: Say, taken: Taken): Promise<Receipt | null> {
    this.#waiting.add(request.thread, say);
    const receipt = await this.#receive(request);
    await taken();
    if (receipt === null || receipt.outcome === "not-recorded") await this.#unrecorded(request, receipt, say);
    else if (receipt.outcome === "ignored" && receipt.said.length === 0)
      await say(wordsMessage("There is nothing to do here any more. The thread shows how things stand."));
    return receipt;
  }

  /** Null when the bot failed: then nothing is known to be recorded. */
  async #receive(request: Request): Promise<Receipt | null> {
    try {
      return await this.#bot.receive(request);
    } catch (error) {
      this.#log("error", "receive_failed", { kind: request.inbound.kind, fault: nameOf(error) });
      return null;
    }
  }

  /** After a message in a thread: only what was not recorded is ours to say, the rest is sent by the outbox. */
  async #tell(request: Request, receipt: Receipt | null): Promise<void> {
    if (receipt !== null && receipt.outcome !== "not-recorded") return;
    const { thread, inbound } = request;
    const views = receipt?.said.map(({ view }) => view) ?? [];
    for (const view of views.length > 0 ? views : [noticeView(NOT_RECORDED)])
      await this.#door.tell(deliveryOf(thread, "not-recorded", view), inbound.actor);
  }

  async #unrecorded(request: Request, receipt: Receipt | null, say: Say): Promise<void> {
    const said: readonly Outbound[] = receipt?.said ?? [];
    if (said.length === 0) return say(wordsMessage(NOT_RECORDED));
    for (const { view } of said) await this.#show(view, request.thread, say);
  }

  async #show(view: View, thread: ThreadKey, say: Say): Promise<void> {
    for (const message of render(view, thread)) await say(message);
  }

  async #openForm(tap: Extract<Tapped, { kind: "form" }>, say: Say): Promise<void> {
    const { tenant } = tap;
    const { thread, handle } = tap.place;
    let id: string;
    try {
      // before anything else: a trigger lives for three seconds
      id = await this.#door.openModal(tenant, tap.trigger, loadingModal());
    } catch (error) {
      this.#log("warn", "form_not_opened", { code: faultOf(error).code });
      return say(
        wordsMessage("Slack did not open the form in time. Please tap again, or answer in the thread."),
      );
    }
    try {
      const view = await this.#bot.form(thread, handle, tap.act, tap.actor);
      const modal = view.form ? formModal(view.form, view, thread) : noticeModal(view);
      await this.#door.updateModal(tenant, id, modal);
    } catch (error) {
      this.#log("error", "form_failed", { fault: nameOf(error) });
      const words = "The form could not be made. Close this and tap again, or answer in the thread.";
      await this.#door.updateModal(tenant, id, wordsModal("Form", words));
    }
  }

  /** Says it through the tap's own address; when that is closed, as a message that the person alone sees. */
  #sayBy(respond: RespondFn | undefined, thread: ThreadKey, user: string): Say {
    return async (message: Message) => {
      if (respond) {
        try {
          await privately(respond, message);
          return;
        } catch {
          this.#log("info", "response_url_closed");
        }
      }
      await this.#door.whisper(thread, user, message);
    };
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

const noticeView = (words: string): View => ({
  kind: "notice",
  handle: null,
  title: "",
  parts: [{ kind: "text", words: [words] }],
  actions: [],
  notification: words,
});

const deliveryOf = (thread: ThreadKey, slot: string, view: View) => ({
  key: `direct:${slot}`,
  thread,
  slot,
  view,
  broadcast: false,
  repeat: false,
});
