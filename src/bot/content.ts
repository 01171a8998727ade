/** The protocols that cases run on. */
import type { Protocol } from "../protocol/schema.ts";
import type { StoredProtocolPin } from "../store/store.ts";

/** A protocol with the hash of its text. */
export interface InstalledProtocol {
  protocol: Protocol;
  hash: string;
}

export interface Content {
  /** What new cases begin with. */
  latest: InstalledProtocol;
  /** What an older case is pinned to; undefined when it is not installed. */
  find: (pin: StoredProtocolPin) => InstalledProtocol | undefined;
}
