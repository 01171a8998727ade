/** Microsoft's side, on this machine: signing keys, tokens, the token service and the connector, all by nock. */
import { generateKeyPairSync, sign } from "node:crypto";
import nock from "nock";

export const APP = "11111111-2222-4333-8444-555555555555";
export const TENANT = "aaaaaaaa-0000-4000-8000-000000000001";
export const OTHER_TENANT = "bbbbbbbb-0000-4000-8000-000000000002";
export const SECRET = "not-a-real-secret";
export const SERVICE = `https://smba.trafficmanager.net/amer/${TENANT}/`;
export const BOT = { id: `28:${APP}`, name: "Triage Bot" };

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

export interface TokenParts {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: "ours" | "stranger" | "none" | "shared";
}

/** A token as Teams sends one; any part of it can be made wrong. */
export function token({ header, claims, key = "ours" }: TokenParts = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: "RS256", typ: "JWT", kid: "key-1", ...header };
  const body = {
    iss: "https://api.botframework.com",
    aud: APP,
    iat: now,
    nbf: now - 5,
    exp: now + 3600,
    serviceurl: SERVICE,
    ...claims,
  };
  const signed = `${encode(head)}.${encode(body)}`;
  const signature =
    key === "none" || key === "shared"
      ? Buffer.from(key === "none" ? "" : "shared-secret-signature")
      : sign("sha256", Buffer.from(signed), key === "ours" ? privateKey : stranger.privateKey);
  return `${signed}.${signature.toString("base64url")}`;
}

/** The keys that the SDK reads once for the life of the process, and tokens for the bot. */
export function serveKeysAndTokens(): void {
  const jwk = publicKey.export({ format: "jwk" });
  nock("https://login.botframework.com")
    .persist()
    .get("/v1/.well-known/openidconfiguration")
    .reply(200, {
      issuer: "https://api.botframework.com",
      jwks_uri: "https://login.botframework.com/v1/.well-known/keys",
      id_token_signing_alg_values_supported: ["RS256"],
    })
    .get("/v1/.well-known/keys")
    .reply(200, {
      keys: [
        { ...jwk, kid: "key-1", use: "sig", endorsements: ["msteams"] },
        { ...jwk, kid: "key-other-channel", use: "sig", endorsements: ["webchat"] },
      ],
    });
  serveTokens();
}

export function serveTokens(): void {
  nock("https://login.microsoftonline.com")
    .persist()
    .post(/\/oauth2\/v2\.0\/token/)
    .reply(200, { token_type: "Bearer", expires_in: 3600, access_token: "bots-own-token" });
}

export interface SentActivity {
  method: "POST" | "PUT" | "DELETE";
  conversation: string;
  /** The activity that is updated or removed. */
  target: string | null;
  body: Record<string, unknown>;
  authorization: string | undefined;
}

export type ConnectorReply = readonly [status: number, body?: unknown, headers?: Record<string, string>];

/** A connector that records each call and answers as told, and otherwise as Teams does. */
export class FakeConnector {
  readonly sent: SentActivity[] = [];
  /** Answers to come, in order; when there are none, all is well. */
  readonly script: ConnectorReply[] = [];
  #next = 1;
  readonly #waiting: { count: number; done: () => void }[] = [];

