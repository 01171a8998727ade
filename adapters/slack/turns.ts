/** Hands requests to the bot, and tells their authors at once what the outbox does not say where they are. */
import type { RespondFn } from "@slack/bolt";
import {
  type Bot,
  type Casebook,
  directly,
  type Outbound,
  type Receipt,
  type Request,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { privately, type Say, type Waiting, wordsMessage } from "./answers.ts";
import type { SlackDoor } from "./door.ts";
import { tellElsewhere } from "./elsewhere.ts";
import type { Log } from "./log.ts";
import type { Message } from "./render.ts";
import type { Taken } from "./taken.ts";

export const NOT_RECORDED = "That was not recorded. Please try again in a moment.";

export interface TurnsOptions {
  bot: Bot;
  casebook: Casebook;
  door: SlackDoor;
  waiting: Waiting;
  log: Log;
}

export class Turns {
  readonly #bot: Bot;
  readonly #casebook: Casebook;
  readonly #door: SlackDoor;
  readonly #waiting: Waiting;
  readonly #log: Log;

  constructor({ bot, casebook, door, waiting, log }: TurnsOptions) {
    this.#bot = bot;
    this.#casebook = casebook;
    this.#door = door;
    this.#waiting = waiting;
    this.#log = log;
  }

  /**
   * What a person did by a tap or a command.
   * @param taken tells Slack, once it is known what became of it
   * @param seen the channel that the person acted in, where it may be another than the case's
   */
  async act(request: Request, say: Say, taken: Taken, seen: string | null = null): Promise<Receipt | null> {
    this.#waiting.add(request.thread, say);
    const receipt = await this.receive(request);
    await taken();
    if (receipt === null || receipt.outcome === "not-recorded") await this.unrecorded(request, receipt, say);
    else if (receipt.outcome === "ignored" && receipt.said.length === 0)
      await say(wordsMessage("There is nothing to do here any more. The thread shows how things stand."));
    else await this.elsewhere(request, receipt, seen);
    return receipt;
  }

  /** Null when the bot failed: then nothing is known to be recorded. */
  async receive(request: Request): Promise<Receipt | null> {
    try {
      return await this.#bot.receive(request);
    } catch (error) {
      this.#log("error", "receive_failed", { kind: request.inbound.kind, fault: nameOf(error) });
      return null;
    }
  }

  /** After a message in a thread: only what was not recorded is ours to say, the rest is sent by the outbox. */
  async tell(request: Request, receipt: Receipt | null): Promise<void> {
    if (receipt !== null && receipt.outcome !== "not-recorded") return this.elsewhere(request, receipt, null);
    const { thread, inbound } = request;
    const views = receipt?.said.map(({ view }) => view) ?? [];
    for (const view of views.length > 0 ? views : [noticeView(NOT_RECORDED)])
      await this.#door.tell(directly(thread, "not-recorded", view), inbound.actor);
  }

  /** Says that nothing was recorded, in the bot's own words where it has them. */
  async unrecorded(request: Request, receipt: Receipt | null, say: Say): Promise<void> {
    const said: readonly Outbound[] = receipt?.said ?? [];
    if (said.length === 0) return say(wordsMessage(NOT_RECORDED));
    for (const { view } of said) await this.show(view, request.thread, say);
  }

  /** @param seen as for `act` */
  elsewhere(request: Request, receipt: Receipt, seen: string | null): Promise<void> {
    return tellElsewhere({ casebook: this.#casebook, door: this.#door }, request, receipt, seen);
  }

  /** A view to one person. */
  async show(view: View, thread: ThreadKey, say: Say): Promise<void> {
    for (const message of this.#door.messages(view, thread)) await say(message);
  }

  /** Says it through the tap's own address; when that is closed, as a message that the person alone sees. */
  sayBy(respond: RespondFn | undefined, thread: ThreadKey, user: string): Say {
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

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

const noticeView = (words: string): View => ({
  kind: "notice",
  handle: null,
  title: "",
  parts: [{ kind: "text", words: [words] }],
  actions: [],
  notification: words,
});
