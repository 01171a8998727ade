/** What a person asks to see of a case outside its thread: the sources behind a decision, and the case's picture. */
import type { CasePage, CaseQueries, ThreadKey, View } from "../../src/index.ts";
import type { SlackAdapter } from "./adapter.ts";
import { collapsedParts } from "./folds.ts";
import type { ButtonTap } from "./parse.ts";
import { type CaseLink, loadingModal, noticeModal, sourcesModal, wordsModal } from "./render.ts";
import { type ReplyFn, wordsMessage } from "./reply-targets.ts";
import { adviceFor, slackDeliveryError, windowAdvice } from "./slack-errors.ts";
import { isPrivateChat, slackThread } from "./slack-ids.ts";
import type { SlackLog } from "./slack-log.ts";

/** Each link costs a call to Slack. */
const MAX_CASE_LINKS = 8;

type CaseDetailTap = Extract<ButtonTap, { kind: "show" }>;

const CASE_GONE = "That case is not here any more. Type status in its thread.";

export interface CaseDetailsOptions {
  casebook: CaseQueries;
  adapter: SlackAdapter;
  log: SlackLog;
}

export class CaseDetails {
  readonly #casebook: CaseQueries;
  readonly #adapter: SlackAdapter;
  readonly #log: SlackLog;
  /** Cases whose picture is on its way, and what was logged of those that failed, once each. */
  readonly #drawing = new Set<string>();
  readonly #loggedCodes = new Set<string>();

  constructor({ casebook, adapter, log }: CaseDetailsOptions) {
    this.#casebook = casebook;
    this.#adapter = adapter;
    this.#log = log;
  }

  /** The reasons and the numbered sources of a case, for one person, in a modal. */
  async sources({ tenant, place, actor, trigger }: CaseDetailTap, say: ReplyFn): Promise<void> {
    let id: string;
    try {
      // before anything else: a trigger is valid for three seconds
      id = await this.#adapter.openModal(tenant, trigger, loadingModal("Sources"));
    } catch (error) {
      const fault = slackDeliveryError(error);
      this.#log("warn", "sources_not_opened", { code: fault.code });
      return say(wordsMessage(windowAdvice(fault, "list", "type `cite` and a number")));
    }
    const page = await this.#visibleCasePage(place.thread, place.handle, actor.id);
    const [view] = page?.views ?? [];
    await this.#adapter.updateModal(tenant, id, view ? detailModal(view) : wordsModal("Sources", CASE_GONE));
  }

  /** The pictures of a case, for all in its thread; from a copy in a private chat, into that chat. */
  async picture({ place, actor, channel }: CaseDetailTap, say: ReplyFn): Promise<void> {
    const { thread, handle } = place;
    const copy = channel !== null && isPrivateChat(channel) && channel !== thread.channel;
    await this.postPicture(
      copy ? slackThread(thread.tenant, channel, "") : thread,
      thread,
      handle,
      actor.id,
      say,
    );
  }

  /** @param at where the pictures go; `thread` is where the case belongs */
  async postPicture(
    at: ThreadKey,
    thread: ThreadKey,
    handle: string,
    person: string,
    say: ReplyFn,
  ): Promise<void> {
    const one = `${at.channel} ${at.thread} ${handle}`;
    if (this.#drawing.has(one)) return;
    this.#drawing.add(one);
    try {
      const page = await this.#visibleCasePage(thread, handle, person);
      const pictures = page?.pictures() ?? [];
      if (pictures.length === 0) return await say(wordsMessage(CASE_GONE));
      await this.#adapter.showPictures(at, handle, pictures);
    } catch (error) {
      const { code } = slackDeliveryError(error);
      if (!this.#loggedCodes.has(code)) this.#log("warn", "picture_not_posted", { code });
      this.#loggedCodes.add(code);
      await say(wordsMessage(pictureAdvice(code)));
    } finally {
      this.#drawing.delete(one);
    }
  }

  /** The threads of a person's open cases, the most pressing first. */
  async caseLinks(tenant: string, person: string): Promise<CaseLink[]> {
    const places: CaseLink[] = [];
    try {
      const mine = (await this.#casebook.list(slackThread(tenant, "", ""), person)).filter(
        ({ thread }) => thread?.platform === "slack",
      );
      for (const { handle, thread } of mine.slice(0, MAX_CASE_LINKS)) {
        const url = thread && (await this.#adapter.permalink(thread));
        if (url) places.push({ handle, url });
      }
    } catch (error) {
      // the list itself matters more than its links
      this.#log("warn", "whereabouts_unread", { code: slackDeliveryError(error).code });
    }
    return places;
  }

  /** A case for a person who sees its thread or owns it: its name alone opens nothing. */
  async #visibleCasePage(thread: ThreadKey, handle: string, person: string): Promise<CasePage | null> {
    const page = await this.#casebook.page(handle, thread);
    const home = page?.line.thread;
    const here = home?.channel === thread.channel && home.thread === thread.thread;
    return here || page?.line.owner.id === person ? page : null;
  }
}

/** An unreadable case has no sources to show: it says why. */
const detailModal = (view: View) =>
  collapsedParts(view).length > 0 ? sourcesModal(view) : noticeModal(view);

const pictureAdvice = (code: string): string =>
  code === "missing_scope"
    ? "This app may not post files, so there is no picture. Whoever looks after the app gives it `files:write` and installs it again. `status` says the same in words."
    : `The picture could not be posted: ${adviceFor(code, "@triage")} \`status\` says the same in words.`;
