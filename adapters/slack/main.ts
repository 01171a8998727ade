/** The Slack door: Bolt, signed HTTP or Socket Mode, and the way out. */
import { setTimeout as pause } from "node:timers/promises";
import { App, type Receiver } from "@slack/bolt";
import type { IRouter } from "express";
import { type Bot, type Door, SendFault } from "../../src/index.ts";
import { Waiting } from "./answers.ts";
import { Desk } from "./desk.ts";
import { SlackDoor } from "./door.ts";
import { Identities, type Installs, installationStore, singleIdentity } from "./install.ts";
import { type Log, stderrLog } from "./log.ts";
import { GuardedReceiver } from "./receiver.ts";
import { KeptSocket } from "./socket.ts";
import { connect } from "./surfaces.ts";
import { Clients, SdkLog, webOptions } from "./web.ts";

export type { Installs } from "./install.ts";
export type { Log } from "./log.ts";

/** The permissions that an install asks for: the manifest's, no more. */
export const SCOPES = [
  "app_mentions:read",
  "channels:history",
  "chat:write",
  "commands",
  "groups:history",
  "im:history",
] as const;

export interface SlackConfig {
  /** The bot's token of the one workspace; left out when workspaces install the app themselves. */
  botToken?: string;
  /** Proves that a request over HTTP is Slack's. */
  signingSecret?: string;
  /** Opens Socket Mode, and is used instead of HTTP when it is set. */
  appToken?: string;
  /** The workspaces and organisations that are served, by id; empty or left out: all where the app is installed. */
  workspaces?: readonly string[];
  /** The path that Slack posts to. */
  path?: string;
  /** Where to listen, for a process that carries nothing but this door; left out when the router is mounted. */
  listen?: { host: string; port: number };
  /** For several workspaces: each installs the app at /slack/install. HTTP only. */
  oauth?: OAuthConfig;
  /** Another Web API than Slack's, for trials. */
  apiUrl?: string;
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
  log?: Log;
}

export interface OAuthConfig {
  clientId: string;
  clientSecret: string;
  stateSecret: string;
  redirectUri?: string;
  installs: Installs;
}

export interface Slack {
  door: Door;
  /** To be mounted at the root of an Express app, before any body parser; null with Socket Mode. */
  router: IRouter | null;
  /** Checks the token, connects or listens. @throws when Slack refuses the credentials. */
  start(): Promise<void>;
  /** Takes nothing new, and finishes what it has begun. */
  stop(): Promise<void>;
  /** Whether Slack can reach the bot, as far as this side can tell. */
  ready(): boolean;
}

/** The Slack door for a bot. @throws when the credentials do not say how Slack reaches it. */
export function createSlack(config: SlackConfig, bot: Bot): Slack {
  const { botToken, oauth, now = Date.now, log = stderrLog } = config;
  const wait = config.wait ?? ((ms) => pause(ms, undefined, { ref: false }));
  if ((botToken === undefined) === (oauth === undefined))
    throw new Error(
      "Slack needs a bot token, or the credentials of an app that workspaces install: one of the two",
    );
  const logger = new SdkLog(log);
  const clientOptions = webOptions(config.apiUrl, logger);
  const clients = new Clients(clientOptions);
  const { receiver, http, socket } = receiverOf(config, { clientOptions, logger, log, now, wait });

  const installer = http?.installer;
  const look = botToken !== undefined ? singleIdentity(botToken, clients) : installer?.authorize;
  if (!look) throw new Error("installs by workspaces need a client id, a client secret and a state secret");
  const identities = new Identities(look);

  const waiting = new Waiting(now);
  const pending = new Set<Promise<void>>();
  const work = (name: string, run: () => Promise<void>): Promise<void> => {
    const running = run().catch((error: unknown) => {
      log("error", "work_failed", { name, code: codeOf(error) });
    });
    pending.add(running);
    return running.finally(() => pending.delete(running));
  };
  const door = new SlackDoor({
    clientOf: async (tenant) => clients.with((await identities.of(tenant)).botToken),
    onRefused: (thread, code) => void work("refused", () => desk.refused(thread, code)),
  });
  const desk = new Desk({ bot, door, waiting, log, wait });

  const app = new App({
    receiver,
    // with installs Bolt finds the installer at the receiver, and takes no other
    ...(installer ? {} : { authorize: identities.authorize }),
    clientOptions,
    logger,
    convoStore: false,
    ignoreSelf: true,
  });
  app.error(async (error) => log("error", "bolt_error", { code: codeOf(error) }));
  const served = new Set(config.workspaces ?? []);
  connect(app, {
    desk,
    serves: (tenant) => served.size === 0 || served.has(tenant),
    uninstalled: async (tenant) => {
      log("warn", "uninstalled", { tenant });
      await oauth?.installs.remove(tenant);
    },
    work,
    log,
  });

  return {
    door,
    router: http?.router ?? null,
    async start() {
      // a token that Slack refuses is found now, and not by the first person in need
      if (botToken !== undefined) await checked(identities, log);
      if (socket) await socket.start();
      else if (config.listen) await http?.start(config.listen);
    },
    async stop() {
      if (socket) await socket.stop();
      else if (config.listen) await http?.stop();
      await Promise.all(pending);
    },
    ready: () => socket?.connected ?? true,
  };
}

/** A refusal stops the start; silence does not, or an outage of Slack would keep every other door shut. */
async function checked(identities: Identities, log: Log): Promise<void> {
  try {
    await identities.of("T");
  } catch (error) {
    if (!(error instanceof SendFault) || error.kind === "refused") throw error;
    log("warn", "token_unchecked", { code: error.code });
  }
}

interface Parts {
  clientOptions: ReturnType<typeof webOptions>;
  logger: SdkLog;
  log: Log;
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

/** How Slack reaches us: the credentials that are there decide. */
function receiverOf(
  { appToken, signingSecret, oauth, path = "/slack/events" }: SlackConfig,
  { clientOptions, logger, log, now, wait }: Parts,
): { receiver: Receiver; http: GuardedReceiver | null; socket: KeptSocket | null } {
  if (appToken) {
    // Bolt would listen for the install's answer on every interface
    if (oauth) throw new Error("installs by workspaces need HTTP: leave the app token out");
    const socket = new KeptSocket({ appToken, clientOptions, logger, log, wait });
    return { receiver: socket, http: null, socket };
  }
  if (!signingSecret)
    throw new Error("Slack needs a signing secret for HTTP, or an app token for Socket Mode");
  const http = new GuardedReceiver({
    path,
    now,
    log,
    signingSecret,
    logger,
    ...(oauth && {
      clientId: oauth.clientId,
      clientSecret: oauth.clientSecret,
      stateSecret: oauth.stateSecret,
      ...(oauth.redirectUri !== undefined && { redirectUri: oauth.redirectUri }),
      scopes: [...SCOPES],
      installationStore: installationStore(oauth.installs),
      installerOptions: { clientOptions, directInstall: true },
    }),
  });
  return { receiver: http, http, socket: null };
}

/** A code and nothing else: an error's message may hold what Slack or a person wrote. */
function codeOf(error: unknown): string {
  if (error !== null && typeof error === "object" && "code" in error && typeof error.code === "string")
    return error.code;
  return error instanceof Error ? error.name : "unknown";
}
