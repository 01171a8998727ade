/** Slack: Bolt with signed HTTP or Socket Mode for requests, and the adapter that posts. */
import { setTimeout as pause } from "node:timers/promises";
import { App, type AppOptions, AuthorizationError, type InstallationStore, type Receiver } from "@slack/bolt";
import type { IRouter } from "express";
import {
  type AddressStore,
  type Bot,
  type CaseQueries,
  type ChannelAdapter,
  DeliveryError,
} from "../../src/index.ts";
import { EventAcks } from "./acknowledge.ts";
import { SlackAdapter } from "./adapter.ts";
import {
  BotIdentities,
  type InstallationRepository,
  installationStore,
  lookupError,
  SingleIdentity,
  workspaceRef,
} from "./install.ts";
import { InteractionHandler } from "./interaction-handler.ts";
import { KnownChats } from "./known-chats.ts";
import { registerListeners } from "./listeners.ts";
import { LostThreads } from "./lost-threads.ts";
import { GuardedReceiver } from "./receiver.ts";
import { ReplyTargets } from "./reply-targets.ts";
import type { SlackConfig } from "./settings.ts";
import { type SlackLog, stderrLog } from "./slack-log.ts";
import { ReconnectingSocket } from "./socket.ts";
import { SdkLogger, WebClients, webClientOptions } from "./web-clients.ts";

export type { InstallationRepository } from "./install.ts";
export type { SlackConfig } from "./settings.ts";
export type { SlackLog } from "./slack-log.ts";

/** Where Slack sends requests: the request URL of the app's events, interactivity and command. */
export const SLACK_PATH = "/slack/events";

/** The permissions that an install asks for: the manifest's, no more. */
export const SCOPES = [
  "app_mentions:read",
  "channels:history",
  "chat:write",
  "commands",
  "groups:history",
  "im:history",
] as const;

/** The extra permission that an install asks for where pictures are on; the manifests leave it out. */
export const PICTURE_SCOPE = "files:write";

export interface SlackParts {
  bot: Bot;
  casebook: CaseQueries;
  /** Where it is recorded which threads can no longer be posted to. */
  addresses: AddressStore;
  /** Where the workspaces' installs are kept, sealed; needed when workspaces install the app themselves. */
  installations?: InstallationRepository;
  /** Milliseconds since the epoch. */
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
  log?: SlackLog;
}

export interface Slack {
  adapter: ChannelAdapter;
  /** Mounts Slack's routes on an Express app, before any body parser. Nothing with Socket Mode, which needs none. */
  mount(app: Pick<IRouter, "use">): void;
  /** Checks the token, and connects with Socket Mode. @throws when Slack refuses the credentials. */
  start(): Promise<void>;
  /** Finishes what was begun. */
  settle(): Promise<void>;
  /** Accepts nothing new over a socket, and finishes what was begun. */
  stop(): Promise<void>;
  /** Whether Slack can reach the bot, as far as this side can tell. */
  ready(): boolean;
}

/** Slack for a bot. @throws when the configuration needs something that is missing. */
export function openSlack(config: SlackConfig, parts: SlackParts): Slack {
  const { botToken, oauth } = config;
  const { bot, casebook, addresses, installations, now = Date.now, log = stderrLog } = parts;
  const wait = parts.wait ?? ((ms) => pause(ms, undefined, { ref: false }));
  if (oauth && !installations) throw new Error("installs by workspaces need a place to keep them");
  const served = new Set(config.workspaces ?? []);
  if (oauth && served.size === 0)
    throw new Error("installs by workspaces need the ids of those that are served");
  const logger = new SdkLogger(log);
  const clientOptions = webClientOptions(config.apiUrl, logger);
  const clients = new WebClients(clientOptions);
  const single = botToken === undefined ? null : new SingleIdentity(botToken, clients);
  const serves = (tenant: string) => (served.size > 0 ? served.has(tenant) : (single?.isOf(tenant) ?? false));
  const store = oauth && installations ? installationStore(installations, serves, now) : undefined;
  const { receiver, http, socket } = createSlackReceiver(config, {
    clientOptions,
    logger,
    log,
    now,
    wait,
    store,
  });

  const installer = http?.installer;
  const look = single?.authorize ?? installer?.authorize;
  if (!look) throw new Error("Slack needs a bot token, or the credentials of an app that workspaces install");
  const identities = new BotIdentities(look);

  const replyTargets = new ReplyTargets(now);
  const lost = new LostThreads(addresses, log);
  const chats = new KnownChats(addresses, log);
  const features = { pictures: config.pictures ?? false };
  const { work, settle } = pendingWork(log);
  const adapter = new SlackAdapter({
    clientOf: async (tenant) => clients.with((await identities.identityOf(tenant)).botToken),
    caseThreadOf: async (handle, tenant) => {
      try {
        return (await casebook.line(handle, workspaceRef(tenant)))?.thread ?? null;
      } catch {
        // delivering the message matters more than saying where its case is
        return null;
      }
    },
    lost,
    features,
    onFailed: (thread, fault) => void work("not_posted", () => handler.handlePostFailed(thread, fault)),
  });
  const handler = new InteractionHandler({
    bot,
    casebook,
    adapter,
    lost,
    chats,
    features,
    replyTargets,
    log,
    wait,
  });

  // with installs Bolt takes the installer from the receiver, and accepts no other
  const authorize = installer ? {} : { authorize: identities.authorize };
  const app = createApp({ receiver, ...authorize, clientOptions, logger }, log);
  const acks = new EventAcks();
  receiver.init(acks.wrapApp(app));
  registerListeners(app, {
    handler,
    acks,
    wait,
    serves,
    uninstalled: async (tenant) => {
      log("warn", "uninstalled", { tenant });
      if (oauth) await installations?.delete(workspaceRef(tenant));
    },
    work,
    log,
  });

  return {
    adapter,
    mount: (express) => void (http && express.use(http.router)),
    async start() {
      // a token that Slack refuses is found now, and not by the first person who needs the bot
      if (botToken !== undefined) await checkToken(identities, log);
      if (socket) await socket.start();
    },
    settle,
    async stop() {
      if (socket) await socket.stop();
      await settle();
    },
    ready: () => socket?.connected ?? true,
  };
}

