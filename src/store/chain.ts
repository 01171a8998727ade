/**
 * The hash chain over the events of one encounter. It shows that a record was changed, reordered or cut; it does not
 * prevent it. Rewriting a whole chain is detected by comparing its head with one printed elsewhere (the posted decision).
 *
 * The sealed text is hashed, not its content: a forgotten case still verifies.
 */
import { createHash } from "node:crypto";

/** The `prevHash` of the first event. */
export const GENESIS = "0".repeat(64);

/** The parts of an event that its hash covers. */
export type ChainLink = {
  readonly encounterId: string;
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly sealed: string;
};

export type ChainedLink = ChainLink & { readonly prevHash: string; readonly hash: string };

/** SHA-256 (hex) over the previous hash and the event. JSON keeps the fields apart, so no two events read alike. */
export function linkHash(prevHash: string, link: ChainLink): string {
  const text = JSON.stringify([prevHash, link.encounterId, link.seq, link.at, link.type, link.sealed]);
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** What is wrong with the first event that does not fit. */
export type ChainFault = "missing" | "relinked" | "altered";

/**
 * Verifies links in order, continuing from `from` (the last good event of an earlier page, or nothing).
 * Returns the first error and its sequence number, or the last link verified.
 */
export function walk(
  links: Iterable<ChainedLink>,
  from: { readonly seq: number; readonly hash: string } = { seq: 0, hash: GENESIS },
):
  | { readonly ok: true; readonly seq: number; readonly hash: string }
  | { readonly ok: false; readonly seq: number; readonly fault: ChainFault } {
  let { seq, hash } = from;
  for (const link of links) {
    const expected = seq + 1;
    if (link.seq !== expected) return { ok: false, seq: expected, fault: "missing" };
    if (link.prevHash !== hash) return { ok: false, seq: expected, fault: "relinked" };
    if (linkHash(link.prevHash, link) !== link.hash) return { ok: false, seq: expected, fault: "altered" };
    seq = expected;
    hash = link.hash;
  }
  return { ok: true, seq, hash };
}
