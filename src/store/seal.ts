/**
 * Sealing: what people said is encrypted with a key of its own case, so destroying 32 bytes forgets the case. The case
 * keys, and tokens at rest, are themselves sealed with the master key (TRIAGE_MASTER_KEY) where one is configured.
 *
 * AES-256-GCM with a random 96-bit nonce. `context` is bound in: text sealed for one place cannot be opened in another.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { SettingInvalid } from "../errors.ts";

/** 32 bytes that seal and open. */
export type Key = Uint8Array;

const NONCE = 12;
const TAG_BYTES = 16;
const SEALED = "s1.";
const WRAPPED = "w1.";
const PLAIN = "p1.";

/** A key as the cipher's own key object, so that it is not prepared each time: a case has hundreds of events. */
const ready = new WeakMap<Key, KeyObject>();
function secret(key: Key): KeyObject {
  const known = ready.get(key) ?? createSecretKey(key);
  ready.set(key, known);
  return known;
}

/** Seals text. The result is ASCII: `s1.` and base64url of nonce, ciphertext and tag. */
export function seal(key: Key, context: readonly (string | number)[], text: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", secret(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(JSON.stringify(context), "utf8"));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return SEALED + Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64url");
}

/** Opens what `seal` made with the same key and context; undefined when it was changed or the key is different. */
export function unseal(key: Key, context: readonly (string | number)[], sealed: string): string | undefined {
  if (!sealed.startsWith(SEALED)) return undefined;
  const bytes = Buffer.from(sealed.slice(SEALED.length), "base64url");
  if (bytes.length < NONCE + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", secret(key), bytes.subarray(0, NONCE), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(JSON.stringify(context), "utf8"));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    return (
      decipher.update(bytes.subarray(NONCE, bytes.length - TAG_BYTES), undefined, "utf8") +
      decipher.final("utf8")
    );
  } catch {
    return undefined;
  }
}

/** How a slot's name is stored: comparable within the case, and meaningless without its key. */
export const slotDigest = (key: Key, slot: string): string =>
  createHmac("sha256", secret(key)).update(`slot:${slot}`).digest("base64url");

/** A fresh case key. */
export function newKey(): Key {
  return randomBytes(32);
}

/** A case key as it is stored: sealed with the master key, or plain and marked so where there is none. */
export function wrapKey(master: Key | undefined, encounterId: string, key: Key): string {
  const text = Buffer.from(key).toString("base64url");
  return master ? WRAPPED + seal(master, ["case-key", encounterId], text) : PLAIN + text;
}

/** Unwraps a case key; undefined when it was wrapped with another master key, or none is configured now. */
export function unwrapKey(master: Key | undefined, encounterId: string, stored: string): Key | undefined {
  if (stored.startsWith(PLAIN)) return Buffer.from(stored.slice(PLAIN.length), "base64url");
  if (!master || !stored.startsWith(WRAPPED)) return undefined;
  const text = unseal(master, ["case-key", encounterId], stored.slice(WRAPPED.length));
  return text === undefined ? undefined : Buffer.from(text, "base64url");
}

/**
 * Reads TRIAGE_MASTER_KEY: 32 bytes as base64, base64url or hex. Undefined for undefined or an empty text.
 * @throws SettingInvalid when it is not 32 bytes.
 */
export function readMasterKey(text: string | undefined): Key | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  const bytes = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? "hex" : "base64");
  if (bytes.length === 32) return bytes;
  throw new SettingInvalid(
    "TRIAGE_MASTER_KEY",
    "The master key is not 32 bytes of base64 or hex.",
    "Make one with: openssl rand -base64 32",
  );
}
