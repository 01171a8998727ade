/** Slack's Web API on this machine: it accepts every post at once, the same for everybody, and notifies listeners. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** One call of the Web API. */
export interface SlackCall {
  method: string;
  /** Form fields, with what was JSON in them read. */
  body: Readonly<Record<string, unknown>>;
  /** The message's name, where one was posted or changed. */
  ts: string;
  /** By the clock of `performance.now()`. */
  at: number;
}

export class FakeSlack {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly url: string;
  /** Listeners for each call. */
  heard: (call: SlackCall) => void = () => {};
  #ts = 1_764_000_000;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  }

  static async start(): Promise<FakeSlack> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const fake = new FakeSlack(server);
    server.keepAliveTimeout = 60_000;
    server.on("connection", (socket) => {
      fake.#sockets.add(socket.setNoDelay(true));
      socket.once("close", () => fake.#sockets.delete(socket));
    });
    server.on("request", async (req, res) => {
      const reply = JSON.stringify(fake.#answer(req.url ?? "", await requestBody(req)));
      res.writeHead(200, { "content-type": "application/json" }).end(reply);
    });
    return fake;
  }

  #answer(url: string, body: Record<string, unknown>): Record<string, unknown> {
    const method = url.replace(/^\/api\//, "").replace(/\?.*$/, "");
    let { ts } = body;
    if (method === "chat.postMessage") {
      this.#ts += 1;
      ts = `${this.#ts}.000100`;
    }
    this.heard({ method, body, ts: String(ts ?? ""), at: performance.now() });
    switch (method) {
      case "auth.test":
        return { ok: true, user_id: "UBOT", bot_id: "BBOT", team_id: "T1", user: "triage", url: this.url };
      case "chat.postMessage":
      case "chat.update":
        return { ok: true, ts, channel: body.channel, message: { ts, text: body.text, type: "message" } };
      case "users.info":
        return {
          ok: true,
          user: { id: body.user, name: "u1", real_name: "U1", profile: { real_name: "U1" } },
        };
      case "conversations.replies":
        return { ok: true, messages: [] };
      default:
        return { ok: true };
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}

async function requestBody(req: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (/json/.test(req.headers["content-type"] ?? "")) return JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([key, value]) => [
      key,
      /^[[{]/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}
