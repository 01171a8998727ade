/** What monitoring asks of the running program: is it alive, is it ready, and its counts. */
import { timingSafeEqual } from "node:crypto";
import express, { type Request, type Router } from "express";
import { isThisMachine } from "../this-machine.ts";

/** One part that has to work, by name; `check` rejects or returns false when it does not. */
export interface Readiness {
  name: string;
  check: () => Promise<boolean> | boolean;
}

export interface HealthOptions {
  readiness: readonly Readiness[];
  metrics: () => Promise<{ type: string; text: string }>;
  /** The bearer token with which another machine may read the metrics; null: this machine only. */
  accessToken: string | null;
}

/** GET /healthz: the process answers. GET /readyz: each part by name, 503 when one does not work. GET /metrics. */
export function healthRouter({ readiness, metrics, accessToken }: HealthOptions): Router {
  const router = express.Router();
  router.get("/healthz", (_req, res) => {
    res.set("cache-control", "no-store").json({ status: "ok" });
  });
  router.get("/readyz", async (_req, res) => {
    const parts = await Promise.all(
      readiness.map(async ({ name, check }) => {
        try {
          return [name, await check()] as const;
        } catch {
          return [name, false] as const;
        }
      }),
    );
    const ready = parts.every(([, works]) => works);
    res
      .status(ready ? 200 : 503)
      .set("cache-control", "no-store")
      .json({ status: ready ? "ready" : "not ready", parts: Object.fromEntries(parts) });
  });
  router.get("/metrics", async (req, res) => {
    if (!isThisMachine(req) && !carries(req, accessToken)) {
      res.status(403).json({ error: "Read the metrics on this machine, or with the access token." });
      return;
    }
    const { type, text } = await metrics();
    res.set("content-type", type).send(text);
  });
  return router;
}

function carries(req: Request, token: string | null): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(req.headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token ?? "");
  return token !== null && given.length === wanted.length && timingSafeEqual(given, wanted);
}
