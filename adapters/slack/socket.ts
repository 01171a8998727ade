/**
 * Socket Mode, for a site without a public address. Bolt's own reconnecting gives up, and ends the process, when
 * the request for a new connection fails at the wrong moment; here a lost connection is retried until it is back.
 */
import { type Logger, SocketModeReceiver, webApi } from "@slack/bolt";
import type { SlackLog } from "./slack-log.ts";

/** Slack says of these that no later attempt will succeed. */
const FATAL_CODES = new Set([
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "user_removed_from_team",
  "team_disabled",
  "not_allowed_token_type",
  "missing_scope",
]);

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export interface ReconnectingSocketOptions {
  appToken: string;
  clientOptions: webApi.WebClientOptions;
  logger: Logger;
  log: SlackLog;
  wait: (ms: number) => Promise<void>;
}

/** Bolt's Socket Mode receiver, kept connected. */
export class ReconnectingSocket extends SocketModeReceiver {
  readonly #log: SlackLog;
  readonly #wait: (ms: number) => Promise<void>;
  #stopped = true;
  #connecting = false;

  constructor({ appToken, clientOptions, logger, log, wait }: ReconnectingSocketOptions) {
    super({
      appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: { ...clientOptions } },
    });
    this.#log = log;
    this.#wait = wait;
    this.client.on("disconnected", () => void this.#reconnect());
  }

  /** Whether events can arrive now. */
  get connected(): boolean {
    return this.client.websocket?.isActive() ?? false;
  }

  /** Connects. @throws when Slack says that it never will, so that a wrong token shows at the start. */
  override async start(): ReturnType<SocketModeReceiver["start"]> {
    this.#stopped = false;
    this.#connecting = true;
    try {
      return await this.client.start();
    } catch (error) {
      if (isFatal(error)) {
        this.#stopped = true;
        throw error;
      }
      this.#connecting = false;
      void this.#reconnect();
      return { ok: true };
    } finally {
      this.#connecting = false;
    }
  }

  override async stop(): Promise<void> {
    this.#stopped = true;
    await this.client.disconnect();
  }

  async #reconnect(): Promise<void> {
    if (this.#stopped || this.#connecting) return;
    this.#connecting = true;
    for (let pause = FIRST_PAUSE_MS; !this.#stopped; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await this.#wait(pause);
      if (this.#stopped) break;
      try {
        await this.client.start();
        this.#log("info", "socket_reconnected");
        break;
      } catch (error) {
        // an operator may still fix a refused token: the adapter keeps running, and says so
        this.#log("error", "socket_lost", { hopeless: isFatal(error) });
      }
    }
    this.#connecting = false;
  }
}

const isFatal = (error: unknown): boolean =>
  error instanceof webApi.WebAPIPlatformError && FATAL_CODES.has(String(error.data.error));
