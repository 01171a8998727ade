/** The page's requests, and the responses. */
import express, { type Request, type Response, type Router } from "express";
import type { Bot, Request as BotRequest, CaseQueries } from "../../src/index.ts";
import { cookieFor, expiredCookie, isSignedIn, isToken, type WebConfig } from "./access.ts";
import type { CaseDetail, CaseList, Outcome } from "./api-types.ts";
import { loadAssets, sendAsset } from "./assets.ts";
import { type EventStreams, WEB_SCOPE, type WebLog } from "./event-streams.ts";
import {
  actorNamed,
  type BodyError,
  parseSay,
  parseStart,
  parseTap,
  readPosition,
  readRoom,
} from "./parse.ts";
import { detailOf, formCards, replyMessages, summaryOf } from "./render.ts";
import {
  bodyErrorHandler,
  rateLimited,
  refuseRequest,
  requireOwnPost,
  requireSignIn,
  sameOrigin,
  securityHeaders,
} from "./request-guards.ts";

export interface RouterOptions {
  config: WebConfig;
  bot: Bot;
  casebook: CaseQueries;
  streams: EventStreams;
  now: () => number;
  log: WebLog;
  /** Where it is mounted, with a slash at the end: cookies are limited to it. */
  path: string;
}

/** The width of a phone, in CSS pixels. */
const PHONE_WIDTH = 340;
const POSTS_A_MINUTE = 300;
const READS_A_MINUTE = 1200;
const SIGN_INS_A_MINUTE = 10;

export function createRouter({ config, bot, casebook, streams, now, log, path }: RouterOptions): Router {
  const assets = loadAssets();
  const router = express.Router();
  const guards = [
    securityHeaders(),
    sameOrigin(config),
    rateLimited(READS_A_MINUTE, "Too many requests: wait a minute."),
  ];
  const json = express.json({ limit: "64kb", type: () => true });
  const mayRead = requireSignIn(config, now);
  const posts = [
    rateLimited(POSTS_A_MINUTE, "Too many posts: wait a minute."),
    requireOwnPost,
    mayRead,
    json,
  ];

  router.get("/", guards, (req: Request, res: Response) => {
    const { accessToken } = config;
    const file = accessToken === null || isSignedIn(accessToken, req, now()) ? "index.html" : "sign-in.html";
    const page = assets.get(file);
    if (page) sendAsset(req, res, page);
  });
  router.get("/assets/:name", guards, (req: Request<{ name: string }>, res: Response) => {
    const asset = assets.get(req.params.name);
    if (asset) sendAsset(req, res, asset);
    else refuseRequest(res, 404, "There is no such file.");
  });

  router.use("/web", guards, (_req: Request, res: Response, next: () => void) => {
    res.set("cache-control", "no-store");
    next();
  });
  const place = (req: Request) => ({ path, secure: isSecure(req) });
  router.post(
    "/web/sign-in",
    rateLimited(SIGN_INS_A_MINUTE, "Too many tries: wait a minute."),
    requireOwnPost,
    json,
    (req, res) => {
      const { accessToken } = config;
      const { token } = (req.body ?? {}) as { token?: unknown };
      if (accessToken === null || typeof token !== "string" || !isToken(accessToken, token.trim())) {
        log("web.sign-in.refused");
        return refuseRequest(res, 401, "That is not the access token.");
      }
      res
        .set("set-cookie", cookieFor(accessToken, now(), place(req)))
        .status(204)
        .end();
    },
  );
  router.post("/web/sign-out", posts, (req: Request, res: Response) => {
    res
      .set("set-cookie", expiredCookie(place(req)))
      .status(204)
      .end();
  });

  router.get("/web/cases", mayRead, async (_req, res) => {
    const cases = (await casebook.list(WEB_SCOPE)).map(summaryOf);
    const signedIn = config.accessToken !== null;
    res.json({ now: now(), cases, signedIn } satisfies CaseList);
  });
  router.get("/web/cases/:handle", mayRead, async (req: Request<{ handle: string }>, res) => {
    const page = await casebook.page(req.params.handle, WEB_SCOPE);
    if (page === null) return refuseRequest(res, 404, "There is no such case here, or it was forgotten.");
    res.json({ now: now(), ...detailOf(page) } satisfies CaseDetail);
  });
  router.get(
    "/web/cases/:handle/:picture.svg",
    mayRead,
    async (req: Request<{ handle: string; picture: string }>, res) => {
      const page = await casebook.page(req.params.handle, WEB_SCOPE);
      const pictures = page?.pictures(req.query.for === "phone" ? PHONE_WIDTH : undefined);
      const picture = pictures?.find(({ name }) => name === req.params.picture);
      if (!picture) return refuseRequest(res, 404, "There is no such picture.");
      // A picture brings its own dark colours, and nothing else.
      res.set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
      res.type("image/svg+xml").send(picture.svg);
    },
  );

  router.get("/web/events", mayRead, (req, res) => {
    streams.open(req, res, { room: null, reader: null, after: 0 });
  });
  router.get("/web/rooms/:room/events", mayRead, (req: Request<{ room: string }>, res) => {
    const room = readRoom(req.params.room);
    if (room === null) return refuseRequest(res, 404, "There is no such room.");
    const name = typeof req.query.as === "string" ? req.query.as : "";
    const after = readPosition(req.headers["last-event-id"] ?? req.query.after);
    streams.open(req, res, { room, reader: actorNamed(name)?.id ?? null, after });
  });

  async function receive(res: Response, room: string, parsed: BodyError | { request: BotRequest }) {
    if ("fault" in parsed) return refuseRequest(res, 400, `Not recorded: ${parsed.fault}.`);
    const { outcome, reply } = await bot.receive(parsed.request);
    const told = replyMessages(reply, now());
    if (outcome !== "not-recorded") streams.nudge(room);
    res.status(outcome === "not-recorded" ? 503 : 200).json({ outcome, told } satisfies Outcome);
  }

  const inRoom =
    (act: (room: string, req: Request, res: Response) => Promise<void>) =>
    async (req: Request<{ room: string }>, res: Response) => {
      const room = readRoom(req.params.room);
      if (room === null) return refuseRequest(res, 404, "There is no such room.");
      await act(room, req as Request, res);
    };
  router.post(
    "/web/rooms/:room/start",
    posts,
    inRoom((room, req, res) => receive(res, room, parseStart(room, req.body))),
  );
  router.post(
    "/web/rooms/:room/say",
    posts,
    inRoom((room, req, res) => receive(res, room, parseSay(room, req.body))),
  );
  router.post(
    "/web/rooms/:room/tap",
    posts,
    inRoom(async (room, req, res) => {
      const parsed = parseTap(room, req.body);
      if (!("form" in parsed)) return receive(res, room, parsed);
      const { thread, handle, act, actor } = parsed.form;
      res.json(formCards(await bot.form(thread, handle, act, actor)));
    }),
  );

  router.use("/web", (_req, res) => refuseRequest(res, 404, "There is nothing here."));
  router.use(
    ["/web", "/assets"],
    bodyErrorHandler,
    (error: unknown, _req: Request, res: Response, next: NextHandler) => {
      log("web.failed", { error: error instanceof Error ? error.name : "unknown" });
      if (res.headersSent) return next(error);
      refuseRequest(res, 503, "That did not work, and nothing was recorded. Please try again.");
    },
  );
  return router;
}

type NextHandler = (error?: unknown) => void;

const isSecure = (req: Request): boolean => req.secure || req.headers["x-forwarded-proto"] === "https";
