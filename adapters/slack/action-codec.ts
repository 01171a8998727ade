/**
 * What a button carries and a tap brings back: what it does (in the button's value) and where it
 * belongs (in its block's id). Ids and options only, nothing about a patient.
 */
import { z } from "zod";
import { type Act, actSchema, type ThreadKey } from "../../src/index.ts";

/** Buttons of this adapter only: they show one person, or the thread, what the case is, and change nothing. */
export const SOURCES_ACTION = "own:sources";
export const PICTURE_ACTION = "own:picture";

/** The act in a button's value; null when there is none, as in a button of an older version. */
export function decodeAct(value: unknown): Act | null {
  const read = actSchema.safeParse(parseJson(value));
  return read.success ? read.data : null;
}

/** Where a button belongs: Slack does not say for a button in a private message or on the Home tab. */
export interface CaseRef {
  thread: ThreadKey;
  /** The case, or "" when the button is about none. */
  handle: string;
}

/**
 * A place as a block id. Slack wants ids that are unique within a message, and new ones when a message is updated:
 * `suffix` makes them so.
 */
export const encodeBlockId = ({ thread, handle }: CaseRef, suffix: string): string =>
  ["at", thread.tenant, thread.channel, thread.thread, handle, suffix].join("|");

/** The place in a block id; null when the block is not ours. */
export function decodeBlockId(blockId: unknown): CaseRef | null {
  if (typeof blockId !== "string") return null;
  const [mark, tenant, channel, thread, handle] = blockId.split("|");
  if (mark !== "at" || !tenant || !channel || thread === undefined || handle === undefined) return null;
  return { thread: { platform: "slack", tenant, channel, thread }, handle };
}

/** The `private_metadata` of a form: where it belongs, and what opened it. */
export const formMetadata = (place: CaseRef, act: FormButtonAct): string =>
  JSON.stringify({ at: encodeBlockId(place, "form"), act });

/** Where a submitted form belongs; null when it is not ours. */
export function decodeFormMetadata(metadata: unknown): (CaseRef & { act: FormButtonAct }) | null {
  const data = z.object({ at: z.string(), act: actSchema }).safeParse(parseJson(metadata));
  if (!data.success || data.data.act.do !== "form") return null;
  const place = decodeBlockId(data.data.at);
  return place && { ...place, act: data.data.act };
}

export type FormButtonAct = Extract<Act, { do: "form" }>;

function parseJson(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
