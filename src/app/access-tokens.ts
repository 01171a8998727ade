/**
 * Who may call the HTTP adapters: tokens that name a system or a person. The settings hold only their hashes, so that a copy of
 * the settings opens nothing.
 */
import { createHash } from "node:crypto";
import type { Actor } from "../case/encounter.ts";
import { SettingInvalid } from "../errors.ts";
import { matching } from "./settings.ts";

/** Whom a token names. A system can read and propose; only a person's answer is an answer. */
export type TokenHolder = { kind: "system"; id: string; name: string } | { kind: "person"; actor: Actor };

/** A shorter one could be guessed. */
export const MIN_TOKEN_LENGTH = 24;
const ENTRY =
  /^(?:system ([a-z0-9][a-z0-9-]{1,39})|person ([a-z]+:[^\s,:]+:[^\s,]+))(?: ([^\s,][^,]{0,58}[^\s,]))? sha256:([0-9a-f]{64})$/;

/** One variable, which each HTTP adapter names as its own way in. */
export const tokensVariable = <const Name extends string>(name: Name, about: string) => ({
  name,
  about,
  example: "system bed-board Bed board sha256:<the hash of its token>",
  secret: true as const,
  // what is wrong with an entry is said by its place, and not by its words
  schema: matching(/^(?!sha256:)\S/, "entries between commas, such as system ID NAME sha256:HASH"),
});

/** The holders by their token's hash, or the entry that is wrong, by its place. */
export function readTokens(
  variable: string,
  text: string,
): ReadonlyMap<string, TokenHolder> | SettingInvalid {
  const holders = new Map<string, TokenHolder>();
  for (const [at, entry] of text
    .split(",")
    .map((each) => each.trim())
    .entries()) {
    const [, system, person, name, hash] = ENTRY.exec(entry) ?? [];
    const refuse = (what: string) =>
      new SettingInvalid(
        variable,
        `Entry ${at + 1} of ${variable} ${what}`,
        'Write "system ID NAME sha256:HASH" or "person PLATFORM:TENANT:USER NAME sha256:HASH", as docs/api.md shows.',
      );
    if (hash === undefined) return refuse("cannot be read");
    if (holders.has(hash)) return refuse("has the hash of another entry, and a token names one holder");
    holders.set(
      hash,
      system === undefined
        ? { kind: "person", actor: { id: person ?? "", ...(name !== undefined && { name }) } }
        : { kind: "system", id: system, name: name ?? system },
    );
  }
  return holders;
}

/** Why a request is not let in, for its sender. */
export interface TokenRefusal {
  refused: string;
}

/**
 * Whom a request's `Authorization` names. The token is looked up by its hash, so how long that takes says nothing about it.
 * @param header the whole header, or undefined where there is none
 */
export function tokenHolder(
  holders: ReadonlyMap<string, TokenHolder>,
  header: string | undefined,
): TokenHolder | TokenRefusal {
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? "") ?? [];
  if (token === undefined)
    return { refused: "The request carries no token. Send it as Authorization: Bearer TOKEN." };
  const holder =
    token.length < MIN_TOKEN_LENGTH
      ? undefined
      : holders.get(createHash("sha256").update(token).digest("hex"));
  return (
    holder ?? {
      refused: `The token is not known here. A token has at least ${MIN_TOKEN_LENGTH} characters, and its SHA-256 is among the settings.`,
    }
  );
}
