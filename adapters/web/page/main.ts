/** The page: one address for each room and case, behind the # so that no server log holds them. */

import { showCase } from "./case.ts";
import { keepCases } from "./cases.ts";
import { byId } from "./element.ts";
import { askWhoIAm, showMe } from "./person.ts";
import { type Shown, showRoom } from "./room.ts";
import { post, randomId } from "./server.ts";
import { Stream } from "./stream.ts";
import { showWelcome } from "./welcome.ts";

const PRODUCT = "Post-injection triage";
let shown: Shown | null = null;
let changes: Stream<{ now: number }> | null = null;
/** A room that is to begin with a case, and what is known so far. */
let beginning: { room: string; words: string } | null = null;

function begin(words: string): void {
  beginning = { room: randomId(), words };
  location.hash = `#/room/${beginning.room}`;
}

function route(): void {
  const [, place = "", name = ""] = /^#\/(room|case|new)?\/?([\w-]*)$/.exec(location.hash) ?? [];
  shown?.leave();
  changes?.close();
  if (place === "room" && name !== "") {
    const words = beginning?.room === name ? beginning.words : null;
    beginning = null;
    shown = showRoom(name, words);
  } else if (place === "case" && name !== "") shown = showCase(name);
  else shown = showWelcome(begin);
  // A room's own stream says when the list changes; elsewhere one is opened for that alone.
  changes =
    place === "room" && name !== ""
      ? null
      : new Stream(
          () => "web/events?",
          () => {},
          () => {},
        );
  changes?.open();
  const main = byId("main");
  document.body.dataset.place = place === "" ? "home" : place;
  document.title = `${shown.title} · ${PRODUCT}`;
  main.replaceChildren(shown.element);
}

byId("me").addEventListener("click", async () => {
  // Another person sees other private notes, so what is shown is read again.
  if ((await askWhoIAm()) !== null) route();
});
byId("sign-out").addEventListener("click", async () => {
  await post("web/sign-out", {});
  location.reload();
});
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("hashchange", () => {
  route();
  if (document.body.dataset.place !== "room") byId("main").focus({ preventScroll: true });
  scrollTo({ top: 0, behavior: "instant" });
});

showMe();
keepCases();
route();
