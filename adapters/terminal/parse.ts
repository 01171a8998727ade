/** A typed line, as what a person wants. Pure. */
import type { OpeningRequest } from "../../src/index.ts";

export type TypedLine =
  | { kind: "quit" }
  | { kind: "nothing" }
  /** A new case, with what is known of the patient. */
  | { kind: "new"; words: string }
  /** Switches to another open case. */
  | { kind: "case"; handle: string }
  /** Findings that begin with the word that starts a case, where one is open: they may be about another patient. */
  | { kind: "another"; words: string }
  | { kind: "words"; words: string };

/**
 * @param open the names of the open cases; the first letters of one will do
 * @param opening what the line asks for where no case is open
 * @param offered whether a case was just offered, so that "start" takes up the offer
 */
export function parseLine(
  line: string,
  open: readonly string[],
  current: string | null,
  opening: OpeningRequest,
  offered = false,
): TypedLine {
  const words = line.trim();
  if (words === "") return { kind: "nothing" };
  if (/^(quit|exit|:q)$/i.test(words)) return { kind: "quit" };
  const [, findings] = /^new(?: case| patient)?(?::? +(.+))?$/is.exec(words) ?? [null, null];
  if (findings !== null) return { kind: "new", words: findings ?? "" };
  if (offered && /^start$/i.test(words)) return { kind: "words", words };
  if (opening.kind === "start")
    return opening.findings === "" || current === null
      ? { kind: "new", words: opening.findings }
      : { kind: "another", words: opening.findings };
  const named = words.toLowerCase().replace(/^case /, "");
  const meant = named.length < 3 ? [] : open.filter((handle) => handle.startsWith(named));
  if (meant[0] !== undefined && meant.length === 1) return { kind: "case", handle: meant[0] };
  return { kind: "words", words };
}
