/** Slack's events as what people did. Pure: a payload in, a request or the reason for none out. */
import { z } from "zod";
import type { Actor, Request, ThreadKey } from "../../src/index.ts";
import { decode, mentions, peopleIn } from "./decode.ts";
import { actorOf, isPrivateChat, threadAt } from "./place.ts";

export { type Asked, readCommand, verbOf } from "./parse-command.ts";
export {
  readAction,
  readShortcut,
  readSubmission,
  type Submitted,
  type Tapped,
} from "./parse-interaction.ts";

/** A message that may be for the bot: that depends on whether its thread has a case. */
export interface Heard {
  kind: "heard";
  thread: ThreadKey;
  actor: Actor;
  words: string;
  /** Said to the bot: by its name, or in a private chat with it. */
  addressed: boolean;
  /** Names the post within its channel. */
  message: string;
  /** Other people whom the words name. */
  mentions: readonly Actor[];
  deliveries: readonly string[];
}

export type EventRead =
  | Heard
  /** Something that happened to an earlier message: it matters only in a thread with a case. */
  | { kind: "afterwards"; request: Request }
  | { kind: "home"; tenant: string; actor: Actor }
  | { kind: "uninstalled"; tenant: string }
  | { kind: "ignored"; reason: string };

const text = z.string().catch("");
const optional = z.string().nullish().catch(null);

const post = z.looseObject({
  ts: optional,
  thread_ts: optional,
  user: optional,
  bot_id: optional,
  subtype: optional,
  text,
  edited: z.looseObject({ user: optional, ts: optional }).nullish().catch(null),
});

const envelope = z.looseObject({
  event_id: optional,
  team_id: optional,
  enterprise_id: optional,
  authorizations: z
    .array(z.looseObject({ team_id: optional, enterprise_id: optional, is_enterprise_install: z.unknown() }))
    .nullish()
    .catch(null),
  event: z.looseObject({
    ...post.shape,
    type: z.string(),
    channel: optional,
    channel_type: optional,
    event_ts: optional,
    deleted_ts: optional,
    tokens: z
      .looseObject({ bot: z.array(z.string()).nullish() })
      .nullish()
      .catch(null),
    tab: optional,
    message: post.nullish().catch(null),
    previous_message: post.nullish().catch(null),
  }),
});
type Envelope = z.infer<typeof envelope>;

/** A person may attach a file, or show a reply to the channel too; every other subtype is not a person talking. */
const SPOKEN = new Set(["thread_broadcast", "file_share", "me_message"]);

const ignored = (reason: string): EventRead => ({ kind: "ignored", reason });

/** What an event of the Events API says. `botUserId` is who the bot is in that workspace. */
export function readEvent(payload: unknown, botUserId: string): EventRead {
  const read = envelope.safeParse(payload);
  if (!read.success) return ignored("not an event");
  const body = read.data;
  const tenant = tenantOfEvent(body);
  if (!tenant) return ignored("no workspace");
  switch (body.event.type) {
    case "app_mention":
      return spoken(body, tenant, botUserId, true);
    case "message":
      if (body.event.subtype === "message_changed") return changed(body, tenant, botUserId);
      if (body.event.subtype === "message_deleted") return deleted(body, tenant, botUserId);
      return spoken(body, tenant, botUserId, false);
    case "app_home_opened":
      if (body.event.tab !== "home" || !body.event.user) return ignored("not the home tab");
      return { kind: "home", tenant, actor: actorOf(tenant, body.event.user) };
    case "tokens_revoked":
      // a person's own token may be revoked while the bot's lives on
      return body.event.tokens?.bot?.length
        ? { kind: "uninstalled", tenant }
        : ignored("not the bot's token");
    case "app_uninstalled":
      return { kind: "uninstalled", tenant };
    default:
      return ignored("an event that is not used");
  }
}

/**
 * The install that an event is for. In a channel shared with another organisation the ids at the top of the
 * payload are the other's; an install for a whole organisation is known by the organisation.
 */
