/** What the page sends, as requests to the bot. Pure: the same body, the same result. Everything in it came from outside. */
import { z } from "zod";
import type { Act, Actor, Inbound, Request, StandingPost, ThreadKey } from "../../src/index.ts";
import { readTap } from "./teams-cards.ts";

export const WEB_PLATFORM = "web";
export const WEB_TENANT = "local";

/** A room of the page is a channel without threads. */
export const webThread = (room: string): ThreadKey => ({
  platform: WEB_PLATFORM,
  tenant: WEB_TENANT,
  channel: room,
  thread: "",
});

const ROOM_NAME = /^[a-z0-9][a-z0-9-]{2,39}$/;

/** A room's name, as the page makes it or `site.yaml` gives it; null for anything else. */
export const readRoom = (text: string | undefined): string | null =>
  text !== undefined && ROOM_NAME.test(text) ? text : null;

/** The last message that was seen, from a stream's id or address; 0 when it is not usable. */
export function readPosition(text: unknown): number {
  const position = typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return position;
}

/** "Dr. Åsa Lind" is web:local:dr-asa-lind: the same name is the same person, on any tab and machine. */
export function actorNamed(name: string): Actor | null {
  const shown = name.normalize("NFC").replace(/\s+/g, " ").trim();
  const slug = shown
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return slug === "" || shown.length > 60
    ? null
    : { id: `${WEB_PLATFORM}:${WEB_TENANT}:${slug}`, name: shown };
}

const personSchema = z.object({
  name: z.string({ error: "is missing" }).refine((name) => actorNamed(name) !== null, {
    error: "is a name of 1 to 60 characters, with at least one letter",
  }),
  role: z.enum(["physician", "trainee", "nurse"], { error: "is physician, trainee or nurse" }),
});
const requestId = z
  .string({ error: "is missing" })
  .regex(/^[a-z0-9-]{8,64}$/, { error: "is 8 to 64 small letters, digits and dashes" });
const wordsField = z.string({ error: "is missing" }).max(4000, { error: "is longer than 4000 characters" });
const count = z
  .number({ error: "is missing" })
  .int({ error: "is a whole number" })
  .min(0, { error: "is 0 or more" });
const standingSchema = z
  .union(
    [
      z.strictObject({ question: z.string().max(300), rev: count, forMs: count }),
      z.strictObject({ panel: count, forMs: count }),
      z.strictObject({ proposal: count, forMs: count }),
      z.strictObject({ check: count, forMs: count }),
    ],
    { error: "names a question or a list, and for how long it was on the screen" },
  )
  .nullish();
const startBodySchema = z.object({ id: requestId, as: personSchema, words: wordsField });
const sayBodySchema = startBodySchema.extend({ standing: standingSchema });
const tapBodySchema = z.object({
  id: requestId,
  as: personSchema,
  standing: standingSchema,
  data: z.record(z.string(), z.unknown(), { error: "is missing" }),
});

export interface BodyError {
  fault: string;
}

/** A page that was loaded before this field was known sends none. */
const withStanding = (standing: StandingPost | null | undefined) =>
  standing === undefined ? {} : { standing };

type OrBodyError<T> = T | BodyError;

function parseBody<T>(schema: z.ZodType<T>, body: unknown): OrBodyError<{ read: T }> {
  const result = schema.safeParse(body);
  if (result.success) return { read: result.data };
  const [issue] = result.error.issues;
  const field = issue?.path.join(".") || "the body";
  return { fault: `${field} ${field === "the body" ? "is not a JSON object" : issue?.message}` };
}

const actorWithRole = ({ name, role }: z.output<typeof personSchema>) => ({
  ...(actorNamed(name) as Actor),
  role,
});

const requestInRoom = (room: string, id: string, inbound: Inbound): { request: Request } => ({
  request: { deliveries: [`${WEB_PLATFORM}|${room}|${id}`], thread: webThread(room), inbound },
});

/** A new case, with what is known so far, possibly nothing. */
export function parseStart(room: string, body: unknown): OrBodyError<{ request: Request }> {
  const parsed = parseBody(startBodySchema, body);
  if ("fault" in parsed) return parsed;
  const { id, as, words } = parsed.read;
  return requestInRoom(room, id, { kind: "start", actor: actorWithRole(as), words: words.trim() });
}

/** Typed words. In a room everything is meant for the bot. */
export function parseSay(room: string, body: unknown): OrBodyError<{ request: Request }> {
  const parsed = parseBody(sayBodySchema, body);
  if ("fault" in parsed) return parsed;
  const { id, as, words, standing } = parsed.read;
  if (words.trim() === "") return { fault: "words is empty" };
  return requestInRoom(room, id, {
    kind: "say",
    actor: actorWithRole(as),
    words: words.trim(),
    addressed: true,
    ...withStanding(standing),
  });
}

export interface FormRequest {
  thread: ThreadKey;
  handle: string;
  act: Extract<Act, { do: "form" }>;
  actor: Actor;
}

const ACTS_WITHOUT_CASE: ReadonlySet<Act["do"]> = new Set(["command", "begin", "decline"]);

/** A tap on a card: something done, a submitted form, or a request for one. */
export function parseTap(
  room: string,
  body: unknown,
): OrBodyError<{ request: Request } | { form: FormRequest }> {
  const parsed = parseBody(tapBodySchema, body);
  if ("fault" in parsed) return parsed;
  const { id, as, data, standing } = parsed.read;
  const tap = readTap(data);
  if (tap === null) return { fault: "data is not what a button of a card sends" };
  const { handle, act, values } = tap;
  const actor = actorWithRole(as);
  if (handle === null && !ACTS_WITHOUT_CASE.has(act.do)) return { fault: "data names no case" };
  if (act.do !== "form")
    return requestInRoom(room, id, {
      kind: "act",
      actor,
      handle: handle ?? "",
      act,
      ...withStanding(standing),
    });
  if (handle === null) return { fault: "data names no case" };
  if (values === null) return { form: { thread: webThread(room), handle, act, actor } };
  return requestInRoom(room, id, { kind: "submit", actor, handle, act, values, ...withStanding(standing) });
}
