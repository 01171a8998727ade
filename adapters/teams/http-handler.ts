/** The HTTP side: a body of bounded size, JSON of the right shape, and answers that tell a stranger nothing. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isNoPage, isThisMachine } from "../../src/index.ts";
import { type Activity, readActivity } from "./activity.ts";
import type { ActivityResponse } from "./invoke-response.ts";
import type { LogNote } from "./teams-log.ts";

/** Mounts on Express as it is, with or without a body parser before it, and on a plain node server. */
export type HttpHandler = (req: IncomingMessage & { body?: unknown }, res: ServerResponse) => Promise<void>;

/** Teams' own limit for a message is about 100 KB; a card's answer holds its inputs. */
const MAX_BODY_BYTES = 512 * 1024;
const BODY_TIMEOUT_MS = 10_000;

export interface HandlerOptions {
  /** Checks the caller and answers. `raw` is the activity as it came, for whoever checks its token. */
  answer(authorization: string, raw: object, activity: Activity): Promise<ActivityResponse>;
  /** Without credentials only this machine may call. */
  loopbackOnly: boolean;
  note: LogNote;
}

export function createHandler({ answer, loopbackOnly, note }: HandlerOptions): HttpHandler {
  return async (req, res) => {
    let outcome: ActivityResponse;
    try {
      outcome = await take(req);
    } catch (error) {
      note("teams.failed", { error: error instanceof Error ? error.name : "unknown" });
      outcome = { status: 500 };
    }
    if (res.headersSent || res.destroyed) return;
    if (outcome.body === undefined) {
      res.writeHead(outcome.status, { "content-length": "0" }).end();
      return;
    }
    res
      .writeHead(outcome.status, { "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify(outcome.body));
  };

  async function take(req: IncomingMessage & { body?: unknown }): Promise<ActivityResponse> {
    if (req.method !== "POST") return { status: 405 };
    if (loopbackOnly && !isThisMachine(req)) {
      note("teams.refused.not_loopback");
      return { status: 403 };
    }
    if (loopbackOnly && !isProgramHere(req)) {
      note("teams.refused.browser");
      return { status: 403 };
    }
    const body = req.body === undefined ? await readBody(req) : { json: req.body };
    if ("status" in body) return body;
    const activity = readActivity(body.json);
    if ("fault" in activity) {
      note("teams.malformed", { why: activity.fault });
      return { status: 400 };
    }
    return answer(req.headers.authorization ?? "", body.json as object, activity);
  }
}

/** A page sends no JSON to another site unasked. */
const isProgramHere = (req: IncomingMessage): boolean =>
  isNoPage(req) && /^application\/json\b/i.test(req.headers["content-type"] ?? "");

async function readBody(req: IncomingMessage): Promise<{ json: unknown } | { status: number }> {
  // An honest caller names the size, and is told. One that lies is cut off.
  if (Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return { status: 413 };
  const chunks: Buffer[] = [];
  let size = 0;
  // A caller that stops halfway must not hold a connection for ever.
  const { socket } = req;
  const cut = () => req.destroy();
  socket.setTimeout(BODY_TIMEOUT_MS).once("timeout", cut);
  try {
    for await (const chunk of req) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > MAX_BODY_BYTES) return { status: 413 };
      chunks.push(bytes);
    }
    return { json: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
  } catch {
    return { status: 400 };
  } finally {
    // The connection goes on to other requests.
    socket.setTimeout(0).off("timeout", cut);
  }
}
