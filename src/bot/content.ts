/** What cases run on. */
import type { Protocol } from "../protocol/schema.ts";
import type { ProtocolPin } from "../store/store.ts";

/** A protocol with the hash of its text. */
export interface Installed {
  protocol: Protocol;
  hash: string;
}

export interface Content {
  /** What new cases begin with. */
  latest: Installed;
  /** What an older case is pinned to; undefined when it is not installed. */
  find: (pin: ProtocolPin) => Installed | undefined;
}
