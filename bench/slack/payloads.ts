/** Requests as Slack sends and signs them, from nobody. */
import { createHmac } from "node:crypto";
import { sender } from "../../tests/adapters/slack/payloads.ts";

export const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
export const BOT_TOKEN = "xoxb-0000-bench";
export const CHANNEL = "C1";

/** A request that is ready to be sent. */
export interface Signed {
  body: string;
  headers: Readonly<Record<string, string>>;
}

let count = 0;
const next = (): number => {
  count += 1;
  return count;
};

function signed(body: string, type: string): Signed {
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${time}:${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": type,
      "x-slack-request-timestamp": String(time),
      "x-slack-signature": `v0=${signature}`,
    },
  };
}

/** The bot is called in a channel: a message of its own, which a thread then hangs on. */
export function mention(thread: string): Signed {
  const event = {
    type: "app_mention",
    channel: CHANNEL,
    user: "U1",
    text: "<@UBOT> triage",
    ts: thread,
    event_ts: thread,
    team: "T1",
  };
  const bot = {
    enterprise_id: null,
    team_id: "T1",
    user_id: "UBOT",
    is_bot: true,
    is_enterprise_install: false,
  };
  return signed(
    JSON.stringify({
      token: "unused",
      team_id: "T1",
      api_app_id: "A1",
      type: "event_callback",
      event_id: `Ev${next()}`,
      event_time: Math.floor(Number(thread)),
      authorizations: [bot],
      event,
    }),
    "application/json",
  );
}

/** A button as it was posted, and the message that it stands in. */
export interface Button {
  block: string;
  element: Readonly<Record<string, unknown>>;
  message: string;
}

/** A tap on a button of a message in a thread. */
export function tap(thread: string, { block, element, message }: Button): Signed {
  const at = `${1_763_000_000 + next()}.5`;
  const payload = {
    type: "block_actions",
    ...sender(),
    container: {
      type: "message",
      message_ts: message,
      channel_id: CHANNEL,
      thread_ts: thread,
      is_ephemeral: false,
    },
    channel: { id: CHANNEL, name: "ward" },
    message: { type: "message", user: "UBOT", bot_id: "BBOT", ts: message, thread_ts: thread, text: "" },
    response_url: "http://127.0.0.1:9/unused",
    actions: [{ block_id: block, action_ts: at, ...element }],
  };
  return signed(
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    "application/x-www-form-urlencoded",
  );
}
