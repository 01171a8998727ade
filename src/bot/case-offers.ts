/** Words typed where no case was open: kept until they begin one or are declined. */
import type { ThreadKey } from "../adapter.ts";
import type { Inbound } from "../case/inbound.ts";
import { StoreUnavailable } from "../errors.ts";
import { readOfferAnswer } from "../language/opening.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { CommitResult, Offer, OfferStore } from "../store/store.ts";
import type { Log } from "../telemetry.ts";
import { storableWords } from "../turn/sanitize-input.ts";
import type { TurnResult } from "../turn/turn.ts";

export interface CaseOffersParts {
  store: { readonly offers: OfferStore };
  site: HospitalConfig;
  lists: WordLists;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
}

/** How long "yes" or "no" can refer to the kept words; later it refers to something else. */
const TYPED_ANSWER_WITHIN_MS = 15 * 60_000;

export class CaseOffers {
  readonly #parts: CaseOffersParts;

  constructor(parts: CaseOffersParts) {
    this.#parts = parts;
  }

  /**
   * The same inbound with its meaning filled in: the kept words, for the tap or the word that begins a case with them;
   * a command, for a button that belongs to no case.
   * @param open whether the thread has an open case
   * @returns also the offer that is used up when a case begins
   */
  async resolve(
    thread: ThreadKey,
    inbound: Inbound,
    open: boolean,
  ): Promise<{ inbound: Inbound; offer: string | null }> {
    const { actor, standing } = inbound;
    const by = { actor, ...(standing !== undefined && { standing }) };
    if (inbound.kind === "act" && inbound.handle === "" && inbound.act.do === "command")
      return { inbound: { ...by, kind: "say", words: inbound.act.words, addressed: true }, offer: null };
    const answer = open ? null : await this.#answered(thread, inbound);
    if (answer?.do === "decline") {
      const act = { do: "decline", offer: answer.offer.id } as const;
      return { inbound: { ...by, kind: "act", handle: "", act }, offer: null };
    }
    const kept = answer?.offer ?? (await this.#tapped(thread, inbound));
    if (!kept) return { inbound, offer: null };
    const { id, words, message } = kept;
    return { inbound: { ...by, kind: "start", words, ...(message !== undefined && { message }) }, offer: id };
  }

  async #tapped(thread: ThreadKey, inbound: Inbound): Promise<Offer | undefined> {
    return inbound.kind === "act" && inbound.act.do === "begin"
      ? this.#parts.store.offers.get(thread, inbound.act.offer)
      : undefined;
  }

  /** The words of the thread's latest offer, if it has one. */
  async #answered(
    thread: ThreadKey,
    inbound: Inbound,
  ): Promise<{ do: "begin" | "decline"; offer: Offer } | null> {
    const answer =
      inbound.kind === "say" && inbound.addressed ? readOfferAnswer(this.#parts.lists, inbound.words) : null;
    if (!answer) return null;
    const offer = await this.#parts.store.offers.get(thread);
    const fresh = offer && this.#parts.now() - Date.parse(offer.at) < TYPED_ANSWER_WITHIN_MS;
    return fresh ? { do: answer, offer } : null;
  }

  /** Keeps the words that a turn offers before the offer is posted, and drops them when nothing is posted after all. */
  async commit(
    thread: ThreadKey,
    { effects }: TurnResult,
    commit: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    const { store, now } = this.#parts;
    const offered = effects.find((effect) => effect.do === "offer");
    const declined = effects.find((effect) => effect.do === "decline");
    if (offered) {
      const { offer: id, words, message } = offered;
      const at = new Date(now()).toISOString();
      await store.offers.put(thread, { id, words, at, ...(message !== undefined && { message }) });
    }
    const result = await commit();
    if (offered && result.kind !== "committed") await this.drop(offered.offer);
    if (declined && result.kind === "committed") await this.drop(declined.offer);
    return result;
  }

  /** The message whose words may be kept was edited or deleted, and so are the words. */
  async changeMessage(
    thread: ThreadKey,
    change: Extract<Inbound, { kind: "edited" | "deleted" }>,
  ): Promise<void> {
    const { store, site, now } = this.#parts;
    const words = change.kind === "edited" ? storableWords(change.words, site, now()).text : null;
    await store.offers.changeMessage(thread, change.message, words);
  }

  /** If it cannot be dropped now, the daily clean-up drops it. */
  async drop(id: string): Promise<void> {
    try {
      await this.#parts.store.offers.drop(id);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.#parts.log("warn", "offer_not_dropped", { code: error.code });
    }
  }
}
