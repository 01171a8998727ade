/** A Teams activity as a request to the bot, or a reason why it is none. Pure: the same activity, the same result. */
import type { Act, Actor, Inbound, Request, ThreadKey } from "../../src/index.ts";
import { type Activity, isObject, isShared, messageTime } from "./activity.ts";
import { stripOwnMention } from "./mention.ts";
import { completeText, textOfHtml, tidySpaces } from "./plain-text.ts";
import { ACTION_VERB, type CardTap, isOnceOnly, readTap } from "./tap-data.ts";

export const TEAMS_PLATFORM = "teams";

export type ParsedActivity =
  /** `slot`: the message that was tapped. `files`: something was attached that the bot does not read. */
  | { kind: "request"; request: Request; slot: string | null; files: boolean }
  /** A tap that opens a form. */
  | {
      kind: "form";
      thread: ThreadKey;
      handle: string;
      act: Extract<Act, { do: "form" }>;
      actor: Actor;
      slot: string | null;
    }
  /** The bot is new here: it says how to begin, once in a conversation's lifetime. */
  | { kind: "welcome"; request: Request }
  /** Nothing for the bot, but the person deserves a reply. */
  | { kind: "reply"; say: "use-the-card" | "no-files" | "outdated" }
  /** An invoke to which Teams wants an empty response. */
  | { kind: "empty" }
  | { kind: "unsupported"; name: string }
  /** An invoke with a value that no card of ours can have sent. */
  | { kind: "malformed" }
  | { kind: "ignore"; reason: string };

/** The thread that an activity belongs to. Its conversation.id is kept whole: `;messageid=` distinguishes two threads. */
export function activityThread(activity: Activity): ThreadKey {
  const { id } = activity.conversation;
  return {
    platform: TEAMS_PLATFORM,
    tenant: activity.tenants[0] ?? "",
    channel: id.replace(/;messageid=.*$/s, ""),
    thread: id,
  };
}

/** The person behind an activity. Their id is the one that Teams gives them for this bot: it is always there. */
export function activityActor(activity: Activity): Actor {
  const { id = "", name } = activity.from ?? {};
  return actorOfAccount(activity, id, name);
}

const actorOfAccount = (activity: Activity, id: string, name?: string | null): Actor => ({
  id: `${TEAMS_PLATFORM}:${activity.tenants[0] ?? ""}:${id}`,
  ...(typeof name === "string" && { name }),
});

/** Other people mentioned in a message, in order. */
const otherPeopleIn = (activity: Activity): Actor[] =>
  activity.mentions.flatMap(({ id, name }) =>
    id === null || id === activity.recipient?.id ? [] : [actorOfAccount(activity, id, name)],
  );

/** The Teams id in an actor's id, for a mention. Null when the person is from another platform. */
export function accountOf(actor: Actor): string | null {
  const found = /^teams:[^:]*:(.+)$/s.exec(actor.id);
  return found?.[1] ?? null;
}

/** Reads what an activity asks for. */
export function parse(activity: Activity): ParsedActivity {
  if (activity.from !== null && activity.from.id === activity.recipient?.id)
    return { kind: "ignore", reason: "own activity" };
  switch (activity.type) {
    case "message":
      return parseMessage(activity);
    case "messageUpdate":
      return parseEdit(activity);
    case "messageDelete":
      return parseDeletion(activity);
    case "invoke":
      return parseInvoke(activity);
    case "conversationUpdate":
      return parseMembersAdded(activity);
    case "installationUpdate":
      return activity.action?.startsWith("add")
        ? welcomeRequest(activity)
        : { kind: "ignore", reason: "uninstalled" };
    default:
      return { kind: "ignore", reason: "activity of another type" };
  }
}

const deliveryKey = (activity: Activity, ...more: readonly string[]): string =>
  [TEAMS_PLATFORM, activity.tenants[0] ?? "", activity.conversation.id, activity.id ?? "", ...more].join("|");

/** The message that was answered or tapped, and the thread's first message. */
function answeredMessages({ replyToId, conversation }: Activity): string[] {
  const [, root] = /;messageid=(.+)$/s.exec(conversation.id) ?? [];
  return [...new Set([replyToId, root].filter((each): each is string => Boolean(each)))];
}

const parsedRequest = (
  activity: Activity,
  deliveries: readonly string[],
  inbound: Inbound,
  more: { slot?: string | null; files?: boolean } = {},
): ParsedActivity => ({
  kind: "request",
  request: { deliveries, thread: activityThread(activity), replyTo: answeredMessages(activity), inbound },
  slot: more.slot ?? null,
  files: more.files ?? false,
});

/** The words of a message, and whether they were meant for the bot: a mention, or a private chat. */
function messageText(activity: Activity): { words: string; addressed: boolean } {
  const html = activity.attachments.find(({ type }) => type === "text/html")?.content;
  const text = stripOwnMention(activity.text ?? "", activity.mentions, activity.recipient);
  const marked =
    typeof html === "string"
      ? stripOwnMention(textOfHtml(html), activity.mentions, activity.recipient)
      : null;
  return {
    words: tidySpaces(completeText(text.words, marked?.words ?? null)),
    addressed: activity.conversation.type === "personal" || text.mentioned,
  };
}

/** Teams mirrors each text as text/html; everything else that is attached is a file, an image or a card. */
const hasFiles = (activity: Activity): boolean =>
  activity.attachments.some(({ type }) => type !== "text/html");

