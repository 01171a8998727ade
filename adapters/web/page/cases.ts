/** The list of open cases: the most urgent first, each with what is next and how long is left. */
import type { CaseList, CaseSummary } from "../wire.ts";
import { setClock } from "./clock.ts";
import { countdown } from "./countdown.ts";
import { byId, el } from "./element.ts";
import { get } from "./server.ts";
import { badgeOf, urgencyClass } from "./urgency.ts";

const LOOK_EVERY_MS = 30_000;

/** Keeps the list at the side as it is on record. */
export function keepCases(): void {
  let due = false;
  const refresh = async () => {
    if (due) return;
    due = true;
    // Several changes in a row are one look.
    await new Promise((done) => setTimeout(done, 150));
    due = false;
    try {
      const list = await get<CaseList>("web/cases");
      setClock(list.now);
      show(list);
    } catch {
      // The list stays as it was; the room says when the server is away.
    }
  };
  addEventListener("cases-changed", refresh);
  addEventListener("hashchange", refresh);
  setInterval(() => document.hidden || refresh(), LOOK_EVERY_MS);
  refresh();
}

function show({ cases, signedIn }: CaseList): void {
  byId("sign-out").hidden = !signedIn;
  const list = byId("cases");
  const focused = document.activeElement?.closest("#cases a")?.getAttribute("href");
  list.replaceChildren(
    ...(cases.length === 0
      ? [el("li", { class: "subtle empty" }, "None. A case appears here as soon as it is started.")]
      : cases.map(entry)),
  );
  if (focused) list.querySelector<HTMLElement>(`a[href="${focused}"]`)?.focus();
}

function entry(summary: CaseSummary): HTMLElement {
  const { handle, room, fault, urgency, owner } = summary;
  const href = room === null ? `#/case/${handle}` : `#/room/${room}`;
  return el(
    "li",
    {},
    el(
      "a",
      {
        class: `case ${urgencyClass(urgency)}`,
        href,
        "aria-current": location.hash === href ? "page" : null,
      },
      el("span", { class: "row" }, el("strong", {}, handle), badgeOf(summary)),
      fault === null ? countdown(summary) : el("span", { class: "fault small" }, fault),
      el("span", { class: "subtle small" }, `Owner: ${owner}`),
    ),
  );
}
