/** Parses Slack's events as requests. Pure: a payload in, a request or the reason for none out. */
import { z } from "zod";
import type { Actor, Inbound, Request } from "../../src/index.ts";
import { decodeSlackText, mentions, peopleIn } from "./decode.ts";
import { isPrivateChat, slackActor, slackTime, threadOfMessage } from "./slack-ids.ts";

export { commandVerb, readSlashCommand, type SlashCommand } from "./parse-command.ts";
export {
  type ButtonTap,
  type FormSubmission,
  readAction,
  readShortcut,
  readSubmission,
} from "./parse-interaction.ts";

/** Words of a person in a thread. */
export interface IncomingMessage {
  kind: "heard";
  request: Request & { inbound: Extract<Inbound, { kind: "say" }> };
  /** Something was attached, which the bot does not read. */
  files: boolean;
}

export type SlackEvent =
  | IncomingMessage
  /** Something that happened to an earlier message. */
  | { kind: "afterwards"; request: Request }
  | { kind: "home"; tenant: string; actor: Actor; chat: string | null }
  | { kind: "uninstalled"; tenant: string }
  | { kind: "ignored"; reason: string };

const textField = z.string().catch("");
const optionalString = z.string().nullish().catch(null);

const postSchema = z.looseObject({
  ts: optionalString,
  thread_ts: optionalString,
  user: optionalString,
  bot_id: optionalString,
  subtype: optionalString,
  team: optionalString,
  user_team: optionalString,
  text: textField,
  edited: z.looseObject({ user: optionalString, ts: optionalString }).nullish().catch(null),
});

const envelopeSchema = z.looseObject({
  event_id: optionalString,
  team_id: optionalString,
  enterprise_id: optionalString,
  authorizations: z
    .array(
      z.looseObject({
        team_id: optionalString,
        enterprise_id: optionalString,
        is_enterprise_install: z.unknown(),
      }),
    )
    .nullish()
    .catch(null),
  event: z.looseObject({
    ...postSchema.shape,
    type: z.string(),
    channel: optionalString,
    channel_type: optionalString,
    event_ts: optionalString,
    deleted_ts: optionalString,
    files: z.array(z.unknown()).catch([]),
    tokens: z
      .looseObject({ bot: z.array(z.string()).nullish() })
      .nullish()
      .catch(null),
    tab: optionalString,
    message: postSchema.nullish().catch(null),
    previous_message: postSchema.nullish().catch(null),
  }),
});
type EventEnvelope = z.infer<typeof envelopeSchema>;

/** A person may attach a file, or show a reply to the channel too; every other subtype is not a person talking. */
const MESSAGE_SUBTYPES = new Set(["thread_broadcast", "file_share", "me_message"]);

const ignoredEvent = (reason: string): SlackEvent => ({ kind: "ignored", reason });

/** What an event of the Events API says. `botUserId` is the bot's own user in that workspace. */
export function readEvent(payload: unknown, botUserId: string): SlackEvent {
  const read = envelopeSchema.safeParse(payload);
  if (!read.success) return ignoredEvent("not an event");
  const body = read.data;
  const tenant = tenantOfEvent(body);
  if (!tenant) return ignoredEvent("no workspace");
  switch (body.event.type) {
    case "app_mention":
      return readMessage(body, tenant, botUserId, true);
    case "message":
      if (body.event.subtype === "message_changed") return readEdit(body, tenant, botUserId);
      if (body.event.subtype === "message_deleted") return readDeletion(body, tenant, botUserId);
      return readMessage(body, tenant, botUserId, false);
    case "app_home_opened":
      if (body.event.tab !== "home" || !body.event.user) return ignoredEvent("not the home tab");
      return {
        kind: "home",
        tenant,
        actor: slackActor(tenant, body.event.user),
        chat: body.event.channel ?? null,
      };
    case "tokens_revoked":
      // a person's own token may be revoked while the bot's remains valid
      return body.event.tokens?.bot?.length
        ? { kind: "uninstalled", tenant }
        : ignoredEvent("not the bot's token");
    case "app_uninstalled":
      return { kind: "uninstalled", tenant };
    default:
      return ignoredEvent("an event that is not used");
  }
}

/**
 * The install that an event is for. In a channel shared with another organisation the ids at the top of the
 * payload are the other's; an install for a whole organisation is identified by the organisation.
 */
function tenantOfEvent(body: EventEnvelope): string | null {
  const [install] = body.authorizations ?? [];
  if (!install) return body.team_id ?? body.enterprise_id ?? null;
  return install.is_enterprise_install === true
    ? (install.enterprise_id ?? install.team_id ?? null)
    : (install.team_id ?? install.enterprise_id ?? null);
}

