/** The messages of a room: the latest of a slot replaces the one before. */
import type { AskingPost, PageMessage, StandingPost } from "../api-types.ts";
import { renderAdaptiveCard, type TapHandler } from "./adaptive-card.ts";
import { htmlElement } from "./element.ts";
import { copyAndPrint } from "./plain-text.ts";
import type { PressGuard } from "./press-guard.ts";
import { localTime } from "./server-clock.ts";
import { urgencyBadge, urgencyClass } from "./urgency-badge.ts";

/** The name of a message, for lists and screen readers. */
export const messageName = (message: PageMessage): string => {
  const { urgency, title, label } = message;
  return urgency === null || title.toUpperCase().includes(urgency)
    ? `${label}. ${title}`
    : `${label}. ${title}. Urgency: ${urgency}`;
};

/** A message that is new or changed, and where it stands. */
export interface DrawnMessage {
  message: PageMessage;
  element: HTMLElement;
}

/** What only this page knows: what was typed here, what went wrong, and that the server could not be reached. */
export type NoteKind = "said" | "fault" | "unreachable";

/** Keeps the list as it is on record. */
export class MessageList {
  readonly element = htmlElement("div", { class: "messages" });
  /** The message in each slot; private messages have slots of their own. */
  readonly #slots = new Map<string, HTMLElement>();
  /** A reopened stream repeats earlier messages. */
  readonly #known = new Set<string>();
  /** What an answer to each asking message would be for; messages that were replaced are no longer on the page. */
  readonly #asking = new Map<HTMLElement, AskingPost>();
  readonly #guard: PressGuard;
  readonly #tapped: (message: HTMLElement, data: Record<string, unknown>) => void;

  constructor(guard: PressGuard, tapped: (message: HTMLElement, data: Record<string, unknown>) => void) {
    this.#guard = guard;
    this.#tapped = tapped;
  }

  /** The messages that ask, in their order on the page. */
  get asking(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("article")].filter((each) =>
      this.#asking.has(each),
    );
  }

  /** What an answer goes to, and how long it has been on the screen: a message that was pressed, or the lowest that asks. */
  standing(pressed?: HTMLElement): StandingPost {
    const message = pressed && this.#asking.has(pressed) ? pressed : this.asking.at(-1);
    const asks = message && this.#asking.get(message);
    return asks ? { ...asks, forMs: this.#guard.shownFor(message) } : null;
  }

  /** Adds messages in order. Returns the elements that are new or changed and still in place. */
  addMessages(messages: readonly PageMessage[]): DrawnMessage[] {
    // What was replaced within one delivery is never drawn.
    const drawn = new Map<string, PageMessage>();
    const order: { place: string; message: PageMessage; fresh: boolean }[] = [];
    for (const message of messages) {
      if (this.#known.has(message.key)) continue;
      this.#known.add(message.key);
      const place = slotKey(message);
      const stands = drawn.has(place) || this.#slots.has(place);
      if (message.onlyUpdate && !stands) continue;
      if (message.update && stands) {
        const earlier = order.findLast((each) => each.place === place);
        if (earlier) earlier.message = message;
        else order.push({ place, message, fresh: false });
      } else order.push({ place, message, fresh: true });
      drawn.set(place, message);
    }
    return order.map(({ place, message, fresh }) => {
      const element = this.#draw(message);
      const standing = this.#slots.get(place);
      if (!fresh && standing) {
        const hadFocus = standing.contains(document.activeElement);
        this.#guard.forget(standing);
        this.#asking.delete(standing);
        standing.replaceWith(element);
        if (hadFocus) element.focus({ preventScroll: true });
      } else this.element.append(element);
      this.#slots.set(place, element);
      this.#guard.guard(element, message.kind === "panel");
      if (message.asks !== null) this.#asking.set(element, message.asks);
      return { message, element };
    });
  }

  /** Something that only this page knows, at the end of the list. */
  note(words: string, kind: NoteKind): HTMLElement {
    const element = htmlElement("p", { class: `note ${kind === "said" ? "said" : "fault"}` }, words);
    element.dataset.note = kind;
    this.element.append(element);
    return element;
  }

  /** Something succeeded again: the earlier error needs no more words. */
  clearFaults(): void {
    for (const fault of this.element.querySelectorAll(".note.fault")) fault.remove();
  }

  /** The server responds again: what could not be sent meanwhile is listed once. */
  serverIsBack(): void {
    const unsent = this.element.querySelectorAll('[data-note="unreachable"]');
    for (const note of unsent) note.remove();
    if (unsent.length > 0)
      this.note("The server is back. What you did meanwhile was not recorded: do it again.", "fault");
  }

  /** A line within a message, for this reader alone; it goes with the message. */
  hint(message: HTMLElement, words: string): void {
    message.querySelector(".hint")?.remove();
    message.append(htmlElement("p", { class: "hint", "aria-hidden": "true" }, words));
  }

  #draw(message: PageMessage): HTMLElement {
    const { kind, label, badge, title, urgency, at, cards, mine } = message;
    const decides = badge && urgency !== null;
    const element = htmlElement(
      "article",
      {
        class: `message kind-${kind} ${decides ? urgencyClass(urgency) : "urgency-none"}${mine ? " mine" : ""}`,
        "aria-label": messageName(message),
        tabindex: -1,
        "data-key": message.key,
        "data-kind": kind,
      },
      htmlElement(
        "div",
        { class: "about" },
        decides ? urgencyBadge(urgency) : null,
        htmlElement("span", { class: "label" }, label === title ? "" : label),
        mine ? htmlElement("span", { class: "only-you" }, "Only you see this") : null,
        htmlElement("time", { datetime: new Date(at).toISOString() }, localTime(at)),
      ),
    );
    const tapped: TapHandler = (data) => this.#tapped(element, data);
    if (kind === "handoff") element.append(copyAndPrint(message, element));
    for (const card of cards) element.append(renderAdaptiveCard(card, tapped));
    return element;
  }
}

const slotKey = ({ slot, mine, key }: PageMessage): string => (mine ? `mine:${key}` : slot);
