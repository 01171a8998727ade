/** Parses taps, submitted forms and message shortcuts as requests. */
import { z } from "zod";
import type { Actor, FormValues, Request, ThreadKey } from "../../src/index.ts";
import {
  type CaseRef,
  decodeAct,
  decodeBlockId,
  decodeFormMetadata,
  type FormButtonAct,
  PICTURE_ACTION,
  SOURCES_ACTION,
} from "./action-codec.ts";
import { decodeSlackText } from "./decode.ts";
import { slackActor, slackTime, threadOfMessage } from "./slack-ids.ts";

/** Where a button was tapped, as far as Slack says so: enough to reply to the person. */
interface TapSource {
  tenant: string;
  user: string;
  actor: Actor;
  /** The channel and the thread on screen; null on the Home tab. */
  seen: ThreadKey | null;
  /** The channel in which the button was tapped: not its case's own, for a copy in a private chat. */
  channel: string | null;
}

export type ButtonTap =
  | (TapSource & { kind: "act"; request: Request })
  | (TapSource & { kind: "form"; place: CaseRef; act: FormButtonAct; trigger: string })
  /** The sources of a case, or its picture: this does nothing to the case. */
  | (TapSource & { kind: "show"; what: "sources" | "picture"; place: CaseRef; trigger: string })
  /** The start button of the Home tab. */
  | (TapSource & { kind: "start"; deliveries: readonly string[] })
  /** A button of an older version, or nobody's: all we can do is say so. */
  | (TapSource & { kind: "unreadable" })
  /** A link button: Slack opens the link, and tells us too. */
  | { kind: "ignored"; reason: string };

const teamSchema = z.looseObject({ id: z.string().nullish() }).nullish().catch(null);
const nameFields = {
  username: z.string().nullish(),
  name: z.string().nullish(),
  team_id: z.string().nullish(),
};

const senderSchema = z.looseObject({
  user: z.looseObject({ id: z.string().min(1), ...nameFields }),
  team: teamSchema,
  enterprise: teamSchema,
  is_enterprise_install: z.unknown(),
  trigger_id: z.string().catch(""),
});
type InteractionSender = z.infer<typeof senderSchema>;

const messageSchema = z.looseObject({
  ts: z.string().nullish(),
  thread_ts: z.string().nullish(),
  text: z.string().catch(""),
});

const blockActionsSchema = senderSchema.extend({
  actions: z
    .array(
      z.looseObject({
        action_id: z.string().catch(""),
        block_id: z.string().nullish(),
        value: z.string().nullish(),
        url: z.string().nullish(),
        action_ts: z.string().nullish(),
        selected_option: z.looseObject({ value: z.string() }).nullish().catch(null),
      }),
    )
    .min(1),
  channel: z.looseObject({ id: z.string() }).nullish().catch(null),
  container: z
    .looseObject({
      channel_id: z.string().nullish(),
      message_ts: z.string().nullish(),
      thread_ts: z.string().nullish(),
    })
    .nullish()
    .catch(null),
  message: messageSchema.nullish().catch(null),
});

const submissionSchema = senderSchema.extend({
  view: z.looseObject({
    id: z.string(),
    private_metadata: z.string().catch(""),
    app_installed_team_id: z.string().nullish(),
    state: z.looseObject({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.looseObject({
            value: z.string().nullish(),
            selected_option: z.looseObject({ value: z.string() }).nullish(),
          }),
        ),
      ),
    }),
  }),
});

const shortcutSchema = senderSchema.extend({
  channel: z.looseObject({ id: z.string().min(1) }),
  message: messageSchema.extend({ ts: z.string().min(1) }),
});

/** The start button of the Home tab, which belongs to no thread. */
export const HOME_START = "home:start";

const DETAIL_BUTTONS: ReadonlyMap<string, "sources" | "picture"> = new Map([
  [SOURCES_ACTION, "sources"],
  [PICTURE_ACTION, "picture"],
]);

