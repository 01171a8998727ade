/** FHIR R4 on the program's one server: the next question and the assessment for a QuestionnaireResponse. Nothing is stored. */
import { createHash } from "node:crypto";
import type { OperationOutcome, Resource } from "@medplum/fhirtypes";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import {
  type AdapterParts,
  API_REQUESTS_PER_MINUTE,
  adapterWithoutThreads,
  type Findings,
  limitedPerMinute,
  MAX_ANSWERS_FILE_BYTES,
  signedOn,
  tokenHolder,
} from "../../src/index.ts";
import { caseOfAnswers } from "./answer-file-case.ts";
import { addressesOf } from "./codes.ts";
import { withNextQuestion } from "./next-question.ts";
import { readResponse, unwrapResponse } from "./parse.ts";
import { questionnaireOf } from "./questionnaire.ts";
import { bundleOf } from "./render.ts";
import type { FhirConfig } from "./settings.ts";

const FHIR_PATH = "/fhir";
const FHIR_JSON = "application/fhir+json";

export function openFhir(config: FhirConfig, parts: AdapterParts) {
  return {
    adapter: adapterWithoutThreads("fhir"),
    mount: (app: Express) => void app.use(FHIR_PATH, fhirRouter(config, parts)),
    openNotice: (url: string) => `FHIR is at ${url}${FHIR_PATH}: docs/fhir.md`,
    stop() {},
  };
}

function fhirRouter({ base, holders }: FhirConfig, { protocols, site, now, log }: AdapterParts) {
  const { protocol } = protocols.latest;
  const at = addressesOf(base, protocol);
  const router = express.Router();
  router.use((_req, res, next) => {
    res.set({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    next();
  });
  router.use(
    limitedPerMinute(API_REQUESTS_PER_MINUTE, (res) =>
      sendFault(res, 429, "throttled", "Too many requests: wait a minute."),
    ),
  );
  router.use((req, res, next) => {
    const holder = tokenHolder(holders, req.headers.authorization);
    if (!("refused" in holder)) return next();
    res.set("www-authenticate", "Bearer");
    sendFault(res, 401, "login", holder.refused);
  });

  router.get("/Questionnaire", (_req, res) => send(res, questionnaireOf(protocol, at)));
  const answered =
    (make: (findings: Findings, text: string, moment: number) => Resource) =>
    (req: Request, res: Response): void => {
      const moment = now();
      const text = Buffer.isBuffer(req.body) ? req.body.toString("utf8") : "";
      const reading = readResponse(unwrapResponse(parsed(text)), protocol, at, moment);
      if ("findings" in reading) return send(res, make(reading.findings, text, moment));
      sendOutcome(res, 422, {
        resourceType: "OperationOutcome",
        issue: reading.faults.map(({ where, says }) => ({
          severity: "error",
          code: "invalid",
          diagnostics: says,
          expression: [where],
        })),
      });
    };
  const body = express.raw({
    limit: MAX_ANSWERS_FILE_BYTES,
    type: ["application/fhir+json", "application/json"],
  });
  const settingAt = (moment: number) => ({ now: moment, site: signedOn(site) });
  router.post(
    "/Questionnaire/\\$next-question",
    body,
    answered((findings, _text, moment) => withNextQuestion(protocol, findings, settingAt(moment), at)),
  );
  router.post(
    "/QuestionnaireResponse/\\$assess",
    body,
    answered((findings, text, moment) => {
      const hash = createHash("sha256").update(text).digest("hex");
      return bundleOf(caseOfAnswers({ protocol, findings, setting: settingAt(moment) }, hash), base);
    }),
  );
  router.use((_req, res) =>
    sendFault(res, 404, "not-found", "There is nothing at this path: see docs/fhir.md."),
  );
  router.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
    if (type === "entity.too.large")
      return sendFault(res, 413, "too-long", `The body is larger than ${MAX_ANSWERS_FILE_BYTES} bytes.`);
    if (typeof status === "number" && status >= 400 && status < 500)
      return sendFault(res, 400, "structure", "The body cannot be read. Send JSON in UTF-8.");
    log("error", "fhir.failed", { error: error instanceof Error ? error.name : "unknown" });
    sendFault(res, 503, "exception", "That did not work here. Send it again.");
  });
  return router;
}

/** Undefined where it is no JSON, which no resource is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const send = (res: Response, resource: Resource): void =>
  void res.type(FHIR_JSON).send(`${JSON.stringify(resource)}\n`);

const sendOutcome = (res: Response, status: number, outcome: OperationOutcome): void =>
  void res.status(status).type(FHIR_JSON).send(JSON.stringify(outcome));

function sendFault(
  res: Response,
  status: number,
  code: OperationOutcome["issue"] extends (infer Issue)[] | undefined
    ? Issue extends { code?: infer C }
      ? C
      : never
    : never,
  diagnostics: string,
): void {
  sendOutcome(res, status, {
    resourceType: "OperationOutcome",
    issue: [{ severity: "error", code: code ?? "exception", diagnostics }],
  });
}
