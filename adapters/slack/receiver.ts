/**
 * Signed requests over HTTP. Bolt checks the signature and that it is not old; it accepts requests from the
 * future, and the same request twice. Both are refused here.
 */
import { ExpressReceiver, type ExpressReceiverOptions } from "@slack/bolt";
import { type Request, type RequestHandler, type Response, Router } from "express";
import { requestUse } from "./request-body.ts";
import type { SlackLog } from "./slack-log.ts";

/** How far a request's time may be from ours, before and after: what Slack asks its apps to allow. */
const SIGNATURE_WINDOW_S = 300;

/** Far more than a hospital's taps in ten minutes; beyond it the oldest are forgotten, and the store still detects them. */
const MAX_SIGNATURES = 50_000;

/** Accepted signatures while they are valid: the same request is not accepted twice. */
export class SeenSignatures {
  readonly #until = new Map<string, number>();
  readonly #capacity: number;

  constructor(capacity: number = MAX_SIGNATURES) {
    this.#capacity = capacity;
  }

  /** True the first time, false from then on. */
  isFirstUse(signature: string, nowMs: number): boolean {
    const until = this.#until.get(signature);
    if (until !== undefined && until > nowMs) return false;
    for (const [old, expires] of this.#until) {
      if (expires > nowMs && this.#until.size < this.#capacity) break;
      this.#until.delete(old);
    }
    // a request from the edge of the future stays valid for twice the window
    this.#until.set(signature, nowMs + 2 * SIGNATURE_WINDOW_S * 1000);
    return true;
  }

  get size(): number {
    return this.#until.size;
  }
}

export interface GuardedReceiverOptions extends Omit<ExpressReceiverOptions, "router" | "endpoints"> {
  path: string;
  now: () => number;
  log: SlackLog;
}

/** Bolt's Express receiver behind our guard. Its router is mounted before any body parser. */
export class GuardedReceiver extends ExpressReceiver {
  readonly #seen = new SeenSignatures();
  readonly #now: () => number;
  readonly #report: SlackLog;

  constructor({ path, now, log, ...options }: GuardedReceiverOptions) {
    const router = Router();
    router.post(path, rejectStale(now, log));
    super({ ...options, router, endpoints: path });
    this.#now = now;
    this.#report = log;
  }

  /** Bolt calls this once the signature is verified: only a verified one is worth remembering. */
  override async requestHandler(request: Request, response: Response): Promise<void> {
    if (!this.#seen.isFirstUse(request.get("x-slack-signature") ?? "", this.#now())) {
      this.#report("warn", "request_refused", { reason: "replayed" });
      response.status(401).end();
      return;
    }
    const use = requestUse(request.body);
    if (use === "handle") return super.requestHandler(request, response);
    this.#report("warn", use === "refuse" ? "request_unreadable" : "request_unused");
    response.status(use === "refuse" ? 400 : 200).end();
  }
}

/**
 * Refuses requests outside the time window, and a signature in any form but Slack's: Bolt reads "v0=HASH=anything"
 * as "v0=HASH", which would make one verified request look like many.
 */
function rejectStale(now: () => number, log: SlackLog): RequestHandler {
  return (request, response, next) => {
    const time = request.get("x-slack-request-timestamp") ?? "";
    const signature = request.get("x-slack-signature") ?? "";
    const reason = !/^v0=[0-9a-f]{64}$/.test(signature)
      ? "no signature"
      : !/^\d{1,11}$/.test(time)
        ? "no time"
        : Math.abs(now() / 1000 - Number(time)) > SIGNATURE_WINDOW_S
          ? "not of this time"
          : null;
    if (reason === null) return next();
    log("warn", "request_refused", { reason });
    response.status(401).end();
  };
}