/** A reply in a channel's thread. */
const isBelowOthers = (channel: string, { ts, thread_ts }: { ts?: unknown; thread_ts?: unknown }): boolean =>
  !isPrivateChat(channel) && Boolean(thread_ts) && thread_ts !== ts;

function readMessage(body: EventEnvelope, tenant: string, botUserId: string, named: boolean): SlackEvent {
  const { event } = body;
  if (event.bot_id) return ignoredEvent("a bot's message");
  if (event.subtype && !MESSAGE_SUBTYPES.has(event.subtype)) return ignoredEvent("not a person talking");
  if (!event.user || !event.channel || !event.ts) return ignoredEvent("no author, channel or time");
  if (event.user === botUserId) return ignoredEvent("our own message");
  // it is a reply; the same words come as a mention that does name their thread
  if (event.subtype === "thread_broadcast" && !event.thread_ts && !isPrivateChat(event.channel))
    return ignoredEvent("a reply that names no thread");
  const addressed = named || event.channel_type === "im" || mentions(event.text, botUserId);
  if (!addressed && !event.thread_ts) return ignoredEvent("not said to the bot, and not in a thread");
  const people = peopleIn(event.text, botUserId).map((user) => slackActor(tenant, user));
  const sentAt = slackTime(event.ts);
  return {
    kind: "heard",
    files: event.subtype === "file_share" || event.files.length > 0,
    request: {
      // a mention in a channel arrives as two events: the post itself is their common name
      deliveries: deliveryKeys(body, tenant, `message:${event.channel}:${event.ts}`),
      thread: threadOfMessage(tenant, event.channel, event.thread_ts ?? event.ts),
      replyTo: event.thread_ts && event.thread_ts !== event.ts ? [event.thread_ts] : [],
      inbound: {
        kind: "say",
        actor: slackActor(tenant, event.user, { team: event.user_team ?? event.team }),
        words: decodeSlackText(event.text, botUserId),
        addressed,
        ...(addressed && isBelowOthers(event.channel, event) && { below: true as const }),
        message: event.ts,
        ...(sentAt !== undefined && { sentAt }),
        ...(people.length > 0 && { mentions: people }),
      },
    },
  };
}

function readEdit(body: EventEnvelope, tenant: string, botUserId: string): SlackEvent {
  const { event } = body;
  const now = event.message;
  const before = event.previous_message;
  if (!now?.ts || !event.channel) return ignoredEvent("a change that names no message");
  // a deleted message with replies stays as a tombstone, and arrives as an edit
  if (now.subtype === "tombstone") return readDeletion(body, tenant, botUserId);
  const author = now.user ?? before?.user;
  if (now.bot_id || before?.bot_id || author === botUserId)
    return ignoredEvent("a change of a bot's message");
  if (!author) return ignoredEvent("a change that names no author");
  if (before && before.text === now.text) return ignoredEvent("a change that is not of the words");
  return {
    kind: "afterwards",
    request: {
      deliveries: deliveryKeys(
        body,
        tenant,
        `edit:${event.channel}:${now.ts}:${now.edited?.ts ?? event.event_ts}`,
      ),
      thread: threadOfMessage(tenant, event.channel, now.thread_ts ?? before?.thread_ts ?? now.ts),
      replyTo: [now.thread_ts ?? before?.thread_ts ?? now.ts],
      inbound: {
        kind: "edited",
        actor: slackActor(tenant, now.edited?.user ?? author, { team: now.user_team ?? now.team }),
        words: decodeSlackText(now.text, botUserId),
        message: now.ts,
      },
    },
  };
}

function readDeletion(body: EventEnvelope, tenant: string, botUserId: string): SlackEvent {
  const { event } = body;
  const before = event.previous_message;
  const message = event.deleted_ts ?? event.message?.ts ?? before?.ts;
  if (!message || !event.channel) return ignoredEvent("a deletion that names no message");
  // a private chat has no root message
  const root = !isPrivateChat(event.channel) && (before?.thread_ts ?? message) === message;
  const ours = before?.bot_id || before?.user === botUserId;
  if (ours && !root) return ignoredEvent("a deletion of a bot's message");
  if (!before?.user && !root) return ignoredEvent("a deletion that names no author");
  return {
    kind: "afterwards",
    request: {
      deliveries: deliveryKeys(body, tenant, `delete:${event.channel}:${message}`),
      thread: threadOfMessage(tenant, event.channel, before?.thread_ts ?? message),
      // Slack does not say who deleted it; it was the message of this person, or of the bot
      inbound: {
        kind: "deleted",
        actor: slackActor(tenant, before?.user ?? botUserId),
        message,
        ...(root && { root }),
      },
    },
  };
}

const deliveryKeys = (body: EventEnvelope, tenant: string, other: string): string[] => [
  ...(body.event_id ? [`slack:${tenant}:event:${body.event_id}`] : []),
  `slack:${tenant}:${other}`,
];
