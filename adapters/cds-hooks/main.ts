/** CDS Hooks 2.0 on the program's one server: cards at order-sign and patient-view. Nothing of a call is stored. */
import { randomUUID } from "node:crypto";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import {
  type AdapterParts,
  API_REQUESTS_PER_MINUTE,
  adapterWithoutThreads,
  limitedPerMinute,
  MAX_ANSWERS_FILE_BYTES,
  signedOn,
} from "../../src/index.ts";
import { callerCheck } from "./caller.ts";
import { HOOKS, readCall, readFeedback, readRecord } from "./parse.ts";
import { cardsOf, discoveryOf, failureCard } from "./render.ts";
import type { CdsHooksConfig } from "./settings.ts";

const CDS_PATH = "/cds-services";

export function openCdsHooks(config: CdsHooksConfig, parts: AdapterParts) {
  const router = cdsRouter(config, parts);
  return {
    adapter: adapterWithoutThreads("cds"),
    mount: (app: Express) => void app.use(CDS_PATH, router),
    openNotice: (url: string) => `CDS Hooks is at ${url}${CDS_PATH}: docs/cds-hooks.md`,
    stop() {},
  };
}

function cdsRouter(config: CdsHooksConfig, { protocols, site, now, log }: AdapterParts) {
  const { protocol } = protocols.latest;
  const { base } = config;
  const isKnown = callerCheck(config, now);
  const router = express.Router();
  router.use((_req, res, next) => {
    res.set({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    next();
  });
  router.use(
    limitedPerMinute(API_REQUESTS_PER_MINUTE, (res) =>
      refuseCall(res, 429, "Too many requests: wait a minute."),
    ),
  );
  const onlyFor =
    (...audience: string[]) =>
    async (req: Request, res: Response, next: NextFunction): Promise<void> => {
      if (await isKnown(req.headers.authorization, audience)) return next();
      res.set("www-authenticate", "Bearer");
      refuseCall(
        res,
        401,
        "A fresh token of a configured issuer is needed, for this very address: see docs/cds-hooks.md.",
      );
    };
  const body = express.json({ limit: MAX_ANSWERS_FILE_BYTES });

  router.get("/", onlyFor(`${base}${CDS_PATH}`), (_req, res) => void res.json(discoveryOf(protocol)));
  for (const hook of HOOKS) {
    const address = `${base}${CDS_PATH}/${hook}`;
    router.post(`/${hook}`, onlyFor(address), body, (req, res) => {
      const read = readCall(req.body, hook);
      if ("says" in read) return refuseCall(res, read.status, read.says);
      try {
        const moment = now();
        const setting = { now: moment, site: signedOn(site) };
        const { call } = read;
        const { patientId } = call.context;
        const view = readRecord(call, protocol, moment);
        res.json({ cards: cardsOf(hook, view, { protocol, base, setting, patientId, uuid: randomUUID }) });
      } catch (error) {
        log("error", "cds.failed", { error: error instanceof Error ? error.name : "unknown" });
        res.json({ cards: [failureCard({ protocol, base, uuid: randomUUID })] });
      }
    });
    router.post(`/${hook}/feedback`, onlyFor(address, `${address}/feedback`), body, (req, res) => {
      const feedback = readFeedback(req.body);
      if ("says" in feedback) return refuseCall(res, feedback.status, feedback.says);
      const accepted = feedback.filter(({ outcome }) => outcome === "accepted").length;
      log("info", "cds.feedback", { hook, accepted, overridden: feedback.length - accepted });
      res.status(200).end();
    });
  }
  router.use((_req, res) => refuseCall(res, 404, "There is no such service: see docs/cds-hooks.md."));
  router.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    const { status } = (error ?? {}) as { status?: unknown };
    if (status === 413)
      return refuseCall(res, 413, `The body is larger than ${MAX_ANSWERS_FILE_BYTES} bytes.`);
    if (typeof status === "number" && status >= 400 && status < 500)
      return refuseCall(res, 400, "The body cannot be read. Send JSON in UTF-8.");
    log("error", "cds.failed", { error: error instanceof Error ? error.name : "unknown" });
    res.json({ cards: [failureCard({ protocol, base, uuid: randomUUID })] });
  });
  return router;
}

const refuseCall = (res: Response, status: number, diagnostics: string): void =>
  void res.status(status).json({
    resourceType: "OperationOutcome",
    issue: [{ severity: "error", code: status === 401 ? "login" : "invalid", diagnostics }],
  });
