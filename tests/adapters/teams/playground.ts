/**
 * Microsoft's own client on this machine: the Microsoft 365 Agents Playground as a child process, driven by the routes
 * that its page uses. They are not documented, so the package is pinned.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";

export const BOT = { id: "28:11111111-2222-4333-8444-555555555555", name: "Triage Bot" };
export const TENANT = "00000000-0000-0000-0000-000000000001";
export const PLACES = {
  personal: "a:personal-chat-1",
  group: "19:group-chat-1@thread.v2",
  channel: "19:general-1@thread.tacv2",
} as const;

const person = (at: number, name: string) => ({
  id: `user-id-${at}`,
  name,
  userPrincipleName: `user${at}@example.com`,
  aadObjectId: `00000000-0000-0000-0000-00000000002${at}`,
  givenName: name,
  surname: "Tester",
  email: `user${at}@example.com`,
});

const CONFIG = {
  version: "0.1.1",
  tenantId: TENANT,
  bot: BOT,
  currentUser: person(0, "Alex"),
  users: ["Sam", "Kim", "Robin", "Chris", "Jo"].map((name, at) => person(at + 1, name)),
  personalChat: { id: PLACES.personal },
  groupChat: { id: PLACES.group, name: "Group Chat" },
  team: {
    id: PLACES.channel,
    name: "Ward 5",
    aadGroupId: "00000000-0000-0000-0000-000000000031",
    channels: [{ id: "19:handover-1@thread.tacv2", name: "Handover" }],
  },
};

type Json = Record<string, unknown>;

/** A message as the client holds it. */
export interface ShownActivity {
  id: string;
  text: string;
  card: Json | null;
  by: "bot" | "person";
}

interface StreamEvent {
  action: string;
  actionConversationId: string;
  message?: {
    messageId: string;
    text?: string;
    postConversationId?: string;
    from: { id: string };
    attachments: { contentType: string; content: Json }[];
  };
}

const STARTS_WITHIN_MS = 30_000;

export class Playground {
  /** Where its page is, for a browser. */
  readonly url: string;
  /** Messages by conversation, in the order in which they came; an update takes its message's place. */
  readonly conversations = new Map<string, ShownActivity[]>();
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #stream: WebSocket;
  readonly #waiting = new Set<() => void>();

  private constructor(url: string, child: ChildProcess, folder: string, stream: WebSocket) {
    this.url = url;
    this.#child = child;
    this.#folder = folder;
    this.#stream = stream;
    stream.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data))));
  }

  /** @throws with what it printed, when the package does not come up. */
  static async start(botUrl: string): Promise<Playground> {
    const cli = createRequire(import.meta.url).resolve("@microsoft/m365agentsplayground/cli.js");
    const folder = mkdtempSync(join(tmpdir(), "playground-"));
    writeFileSync(join(folder, ".m365agentsplayground.yml"), stringify(CONFIG));
    const port = await freePort();
    const child = spawn(process.execPath, [cli, "-e", botUrl, "-c", "msteams", "-p", String(port), "--dt"], {
      cwd: folder,
      env: { ...process.env, TEAMSAPPTESTER_BROWSER: "none", NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        printed += chunk;
      });
    const url = `http://127.0.0.1:${port}`;
    try {
      await answering(url, child);
      const stream = new WebSocket(`ws://127.0.0.1:${port}/_ws_conversation/v1/conversations/stream`);
      await once(stream, "open");
      return new Playground(url, child, folder, stream);
    } catch (error) {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`the Agents Playground does not start: ${printed.trim().slice(-400)}`, {
        cause: error,
      });
    }
  }

  /** Says something as Alex. Gives the conversation that it is in: in a channel a new post is one of its own. */
  async say(place: string, words: string, { mention = false } = {}): Promise<string> {
    const at = `<at>${BOT.name}</at>`;
    const { postConversationId } = (await this.#post(
      `/_conversation/v1/conversations/${encodeURIComponent(place)}/messages`,
      {
        from: { id: "user-id-0" },
        text: mention ? `${at} ${words}` : words,
        textFormat: "plain",
        ...(mention && { mentions: [{ mentioned: { id: BOT.id, name: BOT.name }, text: at }] }),
      },
    )) as { postConversationId?: string };
    return postConversationId ?? place;
  }

  /** Taps a button of a card: its Action.Execute. Gives what the bot answered. */
  invoke(conversation: string, messageId: string, action: Json): Promise<unknown> {
    return this.#post("/_conversation/v1/invoke", {
      name: "adaptiveCard/action",
      conversation: { id: conversation },
      from: { id: "user-id-0" },
      replyToId: messageId,
      value: { action: { type: "Action.Execute", verb: action.verb, data: action.data } },
    });
  }

  /** Taps a button as a client without Action.Execute does: the same data, as a message. */
  async submit(conversation: string, messageId: string, data: unknown): Promise<void> {
    await this.#post("/_conversation/v1/submit", {
      conversation: { id: conversation },
      from: { id: "user-id-0" },
      replyToId: messageId,
      value: data,
    });
  }

  /** Sends the bot an activity as it stands: for a second person, an edit, an install. */
  async activity(activity: Json): Promise<void> {
    await this.#post("/_internal/v1/customActivities", activity);
  }

  /** What the bot has said in a conversation and shows now. */
  shown(conversation: string): ShownActivity[] {
    return (this.conversations.get(conversation) ?? []).filter(({ by }) => by === "bot");
  }

  /** Until something is so of what the bot shows; it is looked at whenever a message comes or changes. */
  async until<T>(conversation: string, seen: (shown: ShownActivity[]) => T | null | undefined): Promise<T> {
    for (;;) {
      const found = seen(this.shown(conversation));
      if (found !== null && found !== undefined) return found;
      await new Promise<void>((done) => {
        this.#waiting.add(done);
      });
    }
  }

  async stop(): Promise<void> {
    this.#stream.close();
    // It may have ended by itself, and then says so no more.
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, "exit");
      this.#child.kill();
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #take({ action, actionConversationId, message }: StreamEvent): void {
    if (message === undefined) return;
    const place = message.postConversationId ?? actionConversationId;
    const list = this.conversations.get(place) ?? [];
    const shown: ShownActivity = {
      id: message.messageId,
      text: message.text ?? "",
      card: message.attachments[0]?.content ?? null,
      by: message.from.id === BOT.id ? "bot" : "person",
    };
    const at = list.findIndex(({ id }) => id === shown.id);
    if (at === -1) list.push(shown);
    else if (action.toLowerCase().includes("update")) list[at] = shown;
    this.conversations.set(place, list);
    for (const done of this.#waiting) done();
    this.#waiting.clear();
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the Playground answered ${response.status} to ${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
}

/** It says that it listens also when it is about to stop over its configuration, so it is asked. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  const limit = AbortSignal.timeout(STARTS_WITHIN_MS);
  while (child.exitCode === null && !limit.aborted) {
    const pong = await fetch(`${url}/_debug/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (pong) return;
    await pause(100);
  }
  throw new Error(child.exitCode === null ? "no answer in time" : `it ended with ${child.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
