/**
 * Who may open the page. Without an access token: this machine only. With one: anyone who knows it, after signing in.
 * Names on the page are what people say they are; the token says only that they belong here.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isLoopbackName, type ListenPlace, MIN_TOKEN_LENGTH } from "../../src/index.ts";

export interface WebConfig {
  /** At least 24 characters, or null: the page is shown on this machine alone. */
  accessToken: string | null;
  /** The operator says that no proxy passes the page on, so who looks local is local. */
  local: boolean;
}

const COOKIE_NAME = "triage_page";
/** One shift and a little more: a ward's shared machine does not stay signed in forever. */
const SIGNED_IN_MS = 12 * 3_600_000;

/**
 * Why the page must not be served in a place, or null; a short token is an error too. Beside what is called from outside a
 * proxy may stand before the page, and not every proxy says so: everybody would look local.
 */
export function webListenError(
  { accessToken, local }: WebConfig,
  { host, beside }: ListenPlace,
): string | null {
  if (accessToken !== null && accessToken.length < MIN_TOKEN_LENGTH)
    return `WEB_ACCESS_TOKEN has ${accessToken.length} characters: it needs at least ${MIN_TOKEN_LENGTH}`;
  if (accessToken !== null) return null;
  if (!isLoopbackName(host))
    return `The page has no sign-in, so it is not served on ${host}: listen on 127.0.0.1, or set WEB_ACCESS_TOKEN`;
  return local || beside.length === 0
    ? null
    : `It has no sign-in, and a proxy for ${beside.join(", ")} could open it to everybody: set WEB_ACCESS_TOKEN, or WEB_PAGE=local where no proxy passes it on (docs/deployment.md)`;
}

const equalInConstantTime = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map((text) => createHmac("sha256", "same length").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
};

export const isToken = (accessToken: string, given: string): boolean =>
  equalInConstantTime(accessToken, given);

const cookieSignature = (accessToken: string, until: number): string =>
  createHmac("sha256", accessToken).update(`page until ${until}`).digest("base64url");

/** The cookie of someone who has signed in. It holds no token, and is worth nothing once the token is changed. */
export function cookieFor(accessToken: string, now: number, { path, secure }: CookieScope): string {
  const until = now + SIGNED_IN_MS;
  const age = Math.floor(SIGNED_IN_MS / 1000);
  return setCookieHeader(`${until}.${cookieSignature(accessToken, until)}`, age, { path, secure });
}

export const expiredCookie = (place: CookieScope): string => setCookieHeader("", 0, place);

export interface CookieScope {
  path: string;
  secure: boolean;
}

const setCookieHeader = (value: string, age: number, { path, secure }: CookieScope): string =>
  `${COOKIE_NAME}=${value}; Path=${path}; Max-Age=${age}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;

/** Whether a request carries a valid cookie of ours. */
export function isSignedIn(accessToken: string, req: IncomingMessage, now: number): boolean {
  const cookies = (req.headers.cookie ?? "").split(";").map((each) => each.trim());
  const value =
    cookies.find((each) => each.startsWith(`${COOKIE_NAME}=`))?.slice(COOKIE_NAME.length + 1) ?? "";
  const [, digits = "", signature = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(value) ?? [];
  const until = Number(digits);
  return digits !== "" && until > now && equalInConstantTime(signature, cookieSignature(accessToken, until));
}
