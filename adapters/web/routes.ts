/** The page's requests, and the responses. */
import express, { type Request, type RequestHandler, type Response, type Router } from "express";
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

/** Checks that requests of one kind pass before they are answered. */
interface Guards {
  /** Everything. */
  every: RequestHandler[];
  /** What only a person who is signed in may read. */
  read: RequestHandler;
  /** A post from the page itself, with a JSON body, by a person who is signed in. */
  post: RequestHandler[];
}

/** The routes of the page, its files and its requests, each behind the checks of its kind. */
export function createRouter(options: RouterOptions): Router {
  const { config, now, log } = options;
  const router = express.Router();
  const read = requireSignIn(config, now);
  const guards: Guards = {
    every: [
      securityHeaders(),
      sameOrigin(config),
      rateLimited(READS_A_MINUTE, "Too many requests: wait a minute."),
    ],
    read,
    post: [rateLimited(POSTS_A_MINUTE, "Too many posts: wait a minute."), requireOwnPost, read, json],
  };

  addFiles(router, guards, options);
  router.use("/web", guards.every, (_req: Request, res: Response, next: () => void) => {
    res.set("cache-control", "no-store");
    next();
  });
  addSignIn(router, guards, options);
  addCases(router, guards, options);
  addStreams(router, guards, options);
  addRoomPosts(router, guards, options);

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

const json = express.json({ limit: "64kb", type: () => true });

/** The page and its files: the page of a person who is not signed in is the one to sign in. */
function addFiles(router: Router, { every }: Guards, { config, now }: RouterOptions): void {
  const assets = loadAssets();
  router.get("/", every, (req: Request, res: Response) => {
    const { accessToken } = config;
    const file = accessToken === null || isSignedIn(accessToken, req, now()) ? "index.html" : "sign-in.html";
    const page = assets.get(file);
    if (page) sendAsset(req, res, page);
  });
  router.get("/assets/:name", every, (req: Request<{ name: string }>, res: Response) => {
    const asset = assets.get(req.params.name);
    if (asset) sendAsset(req, res, asset);
    else refuseRequest(res, 404, "There is no such file.");
  });
}

function addSignIn(router: Router, { post }: Guards, { config, now, log, path }: RouterOptions): void {
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
  router.post("/web/sign-out", post, (req: Request, res: Response) => {
    res
      .set("set-cookie", expiredCookie(place(req)))
      .status(204)
      .end();
  });
}

function addCases(router: Router, { read }: Guards, { config, casebook, now }: RouterOptions): void {
  router.get("/web/cases", read, async (_req, res) => {
    const cases = (await casebook.list(WEB_SCOPE)).map(summaryOf);
    const signedIn = config.accessToken !== null;
    res.json({ now: now(), cases, signedIn } satisfies CaseList);
  });
  router.get("/web/cases/:handle", read, async (req: Request<{ handle: string }>, res) => {
    const page = await casebook.page(req.params.handle, WEB_SCOPE);
    if (page === null) return refuseRequest(res, 404, "There is no such case here, or it was forgotten.");
    res.json({ now: now(), ...detailOf(page) } satisfies CaseDetail);
  });
  router.get(
    "/web/cases/:handle/:picture.svg",
    read,
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
}

/** What is new, as it happens: of every case, or of one room. */
function addStreams(router: Router, { read }: Guards, { streams }: RouterOptions): void {
  router.get("/web/events", read, (req, res) => {
    streams.open(req, res, { room: null, reader: null, after: 0 });
  });
  router.get("/web/rooms/:room/events", read, (req: Request<{ room: string }>, res) => {
    const room = readRoom(req.params.room);
    if (room === null) return refuseRequest(res, 404, "There is no such room.");
    const name = typeof req.query.as === "string" ? req.query.as : "";
    const after = readPosition(req.headers["last-event-id"] ?? req.query.after);
    streams.open(req, res, { room, reader: actorNamed(name)?.id ?? null, after });
  });
}

/** What people start, type and tap in a room. */
function addRoomPosts(router: Router, { post }: Guards, { bot, streams, now }: RouterOptions): void {
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
    post,
    inRoom((room, req, res) => receive(res, room, parseStart(room, req.body))),
  );
  router.post(
    "/web/rooms/:room/say",
    post,
    inRoom((room, req, res) => receive(res, room, parseSay(room, req.body))),
  );
  router.post(
    "/web/rooms/:room/tap",
    post,
    inRoom(async (room, req, res) => {
      const parsed = parseTap(room, req.body);
      if (!("form" in parsed)) return receive(res, room, parsed);
      const { thread, handle, act, actor } = parsed.form;
      res.json(formCards(await bot.form(thread, handle, act, actor)));
    }),
  );
}

type NextHandler = (error?: unknown) => void;

const isSecure = (req: Request): boolean => req.secure || req.headers["x-forwarded-proto"] === "https";
