/** The list of open cases: the most urgent first, each with what is next and how long is left. */
import type { CaseList, CaseSummary } from "../api-types.ts";
import { getJson } from "./api-client.ts";
import { countdown } from "./countdown.ts";
import { elementById, htmlElement } from "./element.ts";
import { localTime, syncClock } from "./server-clock.ts";
import { caseBadge, urgencyClass } from "./urgency-badge.ts";

const REFRESH_EVERY_MS = 30_000;

/** Keeps the list in the sidebar up to date with the record. */
export function keepCaseListFresh(): void {
  let due = false;
  const refresh = async () => {
    if (due) return;
    due = true;
    // Several changes in a row cause one check.
    await new Promise((done) => setTimeout(done, 150));
    due = false;
    try {
      const list = await getJson<CaseList>("web/cases");
      syncClock(list.now);
      showCaseList(list);
    } catch {
      // The list stays as it was; the room says when the server is unreachable.
    }
  };
  addEventListener("cases-changed", refresh);
  addEventListener("hashchange", refresh);
  setInterval(() => document.hidden || refresh(), REFRESH_EVERY_MS);
  refresh();
}

function showCaseList({ cases, signedIn }: CaseList): void {
  elementById("sign-out").hidden = !signedIn;
  const list = elementById("cases");
  const focused = document.activeElement?.closest("#cases a")?.getAttribute("href");
  list.replaceChildren(
    ...(cases.length === 0
      ? [htmlElement("li", { class: "subtle empty" }, "None. A case appears here as soon as it is started.")]
      : cases.map(caseListEntry)),
  );
  if (focused) list.querySelector<HTMLElement>(`a[href="${focused}"]`)?.focus();
}

function caseListEntry(summary: CaseSummary): HTMLElement {
  const { handle, room, fault, urgency, owner, about, openedAt } = summary;
  const href = room === null ? `#/case/${handle}` : `#/room/${room}`;
  return htmlElement(
    "li",
    {},
    htmlElement(
      "a",
      {
        class: `case ${urgencyClass(urgency)}`,
        href,
        "aria-current": location.hash === href ? "page" : null,
      },
      htmlElement("span", { class: "row" }, htmlElement("strong", {}, handle), caseBadge(summary)),
      fault === null ? countdown(summary) : htmlElement("span", { class: "fault small" }, fault),
      about === null ? null : htmlElement("span", { class: "small" }, about),
      htmlElement("span", { class: "subtle small" }, `Opened ${localTime(openedAt)}. Owner: ${owner}`),
    ),
  );
}