/** Bolt's app, which keeps no conversations of its own and logs a failure by its code. */
function createApp(options: AppOptions, log: SlackLog): App {
  const app = new App({ ...options, convoStore: false, ignoreSelf: true });
  app.error(async (error) => {
    log("error", "bolt_error", { code: errorCode(error) });
    // while the bot's identity is unknown, nothing is acknowledged: Slack delivers again
    if (error instanceof AuthorizationError && lookupError(error.original).kind !== "refused")
      throw new Error("the bot's identity is not known now");
  });
  return app;
}

/** Work that follows an acknowledgement: a failure is logged, and a stop waits for what was begun. */
function pendingWork(log: SlackLog) {
  const pending = new Set<Promise<void>>();
  return {
    work(name: string, run: () => Promise<void>): Promise<void> {
      const running = run().catch((error: unknown) => {
        log("error", "work_failed", { what: name, code: errorCode(error) });
      });
      pending.add(running);
      return running.finally(() => pending.delete(running));
    },
    async settle(): Promise<void> {
      // work can create work: a refusal is reported to the waiting person
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

/** A refusal stops the start; silence does not, or an outage of Slack would keep every other adapter from starting. */
async function checkToken(identities: BotIdentities, log: SlackLog): Promise<void> {
  try {
    await identities.identityOf("T");
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.kind === "refused") throw error;
    log("warn", "token_unchecked", { code: error.code });
  }
}

interface ReceiverParts {
  clientOptions: ReturnType<typeof webClientOptions>;
  logger: SdkLogger;
  log: SlackLog;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  store: InstallationStore | undefined;
}

/** How Slack reaches us: the configured credentials decide. */
function createSlackReceiver(
  { appToken, signingSecret, oauth, pictures }: SlackConfig,
  { clientOptions, logger, log, now, wait, store }: ReceiverParts,
): { receiver: Receiver; http: GuardedReceiver | null; socket: ReconnectingSocket | null } {
  if (appToken) {
    // Bolt would listen for the install's callback on every interface
    if (oauth) throw new Error("installs by workspaces need HTTP: leave the app token out");
    const socket = new ReconnectingSocket({ appToken, clientOptions, logger, log, wait });
    return { receiver: socket, http: null, socket };
  }
  if (!signingSecret)
    throw new Error("Slack needs a signing secret for HTTP, or an app token for Socket Mode");
  const http = new GuardedReceiver({
    path: SLACK_PATH,
    now,
    log,
    signingSecret,
    logger,
    ...(oauth &&
      store && {
        clientId: oauth.clientId,
        clientSecret: oauth.clientSecret,
        stateSecret: oauth.stateSecret,
        scopes: [...SCOPES, ...(pictures ? [PICTURE_SCOPE] : [])],
        installationStore: store,
        installerOptions: { clientOptions, directInstall: true },
      }),
  });
  return { receiver: http, http, socket: null };
}

/** A code and nothing else: an error's message may hold what Slack or a person wrote. */
function errorCode(error: unknown): string {
  if (error !== null && typeof error === "object" && "code" in error && typeof error.code === "string")
    return error.code;
  return error instanceof Error ? error.name : "unknown";
}
