/** Cuts a sentence where its meaning may change: at commas, "and", "but", "with", "has". */
import type { AnnotatedTokens } from "./annotate-tokens.ts";

export type ClauseJoin = "start" | "comma" | "and" | "or" | "contrast" | "exception" | "with" | "opens";

/** The pieces of a sentence: never cut inside a finding's own words. */
export function splitClauses({
  tokens,
  mentions,
  cues,
  cueBegins,
}: AnnotatedTokens): { from: number; to: number; join: ClauseJoin }[] {
  const within = new Set<number>();
  for (const { from, to } of mentions) for (let at = from; at < to; at += 1) within.add(at);
  const pieces: { from: number; to: number; join: ClauseJoin }[] = [];
  let from = 0;
  let join: ClauseJoin = "start";
  let named = false;
  const close = (to: number, next: ClauseJoin, skip: number) => {
    if (to > from) {
      pieces.push({ from, to, join });
      join = next;
      named = false;
    } else join = strongerJoin(join, next);
    from = to + skip;
  };
  /** "fever, denies weakness"; "no chest pain no breathlessness": each denial has its own finding. */
  const deniesAnew = (at: number, length: number): boolean => {
    const isList = cues[at]?.some((cue) => cue.is === "deny" && cue.list) === true;
    const repeats =
      tokens[from]?.word === tokens[at]?.word && cues[from]?.some(({ is }) => is === "deny") === true;
    return isList ? mentions.some((one) => one.from > at) : repeats && within.has(at + length);
  };
  for (let at = 0; at < tokens.length; at += 1) {
    if (within.has(at)) {
      named = true;
      continue;
    }
    const word = tokens[at]?.word;
    const numbers = tokens[at - 1]?.kind === "number" && tokens[at + 1]?.kind === "number";
    if (word === "," || (word === "/" && !numbers)) {
      close(at, word === "," ? "comma" : "or", 1);
      continue;
    }
    if (!cueBegins[at]) continue;
    const kinds = new Set(cues[at]?.map(({ is }) => is));
    const plainly = cues[at]?.some((cue) => cue.is === "opens" && cue.plainly);
    let length = 1;
    while (at + length < tokens.length && !cueBegins[at + length] && (cues[at + length]?.length ?? 0) > 0)
      length += 1;
    if (kinds.has("and")) close(at, "and", length);
    else if (kinds.has("or")) close(at, "or", length);
    else if (kinds.has("contrast")) close(at, "contrast", length);
    else if (kinds.has("exception")) close(at, "exception", length);
    else if (named && kinds.has("deny") && deniesAnew(at, length)) close(at, "opens", 0);
    else if (kinds.has("opens") && (named || at === from)) close(at, plainly ? "opens" : "with", length);
  }
  close(tokens.length, "start", 0);
  // "on clopidogrel though" contrasts as "but on clopidogrel" does
  const last = pieces.at(-1);
  if (last && (join as ClauseJoin) === "contrast" && (last.join === "comma" || last.join === "start"))
    last.join = "contrast";
  return pieces;
}

/** Two joins with nothing between: "and has" opens, ", but" contrasts; in "now or ..." the "now" belongs to what precedes. */
function strongerJoin(first: ClauseJoin, second: ClauseJoin): ClauseJoin {
  if (first === "contrast" || first === "exception") return first;
  return second === "comma" && first !== "opens" ? first : second;
}