  constructor(service = SERVICE) {
    const { origin, pathname } = new URL(service);
    const scope = nock(origin).persist();
    const path = new RegExp(
      `^${pathname.replace(/[/.]/g, "\\$&")}v3/conversations/[^/]+/activities(/[^/]+)?$`,
    );
    for (const method of ["post", "put", "delete"] as const) {
      scope[method](path).reply(async (request: Request) => {
        const route = new URL(request.url).pathname.slice(pathname.length + "v3/conversations/".length);
        const [conversation = "", , target = null] = route.split("/");
        const body = await request.text();
        const reply = this.#take({
          method: method.toUpperCase() as SentActivity["method"],
          conversation: decodeURIComponent(conversation),
          target: target === null ? null : decodeURIComponent(target),
          body: body === "" ? {} : JSON.parse(body),
          authorization: request.headers.get("authorization") ?? "",
        });
        await this.#held;
        return reply;
      });
    }
    scope.post(`${pathname}v3/conversations`).reply(async (request: Request) => {
      const { members, tenantId } = JSON.parse(await request.text());
      this.chatsOpened.push({ person: members[0].id, tenant: tenantId });
      const id = this.chats.get(members[0].id);
      return id === undefined ? [403, { error: { code: "BotNotInConversationRoster" } }] : [201, { id }];
    });
  }

  /** Private chats that Teams opens when it is asked, by person; for everybody else it refuses. */
  readonly chats = new Map<string, string>();
  readonly chatsOpened: { person: string; tenant: string }[] = [];

  #take(sent: SentActivity): [number, Record<string, unknown>, Record<string, string>] {
    this.sent.push(sent);
    for (const { count, done } of this.#waiting) if (this.sent.length >= count) done();
    const scripted = this.script.shift();
    if (scripted !== undefined)
      return [scripted[0], (scripted[1] ?? {}) as Record<string, unknown>, { ...scripted[2] }];
    const id = sent.target !== null && sent.method !== "POST" ? sent.target : `sent-${this.#next++}`;
    if (sent.method === "DELETE") this.shown.delete(id);
    else this.shown.set(id, { id, conversation: sent.conversation, body: sent.body });
    return [sent.method === "POST" ? 201 : 200, { id }, {}];
  }

  /** What people see now, in the order in which it came. */
  readonly shown = new Map<string, { id: string; conversation: string; body: Record<string, unknown> }>();

  #held: Promise<void> | null = null;
  #letGo = () => {};

  /** From now on calls are heard and not answered, until they are let go. */
  hold(): void {
    this.#held = new Promise((done) => {
      this.#letGo = done;
    });
  }

  release(): void {
    this.#letGo();
    this.#held = null;
  }

  /** Until so many calls have come. */
  arrived(count: number): Promise<void> {
    if (this.sent.length >= count) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ count, done }));
  }

  /** What was posted, in plain words: texts, and the fallback text of cards. */
  get texts(): string[] {
    return this.sent.filter(({ method }) => method !== "DELETE").map(({ body }) => textOf(body));
  }
}

/** The words of a message: its text, or what its card says where cards cannot be shown. */
export function textOf(body: Record<string, unknown>): string {
  if (typeof body.text === "string") return body.text;
  const [attachment] = (body.attachments ?? []) as { content: { fallbackText: string } }[];
  return attachment?.content.fallbackText ?? "";
}

let count = 0;

/** The base activity of the fault table: a mention in a channel thread. */
export function activity(changes: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1;
  return {
    type: "message",
    id: `1700000000${String(count).padStart(3, "0")}`,
    channelId: "msteams",
    serviceUrl: SERVICE,
    timestamp: "2026-11-25T10:00:00.000Z",
    from: { id: "29:u1", aadObjectId: "a1", name: "Alex" },
    recipient: BOT,
    text: "<at>Triage Bot</at> triage",
    entities: [{ type: "mention", mentioned: BOT, text: "<at>Triage Bot</at>" }],
    locale: "en-GB",
    conversation: {
      id: "19:c@thread.tacv2;messageid=1700000000001",
      conversationType: "channel",
      isGroup: true,
      tenantId: TENANT,
    },
    channelData: {
      tenant: { id: TENANT },
      teamsChannelId: "19:c@thread.tacv2",
      teamsTeamId: "19:t@thread.tacv2",
    },
    ...changes,
  };
}

export const personal = { id: "a:personal-1", conversationType: "personal", tenantId: TENANT };
export const group = { id: "19:g@thread.v2", conversationType: "groupChat", isGroup: true, tenantId: TENANT };

/** A tap on a card: an Execute invoke with the data that the card carried. */
export function execute(data: unknown, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return activity({
    type: "invoke",
    name: "adaptiveCard/action",
    text: undefined,
    entities: undefined,
    replyToId: "sent-1",
    value: { action: { type: "Action.Execute", verb: "act", data }, trigger: "manual" },
    ...changes,
  });
}
