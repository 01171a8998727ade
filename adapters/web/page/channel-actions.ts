/** What a person does in a room: each action is sent, and its outcome is said where nothing else would show it. */
import type { ActingPerson, CaseSummary, FormCards, Outcome } from "../api-types.ts";
import { requireActingPerson } from "./acting-person.ts";
import { errorText, isOutOfReach, postAction, RequestRefusal } from "./api-client.ts";
import { announce } from "./element.ts";
import { openForm } from "./form-dialog.ts";
import type { MessageList } from "./message-list.ts";

/** What the actions need of the room that is shown. */
export interface ActedOnView {
  list: MessageList;
  /** The case that is shown at the top, once it is known. */
  summary(): CaseSummary | null;
  /** Opens the stream of news again, if it was closed. */
  reconnect(): void;
  /** This person did something: the response gets the focus. */
  following: boolean;
}

export interface ChannelActions {
  /** Starts a case with what is known so far. */
  start(words: string): Promise<void>;
  tap(message: HTMLElement, data: Record<string, unknown>): Promise<void>;
  runCommand(words: string): Promise<void>;
  /** Sends typed words; returns whether they arrived. */
  say(words: string): Promise<boolean>;
}

export function channelActions(room: string, view: ActedOnView): ChannelActions {
  /** Runs a person's action, and shows its outcome where nothing else would. */
  async function attempt<T>(work: (me: ActingPerson) => Promise<T>): Promise<T | null> {
    const person = await requireActingPerson();
    if (person === null) return null;
    view.reconnect();
    try {
      const done = await work(person);
      view.list.clearFaults();
      return done;
    } catch (fault) {
      const told =
        fault instanceof RequestRefusal ? (fault.body as Partial<Outcome> | null)?.told : undefined;
      if (told !== undefined && told.length > 0) view.list.addMessages(told);
      else {
        const kind = isOutOfReach(fault) ? "unreachable" : "fault";
        view.list.note(errorText(fault), kind).scrollIntoView({ block: "nearest" });
      }
      announce(errorText(fault), true);
      return null;
    }
  }

  async function tap(message: HTMLElement, data: Record<string, unknown>): Promise<void> {
    if (message.getAttribute("aria-busy") === "true") return;
    message.setAttribute("aria-busy", "true");
    const standing = view.list.standing(message);
    view.following = true;
    const outcome = await attempt((person) =>
      postAction<Outcome | FormCards>(room, "tap", person, { data, standing }),
    );
    message.removeAttribute("aria-busy");
    if (outcome === null) view.following = false;
    else if ("cards" in outcome) {
      view.following = false;
      openForm(outcome, submit);
    } else tellIgnored(outcome);
  }

  async function runCommand(words: string): Promise<void> {
    const summary = view.summary();
    if (summary === null) return;
    const data = { handle: summary.handle, act: { do: "command", words } };
    view.following = true;
    const outcome = await attempt((person) => postAction<Outcome>(room, "tap", person, { data }));
    if (outcome === null) view.following = false;
    else tellIgnored(outcome);
  }

  async function submit(data: Record<string, unknown>): Promise<true | string> {
    const person = await requireActingPerson();
    if (person === null) return "Say who you are first.";
    try {
      view.following = true;
      await postAction(room, "tap", person, { data });
      return true;
    } catch (fault) {
      view.following = false;
      return errorText(fault);
    }
  }

  function tellIgnored({ outcome }: Outcome): void {
    if (outcome !== "handled") view.following = false;
    if (outcome !== "ignored") return;
    const words = "Nothing was recorded: this button no longer belongs to an open case.";
    view.list.note(words, "fault");
    announce(words, true);
  }

  async function say(words: string): Promise<boolean> {
    const standing = view.list.standing();
    const echo = view.list.note(words, "said");
    echo.dataset.by = "Sending…";
    echo.scrollIntoView({ block: "nearest" });
    const outcome = await attempt((person) => postAction<Outcome>(room, "say", person, { words, standing }));
    if (outcome === null) echo.remove();
    else echo.dataset.by = "You typed this. Only you see it; what was understood is recorded.";
    return outcome !== null;
  }

  async function start(words: string): Promise<void> {
    view.following = true;
    await attempt((person) => postAction<Outcome>(room, "start", person, { words }));
  }

  return { start, tap, runCommand, say };
}
