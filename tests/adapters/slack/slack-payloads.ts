/** Payloads as Slack sends them, with ids that mean nobody. */

let count = 0;
const next = (): number => {
  count += 1;
  return count;
};

export interface Message {
  channel?: string;
  channel_type?: string;
  /** undefined takes away the author. */
  user?: string | undefined;
  text?: string;
  ts?: string;
  thread_ts?: string;
  [key: string]: unknown;
}

/** Long after whatever the bot has posted. */
const LATER = 1_765_000_000;

export const ts = (): string => `${LATER + next()}.000200`;

/** The envelope of the Events API around an event. */
export const event = (inner: Record<string, unknown>, outer: Record<string, unknown> = {}) => ({
  token: "unused",
  team_id: "T1",
  api_app_id: "A1",
  type: "event_callback",
  event_id: `Ev${next()}`,
  event_time: 1_763_000_000,
  authorizations: [
    { enterprise_id: null, team_id: "T1", user_id: "UBOT", is_bot: true, is_enterprise_install: false },
  ],
  event: inner,
  ...outer,
});

const post = (message: Message) => {
  const at = message.ts ?? ts();
  return { channel: "C1", user: "U1", text: "", event_ts: at, ...message, ts: at };
};

export const mention = (message: Message = {}) => ({
  type: "app_mention",
  ...post({ text: "<@UBOT> ESI yesterday, legs swollen", ...message }),
});

export const command = (text: string, more: Record<string, string> = {}) => ({
  token: "unused",
  team_id: "T1",
  team_domain: "example",
  channel_id: "C1",
  channel_name: "ward",
  user_id: "U1",
  user_name: "u1",
  command: "/triage",
  text,
  api_app_id: "A1",
  is_enterprise_install: "false",
  response_url: "https://hooks.slack.com/commands/T1/1/x",
  trigger_id: `trigger.${next()}`,
  ...more,
});

/** Who acted, and where, as interactions say it. */
export const sender = () => ({
  user: { id: "U1", username: "u1", name: "u1", team_id: "T1" },
  team: { id: "T1", domain: "example" },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: "A1",
  token: "unused",
  trigger_id: `trigger.${next()}`,
});

/** A tap on an element that was rendered, in the block that it stood in. */
export const tap = (
  element: Record<string, unknown>,
  blockId: string,
  more: Record<string, unknown> = {},
) => ({
  type: "block_actions",
  ...sender(),
  container: { type: "message", message_ts: "1763000000.000900", channel_id: "C1", is_ephemeral: false },
  channel: { id: "C1", name: "ward" },
  message: { ts: "1763000000.000900", thread_ts: "1763000000.000100", text: "" },
  response_url: "https://hooks.slack.com/actions/T1/1/x",
  actions: [{ block_id: blockId, action_ts: `${LATER + next()}.5`, ...element }],
  ...more,
});

/** A message, as Slack tells it to who listens to the channel. */
export const said = (message: Message = {}) => ({
  type: "message",
  channel_type: "channel",
  ...post(message),
});

/** A message in a private chat with the bot. */
export const direct = (message: Message = {}) => said({ channel: "D1", channel_type: "im", ...message });

/** An earlier message in other words. */
export const edited = (before: Message, text: string, more: Record<string, unknown> = {}) => ({
  type: "message",
  subtype: "message_changed",
  channel: "C1",
  channel_type: "channel",
  event_ts: ts(),
  ts: ts(),
  previous_message: { type: "message", user: "U1", ...before },
  message: { type: "message", user: "U1", ...before, text, edited: { user: "U1", ts: ts() }, ...more },
});

/** An earlier message that is no more. */
export const deleted = (before: Message, more: Record<string, unknown> = {}) => ({
  type: "message",
  subtype: "message_deleted",
  channel: "C1",
  channel_type: "channel",
  event_ts: ts(),
  ts: ts(),
  deleted_ts: before.ts,
  previous_message: { type: "message", user: "U1", ...before },
  ...more,
});

/** "Triage this message", on a message. */
export const shortcut = (message: Message, more: Record<string, unknown> = {}) => ({
  type: "message_action",
  callback_id: "triage_from_message",
  ...sender(),
  channel: { id: "C1", name: "ward" },
  message: { type: "message", user: "U2", ...message },
  message_ts: message.ts,
  response_url: "https://hooks.slack.com/app/T1/1/x",
  ...more,
});

/** A form that was filled: what was typed or chosen, by field. */
export const submission = (
  view: Record<string, unknown>,
  values: Record<string, string>,
  more: Record<string, unknown> = {},
) => ({
  type: "view_submission",
  ...sender(),
  view: {
    id: "V1",
    type: "modal",
    callback_id: view.callback_id,
    private_metadata: view.private_metadata,
    app_installed_team_id: "T1",
    state: {
      values: Object.fromEntries(
        Object.entries(values).map(([field, value]) => [field, { value: inputOf(view, field, value) }]),
      ),
    },
  },
  ...more,
});

function inputOf(view: Record<string, unknown>, field: string, value: string): Record<string, unknown> {
  const block = (view.blocks as { block_id?: string; element?: Record<string, unknown> }[]).find(
    (each) => each.block_id === field,
  );
  if (!block) throw new Error(`the form has no field ${field}`);
  const type = block.element?.type;
  return type === "static_select" ? { type, selected_option: { value } } : { type, value };
}

export const homeOpened = (user = "U1") => ({
  type: "app_home_opened",
  user,
  channel: "D1",
  tab: "home",
  event_ts: ts(),
});
