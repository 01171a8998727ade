/** A case on one page: its pictures, its state, and what happened when. */
import type { CaseDetail } from "../api-types.ts";
import { renderAdaptiveCard } from "./adaptive-card.ts";
import { errorText, getJson } from "./api-client.ts";
import type { PageView } from "./channel-view.ts";
import { countdown } from "./countdown.ts";
import { htmlElement } from "./element.ts";
import { syncClock } from "./server-clock.ts";
import { caseBadge, urgencyClass } from "./urgency-badge.ts";

const OPENED_FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Shows a case by its handle. */
export function showCase(handle: string): PageView {
  const element = htmlElement("div", { class: "case-page" }, htmlElement("h1", {}, handle));
  let known = "";
  const look = async () => {
    try {
      const detail = await getJson<CaseDetail>(`web/cases/${encodeURIComponent(handle)}`);
      // Redrawn only when something is new: the reader keeps their place.
      const content = JSON.stringify([detail.summary, detail.cards]);
      if (content !== known && element.isConnected) fillCasePage(element, detail);
      known = content;
    } catch (fault) {
      if (known === "")
        element.append(htmlElement("p", { class: "note fault", role: "alert" }, errorText(fault)));
    }
  };
  addEventListener("cases-changed", look);
  look();
  return { element, title: handle, leave: () => removeEventListener("cases-changed", look) };
}

function fillCasePage(element: HTMLElement, { now, summary, cards, pictures }: CaseDetail): void {
  syncClock(now);
  const { handle, room, urgency, closed, owner, openedAt } = summary;
  element.replaceChildren(
    htmlElement(
      "div",
      { class: `case-head ${urgencyClass(urgency)}` },
      htmlElement("h1", {}, handle),
      caseBadge(summary),
      ...(closed ? [htmlElement("span", { class: "closed" }, "Closed")] : []),
      countdown(summary),
      room === null
        ? null
        : htmlElement("a", { class: "button small", href: `#/room/${room}` }, "Conversation"),
    ),
    htmlElement("p", { class: "subtle" }, `Opened ${OPENED_FORMAT.format(openedAt)}. Owner: ${owner}.`),
    ...pictures.map(({ name, url, narrow, words }) =>
      htmlElement(
        "figure",
        { class: narrow === null ? "picture wide" : "picture" },
        narrow === null &&
          htmlElement("p", { class: "sideways" }, "Move the picture sideways to see both legs."),
        htmlElement(
          "div",
          { class: "paper", tabindex: 0, role: "group", "aria-label": `Picture: ${name}` },
          htmlElement(
            "picture",
            {},
            narrow !== null &&
              htmlElement("source", { media: "(max-width: 660px)", srcset: `${narrow}&at=${now}` }),
            htmlElement("img", { src: `${url}?at=${now}`, alt: `${name}, described below` }),
          ),
        ),
        htmlElement(
          "figcaption",
          {},
          htmlElement(
            "details",
            {},
            htmlElement("summary", {}, "The same in words"),
            htmlElement("p", { class: "lines" }, words),
          ),
        ),
      ),
    ),
    ...cards.map((card) =>
      htmlElement(
        "article",
        { class: "message" },
        renderAdaptiveCard(card, () => {}),
      ),
    ),
  );
}
