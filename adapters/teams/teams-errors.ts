/** Classifies a failed call to Teams: wait, give up, or find out whether the message arrived. */
import { DeliveryError } from "../../src/index.ts";
import { isObject } from "./activity.ts";

/** Refusals by name, whatever status they come with. */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  "BotNotInConversationRoster",
  "BotDisabledByAdmin",
  "ConversationBlockedByUser",
  "ConversationNotFound",
  "MessageSizeTooBig",
  "MessageWritesBlocked",
  "UserBlocked",
]);
/** Failures before a connection was made: nothing can have been delivered. */
const UNREACHED_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);
const TOKEN_RETRY_MS = 60_000;
const CONNECT_RETRY_MS = 10_000;

/** Reads any error of the SDK. Only statuses and codes are kept: the rest holds what was sent, and the token. */
export function teamsDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const fault = isObject(error) ? error : {};
  const token = tokenCode(fault);
  // Without a token nothing was sent. The credentials may still be fixed, so the message is not given up.
  if (token !== null) return new DeliveryError("later", `token_${token}`, TOKEN_RETRY_MS);
  const status = typeof fault.statusCode === "number" ? fault.statusCode : null;
  const named = platformCode(fault);
  if (named !== null && PERMANENT_CODES.has(named)) return new DeliveryError("refused", named);
  if (status === null) {
    const code = codeWord(fault.code) ?? "no_answer";
    return UNREACHED_CODES.has(code)
      ? new DeliveryError("later", code, CONNECT_RETRY_MS)
      : new DeliveryError("unsure", code);
  }
  const code = named ?? `http_${status}`;
  if (status === 429) return new DeliveryError("later", code, retryAfter(fault));
  if (status === 412) return new DeliveryError("later", code);
  if (status === 401) return new DeliveryError("later", code, TOKEN_RETRY_MS);
  if (status === 408 || status >= 500) return new DeliveryError("unsure", code);
  if (status >= 400) return new DeliveryError("refused", code);
  return new DeliveryError("unsure", code);
}

const codeWord = (value: unknown): string | null =>
  typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : null;

/** The token service's code, such as unauthorized_client; null for any other error. */
function tokenCode(fault: Readonly<Record<string, unknown>>): string | null {
  const code = codeWord(fault.errorCode);
  if (code !== null) return code;
  // When the token service does not respond, the SDK throws these plain errors, and nothing was sent.
  const silent = typeof fault.message === "string" && fault.message.startsWith("Authentication: No ");
  return silent ? "not_given" : null;
}

/** Teams says what is wrong as {"error":{"code"}}; the SDK keeps it parsed, or as text. */
function platformCode(fault: Readonly<Record<string, unknown>>): string | null {
  const response = isObject(fault.response) ? fault.response : {};
  for (const place of [fault.details, fault.body, response.parsedBody, parseJsonText(response.bodyAsText)]) {
    if (!isObject(place)) continue;
    const inner = isObject(place.error) ? place.error : place;
    const code = codeWord(inner.code);
    if (code !== null) return code;
  }
  return null;
}

function parseJsonText(text: unknown): unknown {
  if (typeof text !== "string") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Seconds in the Retry-After header; a date or nonsense there leaves the delay to us. */
function retryAfter(fault: Readonly<Record<string, unknown>>): number | null {
  const response = isObject(fault.response) ? fault.response : {};
  const headers = response.headers;
  if (
    typeof headers !== "object" ||
    headers === null ||
    !("get" in headers) ||
    typeof headers.get !== "function"
  )
    return null;
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null;
}
