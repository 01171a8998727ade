/** Sections as forms: opening them while the tap's trigger is valid, and handling what comes back. */
import type { Bot } from "../../src/index.ts";
import type { SlackAdapter } from "./adapter.ts";
import type { ButtonTap, FormSubmission } from "./parse.ts";
import { formModal, loadingModal, noticeModal, wordsModal } from "./render.ts";
import { type ReplyFn, wordsMessage } from "./reply-targets.ts";
import { errorName, NOT_RECORDED_TEXT, type RequestForwarder } from "./request-forwarder.ts";
import { slackDeliveryError, windowAdvice } from "./slack-errors.ts";
import type { SlackLog } from "./slack-log.ts";

/** Slack closes a form when it is not answered within three seconds. */
const ANSWER_FORM_WITHIN_MS = 2_000;

/** The answer to a submitted form: none closes it; an error keeps it open, with what was typed. */
export type FormAnswer = { errors: Record<string, string> } | "saving" | null;

export interface FormHandlerOptions {
  bot: Bot;
  adapter: SlackAdapter;
  forwarder: RequestForwarder;
  log: SlackLog;
  wait: (ms: number) => Promise<void>;
}

export class FormHandler {
  readonly #bot: Bot;
  readonly #adapter: SlackAdapter;
  readonly #forwarder: RequestForwarder;
  readonly #log: SlackLog;
  readonly #wait: (ms: number) => Promise<void>;

  constructor({ bot, adapter, forwarder, log, wait }: FormHandlerOptions) {
    this.#bot = bot;
    this.#adapter = adapter;
    this.#forwarder = forwarder;
    this.#log = log;
    this.#wait = wait;
  }

  /** A form for a tap, or a notice why there is none. */
  async open(tap: Extract<ButtonTap, { kind: "form" }>, say: ReplyFn): Promise<void> {
    const { tenant } = tap;
    const { thread, handle } = tap.place;
    let id: string;
    try {
      // before anything else: a trigger is valid for three seconds
      id = await this.#adapter.openModal(tenant, tap.trigger, loadingModal("Form"));
    } catch (error) {
      const fault = slackDeliveryError(error);
      this.#log("warn", "form_not_opened", { code: fault.code });
      return say(wordsMessage(windowAdvice(fault, "form", "answer in the thread")));
    }
    try {
      const view = await this.#bot.form(thread, handle, tap.act, tap.actor);
      const modal = view.form ? formModal(view.form, view, thread) : noticeModal(view);
      await this.#adapter.updateModal(tenant, id, modal);
    } catch (error) {
      this.#log("error", "form_failed", { fault: errorName(error) });
      const words = "The form could not be made. Close this and tap again, or answer in the thread.";
      await this.#adapter.updateModal(tenant, id, wordsModal("Form", words));
    }
  }

  /** A submitted form. The answer goes back to Slack; a slow answer is completed in the open form. */
  async handleSubmission(
    filled: FormSubmission,
    answer: (with_: FormAnswer) => Promise<void>,
  ): Promise<void> {
    const { request, user, viewId, firstField } = filled;
    const say = this.#forwarder.replyThrough(undefined, request.thread, user);
    const receiving = this.#forwarder.forward(request);
    const soon = await Promise.race([
      receiving,
      this.#wait(ANSWER_FORM_WITHIN_MS).then(() => "slow" as const),
    ]);
    if (soon !== "slow") {
      const lost = soon === null || soon.outcome === "not-recorded";
      // an error at a field keeps the form open, with what was typed in it
      if (lost && firstField) return answer({ errors: { [firstField]: NOT_RECORDED_TEXT } });
      await answer(null);
      return this.#forwarder.deliverReply(request, soon, say);
    }
    await answer("saving");
    const late = await receiving;
    const lost = late === null || late.outcome === "not-recorded";
    await this.#adapter.updateModal(
      request.thread.tenant,
      viewId,
      lost
        ? wordsModal("Not saved", NOT_RECORDED_TEXT)
        : wordsModal("Saved", "What you entered is recorded."),
    );
    if (!lost) await this.#forwarder.deliverReply(request, late, say);
  }
}
