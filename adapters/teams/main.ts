/**
 * Teams' SDK, and the only file that knows it. Of the SDK two things are used: it checks a caller's token, and it
 * carries a message to a conversation with the bot's own token. docs/decisions/0002-botbuilder.md says why so little.
 */
import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { setTimeout } from "node:timers/promises";
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationParameters,
  type ConversationReference,
  type Activity as SdkActivity,
  type TurnContext,
} from "botbuilder";
import type { IRouter } from "express";
import {
  type AddressStore,
  type Bot,
  type CaseQueries,
  type ChannelAdapter,
  DeliveryError,
} from "../../src/index.ts";
import type { Activity } from "./activity.ts";
import { TeamsAdapter } from "./adapter.ts";
import { type ConversationRef, ConversationRefs, InMemoryAddresses } from "./conversation-refs.ts";
import { createHandler, type HttpHandler } from "./http-handler.ts";
import type { ActivityResponse } from "./invoke-response.ts";
import type { Connector, RetryTimes } from "./message-sender.ts";
import { OwedNotes } from "./owed-notes.ts";
import { PrivateReplies } from "./private-replies.ts";
import { createReceiver } from "./receive-activity.ts";
import type { TeamsMessage } from "./render.ts";
import type { TeamsConfig } from "./settings.ts";
import { type LogNote, noteWriter, type TeamsLog } from "./teams-log.ts";

export type { HttpHandler } from "./http-handler.ts";
export type { RetryTimes } from "./message-sender.ts";
export type { TeamsConfig } from "./settings.ts";
export type { TeamsLog } from "./teams-log.ts";

/** Where Teams posts to: the messaging endpoint of the bot's registration. */
export const TEAMS_PATH = "/api/messages";

/** Teams, ready to be mounted and to deliver. */
export interface Teams {
  adapter: ChannelAdapter;
  /** Puts the messaging endpoint on an Express app, with or without a body parser before it. */
  mount(app: Pick<IRouter, "all">): void;
  /** The same for a plain node server. */
  handler: HttpHandler;
  /** Waits for work in progress. */
  stop(): Promise<void>;
}

export interface TeamsParts {
  bot: Bot;
  /** Where conversations are kept: in memory when left out, and then learnt again from Teams after a restart. */
  addresses?: AddressStore;
  /** The bot's record: without it there are no pictures. */
  casebook?: Pick<CaseQueries, "line" | "page" | "posted">;
  log?: TeamsLog;
  /** Waiting and time limits; the real ones when left out. */
  timing?: RetryTimes;
}

const realTiming: RetryTimes = {
  wait: (ms) => setTimeout(ms),
  // A timeout alone must not keep the process alive.
  timeLimit: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }),
};

/** Teams for a bot. Before listening, ask `teamsListenFault` whether the address is safe. */
export function openTeams(config: TeamsConfig, parts: TeamsParts): Teams {
  const {
    bot,
    addresses = new InMemoryAddresses(),
    casebook = null,
    log = () => {},
    timing = realTiming,
  } = parts;
  const { credentials } = config;
  const note = noteWriter(log);
  const references = new ConversationRefs(addresses);
  const sdk = new TeamsSdk(config, note);
  const replies = new PrivateReplies();
  const owed = new OwedNotes(addresses, casebook);
  const adapter = new TeamsAdapter({
    connector: sdk,
    references,
    appId: credentials?.appId ?? null,
    timing,
    note,
    replies,
    owed,
    casebook,
    signIn: signInDetails(config),
  });
  const receiver = createReceiver({
    bot,
    adapter,
    references,
    replies,
    casebook,
    tenants: credentials && new Set(credentials.allowed.map((each) => each.toLowerCase())),
    timing,
    note,
  });
  const handler = createHandler({
    answer: (authorization, raw, activity) =>
      sdk.admit(authorization, raw, activity, (admitted) => receiver.receive(admitted)),
    loopbackOnly: credentials === null && !config.anyone,
    note,
  });
  return {
    adapter,
    handler,
    mount: (app) => void app.all(TEAMS_PATH, handler),
    async stop() {
      await receiver.settle();
      await adapter.settle();
    },
  };
}

const signInDetails = ({ credentials }: TeamsConfig): Record<string, string> =>
  credentials === null
    ? {}
    : { app: credentials.appId, type: credentials.type, tenant: credentials.tenant ?? "botframework.com" };

/** The connector's policies that act on their own: one resends what may have arrived, one follows redirects. */
const UNWANTED_POLICIES = ["defaultRetryPolicy", "redirectPolicy"] as const;

/** An internal of the SDK, which has no option for it. A test fails when a second send appears. */
interface ConnectorInternals {
  client: {
    pipeline: {
      removePolicy(what: { name: string }): unknown;
      addPolicy(policy: {
        name: string;
        sendRequest(request: ConnectorRequest, next: (request: ConnectorRequest) => unknown): unknown;
      }): unknown;
    };
  };
}

