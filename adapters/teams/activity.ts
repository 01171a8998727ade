/** What this bot reads of a Teams activity: our own small type, checked by shape before anything looks at it. */

export interface TeamsAccount {
  id: string;
  name?: string;
}

export interface ActivityMention {
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
  from: TeamsAccount | null;
  recipient: TeamsAccount | null;
  conversation: { id: string; type: "personal" | "groupChat" | "channel" };
  /** Every tenant that the activity names: more than one is never right. */
  tenants: readonly string[];
  eventType: string | null;
  /** Of an installation: "add", "remove" and their "-upgrade" forms. */
  action: string | null;
  mentions: readonly ActivityMention[];
  attachments: readonly { type: string; content: unknown }[];
  added: readonly TeamsAccount[];
  replyToId: string | null;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON object, not an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const stringOrNull = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;
const objectsIn = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

function accountFrom(value: unknown): TeamsAccount | null {
  if (!isObject(value)) return null;
  const id = stringOrNull(value.id);
  const name = stringOrNull(value.name);
  return id === null ? null : { id, ...(name !== null && { name }) };
}

/** Whether other people are there too: then Teams passes on only the messages that mention the bot. */
export const isShared = ({ type }: Pick<Activity["conversation"], "type">): boolean => type !== "personal";

/** What Teams calls a conversation, or what its id tells when nothing says so. */
export function typeOfConversation(conversation: JsonObject, id: string): Activity["conversation"]["type"] {
  const type = conversation.conversationType;
  if (type === "personal" || type === "groupChat" || type === "channel") return type;
  if (/@thread\.(tacv2|skype)/.test(id)) return "channel";
  if (/@thread\.v2/.test(id)) return "groupChat";
  return conversation.isGroup === true ? "groupChat" : "personal";
}

/** Reads an activity, or says in a few words of ours what is wrong with its shape. */
export function readActivity(body: unknown): Activity | { fault: string } {
  if (!isObject(body)) return { fault: "the body is not an activity" };
  const type = stringOrNull(body.type);
  if (type === null) return { fault: "the activity has no type" };
  if (body.channelId !== "msteams") return { fault: "the activity is not from Teams" };
  const serviceUrl = stringOrNull(body.serviceUrl);
  if (serviceUrl === null || !URL.canParse(serviceUrl))
    return { fault: "the activity has no service address" };
  const conversation = isObject(body.conversation) ? body.conversation : {};
  const conversationId = stringOrNull(conversation.id);
  if (conversationId === null) return { fault: "the activity has no conversation" };
  const from = accountFrom(body.from);
  const id = stringOrNull(body.id);
  const byPerson =
    type === "message" || type === "invoke" || type === "messageUpdate" || type === "messageDelete";
  if (byPerson && (from === null || id === null)) return { fault: "the activity has no sender or no id" };
  const channelData = isObject(body.channelData) ? body.channelData : {};
  const tenant = isObject(channelData.tenant) ? channelData.tenant : {};
  return {
    type,
    id,
    timestamp: stringOrNull(body.timestamp),
    name: stringOrNull(body.name),
    text: stringOrNull(body.text),
    value: body.value,
    serviceUrl,
    from,
    recipient: accountFrom(body.recipient),
    conversation: { id: conversationId, type: typeOfConversation(conversation, conversationId) },
    tenants: [
      ...new Set(
        [stringOrNull(conversation.tenantId), stringOrNull(tenant.id)].filter(
          (each): each is string => each !== null,
        ),
      ),
    ],
    eventType: stringOrNull(channelData.eventType),
    action: stringOrNull(body.action),
    mentions: objectsIn(body.entities)
      .filter((entity) => entity.type === "mention")
      .map((entity) => {
        const who = isObject(entity.mentioned) ? entity.mentioned : {};
        return { id: stringOrNull(who.id), name: stringOrNull(who.name), text: stringOrNull(entity.text) };
      }),
    attachments: objectsIn(body.attachments).map((each) => ({
      type: stringOrNull(each.contentType)?.toLowerCase() ?? "",
      content: each.content,
    })),
    added: objectsIn(body.membersAdded).flatMap((each) => accountFrom(each) ?? []),
    replyToId: stringOrNull(body.replyToId),
  };
}

/** When a message was posted, where its id says so, as it does in real Teams; milliseconds since the epoch. */
export const messageTime = (id: string | null | undefined): number | undefined =>
  /^1\d{12}$/.test(id ?? "") ? Number(id) : undefined;
