/** A case on one page: its pictures, how it stands, and what happened when. */
import type { CaseDetail } from "../wire.ts";
import { renderCard } from "./card.ts";
import { setClock } from "./clock.ts";
import { countdown } from "./countdown.ts";
import { el } from "./element.ts";
import type { Shown } from "./room.ts";
import { get, wordsOf } from "./server.ts";
import { badgeOf, urgencyClass } from "./urgency.ts";

const OPENED = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Shows a case by its handle. */
export function showCase(handle: string): Shown {
  const element = el("div", { class: "case-page" }, el("h1", {}, handle));
  let known = "";
  const look = async () => {
    try {
      const detail = await get<CaseDetail>(`web/cases/${encodeURIComponent(handle)}`);
      // Drawn anew only when something is new: who reads it keeps their place.
      const content = JSON.stringify([detail.summary, detail.cards]);
      if (content !== known && element.isConnected) fill(element, detail);
      known = content;
    } catch (fault) {
      if (known === "") element.append(el("p", { class: "note fault", role: "alert" }, wordsOf(fault)));
    }
  };
  addEventListener("cases-changed", look);
  look();
  return { element, title: handle, leave: () => removeEventListener("cases-changed", look) };
}

function fill(element: HTMLElement, { now, summary, cards, pictures }: CaseDetail): void {
  setClock(now);
  const { handle, room, urgency, closed, owner, openedAt } = summary;
  element.replaceChildren(
    el(
      "div",
      { class: `case-head ${urgencyClass(urgency)}` },
      el("h1", {}, handle),
      badgeOf(summary),
      ...(closed ? [el("span", { class: "closed" }, "Closed")] : []),
      countdown(summary),
      room === null ? null : el("a", { class: "button small", href: `#/room/${room}` }, "Conversation"),
    ),
    el("p", { class: "subtle" }, `Opened ${OPENED.format(openedAt)}. Owner: ${owner}.`),
    ...pictures.map(({ name, url, narrow, words }) =>
      el(
        "figure",
        { class: narrow === null ? "picture wide" : "picture" },
        narrow === null && el("p", { class: "sideways" }, "Move the picture sideways to see both legs."),
        el(
          "div",
          { class: "paper", tabindex: 0, role: "group", "aria-label": `Picture: ${name}` },
          el(
            "picture",
            {},
            narrow !== null && el("source", { media: "(max-width: 660px)", srcset: `${narrow}&at=${now}` }),
            el("img", { src: `${url}?at=${now}`, alt: `${name}, described below` }),
          ),
        ),
        el(
          "figcaption",
          {},
          el("details", {}, el("summary", {}, "The same in words"), el("p", { class: "lines" }, words)),
        ),
      ),
    ),
    ...cards.map((card) =>
      el(
        "article",
        { class: "message" },
        renderCard(card, () => {}),
      ),
    ),
  );
}
