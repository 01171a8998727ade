/** One delivery as Slack's messages: posts the missing ones, and loses nothing to a limit. */
import type { webApi } from "@slack/bolt";
import type { KnownBlock } from "@slack/types";
import { assertClaimValid, type Delivery, DeliveryError } from "../../src/index.ts";
import { smallPrint } from "./blocks.ts";
import type { SlackMessage } from "./render.ts";
import { slackDeliveryError } from "./slack-errors.ts";

/** Names our deliveries in the metadata of Slack's messages. */
const DELIVERY_EVENT_TYPE = "triage_delivery";

/** How far back a lost delivery is searched for, in messages per page. */
const LOOK_BACK = 100;

/** No name is guessed and no address becomes a link: what a person typed stays as typed. */
export const NO_AUTO_LINKS = { parse: "none", link_names: false } as const;

/** A post that shows no previews of its links. */
export const NO_UNFURL = { unfurl_links: false, unfurl_media: false, ...NO_AUTO_LINKS } as const;

/** Messages of a delivery that are already in the thread, by part: "0", "1", or "1.0" where one was split. */
export type PostedParts = ReadonlyMap<string, string>;

export const NO_POSTED_PARTS: PostedParts = new Map();

export const deliveryMetadata = (key: string, part: string) => ({
  event_type: DELIVERY_EVENT_TYPE,
  event_payload: { key, part },
});

/** The thread's first message; null for a private chat, or for a channel itself. */
export const rootMessageOf = (thread: string): string | null => (/^\d+\.\d+$/.test(thread) ? thread : null);

/**
 * Sends messages one after the other.
 * @throws DeliveryError: `unsure` when some were sent and the rest may follow: a second attempt repeats the first
 */
export async function sendInOrder<T>(
  messages: readonly SlackMessage[],
  send: (message: SlackMessage, part: string) => Promise<T>,
): Promise<T[]> {
  const sent: T[] = [];
  for (const [at, message] of messages.entries()) {
    try {
      sent.push(await send(message, String(at)));
    } catch (error) {
      const fault = slackDeliveryError(error);
      if (at > 0 && fault.kind === "later")
        throw new DeliveryError("unsure", fault.code, fault.retryAfterMs, fault);
      throw fault;
    }
  }
  return sent;
}

/**
 * Posts the missing messages of a delivery. Returns the id of each, null where Slack named none.
 * @param parentPart the part that these are pieces of, with a point after it; nothing for a whole delivery
 */
export async function postMissingParts(
  client: webApi.WebClient,
  delivery: Delivery,
  messages: readonly SlackMessage[],
  postedParts: PostedParts,
  parentPart = "",
): Promise<(string | null)[]> {
  const sentIds = await sendInOrder(messages, async (message, at) => {
    const already = postedParts.get(parentPart + at);
    return already ? [already] : postPart(client, delivery, message, parentPart + at, postedParts);
  });
  return sentIds.flat();
}

async function postPart(
  client: webApi.WebClient,
  delivery: Delivery,
  message: SlackMessage,
  part: string,
  postedParts: PostedParts,
): Promise<(string | null)[]> {
  const { thread, key, broadcast } = delivery;
  const root = rootMessageOf(thread.thread);
  try {
    assertClaimValid(delivery);
    const body = { channel: thread.channel, ...message, ...NO_UNFURL, metadata: deliveryMetadata(key, part) };
    const posted = await client.chat.postMessage(
      root === null ? body : { ...body, thread_ts: root, reply_broadcast: broadcast && part === "0" },
    );
    return [posted.ts ?? null];
  } catch (error) {
    const fault = slackDeliveryError(error);
    const smaller = acceptableVersion(message, fault.code);
    if (smaller === null) throw fault;
    return postMissingParts(client, delivery, smaller, postedParts, `${part}.`);
  }
}

/** Slack's limits are its own, and may change: these errors say that a message exceeded one. */
const TOO_LONG_CODES = new Set(["msg_too_long", "msg_blocks_too_long"]);
const INVALID_BLOCK_CODES = new Set(["invalid_blocks", "invalid_blocks_format"]);

/**
 * What to post instead of a message that Slack refused: its halves when it is too long, and its text
 * without buttons when Slack cannot read it. Null when there is nothing left to try.
 */
function acceptableVersion({ text, blocks }: SlackMessage, code: string): SlackMessage[] | null {
  if (TOO_LONG_CODES.has(code)) {
    return halveBlocks(blocks)?.map((half) => ({ text, blocks: half })) ?? null;
  }
  const said = blocks.filter(({ type }) => type !== "actions");
  if (!INVALID_BLOCK_CODES.has(code) || said.length === blocks.length) return null;
  const instead = smallPrint("The buttons could not be shown. Answer in words, or type help.");
  return [{ text, blocks: [...said, instead] }];
}

function halveBlocks(blocks: readonly KnownBlock[]): [KnownBlock[], KnownBlock[]] | null {
  const middle = Math.ceil(blocks.length / 2);
  if (blocks.length > 1) return [blocks.slice(0, middle), blocks.slice(middle)];
  const [only] = blocks;
  if (only?.type !== "section" || only.text === undefined) return null;
  const { text } = only.text;
  // no piece of markup runs over a line's end
  const cut = text.lastIndexOf("\n", text.length / 2);
  if (cut <= 0) return null;
  const part = (words: string): KnownBlock => ({
    ...only,
    text: { type: "mrkdwn", text: words, verbatim: true },
  });
  return [[part(text.slice(0, cut))], [part(text.slice(cut + 1))]];
}

/**
 * Which messages of a delivery exist; null when Slack would not say.
 * @param patient ask again later, where Slack may say then: there must not be two of the message
 * @throws DeliveryError `later`, when `patient`
 */
export async function findPostedParts(
  client: webApi.WebClient,
  delivery: Pick<Delivery, "key" | "thread">,
  patient = false,
): Promise<PostedParts | null> {
  const { channel, thread } = delivery.thread;
  const standing = new Map<string, string>();
  const add = (messages: readonly SlackHistoryMessage[] = []) => {
    for (const message of messages) {
      const part = deliveryPartOf(message, delivery.key);
      if (part !== null && message.ts) standing.set(part, message.ts);
    }
  };
  const root = rootMessageOf(thread);
  const look = { channel, include_all_metadata: true, limit: LOOK_BACK };
  try {
    // with no thread to read, the latest of the channel: a delivery is settled soon after its attempt
    if (root === null) add((await client.conversations.history(look)).messages);
    else
      for (let cursor: string | undefined = ""; cursor !== undefined; ) {
        const page: webApi.ConversationsRepliesResponse = await client.conversations.replies({
          ...look,
          ts: root,
          ...(cursor !== "" && { cursor }),
        });
        add(page.messages);
        cursor = page.response_metadata?.next_cursor || undefined;
      }
    return standing;
  } catch (error) {
    const { kind, code, retryAfterMs } = slackDeliveryError(error);
    if (patient && kind !== "refused") throw new DeliveryError("later", code, retryAfterMs);
    return null;
  }
}

interface SlackHistoryMessage {
  ts?: string | undefined;
  metadata?: unknown;
}

function deliveryPartOf({ metadata }: SlackHistoryMessage, key: string): string | null {
  const ours = metadata as
    | { event_type?: unknown; event_payload?: { key?: unknown; part?: unknown } }
    | undefined;
  if (ours?.event_type !== DELIVERY_EVENT_TYPE || ours.event_payload?.key !== key) return null;
  return String(ours.event_payload.part ?? 0);
}
