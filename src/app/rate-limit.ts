/** How many requests a minute an address may send to a router. */
import type { RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";

/** @param refuse responds to what goes beyond the limit, in the words of its own API */
export const limitedPerMinute = (limit: number, refuse: (res: Response) => void): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // A forwarded address could be made up, so callers behind one proxy share one allowance.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_req, res) => refuse(res),
  });

/** What a program may ask of an API in a minute. */
export const API_REQUESTS_PER_MINUTE = 1200;
