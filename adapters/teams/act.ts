/** What a card's button carries: the case, the act, and which message it is on. Never what a patient has. */
import type { Act, FormValues } from "../../src/index.ts";
import { isObject } from "./activity.ts";

/** The verb of every Action.Execute of ours. */
export const VERB = "act";
const FIELD = "field:";

export interface Tap {
  /** Null on cards that are about no case. */
  handle: string | null;
  act: Act;
  /** The message of the case that the button is on, so that the tap's reply can be that message's new state. */
  slot: string | null;
  /** What was filled in, when the button sends a form; null when it opens one or does something else. */
  values: FormValues | null;
}

/** The data of a button. Its keys are few, because Teams adds the inputs of the card to them. */
export function tapData(tap: Omit<Tap, "values"> & { filled?: boolean }): Record<string, unknown> {
  return {
    ...(tap.handle !== null && { handle: tap.handle }),
    act: tap.act,
    ...(tap.slot !== null && { slot: tap.slot }),
    ...(tap.filled === true && { filled: true }),
  };
}

/** An input's id in a card: prefixed, so that no question can be called "act". */
export const inputId = (field: string): string => `${FIELD}${field}`;

const MOST_FIELDS = 300;
const LONGEST = 4000;

const short = (value: unknown): value is string => typeof value === "string" && value.length <= 300;
const count = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Reads what a button sent, or null when it is none of ours (any more). Everything in it came from outside. */
export function readTap(value: unknown): Tap | null {
  if (!isObject(value)) return null;
  const act = readAct(value.act);
  const handle = value.handle ?? null;
  const slot = value.slot ?? null;
  if (act === null || !(handle === null || short(handle)) || !(slot === null || short(slot))) return null;
  return { handle, act, slot, values: value.filled === true ? readValues(value) : null };
}

/** Inputs arrive as strings, numbers included; what is of another kind was not typed into our form. */
function readValues(value: Readonly<Record<string, unknown>>): FormValues {
  const values: Record<string, string> = {};
  for (const [key, typed] of Object.entries(value).slice(0, MOST_FIELDS)) {
    if (!key.startsWith(FIELD)) continue;
    if (typeof typed === "string") values[key.slice(FIELD.length)] = typed.slice(0, LONGEST);
    else if (typeof typed === "number" || typeof typed === "boolean")
      values[key.slice(FIELD.length)] = String(typed);
  }
  return values;
}

function readAct(value: unknown): Act | null {
  if (!isObject(value)) return null;
  const { question, rev, proposal, seen, deadline, choice, section, words } = value;
  switch (value.do) {
    case "answer":
      return short(question) && short(value.value) && count(rev)
        ? { do: "answer", question, value: value.value, rev }
        : null;
    case "change":
      return short(question) ? { do: "change", question } : null;
    case "form":
      if (!(section === undefined || short(section)) || !(proposal === undefined || count(proposal)))
        return null;
      return {
        do: "form",
        ...(section !== undefined && { section }),
        ...(proposal !== undefined && { proposal }),
        ...(count(seen) && { seen }),
      };
    case "confirm":
      return count(proposal) ? { do: "confirm", proposal } : null;
    case "discard":
      return count(proposal) ? { do: "discard", proposal } : null;
    case "pick":
      return count(proposal) && short(question) && count(choice) && count(rev)
        ? { do: "pick", proposal, question, choice, rev }
        : null;
    case "settle":
      return short(question) && count(choice) && count(rev) ? { do: "settle", question, choice, rev } : null;
    case "done":
      return short(deadline) ? { do: "done", deadline } : null;
    case "snooze":
      return short(deadline) ? { do: "snooze", deadline } : null;
    case "command":
      return short(words) ? { do: "command", words } : null;
    default:
      return null;
  }
}

/**
 * Whether the same act by the same person on the same message can only ever be the same tap: such a tap that comes
 * again under a new activity id is a redelivery. An act without a revision can be meant twice ("Change" on a message
 * that was answered, changed and answered again), so it is told apart by the activity id alone.
 */
export const isOnceOnly = (act: Act): boolean => ONCE.has(act.do);

const ONCE: ReadonlySet<Act["do"]> = new Set(["answer", "settle", "pick", "confirm", "discard"]);
