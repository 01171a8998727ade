/** The messages of a room: what was said last in a slot stands in its place. */
import type { PageMessage } from "../api-types.ts";
import { renderAdaptiveCard, type TapHandler } from "./adaptive-card.ts";
import { htmlElement } from "./element.ts";
import { localTime } from "./server-clock.ts";
import { urgencyBadge, urgencyClass } from "./urgency-badge.ts";

/** What a message is called, for lists and voices. */
export const messageName = (message: PageMessage): string => {
  const { urgency, title, label } = message;
  return urgency === null || title.toUpperCase().includes(urgency)
    ? `${label}. ${title}`
    : `${label}. ${title}. Urgency: ${urgency}`;
};

/** Keeps the list as the record has it. */
export class MessageList {
  readonly element = htmlElement("div", { class: "messages" });
  /** The message that stands in each slot; what is said to one person has slots of its own. */
  readonly #slots = new Map<string, HTMLElement>();
  /** A stream that was opened anew says again what was said. */
  readonly #known = new Set<string>();
  readonly #tapped: (message: HTMLElement, data: Record<string, unknown>, title: string) => void;

  constructor(tapped: (message: HTMLElement, data: Record<string, unknown>, title: string) => void) {
    this.#tapped = tapped;
  }

  /** Takes what was said, in order. Gives the elements that are new or changed and still stand. */
  addMessages(messages: readonly PageMessage[]): { message: PageMessage; element: HTMLElement }[] {
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
        standing.replaceWith(element);
        if (hadFocus) element.focus({ preventScroll: true });
      } else this.element.append(element);
      this.#slots.set(place, element);
      return { message, element };
    });
  }

  /** Something that only this page knows, at the end of the list. */
  note(words: string, kind: "said" | "fault"): HTMLElement {
    const element = htmlElement("p", { class: `note ${kind}` }, words);
    this.element.append(element);
    return element;
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
    const tapped: TapHandler = (data, title) => this.#tapped(element, data, title);
    for (const card of cards) element.append(renderAdaptiveCard(card, tapped));
    return element;
  }
}

const slotKey = ({ slot, mine, key }: PageMessage): string => (mine ? `mine:${key}` : slot);
