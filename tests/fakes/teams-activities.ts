/** What Teams sends: a bot, a tenant, its conversations, and activities in them. */

export type Json = Record<string, unknown>;

export const APP = "11111111-2222-4333-8444-555555555555";
export const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
export const OTHER_TENANT = "bbbbbbbb-0000-4000-8000-000000000002";
export const SERVICE = `https://smba.trafficmanager.net/amer/${TENANT}/`;
export const BOT = { id: `28:${APP}`, name: "Triage Bot" };

/** The words of a message: its text, or what its card says where cards cannot be shown. */
export function textOf(body: Json): string {
  if (typeof body.text === "string") return body.text;
  const [attachment] = (body.attachments ?? []) as { content: { fallbackText: string } }[];
  return attachment?.content.fallbackText ?? "";
}

let count = 0;

/** The base activity of the fault table: a mention in a channel thread. */
export function activity(changes: Json = {}): Json {
  count += 1;
  return {
    type: "message",
    id: `1700000000${String(count).padStart(3, "0")}`,
    channelId: "msteams",
    serviceUrl: SERVICE,
    // each is long after whatever was posted before it
    timestamp: new Date(Date.parse("2026-11-25T10:00:00Z") + count * 3_600_000).toISOString(),
    from: { id: "29:u1", aadObjectId: "a1", name: "Alex" },
    recipient: BOT,
    text: "<at>Triage Bot</at> triage",
    entities: [{ type: "mention", mentioned: BOT, text: "<at>Triage Bot</at>" }],
    locale: "en-GB",
    conversation: {
      id: "19:c@thread.tacv2;messageid=1700000000001",
      conversationType: "channel",
      isGroup: true,
      tenantId: TENANT,
    },
    channelData: {
      tenant: { id: TENANT },
      teamsChannelId: "19:c@thread.tacv2",
      teamsTeamId: "19:t@thread.tacv2",
    },
    ...changes,
  };
}

export const personal = { id: "a:personal-1", conversationType: "personal", tenantId: TENANT };
export const group = { id: "19:g@thread.v2", conversationType: "groupChat", isGroup: true, tenantId: TENANT };

/** A tap on a card: an Execute invoke with the data that the card carried. */
export function execute(data: unknown, changes: Json = {}): Json {
  return activity({
    type: "invoke",
    name: "adaptiveCard/action",
    text: undefined,
    entities: undefined,
    replyToId: "sent-1",
    value: { action: { type: "Action.Execute", verb: "act", data }, trigger: "manual" },
    ...changes,
  });
}
