/** Calls to Slack's Web API: with a time limit, and each tried once. */
import { type Logger, type LogLevel, webApi } from "@slack/bolt";
import type { SlackLog } from "./slack-log.ts";

/** How long Slack has to answer a call. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * Settings for every client. A call is never repeated here: a lost reply may belong to a message that was
 * delivered, and the outbox knows how to settle that; and a rate limit must not hold up other threads.
 */
export function webClientOptions(apiUrl: string | undefined, logger: Logger): webApi.WebClientOptions {
  return {
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: limitedFetch,
    logger,
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl, allowAbsoluteUrls: false }),
  };
}

/** The SDK sets no time limit for its replies to a button's response_url, and fails on a 429 that names no time. */
const limitedFetch: NonNullable<webApi.WebClientOptions["fetch"]> = async (input, init) => {
  const response = await fetch(input, {
    ...init,
    signal: init?.signal ?? AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  if (response.status !== 429 || /^\d+$/.test(response.headers.get("retry-after") ?? "")) return response;
  return new Response(null, { status: 429, headers: { "retry-after": "30" } });
};

/** One client for each token. */
export class WebClients {
  readonly #options: webApi.WebClientOptions;
  readonly #clients = new Map<string, webApi.WebClient>();

  constructor(options: webApi.WebClientOptions) {
    this.#options = options;
  }

  /** The client that uses this token. */
  with(token: string): webApi.WebClient {
    const known = this.#clients.get(token);
    if (known) return known;
    // the SDK writes the token into the headers object it gets, so each client has its own
    const client = new webApi.WebClient(token, { ...this.#options, headers: {} });
    this.#clients.set(token, client);
    return client;
  }
}

/**
 * The SDK's own log, reduced: its lines may hold payloads, addresses and tokens, so only the words before the
 * first sign of data are kept, and of those only warnings and errors.
 */
export class SdkLogger implements Logger {
  readonly #log: SlackLog;

  constructor(log: SlackLog) {
    this.#log = log;
  }

  debug(): void {}
  info(): void {}
  warn(...said: unknown[]): void {
    this.#log("warn", "slack_sdk", { note: firstWords(said[0]) });
  }
  error(...said: unknown[]): void {
    this.#log("error", "slack_sdk", { note: firstWords(said[0]) });
  }
  setLevel(): void {}
  getLevel(): LogLevel {
    // the enum's value: the SDK asks for it, to skip work for lines that are dropped
    return "warn" as LogLevel;
  }
  setName(): void {}
}

const firstWords = (said: unknown): string =>
  said instanceof Error ? said.name : (/^[A-Za-z ,.'-]{0,80}/.exec(String(said))?.[0] ?? "").trim();
