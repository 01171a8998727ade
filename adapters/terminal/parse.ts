/** A typed line, as what a person does. */
import type { Actor, Inbound } from "../../src/index.ts";

export type TypedLine = { kind: "quit" } | { kind: "nothing" } | { kind: "inbound"; inbound: Inbound };

/** Everything typed here is said to the bot. An empty line is nothing; quit leaves. */
export function parseLine(line: string, actor: Actor): TypedLine {
  const words = line.trim();
  if (words === "") return { kind: "nothing" };
  if (/^(quit|exit|:q)$/i.test(words)) return { kind: "quit" };
  return { kind: "inbound", inbound: { kind: "say", actor, words, addressed: true } };
}
