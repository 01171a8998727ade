/** What a person wants to see of a case beside its thread: the sources behind a decision, and the case's picture. */
import type { Casebook, CasePage, ThreadKey, View } from "../../src/index.ts";
import { type Say, wordsMessage } from "./answers.ts";
import type { SlackDoor } from "./door.ts";
import { adviceFor, faultOf } from "./faults.ts";
import { folded } from "./folds.ts";
import type { Log } from "./log.ts";
import type { Tapped } from "./parse.ts";
import { isPrivateChat, threadOf } from "./place.ts";
import { loadingModal, noticeModal, sourcesModal, type Whereabouts, wordsModal } from "./render.ts";

/** Each link is a question to Slack. */
const LINKED = 8;

type Shown = Extract<Tapped, { kind: "show" }>;

const GONE = "That case is not here any more. Type status in its thread.";

export interface LookupOptions {
  casebook: Casebook;
  door: SlackDoor;
  log: Log;
}

export class Lookup {
  readonly #casebook: Casebook;
  readonly #door: SlackDoor;
  readonly #log: Log;
  /** Cases whose picture is on its way, and what was logged of those that failed: each thing once. */
  readonly #drawing = new Set<string>();
  readonly #told = new Set<string>();

  constructor({ casebook, door, log }: LookupOptions) {
    this.#casebook = casebook;
    this.#door = door;
    this.#log = log;
  }

  /** The reasons and the numbered sources of a case, to one person, in a window over the thread. */
  async sources({ tenant, place, actor, trigger }: Shown, say: Say): Promise<void> {
    let id: string;
    try {
      // before anything else: a trigger lives for three seconds
      id = await this.#door.openModal(tenant, trigger, loadingModal("Sources"));
    } catch (error) {
      this.#log("warn", "sources_not_opened", { code: faultOf(error).code });
      return say(
        wordsMessage("Slack did not open the list in time. Tap again, or type `cite` and a number."),
      );
    }
    const page = await this.#page(place.thread, place.handle, actor.id);
    const [view] = page?.views ?? [];
    await this.#door.updateModal(tenant, id, view ? modalOf(view) : wordsModal("Sources", GONE));
  }

  /** The pictures of a case, for all in its thread; from a copy in a private chat, into that chat. */
  async picture({ place, actor, channel }: Shown, say: Say): Promise<void> {
    const { thread, handle } = place;
    const copy = channel !== null && isPrivateChat(channel) && channel !== thread.channel;
    await this.draw(copy ? threadOf(thread.tenant, channel, "") : thread, thread, handle, actor.id, say);
  }

  /** @param at where the pictures go; `thread` is where the case belongs */
  async draw(at: ThreadKey, thread: ThreadKey, handle: string, person: string, say: Say): Promise<void> {
    const one = `${at.channel} ${at.thread} ${handle}`;
    if (this.#drawing.has(one)) return;
    this.#drawing.add(one);
    try {
      const page = await this.#page(thread, handle, person);
      const pictures = page?.pictures() ?? [];
      if (pictures.length === 0) return await say(wordsMessage(GONE));
      await this.#door.showPictures(at, handle, pictures);
    } catch (error) {
      const { code } = faultOf(error);
      if (!this.#told.has(code)) this.#log("warn", "picture_not_posted", { code });
      this.#told.add(code);
      await say(wordsMessage(pictureAdvice(code)));
    } finally {
      this.#drawing.delete(one);
    }
  }

  /** Where a person's open cases are held, the most pressing first. */
  async whereabouts(tenant: string, person: string): Promise<Whereabouts[]> {
    const places: Whereabouts[] = [];
    try {
      const mine = (await this.#casebook.list(threadOf(tenant, "", ""), person)).filter(
        ({ thread }) => thread?.platform === "slack",
      );
      for (const { handle, thread } of mine.slice(0, LINKED)) {
        const url = thread && (await this.#door.address(thread));
        if (url) places.push({ handle, url });
      }
    } catch (error) {
      // the list itself is worth more than its links
      this.#log("warn", "whereabouts_unread", { code: faultOf(error).code });
    }
    return places;
  }

  /** A case for who sees its thread, or owns it: its name alone opens nothing. */
  async #page(thread: ThreadKey, handle: string, person: string): Promise<CasePage | null> {
    const page = await this.#casebook.page(handle, thread);
    const home = page?.line.thread;
    const here = home?.channel === thread.channel && home.thread === thread.thread;
    return here || page?.line.owner.id === person ? page : null;
  }
}

/** A case that cannot be read has no sources to show: it says why. */
const modalOf = (view: View) => (folded(view).length > 0 ? sourcesModal(view) : noticeModal(view));

const pictureAdvice = (code: string): string =>
  code === "missing_scope"
    ? "This app may not post files, so there is no picture. Whoever looks after the app gives it `files:write` and installs it again. `status` says the same in words."
    : `The picture could not be posted: ${adviceFor(code, "@triage")} \`status\` says the same in words.`;