function tenantOfEvent(body: Envelope): string | null {
  const [install] = body.authorizations ?? [];
  if (!install) return body.team_id ?? body.enterprise_id ?? null;
  return install.is_enterprise_install === true
    ? (install.enterprise_id ?? install.team_id ?? null)
    : (install.team_id ?? install.enterprise_id ?? null);
}

function spoken(body: Envelope, tenant: string, botUserId: string, named: boolean): EventRead {
  const { event } = body;
  if (event.bot_id) return ignored("a bot's message");
  if (event.subtype && !SPOKEN.has(event.subtype)) return ignored("not a person talking");
  if (!event.user || !event.channel || !event.ts) return ignored("no author, channel or time");
  if (event.user === botUserId) return ignored("our own message");
  const addressed = named || event.channel_type === "im" || mentions(event.text, botUserId);
  if (!addressed && !event.thread_ts) return ignored("not said to the bot, and not in a thread");
  return {
    kind: "heard",
    thread: threadAt(tenant, event.channel, event.thread_ts ?? event.ts),
    actor: actorOf(tenant, event.user),
    words: decode(event.text, botUserId),
    addressed,
    message: event.ts,
    mentions: peopleIn(event.text, botUserId).map((user) => actorOf(tenant, user)),
    // a mention in a channel arrives as two events: the post itself is their common name
    deliveries: keys(body, tenant, `message:${event.channel}:${event.ts}`),
  };
}

function changed(body: Envelope, tenant: string, botUserId: string): EventRead {
  const { event } = body;
  const now = event.message;
  const before = event.previous_message;
  if (!now?.ts || !event.channel) return ignored("a change that names no message");
  // a deleted message with replies stays as a stone, and arrives as a change
  if (now.subtype === "tombstone") return deleted(body, tenant, botUserId);
  const author = now.user ?? before?.user;
  if (now.bot_id || before?.bot_id || author === botUserId) return ignored("a change of a bot's message");
  if (!author) return ignored("a change that names no author");
  if (before && before.text === now.text) return ignored("a change that is not of the words");
  return {
    kind: "afterwards",
    request: {
      deliveries: keys(body, tenant, `edit:${event.channel}:${now.ts}:${now.edited?.ts ?? event.event_ts}`),
      thread: threadAt(tenant, event.channel, now.thread_ts ?? before?.thread_ts ?? now.ts),
      inbound: {
        kind: "edited",
        actor: actorOf(tenant, now.edited?.user ?? author),
        words: decode(now.text, botUserId),
        message: now.ts,
      },
    },
  };
}

function deleted(body: Envelope, tenant: string, botUserId: string): EventRead {
  const { event } = body;
  const before = event.previous_message;
  const message = event.deleted_ts ?? event.message?.ts ?? before?.ts;
  if (!message || !event.channel) return ignored("a deletion that names no message");
  // a private chat hangs on no message
  const root = !isPrivateChat(event.channel) && (before?.thread_ts ?? message) === message;
  const ours = before?.bot_id || before?.user === botUserId;
  if (ours && !root) return ignored("a deletion of a bot's message");
  if (!before?.user && !root) return ignored("a deletion that names no author");
  return {
    kind: "afterwards",
    request: {
      deliveries: keys(body, tenant, `delete:${event.channel}:${message}`),
      thread: threadAt(tenant, event.channel, before?.thread_ts ?? message),
      // Slack does not say who deleted it; it was the message of this person, or of the bot
      inbound: {
        kind: "deleted",
        actor: actorOf(tenant, before?.user ?? botUserId),
        message,
        ...(root && { root }),
      },
    },
  };
}

/** The request that a message becomes, given whether its thread has a case; null when it is not for the bot. */
export function requestOf(heard: Heard, known: boolean): Request | null {
  const { actor, words, message, addressed, mentions } = heard;
  if (!known && !addressed) return null;
  return {
    deliveries: heard.deliveries,
    thread: heard.thread,
    inbound: known
      ? { kind: "say", actor, words, addressed, message, ...(mentions.length > 0 && { mentions }) }
      : { kind: "start", actor, words, message },
  };
}

const keys = (body: Envelope, tenant: string, other: string): string[] => [
  ...(body.event_id ? [`slack:${tenant}:event:${body.event_id}`] : []),
  `slack:${tenant}:${other}`,
];
