/** Threads and people of Slack, as the bot identifies them. */
import type { Actor, ThreadKey } from "../../src/index.ts";

/** A thread: what was said at its root, or will be said below it. */
export const slackThread = (tenant: string, channel: string, thread: string): ThreadKey => ({
  platform: "slack",
  tenant,
  channel,
  thread,
});

/**
 * The thread that a message belongs to. A private chat is one conversation: what is typed there continues its
 * case, below a message or not, and so its thread has no name.
 */
export const threadOfMessage = (tenant: string, channel: string, ts: string): ThreadKey =>
  slackThread(tenant, channel, isPrivateChat(channel) ? "" : ts);

/**
 * A person of a workspace. Slack gives no name with an event, and asking for one needs a wider permission.
 * @param team the person's own workspace, where Slack names it: in a shared channel it may be another one
 */
export const slackActor = (
  tenant: string,
  user: string,
  { name, team }: { name?: string | null | undefined; team?: string | null | undefined } = {},
): Actor => ({
  id: `slack:${tenant}:${user}`,
  ...(name && { name }),
  // an organisation's install is known by the organisation, and its people by their workspaces
  ...(team && team !== tenant && !tenant.startsWith("E") && { home: team }),
});

/** Slack's id of a person; null for somebody from elsewhere. */
export const slackUserId = (actor: Actor): string | null =>
  /^slack:[^:]+:([UW][A-Z0-9]*)$/.exec(actor.id)?.[1] ?? null;

/** Whether a channel is a private chat between a person and the bot. */
export const isPrivateChat = (channel: string): boolean => channel.startsWith("D");

/** A Slack timestamp in milliseconds since the epoch; undefined for anything else. */
export function slackTime(ts: string | null | undefined): number | undefined {
  return /^\d{10}\.\d+$/.test(ts ?? "") ? Math.floor(Number(ts) * 1000) : undefined;
}
