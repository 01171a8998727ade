/**
 * Live updates by server-sent events. A stream remembers only its position: what it sends is read from the
 * record each time, so it continues after a reconnect, a restart, and when another process has posted.
 */
import type { Request, Response } from "express";
import type { CaseQueries } from "../../src/index.ts";
import type { RoomNews } from "./api-types.ts";
import { WEB_PLATFORM, WEB_TENANT, webThread } from "./parse.ts";
import { messagesFor, summaryOf } from "./render.ts";

export type WebLog = (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;

export interface StreamsOptions {
  casebook: CaseQueries;
  now: () => number;
  log: WebLog;
  /** How often streams check what another process has posted, in milliseconds. */
  lookEveryMs: number;
}

interface RoomStream {
  room: string | null;
  reader: string | null;
  position: number;
  first: boolean;
  res: Response;
  /** Checks run one after another, and of several that wait one is enough. */
  looking: Promise<void>;
  waiting: boolean;
}

/** Browsers open few streams; a flood of them is somebody's mistake or worse. */
const MAX_STREAMS = 500;

export interface EventStreams {
  /** Responds with a stream of a room's messages, or without a room of changes to the list only. */
  open(
    req: Request,
    res: Response,
    wish: { room: string | null; reader: string | null; after: number },
  ): void;
  /** Something was posted in a room. */
  nudge(room: string): void;
  stop(): void;
}

export function createStreams({ casebook, now, log, lookEveryMs }: StreamsOptions): EventStreams {
  const streams = new Set<RoomStream>();
  const timer = setInterval(() => {
    for (const stream of streams) {
      // A line that is no event keeps proxies from closing a quiet stream.
      stream.res.write(":\n\n");
      look(stream);
    }
  }, lookEveryMs);
  timer.unref();

  function look(stream: RoomStream): void {
    if (stream.waiting) return;
    stream.waiting = true;
    stream.looking = stream.looking.then(() => {
      stream.waiting = false;
      return tell(stream);
    });
  }

  async function tell(stream: RoomStream): Promise<void> {
    const { room, reader, res } = stream;
    if (room === null || res.destroyed) return;
    try {
      const thread = webThread(room);
      const posted = await casebook.posted(thread, stream.position);
      if (posted.length === 0 && !stream.first) return;
      const line = await casebook.inThread(thread);
      stream.first = false;
      stream.position = posted.at(-1)?.position ?? stream.position;
      const news: RoomNews = {
        now: now(),
        messages: messagesFor(reader, posted),
        summary: line && summaryOf(line),
      };
      res.write(`id: ${stream.position}\nevent: news\ndata: ${JSON.stringify(news)}\n\n`);
    } catch (error) {
      log("web.stream.failed", { error: error instanceof Error ? error.name : "unknown" });
      // The browser reconnects by itself and asks from its last position.
      res.end();
    }
  }

  return {
    open(req, res, { room, reader, after }) {
      if (streams.size >= MAX_STREAMS) {
        res.status(503).set("retry-after", "10").end();
        return;
      }
      res.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      res.write("retry: 2000\n\n");
      const stream: RoomStream = {
        room,
        reader,
        position: after,
        first: true,
        res,
        looking: Promise.resolve(),
        waiting: false,
      };
      streams.add(stream);
      req.on("close", () => streams.delete(stream));
      look(stream);
    },

    nudge(room) {
      for (const stream of streams) {
        if (stream.room === room) look(stream);
        stream.res.write(`event: list\ndata: {}\n\n`);
      }
    },

    stop() {
      clearInterval(timer);
      for (const { res } of streams) res.end();
      streams.clear();
    },
  };
}

export const WEB_SCOPE = { platform: WEB_PLATFORM, tenant: WEB_TENANT };
