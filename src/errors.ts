/** Faults that a caller can act on. No message ever holds what people typed. */

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
