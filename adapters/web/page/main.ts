/** The page: one address for each room and case, behind the # so that no server log holds them. */

import { askForActingPerson, showActingPerson } from "./acting-person.ts";
import { postJson, randomId } from "./api-client.ts";
import { showCase } from "./case-page.ts";
import { keepCaseListFresh } from "./case-sidebar.ts";
import { type PageView, showChannel } from "./channel-view.ts";
import { elementById } from "./element.ts";
import { NewsStream } from "./news-stream.ts";
import { showWelcome } from "./welcome.ts";

const PRODUCT_NAME = "Post-injection triage";
let currentView: PageView | null = null;
let caseListStream: NewsStream<{ now: number }> | null = null;
/** A room that begins with a case, and what is known so far. */
let newCase: { room: string; words: string } | null = null;

function startNewCase(words: string): void {
  newCase = { room: randomId(), words };
  location.hash = `#/room/${newCase.room}`;
}

function showRoute(): void {
  const [, place = "", name = ""] = /^#\/(room|case|new)?\/?([\w-]*)$/.exec(location.hash) ?? [];
  currentView?.leave();
  caseListStream?.close();
  if (place === "room" && name !== "") {
    const words = newCase?.room === name ? newCase.words : null;
    newCase = null;
    currentView = showChannel(name, words);
  } else if (place === "case" && name !== "") currentView = showCase(name);
  else currentView = showWelcome(startNewCase);
  // A room's own stream says when the list changes; elsewhere one is opened for that alone.
  caseListStream =
    place === "room" && name !== ""
      ? null
      : new NewsStream(
          () => "web/events?",
          () => {},
          () => {},
        );
  caseListStream?.open();
  const main = elementById("main");
  document.body.dataset.place = place === "" ? "home" : place;
  document.title = `${currentView.title} · ${PRODUCT_NAME}`;
  main.replaceChildren(currentView.element);
}

elementById("me").addEventListener("click", async () => {
  // Another person sees other private messages, so everything shown is read again.
  if ((await askForActingPerson()) !== null) showRoute();
});
elementById("sign-out").addEventListener("click", async () => {
  await postJson("web/sign-out", {});
  // the next person at this machine finds no name and no half-typed words
  sessionStorage.clear();
  location.reload();
});
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  elementById("main").focus();
});
addEventListener("hashchange", () => {
  showRoute();
  if (document.body.dataset.place !== "room") elementById("main").focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
});

showActingPerson();
keepCaseListFresh();
showRoute();
