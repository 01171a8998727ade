/** Classifies a failed call to Slack by what can be done about it. */
import { webApi } from "@slack/bolt";
import { DeliveryError } from "../../src/index.ts";

/** For a "later" without a time from Slack: wait this long. */
const RETRY_PAUSE_MS = 30_000;

/** Slack did nothing and may do it later. */
const RETRYABLE_CODES = new Set([
  "ratelimited",
  "rate_limited",
  "message_limit_exceeded",
  "request_timeout",
  "team_added_to_org",
]);

/** Slack's documentation says of these that part of the work may have been done. */
const UNCERTAIN_CODES = new Set(["fatal_error", "internal_error", "service_unavailable"]);

/** No connection was made: nothing can have been delivered. */
const NOT_SENT_CODES = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Nothing can be posted in a place. A deleted first message is another matter: the thread has been read. */
export const CLOSED_PLACE_CODES: ReadonlySet<string> = new Set([
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "restricted_action_thread_only_channel",
  "restricted_action_read_only_channel",
  "posting_to_general_channel_denied",
  "thread_not_found",
  "cannot_reply_to_message",
]);

/** Any failure of a call to Slack. What Slack or a proxy wrote is left out: it may hold anything. */
export function slackDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new DeliveryError("later", "ratelimited", error.retryAfter * 1000);
  if (error instanceof webApi.WebAPIPlatformError) return platformError(error);
  if (error instanceof webApi.WebAPIHTTPError) {
    const code = `http_${error.statusCode}`;
    // an answer without its body says nothing of whether the message is there
    return error.statusCode >= 500 || error.statusCode < 400
      ? new DeliveryError("unsure", code)
      : // something before Slack refused it: a proxy, a filter
        new DeliveryError("later", code, RETRY_PAUSE_MS);
  }
  if (error instanceof webApi.WebAPIRequestError) {
    const code = networkCode(error.original);
    return NOT_SENT_CODES.has(code)
      ? new DeliveryError("later", code.toLowerCase(), RETRY_PAUSE_MS)
      : new DeliveryError("unsure", code.toLowerCase());
  }
  return new DeliveryError("unsure", "unknown");
}

function platformError(error: webApi.WebAPIPlatformError): DeliveryError {
  const code = String(error.data.error);
  // an HTML page of a proxy arrives here as if it were Slack's code
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(code)) return new DeliveryError("unsure", "unreadable_reply");
  if (UNCERTAIN_CODES.has(code)) return new DeliveryError("unsure", code);
  if (RETRYABLE_CODES.has(code)) {
    const after = error.data.response_metadata?.retryAfter;
    return new DeliveryError("later", code, typeof after === "number" ? after * 1000 : RETRY_PAUSE_MS);
  }
  return new DeliveryError("refused", code);
}

/** The code of a network failure, which is one or two causes deep; a timeout has a name instead. */
function networkCode(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string" && /^[A-Z_]{3,40}$/.test(at.code)) return at.code;
    if (at.name === "TimeoutError" || at.name === "AbortError") return "TIMEOUT";
  }
  return "NO_REPLY";
}

/** What to tell a person when Slack refuses a message to the thread of their case. */
export const adviceFor = (code: string, botName: string): string =>
  `${refusalReason(code, botName)} What was recorded is kept${code === "thread_lost" ? ", and what I have to say comes to you privately" : ""}.`;

/** What to tell a person when Slack refuses the first message of the case that they have just started. */
export const startAdvice = (code: string): string =>
  `${refusalCause(code)} Your case is recorded, with what you typed. ${
    CLOSED_PLACE_CODES.has(code)
      ? "It goes on in the private chat with me; if I may not write there either, `/triage list` has it."
      : "`/triage list` has it."
  }`;

/** Slack opened no window, because a trigger lives for three seconds and once; tapped again it does. */
const TRIGGER_CODES: ReadonlySet<string> = new Set([
  "expired_trigger_id",
  "trigger_expired",
  "exchanged_trigger_id",
  "trigger_exchanged",
  "invalid_trigger_id",
]);

/** What to do when Slack opens no window. @param otherwise how to get there without one */
export function windowAdvice({ kind, code }: DeliveryError, what: string, otherwise: string): string {
  const again = kind !== "refused" || TRIGGER_CODES.has(code);
  return again
    ? `Slack did not open the ${what} in time. Tap again, or ${otherwise}.`
    : `Slack does not open this ${what} (${code}), also when it is tapped again: ${otherwise}.`;
}

/** Why Slack accepted no message, in words for a person who may be able to fix it. */
export function refusalReason(code: string, botName: string): string {
  const cause = refusalCause(code);
  switch (code) {
    case "not_in_channel":
    case "channel_not_found":
      return `${cause} Type \`/invite ${botName}\` in this channel and try again, or write to me in a private chat.`;
    case "restricted_action":
    case "restricted_action_thread_only_channel":
    case "restricted_action_read_only_channel":
    case "posting_to_general_channel_denied":
      return `${cause} Start in another channel or in a private chat.`;
    default:
      return cause;
  }
}

function refusalCause(code: string): string {
  switch (code) {
    case "not_in_channel":
    case "channel_not_found":
      return "I am not a member here, so I cannot post.";
    case "is_archived":
      return "This channel is archived, so nothing can be posted here.";
    case "restricted_action":
    case "restricted_action_thread_only_channel":
    case "restricted_action_read_only_channel":
    case "posting_to_general_channel_denied":
      return "This channel does not let me post.";
    case "thread_lost":
      return "The message that started this thread was deleted, so I can no longer post below it.";
    case "thread_not_found":
    case "cannot_reply_to_message":
      return "The message that started this thread is gone, so I cannot post below it.";
    case "token_revoked":
    case "token_expired":
    case "invalid_auth":
    case "not_authed":
    case "account_inactive":
      return "This app's access to the workspace has ended. Ask whoever looks after the app to install it again.";
    case "missing_scope":
    case "not_allowed_token_type":
    case "no_permission":
      return "This app lacks a permission that it needs. Ask whoever looks after the app to install it again.";
    default:
      return `Slack did not take a message (${code}); do not wait for it.`;
  }
}
