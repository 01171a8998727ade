/**
 * The errors of this program, one family. Expected outcomes (a lost race, a repeated delivery, a case that does not
 * exist) are values, never one of these.
 *
 * No message, remedy or cause ever holds what people typed: they are logged and shown.
 */

/** Base of every error: what happened (`message`), its stable `code`, and what a person can do about it (`remedy`). */
export class TriageError extends Error {
  readonly code: string;
  /** One sentence in the imperative: how to fix it. */
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.remedy = remedy;
  }
}

/** What of an error may be logged: a code or a name. Its message may hold what somebody typed. */
export const codeOf = (error: unknown): string =>
  error instanceof TriageError ? error.code : error instanceof Error ? error.name : "unknown";

/** Why the store could not do what it was asked to. */
export type StoreFault =
  | "locked"
  | "full"
  | "read-only"
  | "corrupt"
  | "unreachable"
  | "refused"
  | "newer"
  | "failed";

/**
 * The store did not answer or could not write. A turn is never half written: it is either recorded entirely or not at
 * all, so the caller says "not recorded, try again" and repeats the turn under the same delivery key.
 */
export class StoreUnavailable extends TriageError {
  readonly fault: StoreFault;
  /** Whether the same call may succeed later without any change here. */
  readonly retryable: boolean;

  constructor(fault: StoreFault, message: string, remedy: string, options?: ErrorOptions) {
    super(`store-${fault}`, message, remedy, options);
    this.fault = fault;
    this.retryable = fault === "locked" || fault === "unreachable" || fault === "full";
  }
}

/** A setting is missing or wrong. `setting` is its name as the operator knows it. */
export class SettingInvalid extends TriageError {
  readonly setting: string;

  constructor(setting: string, message: string, remedy: string, options?: ErrorOptions) {
    super("setting-invalid", message, remedy, options);
    this.setting = setting;
  }
}

/** A stored case cannot be read as it was written: it was changed, or sealed with a key that is not here. */
export class RecordBroken extends TriageError {
  readonly encounterId: string;

  constructor(encounterId: string, message: string, remedy: string, options?: ErrorOptions) {
    super("record-broken", message, remedy, options);
    this.encounterId = encounterId;
  }
}

/** The program asked for something that is never valid, such as a time that is not a UTC instant: a bug. */
export class ProgrammerError extends TriageError {
  readonly argument: string;

  constructor(argument: string, message: string, options?: ErrorOptions) {
    super("misuse", message, "Report this as a bug: the caller is at fault, not the data.", options);
    this.argument = argument;
  }
}

import type { Issue } from "./protocol/issue.ts";

/** A protocol file that must not be run. The message lists every issue with its location and its remedy. */
export class ProtocolRefused extends Error {
  override readonly name = "ProtocolRefused";
  readonly code = "protocol_refused";
  readonly issues: readonly Issue[];

  constructor(file: string, issues: readonly Issue[]) {
    const lines = issues.map(
      ({ line, column, severity, message, remedy }) =>
        `${file}:${line}:${column}  ${severity}  ${message}\n    ${remedy}`,
    );
    super(`the protocol ${file} is refused\n${lines.join("\n")}`);
    this.issues = issues;
  }
}

/** What is wrong at one place of a file. */
interface FileIssue {
  line: number;
  column: number;
  message: string;
  remedy: string;
}

/** A file of word lists that must not be used. The message lists every issue with its place and its remedy. */
export class WordListsRefused extends TriageError {
  constructor(file: string, issues: readonly FileIssue[]) {
    const lines = issues.map(
      ({ line, column, message, remedy }) => `${file}:${line}:${column}  ${message}\n    ${remedy}`,
    );
    super(
      "words-refused",
      `the word lists ${file} are refused\n${lines.join("\n")}`,
      "Mend the file, or put the released one back.",
    );
  }
}

/** Why a send failed, and so what to do: wait, give up, or settle whether it arrived. */
export type DeliveryErrorKind =
  /** Not delivered; retry after `retryAfterMs`. */
  | "later"
  /** Not delivered, and a retry will not help: the channel is gone, or the bot has no access. */
  | "refused"
  /** It may have been delivered. */
  | "unsure";

export class DeliveryError extends TriageError {
  readonly kind: DeliveryErrorKind;
  readonly retryAfterMs: number | null;

  /** @param platformCode the platform's code, such as channel_not_found; never its text */
  constructor(
    kind: DeliveryErrorKind,
    platformCode: string,
    retryAfterMs: number | null = null,
    cause?: unknown,
  ) {
    super(
      platformCode,
      `a message was not sent (${kind}): ${platformCode}`,
      kind === "refused" ? "Check the bot's access to the channel." : "It is tried again.",
      { cause },
    );
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * For an adapter, right before each call that shows a delivery, with nothing awaited in between.
 * @throws DeliveryError `later` when another process may be sending it by now
 */
export function assertClaimValid({ inTime }: { readonly inTime?: () => boolean }): void {
  if (inTime && !inTime()) throw new DeliveryError("later", "claim_late");
}
