/** The data of a card's button: the case, the act, and its message. Nothing about a patient. */
import { z } from "zod";
import { type Act, actSchema, type FormValues } from "../../src/index.ts";

/** The verb of every Action.Execute of ours. */
export const ACTION_VERB = "act";
const FIELD_PREFIX = "field:";

export interface CardTap {
  /** Null on cards that belong to no case. */
  handle: string | null;
  act: Act;
  /** The message of the case that the button is on, so that the tap's reply can be that message's new state. */
  slot: string | null;
  /** What was filled in, when the button submits a form; null when it opens one or does something else. */
  values: FormValues | null;
}

/** The data of a button. Its keys are few, because Teams adds the inputs of the card to them. */
export function tapData(tap: Omit<CardTap, "values"> & { filled?: boolean }): Record<string, unknown> {
  return {
    ...(tap.handle !== null && { handle: tap.handle }),
    act: tap.act,
    ...(tap.slot !== null && { slot: tap.slot }),
    ...(tap.filled === true && { filled: true }),
  };
}

/** An input's id in a card: prefixed, so that no question can be called "act". */
export const inputId = (field: string): string => `${FIELD_PREFIX}${field}`;

const MAX_FIELDS = 300;
const MAX_VALUE_LENGTH = 4000;

const shortText = z.string().max(300);
const tapSchema = z.looseObject({
  handle: shortText.nullish().default(null),
  act: actSchema,
  slot: shortText.nullish().default(null),
  filled: z.unknown().optional(),
});

/** Reads what a button sent, or null when it is not ours (any more). Everything in it came from outside. */
export function readTap(value: unknown): CardTap | null {
  const tap = tapSchema.safeParse(value);
  if (!tap.success) return null;
  const { handle, act, slot, filled } = tap.data;
  return { handle, act, slot, values: filled === true ? readFieldValues(tap.data) : null };
}

/** Inputs arrive as strings, numbers included; anything else was not typed into our form. */
function readFieldValues(value: Readonly<Record<string, unknown>>): FormValues {
  const values: Record<string, string> = {};
  for (const [key, typed] of Object.entries(value).slice(0, MAX_FIELDS)) {
    if (!key.startsWith(FIELD_PREFIX)) continue;
    if (typeof typed === "string") values[key.slice(FIELD_PREFIX.length)] = typed.slice(0, MAX_VALUE_LENGTH);
    else if (typeof typed === "number" || typeof typed === "boolean")
      values[key.slice(FIELD_PREFIX.length)] = String(typed);
  }
  return values;
}

/**
 * Whether the same act by the same person on the same message can only ever be the same tap: if it comes again under a
 * new activity id, it is a redelivery. An act without a revision can be meant twice ("Change" on a message that was
 * answered, changed and answered again), so only the activity id distinguishes it.
 */
export const isOnceOnly = (act: Act): boolean => ONCE_ONLY_ACTS.has(act.do);

const ONCE_ONLY_ACTS: ReadonlySet<Act["do"]> = new Set([
  "answer",
  "settle",
  "pick",
  "confirm",
  "discard",
  "undo",
  "begin",
  "decline",
]);
