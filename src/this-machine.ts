/** Whether a caller is on this machine, and means it: the checks behind everything that is open without a sign-in. */
import type { IncomingMessage } from "node:http";

/** What proxies add to what they pass on. */
const FORWARDED =
  /^(forwarded|via|x-real-ip|x-forwarded-.+|(x|true|cf-connecting|fastly)-client-ip|cf-connecting-ip)$/;

/**
 * A proxy on this machine would make every caller look local, so a forwarded call counts as foreign. A proxy that adds no
 * header cannot be told from a program here: `calledFromOutside` of an adapter says where one has to be expected.
 */
export function isThisMachine(req: IncomingMessage): boolean {
  const address = req.socket.remoteAddress ?? "";
  const forwarded = Object.keys(req.headers).some((name) => FORWARDED.test(name));
  return !forwarded && (address === "::1" || /^(::ffff:)?127\./.test(address));
}

/** Whether a name or an address is this machine's own. */
export const isLoopbackName = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Whether a caller can be a program, and not a page in a browser here: a page of another site gives that site's name for this
 * machine, or its own as the origin.
 */
export const isNoPage = (req: IncomingMessage): boolean =>
  namesThisMachine(req) && req.headers.origin === undefined;

/** Whether the Host header names this machine: a foreign name that points here belongs to somebody else's page. */
export const namesThisMachine = (req: IncomingMessage): boolean =>
  isLoopbackName((req.headers.host ?? "").replace(/:\d+$/, ""));
