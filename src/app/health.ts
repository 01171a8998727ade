/** What monitoring asks of the running program: is it alive, is it ready, and its counts. */
import { timingSafeEqual } from "node:crypto";
import express, { type Request, type Router } from "express";
import { isNoPage, isThisMachine } from "../this-machine.ts";

/** One part that has to work, by name; `check` rejects or returns false when it does not. */
export interface Readiness {
  name: string;
  check: () => Promise<boolean> | boolean;
}

export interface HealthOptions {
  readiness: readonly Readiness[];
  /** How long a part may take to say that it works; milliseconds. */
  deadlineMs?: number;
  metrics: () => Promise<{ type: string; text: string }>;
  /** The bearer token with which another machine may read the metrics; null: this machine only. */
  accessToken: string | null;
  /** Whether this machine may read the metrics without it; not where a proxy could make every caller look local. */
  opensHere: boolean;
}

const READINESS_DEADLINE_MS = 2_000;

/** GET /healthz: the process answers. GET /readyz: each part by name, 503 when one does not work. GET /metrics. */
export function healthRouter({
  readiness,
  metrics,
  accessToken,
  opensHere,
  deadlineMs = READINESS_DEADLINE_MS,
}: HealthOptions): Router {
  const router = express.Router();
  let asked: Promise<(readonly [string, boolean])[]> | null = null;
  /** Anybody may ask, as often as they like: those who ask at once share one look. */
  const look = () => {
    asked ??= Promise.all(
      readiness.map(async ({ name, check }) => [name, await works(check, deadlineMs)] as const),
    ).finally(() => {
      asked = null;
    });
    return asked;
  };
  router.get("/healthz", (_req, res) => {
    res.set("cache-control", "no-store").json({ status: "ok" });
  });
  router.get("/readyz", async (_req, res) => {
    const parts = await look();
    const ready = parts.every(([, fine]) => fine);
    res
      .status(ready ? 200 : 503)
      .set("cache-control", "no-store")
      .json({ status: ready ? "ready" : "not ready", parts: Object.fromEntries(parts) });
  });
  router.get("/metrics", async (req, res) => {
    if (!(opensHere && isThisMachine(req) && isNoPage(req)) && !carries(req, accessToken)) {
      res.status(403).json({ error: "The metrics are read with the access token: see docs/deployment.md." });
      return;
    }
    const { type, text } = await metrics();
    res.set("content-type", type).send(text);
  });
  return router;
}

/** A part that does not say so in time does not work. */
async function works(check: Readiness["check"], deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), deadlineMs);
  });
  try {
    return await Promise.race([(async () => check())(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function carries(req: Request, token: string | null): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(req.headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token ?? "");
  return token !== null && given.length === wanted.length && timingSafeEqual(given, wanted);
}
