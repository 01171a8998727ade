/** Taps, filled forms and message shortcuts as what people did. */
import { z } from "zod";
import type { Actor, FormValues, Request, ThreadKey } from "../../src/index.ts";
import { decode } from "./decode.ts";
import { actorOf, threadAt } from "./place.ts";
import { type FormAct, PICTURE, type Place, readAct, readBlockId, readMetadata, SOURCES } from "./ticket.ts";

/** Where a button was tapped, as far as Slack says so: enough to answer the person. */
interface From {
  tenant: string;
  user: string;
  actor: Actor;
  /** The channel and the thread that were looked at; null on the Home tab. */
  seen: ThreadKey | null;
  /** The channel in which the button was tapped: not its case's own, for a copy in a private chat. */
  channel: string | null;
}

export type Tapped =
  | (From & { kind: "act"; request: Request })
  | (From & { kind: "form"; place: Place; act: FormAct; trigger: string })
  /** What a case rests on, or how it looks: nothing is done to it. */
  | (From & { kind: "show"; what: "sources" | "picture"; place: Place; trigger: string })
  /** The start button of the Home tab. */
  | (From & { kind: "start"; deliveries: readonly string[] })
  /** A button of an older version, or of nobody: there is nothing to do but to say so. */
  | (From & { kind: "unreadable" })
  /** A link button: Slack opens the link, and tells us too. */
  | { kind: "ignored"; reason: string };

const team = z.looseObject({ id: z.string().nullish() }).nullish().catch(null);
const names = { username: z.string().nullish(), name: z.string().nullish(), team_id: z.string().nullish() };

const sender = z.looseObject({
  user: z.looseObject({ id: z.string().min(1), ...names }),
  team,
  enterprise: team,
  is_enterprise_install: z.unknown(),
  trigger_id: z.string().catch(""),
});
type Sender = z.infer<typeof sender>;

const message = z.looseObject({
  ts: z.string().nullish(),
  thread_ts: z.string().nullish(),
  text: z.string().catch(""),
});

const tap = sender.extend({
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
  message: message.nullish().catch(null),
});

const submission = sender.extend({
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

const shortcut = sender.extend({
  channel: z.looseObject({ id: z.string().min(1) }),
  message: message.extend({ ts: z.string().min(1) }),
});

/** The start button of the Home tab, which belongs to no thread. */
export const HOME_START = "home:start";

const SHOWN: ReadonlyMap<string, "sources" | "picture"> = new Map([
  [SOURCES, "sources"],
  [PICTURE, "picture"],
]);

/** What a tap means; null when the payload is none. */
export function readAction(payload: unknown): Tapped | null {
  const read = tap.safeParse(payload);
  if (!read.success) return null;
  const body = read.data;
  const [action] = body.actions;
  const own = tenantOf(body);
  if (!action || !own) return null;
  if (action.url) return { kind: "ignored", reason: "a link button" };
  // the block says where the button belongs; what Slack says of the tap can be another organisation's view
  const place = readBlockId(action.block_id);
  const tenant = place?.thread.tenant ?? own;
  const seen = seenIn(body, tenant);
  const channel = body.channel?.id ?? body.container?.channel_id ?? null;
  const from = { tenant, ...whoOf(body, tenant), seen: place?.thread ?? seen, channel };
  const deliveries = deliveriesOf(body, tenant, action.action_ts);
  if (action.action_id === HOME_START) return { kind: "start", deliveries, ...from };
  const what = SHOWN.get(action.action_id);
  if (place && what) return { kind: "show", what, place, trigger: body.trigger_id, ...from };
  const act = readAct(action.selected_option?.value ?? action.value);
  if (!place || !act) return { kind: "unreadable", ...from };
  if (act.do === "form") return { kind: "form", place, act, trigger: body.trigger_id, ...from };
  return {
    kind: "act",
    ...from,
    request: {
      deliveries,
      thread: place.thread,
      inbound: { kind: "act", actor: from.actor, handle: place.handle, act },
    },
  };
}

/** A filled form, and the field beside which a fault can be shown. */
export interface Submitted {
  request: Request;
  user: string;
  viewId: string;
  firstField: string | null;
}

/** A filled form; null when it is not one of ours. An empty field was left alone. */
export function readSubmission(payload: unknown): Submitted | null {
  const read = submission.safeParse(payload);
  if (!read.success) return null;
  const { view } = read.data;
  const place = readMetadata(view.private_metadata);
  if (!place) return null;
  const values: Record<string, string> = {};
  for (const [field, inputs] of Object.entries(view.state.values)) {
    const [input] = Object.values(inputs);
    const given = input?.selected_option?.value ?? input?.value?.trim();
    if (given) values[field] = given;
  }
  const who = whoOf(read.data, place.thread.tenant);
  return {
    user: who.user,
    viewId: view.id,
    firstField: Object.keys(view.state.values)[0] ?? null,
    request: {
      deliveries: deliveriesOf(read.data, place.thread.tenant, null),
      thread: place.thread,
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
export interface Shortcut {
  request: Request;
  user: string;
}

/** The message shortcut; null when the payload is none. */
export function readShortcut(payload: unknown, botUserId: string): Shortcut | null {
  const read = shortcut.safeParse(payload);
  if (!read.success) return null;
  const body = read.data;
  const tenant = tenantOf(body);
  if (!tenant) return null;
  const { user, actor } = whoOf(body, tenant);
  return {
    user,
    request: {
      deliveries: deliveriesOf(body, tenant, null),
      thread: threadAt(tenant, body.channel.id, body.message.thread_ts ?? body.message.ts),
      inbound: {
        kind: "start",
        actor,
        words: decode(body.message.text, botUserId),
        message: body.message.ts,
      },
    },
  };
}

/** An install for a whole organisation has no team; the person's own team is the last resort. */
function tenantOf(body: Sender): string | null {
  const org = body.enterprise?.id ?? null;
  const workspace = body.team?.id ?? null;
  if (body.is_enterprise_install === true && org) return org;
  return workspace ?? org ?? body.user.team_id ?? null;
}

function whoOf(body: Sender, tenant: string): { user: string; actor: Actor } {
  const { id, username, name } = body.user;
  return { user: id, actor: actorOf(tenant, id, name ?? username) };
}

function seenIn(body: z.infer<typeof tap>, tenant: string): ThreadKey | null {
  const channel = body.channel?.id ?? body.container?.channel_id;
  const thread =
    body.message?.thread_ts ?? body.container?.thread_ts ?? body.message?.ts ?? body.container?.message_ts;
  return channel && thread ? threadAt(tenant, channel, thread) : null;
}

/** Slack delivers a tap once, but a signed request can be sent again by somebody else: its trigger names it. */
const deliveriesOf = (body: Sender, tenant: string, time: string | null | undefined): string[] =>
  body.trigger_id
    ? [`slack:${tenant}:trigger:${body.trigger_id}`]
    : time
      ? [`slack:${tenant}:tap:${body.user.id}:${time}`]
      : [];
