/**
 * What goes out with a button and comes back with a tap: what it does (in the button's value) and where it
 * belongs (in its block's id). Ids and options only, never what a patient has.
 */
import { z } from "zod";
import type { Act, ThreadKey } from "../../src/index.ts";

// a protocol names its options as it likes; a button holds 2,000 characters
const id = z.string().max(1_000);
const count = z.number().int();

/** Buttons of this door itself: they show one person, or the thread, what the case is, and change nothing of it. */
export const SOURCES = "own:sources";
export const PICTURE = "own:picture";

const acts = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("answer"), question: id, value: id, rev: count }),
  z.strictObject({ do: z.literal("change"), question: id }),
  z.strictObject({
    do: z.literal("form"),
    section: id.exactOptional(),
    proposal: count.exactOptional(),
    seen: count.exactOptional(),
  }),
  z.strictObject({ do: z.literal("confirm"), proposal: count }),
  z.strictObject({ do: z.literal("discard"), proposal: count }),
  z.strictObject({ do: z.literal("pick"), proposal: count, question: id, choice: count, rev: count }),
  z.strictObject({ do: z.literal("settle"), question: id, choice: count, rev: count }),
  z.strictObject({ do: z.literal("done"), deadline: id }),
  z.strictObject({ do: z.literal("snooze"), deadline: id }),
  z.strictObject({ do: z.literal("command"), words: id }),
]);

/** The act in a button's value; null when it is none, as in a button of an older version. */
export function readAct(value: unknown): Act | null {
  const read = acts.safeParse(parsed(value));
  return read.success ? read.data : null;
}

/** Where a button belongs: Slack does not say so for a button in a private message or on the Home tab. */
export interface Place {
  thread: ThreadKey;
  /** The case, or "" when the button is about none. */
  handle: string;
}

/**
 * A place as a block id. Slack wants ids that are unique in a message, and new ones when a message is updated:
 * `suffix` makes them so.
 */
export const blockIdOf = ({ thread, handle }: Place, suffix: string): string =>
  ["at", thread.tenant, thread.channel, thread.thread, handle, suffix].join("|");

/** The place in a block id; null when the block is not ours. */
export function readBlockId(blockId: unknown): Place | null {
  if (typeof blockId !== "string") return null;
  const [mark, tenant, channel, thread, handle] = blockId.split("|");
  if (mark !== "at" || !tenant || !channel || thread === undefined || handle === undefined) return null;
  return { thread: { platform: "slack", tenant, channel, thread }, handle };
}

/** The `private_metadata` of a form: where it belongs, and what opened it. */
export const metadataOf = (place: Place, act: FormAct): string =>
  JSON.stringify({ at: blockIdOf(place, "form"), act });

/** Where a filled form belongs; null when it is not ours. */
export function readMetadata(metadata: unknown): (Place & { act: FormAct }) | null {
  const data = z.object({ at: z.string(), act: acts }).safeParse(parsed(metadata));
  if (!data.success || data.data.act.do !== "form") return null;
  const place = readBlockId(data.data.at);
  return place && { ...place, act: data.data.act };
}

export type FormAct = Extract<Act, { do: "form" }>;

function parsed(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
