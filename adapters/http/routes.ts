/** The API's requests, and the responses. */
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from "express";
import {
  type AdapterParts,
  API_REQUESTS_PER_MINUTE,
  assessmentJson,
  jsonText,
  limitedPerMinute,
  MAX_ANSWERS_FILE_BYTES,
  questionJson,
  type ReadAnswers,
  signedOn,
  type TokenHolder,
  tokenHolder,
} from "../../src/index.ts";
import { protocolNamed, readAssess } from "./parse.ts";
import { type ApiProblem, problemBody } from "./problem.ts";
import { protocolDetail, protocolLine } from "./render.ts";

export interface ApiRouterOptions extends Pick<AdapterParts, "protocols" | "site" | "now" | "log"> {
  holders: ReadonlyMap<string, TokenHolder>;
  /** The OpenAPI document, as text. */
  description: string;
}

export function createApiRouter(options: ApiRouterOptions): Router {
  const { protocols, site, now, holders, description } = options;
  const router = express.Router();
  router.use(apiHeaders, tooMany);
  router.get("/openapi.json", (_req, res) => void res.type("json").send(description));
  router.use(requireToken(holders));

  const stateless = (textOf: (answers: ReadAnswers) => string): RequestHandler[] => [
    requireJson,
    express.raw({ limit: MAX_ANSWERS_FILE_BYTES, type: () => true }),
    (req, res) => {
      const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
      const read = readAssess(body, req.query, { ...protocols, signed: signedOn(site), now: now() });
      if ("problem" in read) return sendProblem(res, read.problem);
      res.type("json").send(textOf(read.answers));
    },
  ];
  router
    .route("/assess")
    .post(...stateless((answers) => jsonText(assessmentJson(answers, site.time_zone))))
    .all(onlyMethods("POST"));
  router
    .route("/next-question")
    .post(...stateless((answers) => jsonText(questionJson(answers))))
    .all(onlyMethods("POST"));

  router
    .route("/protocols")
    .get((_req, res) => {
      res.json({ protocols: protocols.all.map((each) => protocolLine(each, protocols.latest)) });
    })
    .all(onlyMethods("GET"));
  router
    .route("/protocols/:id/:version")
    .get((req, res) => {
      const found = protocolNamed(protocols, req.params.id, req.params.version);
      if ("problem" in found) return sendProblem(res, found.problem);
      res.json(protocolDetail(found.loaded, protocols.latest));
    })
    .all(onlyMethods("GET"));

  router.use((_req, res) =>
    sendProblem(res, {
      status: 404,
      code: "no-such-path",
      detail: "There is nothing at this path. GET /v1/openapi.json lists every one.",
    }),
  );
  router.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    sendProblem(res, problemOf(error, options.log));
  });
  return router;
}

function sendProblem(res: Response, problem: ApiProblem): void {
  if (problem.status === 401) res.set("www-authenticate", "Bearer");
  res
    .status(problem.status)
    .type("application/problem+json")
    .send(JSON.stringify(problemBody(problem)));
}

const apiHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  });
  next();
};

const tooMany: RequestHandler = limitedPerMinute(API_REQUESTS_PER_MINUTE, (res) =>
  sendProblem(res, { status: 429, code: "too-many-requests", detail: "Wait a minute, and send it again." }),
);

const requireToken =
  (holders: ReadonlyMap<string, TokenHolder>): RequestHandler =>
  (req, res, next) => {
    const holder = tokenHolder(holders, req.headers.authorization);
    if ("refused" in holder)
      return sendProblem(res, { status: 401, code: "not-let-in", detail: holder.refused });
    next();
  };

const requireJson: RequestHandler = (req, res, next) => {
  if (/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(req.headers["content-type"] ?? ""))
    return next();
  sendProblem(res, {
    status: 415,
    code: "not-json",
    detail: "The body is not declared as application/json in UTF-8. Send content-type: application/json.",
  });
};

const onlyMethods =
  (...methods: string[]): RequestHandler =>
  (_req, res) => {
    res.set("allow", methods.join(", "));
    sendProblem(res, {
      status: 405,
      code: "another-method",
      detail: `This path takes ${methods.join(" and ")}.`,
    });
  };

/** An error of reading the body, or of ours; its own message may hold what was sent. */
function problemOf(error: unknown, log: AdapterParts["log"]): ApiProblem {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === "entity.too.large")
    return {
      status: 413,
      code: "too-large",
      detail: `The body is larger than ${MAX_ANSWERS_FILE_BYTES} bytes: a case is a few thousand. Send its findings alone.`,
    };
  if (typeof status === "number" && status >= 400 && status < 500)
    return { status: 400, code: "not-readable", detail: "The request cannot be read. Send JSON in UTF-8." };
  log("error", "api.failed", { error: error instanceof Error ? error.name : "unknown" });
  return {
    status: 503,
    code: "failed",
    detail: "That did not work here, and nothing was recorded. Send it again.",
  };
}
