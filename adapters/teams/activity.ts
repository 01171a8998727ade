/** What this bot reads of a Teams activity: our own small type, checked by shape before anything looks at it. */

export interface Account {
  id: string;
  name?: string;
}

export interface Mention {
  /** Null when Teams does not say who is meant. */
  id: string | null;
  name: string | null;
  /** The mention as it stands in the text; missing for names with an ampersand, for one. */
  text: string | null;
}

export interface Activity {
  type: string;
  id: string | null;
  timestamp: string | null;
  name: string | null;
  text: string | null;
  value: unknown;
  serviceUrl: string;
  from: Account | null;
  recipient: Account | null;
  conversation: { id: string; type: "personal" | "groupChat" | "channel" };
  /** Every tenant that the activity names: more than one is never right. */
  tenants: readonly string[];
  eventType: string | null;
  /** Of an installation: "add", "remove" and their "-upgrade" forms. */
  action: string | null;
  mentions: readonly Mention[];
  attachments: readonly { type: string; content: unknown }[];
  added: readonly Account[];
  replyToId: string | null;
}

type Json = Readonly<Record<string, unknown>>;

/** A JSON object, not an array. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

function account(value: unknown): Account | null {
  if (!isObject(value)) return null;
  const id = text(value.id);
  const name = text(value.name);
  return id === null ? null : { id, ...(name !== null && { name }) };
}

/** Whether other people are there too: then Teams passes on only the messages that mention the bot. */
export const isShared = ({ type }: Pick<Activity["conversation"], "type">): boolean => type !== "personal";

/** What Teams calls a conversation, or what its id tells when nothing says so. */
export function typeOfConversation(conversation: Json, id: string): Activity["conversation"]["type"] {
  const type = conversation.conversationType;
  if (type === "personal" || type === "groupChat" || type === "channel") return type;
  if (/@thread\.(tacv2|skype)/.test(id)) return "channel";
  if (/@thread\.v2/.test(id)) return "groupChat";
  return conversation.isGroup === true ? "groupChat" : "personal";
}

/** Reads an activity, or says in a few words of ours what is wrong with its shape. */
export function readActivity(body: unknown): Activity | { fault: string } {
  if (!isObject(body)) return { fault: "the body is not an activity" };
  const type = text(body.type);
  if (type === null) return { fault: "the activity has no type" };
  if (body.channelId !== "msteams") return { fault: "the activity is not from Teams" };
  const serviceUrl = text(body.serviceUrl);
  if (serviceUrl === null || !URL.canParse(serviceUrl))
    return { fault: "the activity has no service address" };
  const conversation = isObject(body.conversation) ? body.conversation : {};
  const conversationId = text(conversation.id);
  if (conversationId === null) return { fault: "the activity has no conversation" };
  const from = account(body.from);
  const id = text(body.id);
  const byPerson =
    type === "message" || type === "invoke" || type === "messageUpdate" || type === "messageDelete";
  if (byPerson && (from === null || id === null)) return { fault: "the activity says not who or what" };
  const channelData = isObject(body.channelData) ? body.channelData : {};
  const tenant = isObject(channelData.tenant) ? channelData.tenant : {};
  return {
    type,
    id,
    timestamp: text(body.timestamp),
    name: text(body.name),
    text: text(body.text),
    value: body.value,
    serviceUrl,
    from,
    recipient: account(body.recipient),
    conversation: { id: conversationId, type: typeOfConversation(conversation, conversationId) },
    tenants: [
      ...new Set(
        [text(conversation.tenantId), text(tenant.id)].filter((each): each is string => each !== null),
      ),
    ],
    eventType: text(channelData.eventType),
    action: text(body.action),
    mentions: objects(body.entities)
      .filter((entity) => entity.type === "mention")
      .map((entity) => {
        const who = isObject(entity.mentioned) ? entity.mentioned : {};
        return { id: text(who.id), name: text(who.name), text: text(entity.text) };
      }),
    attachments: objects(body.attachments).map((each) => ({
      type: text(each.contentType)?.toLowerCase() ?? "",
      content: each.content,
    })),
    added: objects(body.membersAdded).flatMap((each) => account(each) ?? []),
    replyToId: text(body.replyToId),
  };
}
