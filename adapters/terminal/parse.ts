/** A typed line as a request. Pure. */
import { readCommand } from "../../src/index.ts";

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
 * @param offered whether a case was just offered, so that "start" accepts the offer
 */
export function parseLine(
  line: string,
  open: readonly string[],
  current: string | null,
  offered = false,
): TypedLine {
  const words = line.trim();
  if (words === "") return { kind: "nothing" };
  if (/^(quit|exit|:q)$/i.test(words)) return { kind: "quit" };
  const [, findings] = /^new(?: case| patient)?(?::? +(.+))?$/is.exec(words) ?? [null, null];
  if (findings !== null) return { kind: "new", words: findings ?? "" };
  if (offered && /^start$/i.test(words)) return { kind: "words", words };
  const call = readCommand(words);
  if (call?.name === "triage")
    return call.argument === "" || current === null
      ? { kind: "new", words: call.argument }
      : { kind: "another", words: call.argument };
  const named = words.toLowerCase().replace(/^case /, "");
  const meant = named.length < 3 ? [] : open.filter((handle) => handle.startsWith(named));
  if (meant[0] !== undefined && meant.length === 1) return { kind: "case", handle: meant[0] };
  return { kind: "words", words };
}
