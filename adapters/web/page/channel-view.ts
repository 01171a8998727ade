/** A room: one thread, live, with its case at the top and a line to type at the bottom. */
import type { ActingPerson, CaseSummary, FormCards, Outcome, RoomNews } from "../api-types.ts";
import { actingPerson, requireActingPerson } from "./acting-person.ts";
import { errorText, postAction, RequestRefusal } from "./api-client.ts";
import { countdown } from "./countdown.ts";
import { announce, htmlElement } from "./element.ts";
import { openForm } from "./form-dialog.ts";
import { MessageList, messageName } from "./message-list.ts";
import { NewsStream } from "./news-stream.ts";
import { syncClock } from "./server-clock.ts";
import { caseBadge, urgencyClass } from "./urgency-badge.ts";

export interface PageView {
  element: HTMLElement;
  title: string;
  /** Lets go of what runs while it is shown. */
  leave(): void;
}

/** Shows a room. `begin` starts a case there first, with what is known so far. */
export function showChannel(room: string, begin: string | null): PageView {
  const head = htmlElement("div", { class: "case-head" });
  const input = htmlElement("textarea", {
    id: "words",
    rows: 1,
    maxlength: 4000,
    placeholder: "Answer in words, or type help",
    enterkeyhint: "send",
  });
  const send = htmlElement("button", { class: "button primary", type: "submit" }, "Send");
  const composer = htmlElement(
    "form",
    { class: "composer" },
    htmlElement("label", { for: "words", class: "unseen" }, "Your answer or question"),
    input,
    send,
  );
  const list = new MessageList(tap);
  const waiting = htmlElement("p", { class: "subtle waiting" }, "Loading the conversation");
  const foot = htmlElement(
    "p",
    { class: "subtle small" },
    "Never type a name, a number or a date that identifies the patient.",
  );
  const element = htmlElement("div", { class: "room" }, head, list.element, waiting, composer, foot);
  let summary: CaseSummary | null = null;
  let first = true;
  /** A tap of this person is under way: what it brings gets the focus. */
  let following = false;

  const stream = new NewsStream(
    () => `web/rooms/${room}/events?as=${encodeURIComponent(actingPerson()?.name ?? "")}`,
    take,
    (lost) => element.classList.toggle("lost", lost),
  );

  function take({ now, messages, summary: latest }: RoomNews): void {
    syncClock(now);
    waiting.remove();
    summary = latest;
    showHead();
    const shown = list.addMessages(messages);
    const fresh = shown.filter(({ message }) => message.kind !== "answered");
    const alarm = fresh.find(({ message }) => message.kind === "alert");
    if (!first && fresh.length > 0)
      announce(fresh.map(({ message }) => messageName(message)).join(". "), alarm !== undefined);
    const target = alarm ?? fresh.at(-1);
    if (target) {
      if (following && !composer.contains(document.activeElement))
        target.element.focus({ preventScroll: true });
      following = false;
      const tall = target.element.offsetHeight > innerHeight / 2;
      target.element.scrollIntoView({ block: tall ? "start" : first ? "end" : "nearest" });
    }
    if (messages.length === 0 && first && latest === null && begin === null)
      list.note("Nothing has been said here yet. Type triage to start a case.", "said");
    first = false;
  }

  function showHead(): void {
    head.className = `case-head ${urgencyClass(summary?.urgency ?? null)}`;
    if (summary === null) return head.replaceChildren(htmlElement("h1", {}, "New case"));
    const { handle, fault, closed } = summary;
    head.replaceChildren(
      htmlElement("h1", {}, handle),
      caseBadge(summary),
      ...(closed ? [htmlElement("span", { class: "closed" }, "Closed")] : []),
      ...[countdown(summary)].filter((each) => each !== null),
      ...(fault === null ? [] : [htmlElement("p", { class: "note fault", role: "alert" }, fault)]),
      htmlElement("a", { class: "button small", href: `#/case/${handle}` }, "Details"),
    );
  }

  /** Runs something that a person does, and shows what came of it where nothing else would. */
  async function attempt<T>(work: (me: ActingPerson) => Promise<T>): Promise<T | null> {
    const person = await requireActingPerson();
    if (person === null) return null;
    stream.open();
    try {
      return await work(person);
    } catch (fault) {
      const told =
        fault instanceof RequestRefusal ? (fault.body as Partial<Outcome> | null)?.told : undefined;
      if (told !== undefined && told.length > 0) list.addMessages(told);
      else list.note(errorText(fault), "fault").scrollIntoView({ block: "nearest" });
      announce(errorText(fault), true);
      return null;
    }
  }

  async function tap(message: HTMLElement, data: Record<string, unknown>): Promise<void> {
    if (message.getAttribute("aria-busy") === "true") return;
    message.setAttribute("aria-busy", "true");
    following = true;
    const outcome = await attempt((person) => postAction<Outcome | FormCards>(room, "tap", person, { data }));
    message.removeAttribute("aria-busy");
    if (outcome === null) following = false;
    else if ("cards" in outcome) {
      following = false;
      openForm(outcome, submit);
    } else ignoredWords(outcome);
  }

  async function submit(data: Record<string, unknown>): Promise<true | string> {
    const person = await requireActingPerson();
    if (person === null) return "Say who you are first.";
    try {
      following = true;
      await postAction(room, "tap", person, { data });
      return true;
    } catch (fault) {
      following = false;
      return errorText(fault);
    }
  }

  function ignoredWords({ outcome }: Outcome): void {
    if (outcome !== "handled") following = false;
    if (outcome !== "ignored") return;
    const words = "Nothing was recorded: this button no longer belongs to an open case.";
    list.note(words, "fault");
    announce(words, true);
  }

  async function say(): Promise<void> {
    const words = input.value.trim();
    if (words === "") return;
    const echo = list.note(words, "said");
    echo.dataset.by = "You typed this. Only you see it; what was understood is recorded.";
    echo.scrollIntoView({ block: "nearest" });
    input.value = "";
    const outcome = await attempt((person) => postAction<Outcome>(room, "say", person, { words }));
    if (outcome === null) {
      // What was typed is not lost with the line.
      echo.remove();
      if (input.value === "") input.value = words;
    }
  }

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say();
  });

  showHead();
  stream.open();
  if (begin !== null) {
    following = true;
    attempt((person) => postAction<Outcome>(room, "start", person, { words: begin }));
  }
  return { element, title: "Case", leave: () => stream.close() };
}