/** What a tap means; null when the payload is not a tap. */
export function readAction(payload: unknown): ButtonTap | null {
  const read = blockActionsSchema.safeParse(payload);
  if (!read.success) return null;
  const body = read.data;
  const [action] = body.actions;
  const own = tenantOfInteraction(body);
  if (!action || !own) return null;
  if (action.url) return { kind: "ignored", reason: "a link button" };
  // the block says where the button belongs; Slack's own fields can be another organisation's view
  const place = decodeBlockId(action.block_id);
  const tenant = place?.thread.tenant ?? own;
  const seen = seenThreadOf(body, tenant);
  const channel = body.channel?.id ?? body.container?.channel_id ?? null;
  const from = { tenant, ...senderOf(body, tenant), seen: place?.thread ?? seen, channel };
  const deliveries = deliveryKeysOf(body, tenant, action.action_ts);
  if (action.action_id === HOME_START) return { kind: "start", deliveries, ...from };
  const what = DETAIL_BUTTONS.get(action.action_id);
  if (place && what) return { kind: "show", what, place, trigger: body.trigger_id, ...from };
  const act = decodeAct(action.selected_option?.value ?? action.value);
  if (!place || !act) return { kind: "unreadable", ...from };
  if (act.do === "form") return { kind: "form", place, act, trigger: body.trigger_id, ...from };
  const sentAt = slackTime(action.action_ts);
  const postedAt = slackTime(body.message?.ts ?? body.container?.message_ts);
  return {
    kind: "act",
    ...from,
    request: {
      deliveries,
      thread: place.thread,
      ...(actedElsewhere(place.thread, channel) && { elsewhere: true }),
      ...(body.container?.message_ts && { replyTo: [body.container.message_ts] }),
      inbound: {
        kind: "act",
        actor: from.actor,
        handle: place.handle,
        act,
        ...(sentAt !== undefined && { sentAt }),
        ...(postedAt !== undefined && { postedAt }),
      },
    },
  };
}

/**
 * Whether somebody acted on a copy in their private chat: its buttons name the case's thread, or the person where the copy
 * knew of none. `channel` is where the button was tapped, where Slack says so.
 */
const actedElsewhere = (thread: ThreadKey, channel: string | null): boolean =>
  /^[UW]/.test(thread.channel) || (channel !== null && channel !== thread.channel);

/** A submitted form, and the field at which an error can be shown. */
export interface FormSubmission {
  request: Request;
  user: string;
  viewId: string;
  firstField: string | null;
}

/** A submitted form; null when it is not one of ours. An empty field was left alone. */
export function readSubmission(payload: unknown): FormSubmission | null {
  const read = submissionSchema.safeParse(payload);
  if (!read.success) return null;
  const { view } = read.data;
  const place = decodeFormMetadata(view.private_metadata);
  if (!place) return null;
  const values: Record<string, string> = {};
  for (const [field, inputs] of Object.entries(view.state.values)) {
    const [input] = Object.values(inputs);
    const given = input?.selected_option?.value ?? input?.value?.trim();
    if (given) values[field] = given;
  }
  const who = senderOf(read.data, place.thread.tenant);
  return {
    user: who.user,
    viewId: view.id,
    firstField: Object.keys(view.state.values)[0] ?? null,
    request: {
      deliveries: deliveryKeysOf(read.data, place.thread.tenant, null),
      thread: place.thread,
      ...(actedElsewhere(place.thread, null) && { elsewhere: true }),
      inbound: {
        kind: "submit",
        actor: who.actor,
        handle: place.handle,
        act: place.act,
        values: values satisfies FormValues,
      },
    },
  };
}

/** "Triage this message", as a start in the thread of that message. */
export interface MessageShortcut {
  request: Request;
  user: string;
}

/** The message shortcut; null when the payload is not one. */
export function readShortcut(payload: unknown, botUserId: string): MessageShortcut | null {
  const read = shortcutSchema.safeParse(payload);
  if (!read.success) return null;
  const body = read.data;
  const tenant = tenantOfInteraction(body);
  if (!tenant) return null;
  const { user, actor } = senderOf(body, tenant);
  return {
    user,
    request: {
      deliveries: deliveryKeysOf(body, tenant, null),
      thread: threadOfMessage(tenant, body.channel.id, body.message.thread_ts ?? body.message.ts),
      inbound: {
        kind: "start",
        actor,
        words: decodeSlackText(body.message.text, botUserId),
        message: body.message.ts,
      },
    },
  };
}

/** An install for a whole organisation has no team; the person's own team is the last resort. */
function tenantOfInteraction(body: InteractionSender): string | null {
  const org = body.enterprise?.id ?? null;
  const workspace = body.team?.id ?? null;
  if (body.is_enterprise_install === true && org) return org;
  return workspace ?? org ?? body.user.team_id ?? null;
}

function senderOf(body: InteractionSender, tenant: string): { user: string; actor: Actor } {
  const { id, username, name, team_id: team } = body.user;
  return { user: id, actor: slackActor(tenant, id, { name: name ?? username, team }) };
}

function seenThreadOf(body: z.infer<typeof blockActionsSchema>, tenant: string): ThreadKey | null {
  const channel = body.channel?.id ?? body.container?.channel_id;
  const thread =
    body.message?.thread_ts ?? body.container?.thread_ts ?? body.message?.ts ?? body.container?.message_ts;
  return channel && thread ? threadOfMessage(tenant, channel, thread) : null;
}

/** Slack delivers a tap once, but somebody else can replay a signed request: its trigger identifies it. */
const deliveryKeysOf = (
  body: InteractionSender,
  tenant: string,
  time: string | null | undefined,
): string[] =>
  body.trigger_id
    ? [`slack:${tenant}:trigger:${body.trigger_id}`]
    : time
      ? [`slack:${tenant}:tap:${body.user.id}:${time}`]
      : [];
