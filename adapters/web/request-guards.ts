/** The checks that every request of the page has to pass before it is read. */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import helmet from "helmet";
import { isThisMachine, limitedPerMinute, namesThisMachine } from "../../src/index.ts";
import { isSignedIn, type WebConfig } from "./access.ts";
import type { Refusal } from "./api-types.ts";

/** Responds with a reason that tells a person what to do, and a stranger nothing. */
export function refuseRequest(res: Response, status: number, error: string): void {
  res
    .status(status)
    .set("cache-control", "no-store")
    .json({ error } satisfies Refusal);
}

/** Nothing but what this server serves, and in no frame. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
    // A proxy that ends TLS before this server says so.
    strictTransportSecurity: false,
  });

/** Only from where the page may be seen: this machine, or anywhere with a sign-in, and never from another page. */
export function sameOrigin({ accessToken }: WebConfig): RequestHandler {
  return (req, res, next) => {
    if (accessToken === null && !isThisMachine(req))
      return refuseRequest(res, 403, "This page has no sign-in, so it is shown on its own machine alone.");
    if (accessToken === null && !namesThisMachine(req))
      return refuseRequest(res, 403, "Open this page as http://127.0.0.1 or http://localhost.");
    const origin = req.headers.origin;
    if (origin !== undefined && !isOwnOrigin(origin, req))
      return refuseRequest(res, 403, "Another site's page may not use this one.");
    const site = req.headers["sec-fetch-site"];
    const follows = req.method === "GET" && req.headers["sec-fetch-mode"] === "navigate";
    if (site !== undefined && site !== "same-origin" && site !== "none" && !follows)
      return refuseRequest(res, 403, "Another site's page may not use this one.");
    next();
  };
}

function isOwnOrigin(origin: string, req: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === req.headers.host;
}

/** A POST of the page identifies itself in a way that no other site's form or script can. */
export function requireOwnPost(req: Request, res: Response, next: NextFunction): void {
  if (req.headers["x-triage-page"] !== "1")
    return refuseRequest(
      res,
      403,
      "The header x-triage-page is missing: this takes posts of its own page alone.",
    );
  if (!/^application\/json\s*(;|$)/i.test(req.headers["content-type"] ?? ""))
    return refuseRequest(res, 415, "The body is not declared as application/json.");
  next();
}

export function requireSignIn({ accessToken }: WebConfig, now: () => number): RequestHandler {
  return (req, res, next) => {
    if (accessToken !== null && !isSignedIn(accessToken, req, now()))
      return refuseRequest(res, 401, "Sign in first.");
    next();
  };
}

/** Requests of one address per minute; a person taps far less often. */
export const rateLimited = (limit: number, error: string): RequestHandler =>
  limitedPerMinute(limit, (res) => refuseRequest(res, 429, error));

/** A body that could not be read, as a clear refusal. */
export function bodyErrorHandler(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (res.headersSent) return next(error);
  if (type === "entity.too.large") return refuseRequest(res, 413, "The body is larger than 64 KB.");
  if (type === "entity.parse.failed") return refuseRequest(res, 400, "The body is not JSON.");
  if (typeof status === "number" && status >= 400 && status < 500)
    return refuseRequest(res, status, "The request cannot be read.");
  next(error);
}
