/** What a case says in its thread, also to the person who acted and does not see that thread. */
import {
  type Casebook,
  directly,
  type Receipt,
  type Request,
  type ThreadKey,
  type View,
  type ViewKind,
} from "../../src/index.ts";
import type { SlackDoor } from "./door.ts";
import { userOf } from "./place.ts";

/** What the outbox brings the owner a second way when the thread takes nothing: not to be said twice. */
const SECOND_WAY: ReadonlySet<ViewKind> = new Set(["alert", "result", "difference", "reminder"]);

export interface Elsewhere {
  casebook: Casebook;
  door: SlackDoor;
}

/**
 * Tells who acted what came of it, where they acted on a copy in their private chat, or in a thread that takes
 * nothing any more. `seen`: the channel that they acted in, where Slack says so.
 */
export async function tellElsewhere(
  { casebook, door }: Elsewhere,
  { thread, inbound }: Request,
  { said, handle }: Receipt,
  seen: string | null,
): Promise<void> {
  const views = said.flatMap(({ audience, view }) => (audience.kind === "thread" ? [view] : []));
  if (views.length === 0 || userOf(inbound.actor) === null) return;
  const lost = await door.isLost(thread);
  const copied = /^[UW]/.test(thread.channel) || (seen !== null && seen !== thread.channel);
  if (!lost && !copied) return;
  const line = handle === null ? null : await casebook.line(handle, thread);
  const nowhere = lost || (line?.thread != null && (await door.isLost(line.thread)));
  const twice = ({ kind }: View) => nowhere && line?.owner.id === inbound.actor.id && SECOND_WAY.has(kind);
  for (const view of views.filter((each) => !twice(each)))
    await door.tell(directly(privateOf(thread), "elsewhere", view), inbound.actor);
}

const privateOf = ({ platform, tenant }: ThreadKey): ThreadKey => ({
  platform,
  tenant,
  channel: "",
  thread: "",
});
