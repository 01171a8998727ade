/** Whether a caller is on this machine: the one check behind everything that is open without a sign-in. */
import type { IncomingMessage } from "node:http";

/** A proxy on this machine would make every caller look local, so a forwarded call counts as foreign. */
export function isThisMachine(req: IncomingMessage): boolean {
  const address = req.socket.remoteAddress ?? "";
  const forwarded = req.headers["x-forwarded-for"] ?? req.headers.forwarded;
  return forwarded === undefined && (address === "::1" || /^(::ffff:)?127\./.test(address));
}
