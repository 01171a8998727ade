/** Requests as Slack sends and signs them, from nobody. */
import { createHmac } from "node:crypto";
import { sender } from "../../tests/adapters/slack/slack-payloads.ts";

export const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
export const BOT_TOKEN = "xoxb-0000-bench";
export const BENCH_CHANNEL = "C1";

/** A request that is ready to be sent. */
export interface SignedRequest {
  body: string;
  headers: Readonly<Record<string, string>>;
}

let payloadCount = 0;
const nextCount = (): number => {
  payloadCount += 1;
  return payloadCount;
};

function signRequest(body: string, type: string): SignedRequest {
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

/** The bot is mentioned in a channel: a message that becomes the thread's first. */
export function mentionPayload(thread: string): SignedRequest {
  const event = {
    type: "app_mention",
    channel: BENCH_CHANNEL,
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
  return signRequest(
    JSON.stringify({
      token: "unused",
      team_id: "T1",
      api_app_id: "A1",
      type: "event_callback",
      event_id: `Ev${nextCount()}`,
      event_time: Math.floor(Number(thread)),
      authorizations: [bot],
      event,
    }),
    "application/json",
  );
}

/** A button as it was posted, and its message. */
export interface PostedButton {
  block: string;
  element: Readonly<Record<string, unknown>>;
  message: string;
}

/** A tap on a button of a message in a thread. */
export function tapPayload(thread: string, { block, element, message }: PostedButton): SignedRequest {
  // nobody taps a message in its first second, and what is tapped so soon is asked back
  const at = `${Math.floor(Number(message)) + 2}.${String(nextCount()).padStart(6, "0")}`;
  const payload = {
    type: "block_actions",
    ...sender(),
    container: {
      type: "message",
      message_ts: message,
      channel_id: BENCH_CHANNEL,
      thread_ts: thread,
      is_ephemeral: false,
    },
    channel: { id: BENCH_CHANNEL, name: "ward" },
    message: { type: "message", user: "UBOT", bot_id: "BBOT", ts: message, thread_ts: thread, text: "" },
    response_url: "http://127.0.0.1:9/unused",
    actions: [{ block_id: block, action_ts: at, ...element }],
  };
  return signRequest(
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    "application/x-www-form-urlencoded",
  );
}
