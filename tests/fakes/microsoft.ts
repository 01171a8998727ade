/** Microsoft on the wire of this process, by nock: signing keys, tokens, the token service and the Bot Connector. */
import { generateKeyPairSync, sign } from "node:crypto";
import nock from "nock";
import { APP, type Json, SERVICE, textOf } from "./teams-activities.ts";
import { FakeTeams, type TeamsMessage } from "./teams-conversations.ts";

export const SECRET = "not-a-real-secret";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

export interface TokenParts {
  header?: Json;
  claims?: Json;
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
  body: Json;
  authorization: string | undefined;
}

export type ConnectorReply = readonly [status: number, body?: unknown, headers?: Record<string, string>];

/** A connector that records each call and answers as told, and otherwise as Teams does. */
export class FakeConnector {
  readonly sent: SentActivity[] = [];
  /** Answers to come, in order; when there are none, all is well. */
  readonly script: ConnectorReply[] = [];
  readonly teams = new FakeTeams();
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

  #take(sent: SentActivity): [number, Json, Record<string, string>] {
    this.sent.push(sent);
    for (const { count, done } of this.#waiting) if (this.sent.length >= count) done();
    const scripted = this.script.shift();
    if (scripted !== undefined) return [scripted[0], (scripted[1] ?? {}) as Json, { ...scripted[2] }];
    const { conversation, target, method, body } = sent;
    if (method === "DELETE" && target !== null) this.teams.remove(target);
    else if (method === "PUT" && target !== null) this.teams.put(target, conversation, body);
    else return [201, { id: this.teams.post(conversation, body).id }, {}];
    return [200, { id: target }, {}];
  }

  /** What people see now, in the order in which it came. */
  get shown(): ReadonlyMap<string, TeamsMessage> {
    return this.teams.messages;
  }

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
