/** Faults that a caller can act on. No message ever holds what people typed. */

import type { Issue } from "./protocol/issue.ts";

/** A protocol file that must not be run. The message lists every issue with its place and its cure. */
export class ProtocolRefused extends Error {
  override readonly name = "ProtocolRefused";
  readonly code = "protocol_refused";
  readonly issues: readonly Issue[];

  constructor(file: string, issues: readonly Issue[]) {
    const lines = issues.map(
      ({ line, column, severity, message, cure }) =>
        `${file}:${line}:${column}  ${severity}  ${message}\n    ${cure}`,
    );
    super(`the protocol ${file} is refused\n${lines.join("\n")}`);
    this.issues = issues;
  }
}

/** Why a send failed, and so what to do: wait, give up, or settle whether it arrived. */
export type SendFaultKind =
  /** Not delivered; try again after `retryAfterMs`. */
  | "later"
  /** Not delivered, and trying again will not help: the channel is gone, or the bot has no access. */
  | "refused"
  /** It may have been delivered. */
  | "unsure";

export class SendFault extends Error {
  override readonly name = "SendFault";
  readonly kind: SendFaultKind;
  /** The platform's code, such as channel_not_found; never its text. */
  readonly code: string;
  readonly retryAfterMs: number | null;

  constructor(kind: SendFaultKind, code: string, retryAfterMs: number | null = null, cause?: unknown) {
    super(`send failed (${kind}): ${code}`, { cause });
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
