/** The messages of a room: what was said last in a slot stands in its place. */
import type { Message } from "../wire.ts";
import { renderCard, type Tapped } from "./card.ts";
import { localTime } from "./clock.ts";
import { el } from "./element.ts";
import { badge, urgencyClass } from "./urgency.ts";

const DECISIONS = new Set(["alert", "result", "difference", "status"]);
const LABELS: Readonly<Record<string, string>> = {
  question: "Question",
  answered: "Recorded",
  proposal: "To confirm",
  dispute: "Two answers",
  alert: "Alert",
  result: "Result",
  difference: "What changed",
  status: "So far",
  timeline: "Timeline",
  handoff: "Handoff",
  citation: "Source",
  why: "Why",
  reminder: "Reminder",
  notice: "Note",
  help: "Help",
  form: "Form",
  cases: "Cases",
};

const labelOf = ({ kind }: Message): string => LABELS[kind] ?? "Message";

/** What a message is called, for lists and voices. */
export const nameOf = (message: Message): string => {
  const { urgency, title } = message;
  const label = labelOf(message);
  return urgency === null || title.toUpperCase().includes(urgency)
    ? `${label}. ${title}`
    : `${label}. ${title}. Urgency: ${urgency}`;
};

/** Keeps the list as the record has it. */
export class MessageList {
  readonly element = el("div", { class: "messages" });
  /** The message that stands in each slot; what is said to one person has slots of its own. */
  readonly #slots = new Map<string, HTMLElement>();
  /** A stream that was opened anew says again what was said. */
  readonly #known = new Set<string>();
  readonly #tapped: (message: HTMLElement, data: Record<string, unknown>, title: string) => void;

  constructor(tapped: (message: HTMLElement, data: Record<string, unknown>, title: string) => void) {
    this.#tapped = tapped;
  }

  /** Takes what was said, in order. Gives the elements that are new or changed and still stand. */
  take(messages: readonly Message[]): { message: Message; element: HTMLElement }[] {
    // What was replaced within one delivery is never drawn.
    const drawn = new Map<string, Message>();
    const order: { place: string; message: Message; fresh: boolean }[] = [];
    for (const message of messages) {
      if (this.#known.has(message.key)) continue;
      this.#known.add(message.key);
      const place = placeOf(message);
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
    const element = el("p", { class: `note ${kind}` }, words);
    this.element.append(element);
    return element;
  }

  #draw(message: Message): HTMLElement {
    const { kind, title, urgency, at, cards, mine } = message;
    const label = labelOf(message);
    const decides = DECISIONS.has(kind) && urgency !== null;
    const element = el(
      "article",
      {
        class: `message kind-${kind} ${decides ? urgencyClass(urgency) : "urgency-none"}${mine ? " mine" : ""}`,
        "aria-label": nameOf(message),
        tabindex: -1,
        "data-key": message.key,
        "data-kind": kind,
      },
      el(
        "div",
        { class: "about" },
        decides ? badge(urgency) : null,
        el("span", { class: "label" }, label === title ? "" : label),
        mine ? el("span", { class: "only-you" }, "Only you see this") : null,
        el("time", { datetime: new Date(at).toISOString() }, localTime(at)),
      ),
    );
    const tapped: Tapped = (data, title) => this.#tapped(element, data, title);
    for (const card of cards) element.append(renderCard(card, tapped));
    return element;
  }
}

const placeOf = ({ slot, mine, key }: Message): string => (mine ? `mine:${key}` : slot);
