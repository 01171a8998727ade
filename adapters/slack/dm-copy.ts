/** A person's private copy of a message about a case in another thread: whole, with its buttons. */
import type { webApi } from "@slack/bolt";
import type { KnownBlock } from "@slack/types";
import type { ThreadKey, View } from "../../src/index.ts";
import { MESSAGE_LIMITS, mrkdwn } from "./blocks.ts";
import { escapeMrkdwn, linkAtoms } from "./mrkdwn.ts";
import { rootMessageOf } from "./post-parts.ts";
import type { SlackMessage } from "./render.ts";

/** Says where the case is, and where answers go: what is typed below this message belongs to another conversation. */
export async function dmCopy(
  client: webApi.WebClient,
  view: View,
  messages: readonly SlackMessage[],
  caseThread: ThreadKey | null,
): Promise<SlackMessage[]> {
  if (view.handle === null) return [...messages];
  const address = caseThread && (await permalinkOf(client, caseThread));
  const words = [
    ...(address ? [linkAtoms(address, `The thread of case ${view.handle}`).join(""), ". "] : []),
    ...(view.actions.length > 0 ? ["Tap here: what is typed in this chat does not reach the case."] : []),
  ].join("");
  if (words === "") return [...messages];
  const where: KnownBlock = { type: "context", elements: [mrkdwn(words.trim())] };
  const last = messages.at(-1);
  return last && last.blocks.length < MESSAGE_LIMITS.blocks
    ? [...messages.slice(0, -1), { ...last, blocks: [...last.blocks, where] }]
    : [...messages, { text: last?.text ?? escapeMrkdwn(view.notification), blocks: [where] }];
}

/** A link that opens a thread; null when Slack gives none: a message without it is better than no message. */
export async function permalinkOf(
  client: webApi.WebClient,
  { channel, thread }: ThreadKey,
): Promise<string | null> {
  const root = rootMessageOf(thread);
  if (root === null) return null;
  try {
    return (await client.chat.getPermalink({ channel, message_ts: root })).permalink ?? null;
  } catch {
    return null;
  }
}