interface ConnectorRequest {
  url: string;
  agent?: unknown;
}

/**
 * Each call has a connection of its own: one that was kept may be closed by the other side while it is idle, and then
 * nobody knows whether a message that was sent over it arrived.
 */
const OWN_CONNECTION = {
  name: "ownConnectionPolicy",
  sendRequest(request: ConnectorRequest, next: (request: ConnectorRequest) => unknown): unknown {
    request.agent = request.url.startsWith("http:") ? PLAIN_CONNECTIONS : SECURE_CONNECTIONS;
    return next(request);
  },
};

const PLAIN_CONNECTIONS = new Agent({ keepAlive: false });
const SECURE_CONNECTIONS = new SecureAgent({ keepAlive: false });

class TeamsSdk extends CloudAdapter implements Connector {
  readonly #appId: string;
  readonly #note: LogNote;

  constructor({ credentials }: TeamsConfig, note: LogNote) {
    super(
      new ConfigurationBotFrameworkAuthentication(
        credentials === null
          ? {}
          : {
              MicrosoftAppId: credentials.appId,
              MicrosoftAppPassword: credentials.secret,
              MicrosoftAppType: credentials.type,
              ...(credentials.tenant !== null && { MicrosoftAppTenantId: credentials.tenant }),
            },
      ),
    );
    this.#appId = credentials?.appId ?? "";
    this.#note = note;
    this.use(async (context, next) => {
      const connector: ConnectorInternals = context.turnState.get(this.ConnectorClientKey);
      const { pipeline } = connector.client;
      for (const name of [...UNWANTED_POLICIES, OWN_CONNECTION.name]) pipeline.removePolicy({ name });
      pipeline.addPolicy(OWN_CONNECTION);
      await next();
    });
  }

  /** Admits an activity with a valid token. An invalid one is a 401, whatever the SDK makes of it. */
  async admit(
    authorization: string,
    raw: object,
    activity: Activity,
    then: (activity: Activity) => Promise<ActivityResponse>,
  ): Promise<ActivityResponse> {
    let answer: ActivityResponse | null = null;
    try {
      await this.processActivity(authorization, raw as SdkActivity, async () => {
        answer = await then(activity);
      });
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      if (answer !== null) return answer;
      if (isOutage(error)) {
        this.#note("teams.keys.unreachable", { error: name });
        return { status: 503 };
      }
      this.#note("teams.refused.token", { error: name });
      return { status: 401 };
    }
    return answer ?? { status: 500 };
  }

  async send(reference: ConversationRef, message: TeamsMessage): Promise<string | null> {
    let id: string | null = null;
    await this.#within(reference, async (context) => {
      const sent = await context.sendActivity(message as unknown as Partial<SdkActivity>);
      id = sent?.id || null;
    });
    return id;
  }

  async update(reference: ConversationRef, messageId: string, message: TeamsMessage): Promise<void> {
    await this.#within(reference, async (context) => {
      await context.updateActivity({ ...(message as unknown as Partial<SdkActivity>), id: messageId });
    });
  }

  async remove(reference: ConversationRef, messageId: string): Promise<void> {
    await this.#within(reference, (context) => context.deleteActivity(messageId));
  }

  async openChat({ serviceUrl, conversation, bot }: ConversationRef, account: string): Promise<string> {
    let id = "";
    const parameters: Partial<ConversationParameters> = {
      isGroup: false,
      bot: { id: bot.id, name: bot.name ?? "" },
      members: [{ id: account, name: "" }],
      tenantId: conversation.tenant,
      channelData: { tenant: { id: conversation.tenant } },
    };
    await this.createConversationAsync(
      this.#appId,
      "msteams",
      serviceUrl,
      "https://api.botframework.com",
      parameters as ConversationParameters,
      async (context) => {
        id = context.activity.conversation.id;
      },
    );
    if (id === "") throw new DeliveryError("refused", "no_chat");
    return id;
  }

  /** A context lives only as long as its function, so nothing of it is kept. */
  async #within(reference: ConversationRef, work: (context: TurnContext) => Promise<void>): Promise<void> {
    const { serviceUrl, conversation, bot } = reference;
    const known: Partial<ConversationReference> = {
      channelId: "msteams",
      serviceUrl,
      bot: { id: bot.id, name: bot.name ?? "" },
      conversation: {
        id: conversation.id,
        conversationType: conversation.type,
        isGroup: conversation.type !== "personal",
        tenantId: conversation.tenant,
        name: "",
      },
    };
    await this.continueConversationAsync(this.#appId, known, work);
  }
}

/** Microsoft's signing keys could not be read: nobody can be admitted, and the caller may try again. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "FetchError" || ("statusCode" in error && error.statusCode === 500);
}
