/** Slack as far as a restart needs it: it takes posts, keeps them, and can leave one unanswered for ever. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tap } from "../adapters/slack/slack-payloads.ts";

export const SIGNING_SECRET = "restarts";

export class SlackStandIn {
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const method = (request.url ?? "").replace(/^\/api\//, "");
      const answer = this.#answer(method, new URLSearchParams(Buffer.concat(chunks).toString()));
      if (answer === null) return;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, ...answer }));
    });
  });
  #ts = 1_764_000_000;
  #alertSeen: (() => void) | null = null;
  #swallow = false;

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/`;
  }

  /**
   * Resolves when the next alert is posted.
   * @param swallowed whether it is lost on the way: it does not stand, and nobody answers
   */
  nextAlert(swallowed: boolean): Promise<void> {
    this.#swallow = swallowed;
    return new Promise((seen) => {
      this.#alertSeen = seen;
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Null leaves the call without an answer. */
  #answer(method: string, fields: URLSearchParams): Record<string, unknown> | null {
    switch (method) {
      case "auth.test":
        return { team_id: "T1", user_id: "UBOT", bot_id: "B1" };
      case "conversations.replies":
      case "conversations.history":
        return { messages: [] };
      case "chat.postMessage":
        if (/EMERGENT/.test(fields.get("blocks") ?? "")) {
          this.#alertSeen?.();
          this.#alertSeen = null;
          if (this.#swallow) return null;
        }
        this.#ts += 1;
        return { channel: fields.get("channel"), ts: `${this.#ts}.000100` };
      default:
        return { channel: fields.get("channel"), ts: fields.get("ts") };
    }
  }
}

/** A signed tap; resolves with the status that acknowledges it. */
export async function tapOn(port: number, element: Record<string, unknown>, block: string): Promise<number> {
  const body = `payload=${encodeURIComponent(JSON.stringify(tap(element, block)))}`;
  const at = Math.trunc(Date.now() / 1000);
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${at}:${body}`).digest("hex");
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": String(at),
      "x-slack-signature": `v0=${signature}`,
    },
    body,
  });
  return response.status;
}
