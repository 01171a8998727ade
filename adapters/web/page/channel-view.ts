/** A room: one thread, live, with its case at the top and a line to type at the bottom. */
import type { CaseSummary, RoomNews } from "../api-types.ts";
import { actingPerson } from "./acting-person.ts";
import { caseMenu } from "./case-menu.ts";
import { type ActedOnView, channelActions } from "./channel-actions.ts";
import { composer } from "./composer.ts";
import { countdown } from "./countdown.ts";
import { announce, htmlElement } from "./element.ts";
import { type DrawnMessage, MessageList, messageName } from "./message-list.ts";
import { NewsStream } from "./news-stream.ts";
import { headingOf, NOT_COUNTED, PressGuard } from "./press-guard.ts";
import { syncClock } from "./server-clock.ts";
import { caseBadge, urgencyClass } from "./urgency-badge.ts";

export interface PageView {
  element: HTMLElement;
  title: string;
  /** Stops what runs while it is shown. */
  leave(): void;
}

/** What is read first of several new messages; a question after them waits. */
const FIRST_TO_READ = ["alert", "urgent", "difference", "result"];

/** Shows a room. `begin` starts a case there first, with what is known so far. */
export function showChannel(room: string, begin: string | null): PageView {
  const head = htmlElement("div", { class: "case-head" });
  const guard = new PressGuard(refused);
  const list = new MessageList(guard, (message, data) => actions.tap(message, data));
  const typing = composer(room, (words) => actions.say(words));
  const menu = caseMenu((words) => actions.runCommand(words));
  const waiting = htmlElement("p", { class: "subtle waiting" }, "Loading the conversation");
  const foot = htmlElement(
    "p",
    { class: "subtle small" },
    "Never type a name, a number or a date that identifies the patient.",
  );
  const element = htmlElement("div", { class: "room" }, head, list.element, waiting, typing.element, foot);
  let summary: CaseSummary | null = null;
  let first = true;
  const view: ActedOnView = {
    list,
    summary: () => summary,
    reconnect: () => stream.open(),
    following: false,
  };
  const actions = channelActions(room, view);

  const stream = new NewsStream(
    () => `web/rooms/${room}/events?as=${encodeURIComponent(actingPerson()?.name ?? "")}`,
    take,
    (lost) => {
      if (!lost && element.classList.contains("lost")) list.serverIsBack();
      element.classList.toggle("lost", lost);
    },
  );

  function take({ now, messages, summary: latest }: RoomNews): void {
    syncClock(now);
    waiting.remove();
    summary = latest;
    showHead();
    const before = positionsOf(list.asking);
    const shown = list.addMessages(messages);
    const fresh = shown.filter(({ message }) => message.kind !== "answered");
    if (!first) tellAloud(shown);
    show(fresh);
    // a message that moved while being read has to be read where it is now
    for (const [message, top] of before)
      if (message.isConnected && Math.abs(message.getBoundingClientRect().top - top) > 4)
        guard.restart(message);
    if (messages.length === 0 && first && latest === null && begin === null)
      list.note("Nothing has been said here yet. Type triage to start a case.", "said");
    first = false;
  }

  /** Scrolls new messages into view, the most urgent first, and keeps answers from appearing under the last press. */
  function show(fresh: readonly DrawnMessage[]): void {
    const target =
      FIRST_TO_READ.map((kind) => fresh.find(({ message }) => message.kind === kind)).find(Boolean) ??
      fresh.at(-1);
    if (!target) return;
    if (view.following && !typing.element.contains(document.activeElement))
      headingOf(target.element).focus({ preventScroll: true });
    view.following = false;
    const decides = FIRST_TO_READ.includes(target.message.kind);
    const tall = target.element.offsetHeight > innerHeight / 2;
    const block = decides || tall ? "start" : first ? "end" : "nearest";
    target.element.scrollIntoView({ block, behavior: "instant" });
    if (!first) for (const each of fresh) guard.keepClearOfLastPress(each.element, each === target);
  }

  function showHead(): void {
    head.className = `case-head ${urgencyClass(summary?.urgency ?? null)}`;
    if (summary === null) return head.replaceChildren(htmlElement("h1", {}, "New case"));
    const { handle, fault, closed } = summary;
    menu.show(summary);
    const parts = [
      htmlElement("h1", {}, handle),
      caseBadge(summary),
      ...(closed ? [htmlElement("span", { class: "closed" }, "Closed")] : []),
      ...[countdown(summary)].filter((each) => each !== null),
      ...(fault === null ? [] : [htmlElement("p", { class: "note fault", role: "alert" }, fault)]),
      htmlElement("a", { class: "button small", href: `#/case/${handle}` }, "Details"),
    ];
    // the menu stays where it is, or it would close under the pointer
    for (const old of [...head.children]) if (old !== menu.element) old.remove();
    if (menu.element.parentElement !== head) head.append(menu.element);
    menu.element.before(...parts);
  }

  function refused(message: HTMLElement): void {
    list.hint(message, NOT_COUNTED);
    announce(NOT_COUNTED);
  }

  showHead();
  stream.open();
  if (begin !== null) actions.start(begin);
  const leave = () => {
    stream.close();
    guard.stop();
  };
  return { element, title: "Case", leave };
}

/** What was recorded, and what arrived, for screen-reader users. */
function tellAloud(shown: readonly DrawnMessage[]): void {
  const words = shown.map(({ message }) =>
    message.recorded === null ? messageName(message) : `Recorded: ${message.recorded}`,
  );
  const alarm = shown.some(({ message }) => message.kind === "alert");
  if (words.length > 0) announce(words.join(". "), alarm);
}

const positionsOf = (messages: readonly HTMLElement[]): (readonly [HTMLElement, number])[] =>
  messages.map((message) => [message, message.getBoundingClientRect().top]);
