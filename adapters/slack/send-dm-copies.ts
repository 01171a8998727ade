/** What a case says in its thread, also to the person who acted and does not see that thread. */
import {
  type CaseQueries,
  directDelivery,
  type Receipt,
  type Request,
  type ThreadKey,
  traitsOf,
  type View,
} from "../../src/index.ts";
import type { SlackAdapter } from "./adapter.ts";
import { slackUserId } from "./slack-ids.ts";

export interface DmCopyParts {
  casebook: CaseQueries;
  adapter: SlackAdapter;
}

/**
 * Tells who acted what came of it, where they acted on a copy in their private chat, or in a thread that takes
 * nothing any more. `seen`: the channel that they acted in, where Slack says so.
 */
export async function sendDmCopies(
  { casebook, adapter }: DmCopyParts,
  { thread, inbound }: Request,
  { said, handle }: Receipt,
  actedInChannel: string | null,
): Promise<void> {
  const views = said.flatMap(({ audience, view }) => (audience.kind === "thread" ? [view] : []));
  if (views.length === 0 || slackUserId(inbound.actor) === null) return;
  const lost = await adapter.isLost(thread);
  const copied =
    /^[UW]/.test(thread.channel) || (actedInChannel !== null && actedInChannel !== thread.channel);
  if (!lost && !copied) return;
  const line = handle === null ? null : await casebook.line(handle, thread);
  const nowhere = lost || (line?.thread != null && (await adapter.isLost(line.thread)));
  // what the outbox brings the owner another way when the thread takes nothing is not said twice
  const twice = (view: View) => nowhere && line?.owner.id === inbound.actor.id && traitsOf(view).vital;
  for (const view of views.filter((each) => !twice(each)))
    await adapter.tell(directDelivery(dmThread(thread), "elsewhere", view), inbound.actor);
}

const dmThread = ({ platform, tenant }: ThreadKey): ThreadKey => ({
  platform,
  tenant,
  channel: "",
  thread: "",
});