function parseMessage(activity: Activity): ParsedActivity {
  const tapped =
    activity.value === undefined || activity.value === null ? null : submittedData(activity.value);
  if (tapped !== null) {
    const tap = readTap(tapped);
    if (tap !== null) return parseTapOnCard(activity, tap);
    if (activity.text === null) return { kind: "reply", say: isObject(tapped) ? "outdated" : "use-the-card" };
  }
  const { words, addressed } = messageText(activity);
  const files = hasFiles(activity);
  // Without text and without a value, a card's data was lost on its way; a bare mention asks for the bot.
  const lost = words === "" && activity.text === null && !files;
  if (lost && (addressed || activity.replyToId !== null)) return { kind: "reply", say: "use-the-card" };
  if (words === "" && !addressed) return { kind: "ignore", reason: "no words" };
  if (words === "" && files) return { kind: "reply", say: "no-files" };
  const mentions = otherPeopleIn(activity);
  const inbound: Inbound = {
    kind: "say",
    actor: activityActor(activity),
    words,
    addressed,
    ...(wasSaidBelow(activity) && { below: true as const }),
    ...sentTime(activity),
    ...(activity.id !== null && { message: activity.id }),
    ...(mentions.length > 0 && { mentions }),
  };
  return parsedRequest(activity, [deliveryKey(activity)], inbound, { files: files && addressed });
}

/** In a group chat, or below another message of a channel. */
const wasSaidBelow = ({ conversation, id }: Activity): boolean =>
  isShared(conversation) && !(id !== null && conversation.id.endsWith(`;messageid=${id}`));

/** When Teams received it. */
function sentTime({ timestamp }: Activity): { sentAt?: number } {
  const sentAt = Date.parse(timestamp ?? "");
  return Number.isNaN(sentAt) ? {} : { sentAt };
}

/** Some clients send the data of a Submit as a string. */
function submittedData(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function parseTapOnCard(activity: Activity, tap: CardTap): ParsedActivity {
  const { handle, act, slot, values } = tap;
  const actor = activityActor(activity);
  const own = deliveryKey(activity);
  if (act.do === "form") {
    if (handle === null) return { kind: "reply", say: "outdated" };
    if (values === null) return { kind: "form", thread: activityThread(activity), handle, act, actor, slot };
    return parsedRequest(activity, [own], { kind: "submit", actor, handle, act, values }, { slot });
  }
  const again = isOnceOnly(act)
    ? [
        [
          TEAMS_PLATFORM,
          "tap",
          activity.conversation.id,
          activity.replyToId ?? "",
          actor.id,
          handle ?? "",
          JSON.stringify(act),
        ].join("|"),
      ]
    : [];
  const postedAt = messageTime(activity.replyToId);
  const inbound: Inbound = {
    kind: "act",
    actor,
    handle: handle ?? "",
    act,
    ...sentTime(activity),
    ...(postedAt !== undefined && { postedAt }),
  };
  return parsedRequest(activity, [own, ...again], inbound, { slot });
}

function parseEdit(activity: Activity): ParsedActivity {
  if (activity.eventType !== "editMessage" && activity.eventType !== "undeleteMessage")
    return { kind: "ignore", reason: "update of another kind" };
  const inbound: Inbound = {
    kind: "edited",
    actor: activityActor(activity),
    words: messageText(activity).words,
    message: activity.id ?? "",
  };
  return parsedRequest(activity, changeKeys(activity, activity.eventType), inbound);
}

function parseDeletion(activity: Activity): ParsedActivity {
  if (activity.eventType !== null && activity.eventType !== "softDeleteMessage")
    return { kind: "ignore", reason: "deletion of another kind" };
  const inbound: Inbound = { kind: "deleted", actor: activityActor(activity), message: activity.id ?? "" };
  return parsedRequest(activity, changeKeys(activity, "softDeleteMessage"), inbound);
}

/** Each edit of a message comes under the message's own id, so its time identifies it. */
const changeKeys = (activity: Activity, event: string): string[] =>
  activity.timestamp === null ? [] : [deliveryKey(activity, event, activity.timestamp)];

function parseInvoke(activity: Activity): ParsedActivity {
  if (activity.name === "message/submitAction") return { kind: "empty" };
  if (activity.name !== "adaptiveCard/action") return { kind: "unsupported", name: activity.name ?? "" };
  const action = isObject(activity.value) ? activity.value.action : null;
  if (!isObject(action) || action.type !== "Action.Execute") return { kind: "malformed" };
  const tap = action.verb === ACTION_VERB ? readTap(submittedData(action.data)) : null;
  return tap === null ? { kind: "reply", say: "outdated" } : parseTapOnCard(activity, tap);
}

function parseMembersAdded(activity: Activity): ParsedActivity {
  const bot = activity.recipient?.id;
  const botCame = activity.added.some(({ id }) => id === bot);
  const personCame = activity.added.some(({ id }) => id !== bot);
  // In a shared conversation people come and go; only the bot's own arrival is news about the bot.
  if (botCame || (personCame && activity.conversation.type === "personal")) return welcomeRequest(activity);
  return { kind: "ignore", reason: "members of the conversation" };
}

/** The bot introduces itself as if greeted. Its delivery key is the conversation, so it is posted once, whatever is redelivered. */
function welcomeRequest(activity: Activity): ParsedActivity {
  const thread = activityThread(activity);
  return {
    kind: "welcome",
    request: {
      deliveries: [[TEAMS_PLATFORM, thread.tenant, thread.channel, "welcome"].join("|")],
      thread,
      inbound: { kind: "say", actor: activityActor(activity), words: "hello", addressed: true },
    },
  };
}
