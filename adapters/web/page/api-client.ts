/** The page's own server. Every post has its own id, so that one sent again is handled once. */
import type { ActingPerson } from "../api-types.ts";

/** A refusal of the server, in its own words. */
export class RequestRefusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, message: string, body: unknown) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** Letters and digits that nobody can guess. (randomUUID is missing where the page comes by plain http.) */
export function randomId(length = 20): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
}

const POST_ATTEMPTS = 3;
const delay = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Reads JSON. @throws Refused */
export async function getJson<T>(path: string): Promise<T> {
  return readResponse<T>(await fetch(path, { headers: { accept: "application/json" } }));
}

/** Sends something once, even over a broken connection: a retry carries the same id. @throws Refused */
export async function postJson<T>(path: string, body: Readonly<Record<string, unknown>>): Promise<T> {
  const text = JSON.stringify({ id: randomId(), ...body });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readResponse<T>(
        await fetch(path, {
          method: "POST",
          headers: { "content-type": "application/json", "x-triage-page": "1" },
          body: text,
        }),
      );
    } catch (error) {
      if (error instanceof RequestRefusal || attempt === POST_ATTEMPTS) throw error;
      await delay(300 * 2 ** attempt);
    }
  }
}

async function readResponse<T>(response: Response): Promise<T> {
  const text = await response.text();
  const body: unknown = text === "" ? null : jsonOrNull(text);
  if (response.ok) return body as T;
  // Signed out meanwhile: the same address shows the sign-in.
  if (response.status === 401 && document.getElementById("sign-in") === null) location.reload();
  const said = (body as { error?: unknown } | null)?.error;
  throw new RequestRefusal(
    response.status,
    typeof said === "string" ? said : `The server said ${response.status}.`,
    body,
  );
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Posts a person's action in a room. */
export const postAction = <T>(
  room: string,
  what: "start" | "say" | "tap",
  me: ActingPerson,
  more: object,
): Promise<T> => postJson<T>(`web/rooms/${room}/${what}`, { as: me, ...more });

/** Whether no response came at all. */
export const isOutOfReach = (fault: unknown): boolean => !(fault instanceof RequestRefusal);

/** Any error as a sentence for a person. */
export const errorText = (fault: unknown): string =>
  fault instanceof RequestRefusal
    ? fault.message
    : "The server cannot be reached. Nothing was recorded; please try again.";
