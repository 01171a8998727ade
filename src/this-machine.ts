/** Whether a caller is on this machine, and means it: the checks behind everything that is open without a sign-in. */
import type { IncomingMessage } from "node:http";

/** A proxy on this machine would make every caller look local, so a forwarded call counts as foreign. */
export function isThisMachine(req: IncomingMessage): boolean {
  const address = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"] ?? req.headers.forwarded;
  return forwarded === undefined && (address === "::1" || /^(::ffff:)?127\./.test(address));
}

/** Whether a name or an address is this machine's own. */
export const isLoopbackName = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

/** Whether the Host header names this machine: a foreign name that points here belongs to somebody else's page. */
export const namesThisMachine = (req: IncomingMessage): boolean =>
  isLoopbackName((req.headers.host ?? "").replace(/:\d+$/, ""));
